"""A slow line delivers keys in bursts. Each must go where the one before it led."""

from commands import WBS, environment
from own_house import said

from wbs_tui.cases.reading.detail import load_case
from wbs_tui.operations.bench.terminal import Terminal


def test_a_burst_of_name_and_password_shows_no_password(office, password):
    """All of it arrives in one read; the password must not stand in the field of the name for a moment."""
    environ = environment(office.location, "", password)
    with Terminal([str(WBS)], columns=80, rows=24, env=environ) as terminal:
        terminal.wait_for("Kata sandi")
        terminal.press(b"petugas\t" + password.encode() + b"\r")
        terminal.wait_for("Kotak masuk")
        assert password.encode() not in terminal.output
        assert password.split()[0].encode() not in terminal.output


def test_a_burst_that_ends_in_saving_saves_all_of_it(office, password):
    """A walk-in typed ahead: title, text and ^s in one read."""
    environ = environment(office.location, "petugas", password)
    with Terminal([str(WBS)], columns=100, rows=40, env=environ) as terminal:
        terminal.wait_for("Kata sandi")
        terminal.press(password.encode() + b"\r")
        terminal.wait_for("Kotak masuk")
        terminal.press(b"\x1b[15~")
        terminal.wait_for("Judul")
        terminal.settle(quiet=0.5)  # the form asks the store for a draft before it gives the focus
        terminal.press(b"Pungutan di loket\tPetugas loket meminta Rp 50.000 tanpa kuitansi pagi tadi\x13")
        terminal.wait_until(lambda lines: said(lines, "16-2026-000001"))
    desk = office.desk("petugas")
    (report,) = load_case(desk, "1").reports
    assert (report.title, report.text) == (
        "Pungutan di loket",
        "Petugas loket meminta Rp 50.000 tanpa kuitansi pagi tadi",
    )
