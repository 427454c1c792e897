"""Shares at a real terminal: typed unseen, line by line; shown one sheet at a time, and wiped."""

import os
import sys
from pathlib import Path

import pytest

from wbs_tui.accounts.recovery.drill import renew_shares
from wbs_tui.operations.bench.terminal import Terminal

WBS = Path(sys.executable).with_name("wbs")


@pytest.fixture
def environment(office, tmp_path):
    """What the Inspektur's shell would have set."""
    password = tmp_path / "sandi"
    password.touch(mode=0o600)
    password.write_text("kata sandi uji coba\n")
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "WBS_STATE")
    }
    return kept | {
        "WBS_STORE": str(office.location),
        "WBS_USER": "inspektur",
        "WBS_PASSWORD_FILE": str(password),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }


def test_a_share_is_typed_unseen_and_a_bad_line_is_typed_again(environment, office):
    words = renew_shares(office.desk("inspektur"), lambda _sheets: None).custodian.words.split()
    office.opened[-1].close()
    with Terminal([str(WBS), "recovery", "check"], env=environment) as terminal:
        terminal.wait_for("Kata 1 dan seterusnya:")
        terminal.press((" ".join(word[:4] for word in words[:10]) + "\n").encode())
        terminal.wait_for("Kata 11 dan seterusnya:")
        terminal.press(f"{words[10]} bukankata\n".encode())
        terminal.wait_for("Kata ke-12 (bukankata)")
        terminal.press((" ".join(words[10:]) + "\n").encode())
        assert terminal.wait_exit() == 0
        told = terminal.output.decode()
    assert "Bagian ke-3 (Kustodian) benar" in told
    assert not set(words) & set(told.replace("\r\n", " ").split())


def test_new_sheets_are_shown_one_by_one_and_wiped(environment):
    with Terminal([str(WBS), "recovery", "renew"], env=environment) as terminal:
        terminal.wait_for("tekan Enter")
        first = terminal.output.decode()
        assert "Bagian ke-1 dari 3" in first
        assert "Bagian ke-3 dari 3" not in first
        terminal.press(b"\n")
        terminal.wait_for("tekan Enter")
        terminal.press(b"\n")
        assert terminal.wait_exit() == 0
        assert terminal.output.count(b"\x1b[3J") == 2


def test_the_super_admin_sees_his_share_on_a_terminal_only(environment):
    with Terminal([str(WBS), "recovery", "share"], env={**environment, "WBS_USER": "admin"}) as terminal:
        assert terminal.wait_exit() == 0
        assert "Bagian ke-2 dari 3, untuk Super Admin" in terminal.output.decode()
