"""Hostile reports on every screen and in every command, at every size: shown as text, never obeyed."""

import subprocess

import pytest
from commands import WBS, environment

from tests.attacks.hostile import MARKUP, commands_in, hostile_mail
from tests.attacks.own_house import TITLES, House, open_case, unlock_screens
from wbs_tui.intake.record import import_paths
from wbs_tui.operations.bench.terminal import Terminal

CASE = "2026-000001"
REGISTER = f"16-{CASE}"
SIZES = ((40, 10), (20, 5), (160, 48), (80, 24))

ESCAPE = b"\x1b"
PLACES = (
    ("inbox", b"\x1bOQ", CASE),
    ("today", b"\x1bOR", "Hari ini"),
    ("follow-ups", b"\x1bOS", "Tindak lanjut"),
    ("new report", b"\x1b[15~", "Laporan baru"),
    ("accounts", b"\x1b[17~", "Sidik jari"),
)
TABS = ("Laporan 1 dari 1", "Klasifikasi", "Verifikasi", "Catatan", "Hasil", "Bukti", "Riwayat", "Identitas")


@pytest.fixture
def attacked(office, tmp_path):
    """An office with the hostile report in it, released files included."""
    from wbs_tui.cases.reading.detail import load_case
    from wbs_tui.cases.steps.evidence import release
    from wbs_tui.cases.traces.findings import even_if_identity

    desk = office.desk("irban")
    result = import_paths(desk, [hostile_mail(tmp_path / "jahat.eml")])
    assert result.cases == [REGISTER], result
    files = load_case(desk, REGISTER).evidence
    held = [file.id for file in files if file.state == "held"]
    even_if_identity(lambda: release(desk, REGISTER, held))()  # one file bears the sender's name
    return office


@pytest.fixture
def terminal(attacked, tmp_path):
    """Starts the program in a terminal."""
    environ = House(tmp_path).environment() | {
        "WBS_STORE": str(attacked.location),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }

    def start(name="irban", **more):
        return Terminal([str(WBS), "--user", name], columns=80, rows=24, env=environ | more)

    return start


def resized(terminal, shown):
    """Through all sizes and back; the program paints each and shows the same at the end."""
    for columns, rows in SIZES:
        terminal.resize(columns, rows)
        terminal.settle(0.1)
        assert any(line.strip() for line in terminal.screen()), (columns, rows)
    terminal.wait_for(shown)
    return len(SIZES)


def left_by_quitting(terminal):
    """Quit; what it had painted commanded nothing."""
    terminal.press(b"\x11")
    assert terminal.wait_exit() == 0
    assert commands_in(terminal.output) == []
    assert not TITLES.search(terminal.output)


def test_every_main_screen_at_every_size(terminal, password):
    sizes = 0
    with terminal("inspektur") as screen:
        unlock_screens(screen, password, CASE)
        for _name, key, shown in PLACES:
            screen.press(key)
            screen.wait_for(shown)
            screen.settle(0.1)
            sizes += resized(screen, shown)
        left_by_quitting(screen)
    print(f"{len(PLACES)} screens, {sizes} sizes")


def test_every_tab_of_the_case_at_every_size(terminal, password):
    sizes = 0
    with terminal() as screen:
        unlock_screens(screen, password, CASE)
        open_case(screen)
        screen.wait_for("[@click=app.quit]keluar[/]")
        for number, shown in enumerate(TABS, start=1):
            screen.press(str(number).encode())
            screen.settle(0.2)
            sizes += resized(screen, shown)
        screen.press(b"i")
        screen.wait_for("Alasan (wajib)")
        screen.settle(0.2)
        screen.press(b"konfirmasi\r")
        screen.wait_for("jahat@surel.contoh")
        sizes += resized(screen, "jahat@surel.contoh")
        screen.press(ESCAPE)
        screen.settle(0.2)
        for keys, shown in ((b"\x1bOP", "Bantuan"), (b"\x10", "Tindakan")):
            screen.press(keys)
            screen.wait_for(shown)
            sizes += resized(screen, shown)
            screen.press(ESCAPE)
            screen.settle(0.2)
        left_by_quitting(screen)
    print(f"{len(TABS) + 3} places, {sizes} sizes")


def test_the_markup_is_text_and_no_link(terminal, password):
    """A click on `[@click=app.quit]` does nothing; the program is still there."""
    with terminal() as screen:
        unlock_screens(screen, password, CASE)
        open_case(screen)
        screen.wait_for(MARKUP[:26])
        clicks = 0
        for row, line in enumerate(screen.screen(), start=1):
            for at in (line.find("@click"), line.find("keluar")):
                if at >= 0:
                    screen.press(f"\x1b[<0;{at + 2};{row}M\x1b[<0;{at + 2};{row}m".encode())
                    screen.settle(0.1)
                    clicks += 1
        screen.press(b"7")
        screen.wait_for("Riwayat")
        assert clicks
        left_by_quitting(screen)
    print(f"{clicks} clicks")


COMMANDS = (
    ("inbox",),
    ("inbox", "--json"),
    ("show", REGISTER, "--journal"),
    ("show", REGISTER, "--journal", "--json"),
    ("classify", REGISTER),
    ("checklist", REGISTER),
    ("due",),
    ("due", "--ics", "-"),
    ("reveal", REGISTER, "--reason", "konfirmasi"),
    ("reveal", REGISTER, "--reason", "konfirmasi", "--json"),
    ("verify",),
    ("doctor",),
    ("evidence", "export", REGISTER, "1", "--to", "."),
    ("evidence", "export", REGISTER, "2", "--to", "."),
    ("evidence", "export", REGISTER, "3", "--to", "."),
    ("evidence", "export", REGISTER, "5", "--to", "."),
)


def test_what_commands_print_and_the_names_they_export_to(attacked, password, tmp_path):
    environ = environment(attacked.location, "irban", password)
    target = tmp_path / "keluaran"
    target.mkdir()
    for words in COMMANDS:
        ran = subprocess.run([WBS, *words], env=environ, cwd=target, capture_output=True)
        assert ran.returncode == 0 or words == ("doctor",), (words, ran.stderr)
        for output in (ran.stdout, ran.stderr):
            assert commands_in(output) == [], words
            unprintable = set(output) & ({*range(32)} - {*b"\n\r\t"} | {127})
            assert not unprintable, words
    exported = sorted(path.name for path in target.iterdir())
    assert len(exported) == 4
    assert all(name.isprintable() and "/" not in name and not name.startswith(".") for name in exported)
    assert "passwd" in exported
    assert not (tmp_path / "etc").exists()
    print(f"{len(COMMANDS)} commands, files {exported}")
