"""Two programs with screens on one store at once, both working the same case: nothing is lost."""

import pytest
from commands import WBS

from tests.attacks.own_house import House, open_case, said, unlock_screens
from tests.cases.at_work import journal_is_sound, recorded
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.operations.bench.terminal import Terminal

CASE = "2026-000001"
REGISTER = f"16-{CASE}"
SAVE = b"\x13"


@pytest.fixture
def terminal(office, tmp_path):
    """Starts the program for an account in a terminal of its own."""
    environ = House(tmp_path).environment() | {
        "WBS_STORE": str(office.location),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }

    def start(name):
        return Terminal([str(WBS), "--user", name], columns=100, rows=30, env=environ)

    return start


def at_the_case(terminal, password):
    unlock_screens(terminal, password, CASE)
    open_case(terminal)


def writes_a_note(terminal, words):
    terminal.press(b"c")
    terminal.wait_for("rancangan tetap ada")
    terminal.settle(0.2)
    terminal.press(words.encode())
    terminal.wait_for(words)


def saves(terminal):
    terminal.press(SAVE)
    terminal.wait_for("Catatan disimpan.")


def steps_on(terminal):
    """Open the dialog of the next step and stand on its first, `Verifikasi`."""
    terminal.press(b"p")
    terminal.wait_for("Langkah dari tahap Diterima")
    terminal.settle(0.2)


def test_both_write_notes_and_take_the_same_step(office, terminal, password):
    recorded(office.desk("petugas"))
    with terminal("petugas") as one, terminal("irban") as two:
        at_the_case(one, password)
        at_the_case(two, password)
        writes_a_note(one, "catatan petugas satu")
        writes_a_note(two, "catatan irban dua")
        saves(one)
        saves(two)
        steps_on(one)
        steps_on(two)
        one.press(SAVE)
        one.wait_for("Langkah dicatat.")
        two.press(SAVE)
        two.wait_for("Sudah diubah oleh petugas")
        two.press(b"1")
        two.wait_until(lambda lines: not said(lines, "Sudah diubah oleh petugas"))
        two.wait_for("Verifikasi ·")
    desk = office.desk("auditor")
    case = load_case(desk, REGISTER)
    written = "\n".join(note.body for note in case.notes)
    assert "catatan petugas satu" in written
    assert "catatan irban dua" in written
    assert case.stage == "verification"
    assert journal_is_sound(desk)
