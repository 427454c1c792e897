"""Kills over mixed sessions, and a race of writers for register numbers; both count what they did."""

import json
import random
from collections import Counter
from pathlib import Path

from commands import mails

from tests.soak.examine import examined
from tests.soak.sessions import SESSIONS, Soak


def kill_sessions(folder: Path, seed: int, kills: int) -> list[str]:
    """Sessions until so many were killed; an examination after each. Gives the findings."""
    soak = Soak(folder, random.Random(seed))
    soak.found()
    soak.passwords["auditor"] = [soak.password("auditor")]
    soak.done("petugas", "import", mails(folder / "awal", 3))
    names = [name for name, (_session, weight) in SESSIONS.items() for _time in range(weight)]
    done: Counter[str] = Counter()
    findings: list[str] = []
    while soak.killed < kills and not findings and done.total() < kills * 4:
        name = soak.chance.choice(names)
        SESSIONS[name][0](soak)
        done[name] += 1
        findings += [f"after {name} (session {done.total()}): {each}" for each in examined(soak)]
    if soak.killed < kills and not findings:
        findings.append(f"only {soak.killed} kills in {done.total()} sessions")
    print(f"seed {seed}: {done.total()} sessions, {soak.killed} killed, {dict(done)}, ended {soak.ended}")
    return findings


def race_writers(folder: Path, seed: int, writers: int, reports: int) -> list[str]:
    """Processes that import different reports at once: each gets its number, none twice, none left out."""
    soak = Soak(folder, random.Random(seed))
    soak.found()
    boxes = [mails(folder / f"surel{number}", reports, prefix=f"w{number}x") for number in range(writers)]
    users = ("petugas", "petugas2", "irban", "inspektur")
    racing = [
        soak.start(users[number % len(users)], "import", box, "--json") for number, box in enumerate(boxes)
    ]
    given: list[str] = []
    findings = []
    for process in racing:
        out, err = process.communicate()
        if process.returncode:
            findings.append(f"a writer ended with {process.returncode}: {err.decode()}")
        else:
            given += json.loads(out)["cases"]
    if len(set(given)) != writers * reports:
        findings.append(f"{len(set(given))} numbers for {writers * reports} reports")
    print(f"seed {seed}: {writers} writers, {len(given)} register numbers")
    return findings + examined(soak)
