"""`wbs device`: a new device comes in with the recovery code, which reaches its owner and nobody else."""

import stat
import sys
from collections.abc import Iterator

import pytest

from tests.accounts.desktops import Desktops, desktops_of
from wbs_tui.vault.codes import normalise


@pytest.fixture
def desktops(wbs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktops]:
    assert wbs
    monkeypatch.setattr(sys, "platform", "linux")
    with desktops_of(monkeypatch) as made:
        yield made


@pytest.fixture
def bound(wbs, desktops, tmp_path):
    """`baru` was activated at `kantor`; gives the file with his recovery code."""
    wbs.done(
        "account", "add", "baru", "--role", "officer", "--invite-to", tmp_path / "undangan", user="admin"
    )
    desktops.sit_at("kantor")
    code = tmp_path / "kode"
    ran = wbs.done("activate", "baru", "--invite", tmp_path / "undangan", "--recovery-code-to", code)
    assert stat.S_IMODE(code.stat().st_mode) == 0o600
    assert normalise(code.read_text()) not in ran.out + ran.err
    return code


def ways(wbs, user="baru"):
    return [(way["kind"], way["here"]) for way in wbs.done("device", "list", "--json", user=user).document]


def test_a_new_device_by_password_and_code(wbs, desktops, bound, monkeypatch):
    desktops.sit_at("rumah")
    refused = wbs.run("device", "list", user="baru")
    assert (refused.code, "kode pemulihan" in refused.err) == (3, True)
    monkeypatch.setenv("WBS_RECOVERY_CODE_FILE", str(bound))
    assert (
        "rumah" in wbs.done("device", "add", "--label", "rumah", "--recovery-code-to", "x", user="baru").err
    )
    monkeypatch.delenv("WBS_RECOVERY_CODE_FILE")
    assert sorted(ways(wbs)) == [("device", False), ("device", True), ("recovery", False)]


def test_a_device_without_a_keyring_only_when_asked_for(wbs, desktops, bound, monkeypatch):
    desktops.sit_without_keyring()
    monkeypatch.setenv("WBS_RECOVERY_CODE_FILE", str(bound))
    refused = wbs.run("device", "add", "--recovery-code-to", "x", user="baru")
    assert (refused.code, "--without-keyring" in refused.err) == (1, True)
    wbs.done("device", "add", "--without-keyring", user="baru")
    monkeypatch.delenv("WBS_RECOVERY_CODE_FILE")
    assert ("password", False) in ways(wbs)


def test_a_new_code_and_the_end_of_a_device(wbs, bound, tmp_path, monkeypatch):
    assert ways(wbs) == [("device", True), ("recovery", False)]
    wbs.done("device", "code", "--recovery-code-to", tmp_path / "baru", user="baru")
    own = next(way for way in wbs.done("device", "list", "--json", user="baru").document if way["here"])
    wbs.done("device", "remove", own["id"], user="baru")
    monkeypatch.setenv("WBS_RECOVERY_CODE_FILE", str(bound))
    assert wbs.run("device", "list", user="baru").code == 3
    monkeypatch.setenv("WBS_RECOVERY_CODE_FILE", str(tmp_path / "baru"))
    assert ways(wbs) == [("recovery", False)]


def test_without_a_terminal_and_a_file_no_code_is_made(wbs, bound, office):
    before = office.location.header.path.read_bytes()
    for words in (("device", "code"), ("device", "add")):
        assert wbs.run(*words, user="baru").code == 2
    taken = wbs.run("device", "code", "--recovery-code-to", bound, user="baru")
    assert taken.code == 1
    assert office.location.header.path.read_bytes() == before


def test_where_nobody_could_see_the_code_the_password_stands_alone(wbs, desktops, tmp_path):
    wbs.done(
        "account", "add", "baru", "--role", "officer", "--invite-to", tmp_path / "undangan", user="admin"
    )
    desktops.sit_at("kantor")
    wbs.done("activate", "baru", "--invite", tmp_path / "undangan")
    assert ways(wbs) == [("password", False)]


def test_on_a_terminal_the_code_is_shown_once(wbs, desktops, tmp_path, monkeypatch):
    wbs.done(
        "account", "add", "baru", "--role", "officer", "--invite-to", tmp_path / "undangan", user="admin"
    )
    desktops.sit_at("kantor")
    monkeypatch.setattr("wbs_tui.cli.recovery_codes.sys.stderr.isatty", lambda: True, raising=False)
    ran = wbs.run("activate", "baru", "--invite", tmp_path / "undangan")
    assert ran.code == 0
    shown = next(line.strip() for line in ran.err.splitlines() if line.startswith("  "))
    assert normalise(shown) == shown


def test_the_list_fits_a_terminal(wbs, bound):
    assert bound
    for line in wbs.done("device", "list", user="baru").out.splitlines():
        assert len(line) <= 110


def test_wrong_passwords_make_wait_at_the_command_line_too(wbs):
    for _time in range(5):
        assert wbs.run("inbox", user="petugas", password="bukan ini").code == 3
    locked = wbs.run("inbox", user="petugas")
    assert (locked.code, "0:30" in locked.err) == (3, True)
