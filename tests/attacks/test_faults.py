"""A fault of the program itself: one sentence, exit 70, no frames, no values, the terminal as it was."""

import subprocess

import pytest
from commands import WBS, environment

from tests.attacks.own_house import House, open_case, unlock_screens
from tests.cases.at_work import recorded
from wbs_tui.operations.bench.terminal import Terminal

CASE = "2026-000001"
SECRET = "kunci-di-memori-9f3c71"
FAULT = f'''
import os
import sqlalchemy

_execute = sqlalchemy.Connection.execute


def execute(self, *arguments, **options):
    if os.path.exists(os.environ["WBS_TEST_FAULT"]):
        kunci = "{SECRET}"
        raise RuntimeError(kunci)
    return _execute(self, *arguments, **options)


sqlalchemy.Connection.execute = execute
'''
"""As if the database library had a fault, from the moment that a file is there."""


@pytest.fixture
def faulty(office, tmp_path, password):
    """The environment of a program that will fail once `begin` is called."""
    recorded(office.desk("petugas"))
    folder = tmp_path / "cacat"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(FAULT)
    environ = environment(office.location, "petugas", password, **House(tmp_path).environment())
    sign = folder / "mulai"
    return environ | {"PYTHONPATH": str(folder), "WBS_TEST_FAULT": str(sign)}, sign.touch


def shows_nothing(output: bytes, password: str) -> None:
    for word in (SECRET, password, "Traceback", "locals", "kunci =", "sitecustomize"):
        assert word.encode() not in output, word
    assert b"Kesalahan di dalam program (RuntimeError)" in output.replace(b"\r\n", b" ").replace(b"\n", b" ")


def test_in_a_command(faulty, password):
    environ, begin = faulty
    begin()
    for words in (("inbox",), ("show", f"16-{CASE}"), ("verify", "--json"), ("passwd",), ("doctor",)):
        ran = subprocess.run([WBS, *words], env=environ, capture_output=True)
        assert ran.returncode == 70, words
        shows_nothing(ran.stdout + ran.stderr, password)


@pytest.mark.parametrize(
    "key", [b"r", b"\r", b"G", b"s", b"\x1bOR"], ids=["reload", "open", "end", "filter", "today"]
)
def test_in_a_screen_and_in_its_workers(faulty, password, key):
    """Whether the fault is met while painting or in a thread, the desk closes in one sentence."""
    environ, begin = faulty
    with Terminal([str(WBS)], columns=80, rows=24, env=environ) as screen:
        unlock_screens(screen, password, CASE)
        screen.settle(0.3)
        before = len(screen.output)
        begin()
        screen.press(key)
        screen.press(b"r")
        assert screen.wait_exit() == 70
        assert b"\x1b[?1049l" in screen.output[before:]
        shows_nothing(screen.output[before:], password)


def test_in_a_worker_of_the_case(faulty, password):
    environ, begin = faulty
    with Terminal([str(WBS)], columns=80, rows=24, env=environ) as screen:
        unlock_screens(screen, password, CASE)
        open_case(screen)
        screen.settle(0.3)
        before = len(screen.output)
        begin()
        screen.press(b"r")
        assert screen.wait_exit() == 70
        shows_nothing(screen.output[before:], password)
