"""Poor terminals and strange locales: the program paints, works and ends well in each."""

import re
import subprocess

import pytest
from commands import WBS, environment

from tests.attacks.own_house import House, open_case, unlock_screens
from tests.cases.at_work import recorded
from wbs_tui.operations.bench.terminal import Terminal

CASE = "2026-000001"
REGISTER = f"16-{CASE}"
_COLOUR = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")
_LOCALE_C = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def environ(office, tmp_path):
    recorded(office.desk("petugas"))
    return House(tmp_path).environment() | {
        "WBS_STORE": str(office.location),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }


@pytest.mark.parametrize(
    "setting",
    [
        *({"TERM": name} for name in ("dumb", "xterm", "vt100", "linux", "tidak-ada")),
        {"NO_COLOR": "1"},
        {"NO_COLOR": "1", "TERM": "linux", "COLORTERM": ""},
        {"COLUMNS": "0", "LINES": "0"},
        {"WBS_THEME": "tidak-ada", "WBS_LANG": "xx"},
    ],
    ids=str,
)
def test_the_screens_work(environ, password, setting):
    with Terminal([str(WBS), "--user", "petugas"], columns=80, rows=24, env=environ | setting) as screen:
        unlock_screens(screen, password, CASE)
        open_case(screen)
        screen.wait_for("Kepala desa memakai dana desa.")
        screen.press(b"\x11")
        assert screen.wait_exit() == 0
        if "NO_COLOR" in setting:
            assert {grey for grey in _COLOUR.findall(screen.output) if len(set(grey)) > 1} == set()


def test_the_screens_work_without_unicode(environ, password):
    """Under the C locale Python's streams are ASCII; the screens write all the same."""
    with Terminal([str(WBS), "--user", "petugas"], columns=80, rows=24, env=environ | _LOCALE_C) as screen:
        unlock_screens(screen, password, CASE)
        open_case(screen)
        screen.press(b"\x11")
        assert screen.wait_exit() == 0
        assert b"Traceback" not in screen.output


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_commands_print_in_any_encoding(office, password, encoding):
    """What the stream cannot say is replaced; no command ends in an encoding error."""
    recorded(office.desk("petugas"))
    environ = environment(office.location, "irban", password, **_LOCALE_C, PYTHONIOENCODING=encoding)
    for words in (("inbox",), ("show", REGISTER, "--journal"), ("inbox", "--json"), ("doctor",), ("--help",)):
        ran = subprocess.run([WBS, *words], env=environ, capture_output=True)
        assert ran.returncode in (0, 5), (words, ran.stderr)
        assert b"Error" not in ran.stderr
        ran.stdout.decode(encoding)
