"""A laptop that is closed in the middle of a change: its process stands still, and wakes up later.

On a server the others go on, because it ends a change that stands still; in a file they are told that it is
in use, and go on after. Whoever sleeps is told on waking, and nothing of the change is half done.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
from commands import environment

from models.words.clock import system_clock
from tests.soak.examine import examined
from tests.soak.reporting import report
from tests.soak.sessions import Soak
from tests.soak.stores import soaked
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore
from wbs_tui.text.errors import StoreTrouble

SLEEPER = Path(__file__).with_name("sleeper.py")
OTHERS_WAIT = 20.0
"""Seconds after which the others must have gone on beside somebody who sleeps at a server."""


@dataclass(frozen=True)
class Slept:
    """What came of one sleep."""

    findings: list[str]
    waited: float
    """Seconds that another was kept from the same."""
    woke: str
    """What the sleeper was told."""


def close_laptops(folder: Path, database: str, seed: int, times: int) -> list[str]:
    """In notes and in changes of the slots, in turn. Gives the findings."""
    with soaked(database, folder) as store:
        soak = Soak(folder, store, random.Random(seed))
        with closing(unlock(soak.location, "irban", soak.password("irban"), system_clock).desk) as desk:
            register = report(desk, "Laptop")
            slept = [_one_sleeps(soak, desk, register, number) for number in range(times)]
        findings = [finding for each in slept for finding in each.findings] + examined(soak)
    title = f"asleep on {database} seed {seed}"
    print(
        f"{title}: {times} times; others went on after {max(each.waited for each in slept):.1f} s at most; "
        f"who slept was told {sorted({each.woke for each in slept})}",
        flush=True,
    )
    return [f"{title}: {each}" for each in findings]


def _one_sleeps(soak: Soak, desk: Desk, register: str, number: int) -> Slept:
    what, words = ("note", "slots")[number % 2], f"tidur {number}"
    sleeper = _asleep(soak, what, register, words)
    begun = time.monotonic()
    findings = []
    try:
        OTHERS[what](desk, register, f"bangun {number}")
    except StoreTrouble:
        if not isinstance(soak.location, FileStore):
            findings.append(f"{what}: another was kept waiting by somebody who sleeps")
    waited = time.monotonic() - begun
    if waited > OTHERS_WAIT:
        findings.append(f"{what}: another waited {waited:.1f} s")
    os.kill(sleeper.pid, signal.SIGCONT)
    out, err = sleeper.communicate()
    woke = json.loads(out.splitlines()[-1]) if sleeper.returncode == 0 else {"error": err.decode()}
    findings += _outcome(desk, what, register, words, woke)
    return Slept(findings, waited, f"{what}: {woke.get('trouble', 'kept')}")


def _change_slots(desk: Desk, _register: str, _words: str) -> None:
    """As a change of the slots that changes nothing."""
    place = desk.location.header
    with place.lock():
        place.write(place.read())


OTHERS: dict[str, Callable[[Desk, str, str], object]] = {"note": write_note, "slots": _change_slots}


def _asleep(soak: Soak, what: str, register: str, words: str) -> "subprocess.Popen[bytes]":
    """A process that has stopped within its change."""
    process = subprocess.Popen(
        [sys.executable, str(SLEEPER), str(soak.location), "petugas", what, register, words],
        env=environment(soak.location, "petugas", soak.password("petugas")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.waitpid(process.pid, os.WUNTRACED)
    return process


def _put_back(desk: Desk, words: str) -> bool:
    """Whether the sleeper's change of the header was kept; it is undone."""
    place = desk.location.header
    with place.lock():
        header = place.read()
        place.write(msgspec.structs.replace(header, office_code=desk.office.code))
    return header.office_code == words


def _outcome(desk: Desk, what: str, register: str, words: str, woke: dict[str, object]) -> list[str]:
    """The change is there when the sleeper was told so, and only then; the next one it wrote is there too."""
    if "error" in woke:
        return [f"who slept ended with {woke['error']}"]
    bodies = [note.body for note in load_case(desk, register).notes]
    there = words in bodies if what == "note" else _put_back(desk, words)
    findings = []
    if there != bool(woke.get("kept")):
        findings.append(f"{what}: who slept was told {woke}, and the change is there: {there}")
    if f"{words} lagi" not in bodies:
        findings.append(f"{what}: who slept did not go on after waking")
    return findings
