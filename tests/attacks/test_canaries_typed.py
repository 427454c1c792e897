"""What is typed in the screens is found nowhere in the clear, also when the program is killed or crashes."""

import os
import shlex
import signal
from contextlib import closing
from pathlib import Path

import pytest
from commands import WBS

from models.words.clock import system_clock
from models.words.roles import Role
from tests.attacks.own_house import TITLES, House, open_case, said, unlock_screens
from tests.attacks.scan import Scanner, planted
from tests.cases.at_work import recorded
from tests.conftest import PASSWORD
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.drafts import drafts, load_draft
from wbs_tui.operations.bench.terminal import Terminal
from wbs_tui.vault.secret_files import write_secret_file

CASE = "2026-000001"
REGISTER = f"16-{CASE}"
SAVE = b"\x13"


@pytest.fixture
def screens(office, tmp_path):
    """Starts the program in a terminal; the shell allows core files, and Textual is asked to keep a log."""
    house = House(tmp_path)
    environ = house.environment() | {
        "WBS_STORE": str(office.location),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
        "TEXTUAL_LOG": str(house.working / "catatan-textual"),
        "TEXTUAL": "debug",
    }

    def start(*words, **more):
        line = f"ulimit -c unlimited; exec {shlex.join([str(WBS), *words])}"
        return Terminal(["sh", "-c", line], columns=100, rows=30, env=environ | more, cwd=house.working)

    return start


def core_limit(pid):
    """The largest core file that the process may leave, as Linux tells it."""
    limits = Path(f"/proc/{pid}/limits")
    if not limits.exists():
        return "unknown"
    return next(
        line.split()[4] for line in limits.read_text().splitlines() if line.startswith("Max core file size")
    )


def kept_draft(terminal, desk, word):
    """Read the terminal until the store holds a draft with the word."""
    for _look in range(200):
        terminal.settle(0.05)
        if any(word in (load_draft(desk, each.subject) or "") for each in drafts(desk)):
            return
    raise AssertionError("the draft was not kept")


def activated(office, screens, tmp_path, word):
    """Activate an account by the real command, the password typed; gives the code and what was printed."""
    with closing(unlock(office.location, "admin", PASSWORD, system_clock).desk) as admin:
        code = invite(admin, "petugas9", Role.OFFICER).code
    file = tmp_path / "undangan"
    write_secret_file(file, code)
    with screens("activate", "petugas9", "--invite", str(file)) as terminal:
        terminal.wait_for("Kata sandi baru untuk petugas9:")
        terminal.press(word.encode() + b"\n")
        terminal.wait_for("Ketik sekali lagi:")
        terminal.press(word.encode() + b"\n")
        assert terminal.wait_exit() == 0, terminal.screen()
    file.unlink()
    return code, terminal.output


def test_password_and_invitation_are_found_nowhere(office, screens, tmp_path):
    words = planted("sandi")
    code, printed = activated(office, screens, tmp_path, words["sandi"])
    words |= {"undangan": code, "undangan-utuh": code.replace("-", "").replace(" ", "")}
    scanner = Scanner(words)
    found = scanner.in_bytes(printed, "what it printed")
    with screens("--user", "petugas9") as terminal:
        unlock_screens(terminal, words["sandi"], "belum diberi akses")
        found += scanner.in_files(tmp_path) + scanner.in_process(terminal.pid)
        terminal.kill()
        found += scanner.in_bytes(terminal.output, "what it painted")
    found += scanner.in_files(tmp_path)
    assert found == []
    print(f"looked {scanner.looks} times at {scanner.bytes >> 20} MiB for {len(words)} words")


def test_what_is_typed_into_a_case_is_found_nowhere(office, screens, password, tmp_path):
    """Draft, note, answer, recommendation and reason, the program killed with the draft unsaved."""
    words = planted("rancangan", "jawaban", "rekomendasi", "alasan")
    scanner = Scanner(words)
    desk = office.desk("petugas")
    recorded(desk)
    found = []

    def look(terminal):
        found.extend(scanner.in_files(tmp_path) + scanner.in_process(terminal.pid))
        assert core_limit(terminal.pid) in ("0", "unknown")

    with screens("--user", "petugas") as terminal:
        unlock_screens(terminal, password, CASE)
        open_case(terminal)
        terminal.press(b"c")
        terminal.wait_for("rancangan tetap ada")
        terminal.press(words["rancangan"].encode())
        terminal.wait_for(words["rancangan"])
        look(terminal)
        kept_draft(terminal, desk, words["rancangan"])
        look(terminal)
        terminal.kill()
        assert not TITLES.search(terminal.output)
    found += scanner.in_files(tmp_path)

    with screens("--user", "irban") as terminal:
        unlock_screens(terminal, password, CASE)
        open_case(terminal)
        terminal.press(b"5n")
        terminal.wait_for("Isi rekomendasi")
        terminal.settle(0.3)
        terminal.press(words["rekomendasi"].encode() + b"\t")
        terminal.wait_for(words["rekomendasi"])
        terminal.settle()
        terminal.press(b"31/12/2026")
        terminal.wait_for("31/12/2026 ")
        terminal.press(SAVE)
        terminal.wait_until(
            lambda lines: said(lines, words["rekomendasi"]) and not said(lines, "Isi rekomendasi")
        )
        terminal.press(b"b")
        terminal.wait_for("sampaikan.")
        terminal.settle(0.3)
        terminal.press(words["jawaban"].encode())
        terminal.wait_for(words["jawaban"])
        terminal.press(SAVE)
        terminal.wait_until(lambda lines: said(lines, "Jawaban 1"))
        terminal.press(b"8i")
        terminal.wait_for("Alasan (wajib)")
        terminal.settle(0.3)
        terminal.press(words["alasan"].encode() + b"\r")
        terminal.wait_for("Siti Pelapor")
        look(terminal)
        os.kill(terminal.pid, signal.SIGSEGV)
        assert terminal.wait_exit() == -signal.SIGSEGV
    found += scanner.in_files(tmp_path)

    with screens("--user", "petugas") as terminal:
        unlock_screens(terminal, password, CASE)
        open_case(terminal)
        terminal.press(b"c")
        terminal.wait_for(words["rancangan"])
        terminal.press(SAVE)
        terminal.wait_for("Catatan disimpan.")
        look(terminal)
        os.kill(terminal.pid, signal.SIGABRT)
        assert terminal.wait_exit() == -signal.SIGABRT
    found += scanner.in_files(tmp_path)
    assert found == []
    case = load_case(office.desk("irban"), REGISTER)
    assert words["rancangan"] in case.notes[-1].body
    assert case.answers[-1].body == words["jawaban"]
    assert case.recommendations[-1].text == words["rekomendasi"]
    assert not list(tmp_path.rglob("core*"))
    assert not (tmp_path / "kerja" / "catatan-textual").exists()
    print(f"looked {scanner.looks} times at {scanner.bytes >> 20} MiB for {len(words)} words")
