"""The first screen, locking, and what a fault of the program leaves on the terminal."""

import sys

from textual.widgets import Input

from tests.conftest import TestOffice
from tests.screens.quiet import running
from tests.screens.seated import at_unlock, press, seen, settled, unlock
from wbs_tui.app import WbsApp
from wbs_tui.operations.bench.terminal import Terminal


async def test_a_wrong_password_says_so_and_a_right_one_opens_the_inbox(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot, "bukan sandinya")
        assert "kata sandi salah" in seen(pilot)
        assert pilot.app.screen.query_one("#password", Input).value == ""
        await unlock(pilot)
        assert "petugas (Petugas) · Inspektorat Contoh" in seen(pilot)


async def test_the_super_admin_comes_to_the_accounts_and_to_no_case(office: TestOffice) -> None:
    async with at_unlock(office, "admin") as pilot:
        await unlock(pilot)
        shown = seen(pilot)
        assert "F6 Akun" in shown
        assert "Kotak masuk" not in shown


async def test_locking_forgets_the_desk_and_unlocking_returns_to_the_place(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        await press(pilot, "4", "f10")
        assert "Layar terkunci." in seen(pilot)
        assert pilot.app.desk is None  # type: ignore[attr-defined]
        await press(pilot, "f2", "f3", "ctrl+p")
        assert "Kata sandi" in seen(pilot)
        await unlock(pilot)
        assert "Tidak ada yang jatuh tempo" in seen(pilot)


async def test_a_wrong_address_is_said_where_one_would_unlock() -> None:
    app = WbsApp("mysql://kantor", "petugas")
    async with running(app) as pilot:
        await settled(pilot)
        assert "sqlite:///LETAK" in seen(pilot)
        await unlock(pilot)
        assert "sqlite:///LETAK" in seen(pilot)


async def test_unlock_fits_the_smallest_terminal(office: TestOffice) -> None:
    async with at_unlock(office, "petugas", (40, 10)) as pilot:
        await unlock(pilot, "bukan sandinya")
        assert "Kata sandi" in seen(pilot)
        assert "coba lagi" in seen(pilot)


FAULTY = """
import sys
from wbs_tui.app import WbsApp


def fault(self):
    password = "KENARI-di-layar"
    raise RuntimeError(password)


WbsApp.action_help = fault
app = WbsApp(None, "petugas")
app.run()
sys.exit(app.return_code)
"""


def test_a_fault_prints_one_sentence_without_locals_and_a_code(office: TestOffice) -> None:
    command = [sys.executable, "-c", FAULTY]
    env = {"WBS_STORE": str(office.location), "WBS_KEYRING": "off", "PYTHONPATH": "."}
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("Kata sandi", timeout=30)
        terminal.press(b"\x1bOP")
        code = terminal.wait_exit(timeout=30)
        left = terminal.screen()
    assert code == 70
    assert "Kesalahan di dalam program (RuntimeError)" in " ".join(left)
    assert b"KENARI" not in terminal.output
    assert b"Traceback" not in terminal.output


def test_the_window_is_called_nothing_but_wbs(office: TestOffice) -> None:
    command = [sys.executable, "-c", "from wbs_tui.app import run; run(None, 'petugas')"]
    env = {"WBS_STORE": str(office.location), "WBS_KEYRING": "off", "PYTHONPATH": ".", "WBS_LANG": "id"}
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("Kata sandi", timeout=30)
        terminal.press(b"kata sandi uji coba\r")
        terminal.wait_for("Belum ada kasus", timeout=30)
        terminal.press(b"\x11")
        assert terminal.wait_exit(timeout=30) == 0
    commands = [part.split(b"\x07")[0] for part in terminal.output.split(b"\x1b]")[1:]]
    assert {command for command in commands if command[:2] in (b"0;", b"2;")} <= {b"0;WBS", b"2;WBS"}
