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
from contextlib import closing
from pathlib import Path

from commands import environment

from models.words.clock import system_clock
from tests.soak.examine import examined
from tests.soak.reporting import report
from tests.soak.sessions import Soak
from tests.soak.stores import soaked
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.detail import load_case
from wbs_tui.cases.notes import write_note
from wbs_tui.journal.desk import Desk
from wbs_tui.store.errors import StoreBusy
from wbs_tui.store.location import FileStore

SLEEPER = Path(__file__).with_name("sleeper.py")
OTHERS_WAIT = 20.0
"""Seconds after which the others must have gone on beside somebody who sleeps at a server."""


def close_laptops(folder: Path, database: str, seed: int, times: int) -> list[str]:
    """Gives the findings."""
    with soaked(database, folder) as store:
        soak = Soak(folder, store, random.Random(seed))
        with closing(unlock(soak.location, "irban", soak.password("irban"), system_clock).desk) as desk:
            register = report(desk, "Laptop")
            told = [_one_sleeps(soak, desk, register, number) for number in range(times)]
        findings = [each for findings, _seconds, _woke in told for each in findings] + examined(soak)
        longest = max(seconds for _findings, seconds, _woke in told)
        woke = sorted({woke for _findings, _seconds, woke in told})
        title = f"{database} seed {seed}"
        print(
            f"asleep on {title}: {times} times; others went on after {longest:.1f} s at most; "
            f"who slept was told {woke}",
            flush=True,
        )
        return [f"asleep on {title}: {each}" for each in findings]


def _one_sleeps(soak: Soak, desk: Desk, register: str, number: int) -> tuple[list[str], float, str]:
    """What was found, for how long the other waited, and what the sleeper was told."""
    words = f"tidur {number}"
    sleeper = _asleep(soak, register, words)
    begun = time.monotonic()
    findings = []
    try:
        write_note(desk, register, f"bangun {number}")
    except StoreBusy:
        if not isinstance(soak.location, FileStore):
            findings.append("another was kept waiting by somebody who sleeps")
    waited = time.monotonic() - begun
    if waited > OTHERS_WAIT:
        findings.append(f"another waited {waited:.1f} s")
    os.kill(sleeper.pid, signal.SIGCONT)
    out, err = sleeper.communicate()
    woke = json.loads(out.splitlines()[-1]) if sleeper.returncode == 0 else {"error": err.decode()}
    return (
        findings + _outcome(desk, register, words, woke),
        waited,
        str(woke.get("kept", woke.get("trouble"))),
    )


def _asleep(soak: Soak, register: str, words: str) -> "subprocess.Popen[bytes]":
    """A process that has stopped within its change."""
    process = subprocess.Popen(
        [sys.executable, str(SLEEPER), str(soak.location), "petugas", register, words],
        env=environment(soak.location, "petugas", soak.password("petugas")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.waitpid(process.pid, os.WUNTRACED)
    return process


def _outcome(desk: Desk, register: str, words: str, woke: dict[str, object]) -> list[str]:
    """The note is there when the sleeper was told so, and only then; the next one it wrote is there too."""
    if "error" in woke:
        return [f"who slept ended with {woke['error']}"]
    bodies = [note.body for note in load_case(desk, register).notes]
    findings = []
    if (words in bodies) != bool(woke.get("kept")):
        findings.append(f"who slept was told {woke}, and the note is there: {words in bodies}")
    if f"{words} lagi" not in bodies:
        findings.append("who slept did not go on after waking")
    return findings
