"""Kills over mixed sessions, and a race of writers for register numbers; both count what they did."""

import json
import random
from collections import Counter
from pathlib import Path

from commands import mails

from tests.soak.examine import examined
from tests.soak.sessions import SESSIONS, Soak
from tests.soak.stores import soaked


def kill_sessions(folder: Path, database: str, seed: int, kills: int) -> list[str]:
    """Sessions until so many were killed; an examination after each. Gives the findings."""
    with soaked(database, folder) as store:
        soak = Soak(folder, store, random.Random(seed))
        soak.passwords["auditor"] = [soak.password("auditor")]
        soak.done("petugas", "import", mails(folder / "awal", 3))
        return _kill_sessions(soak, f"{database} seed {seed}", kills)


def _kill_sessions(soak: Soak, title: str, kills: int) -> list[str]:
    names = [name for name, (_session, weight) in SESSIONS.items() for _time in range(weight)]
    done: Counter[str] = Counter()
    findings: list[str] = []
    while soak.killed < kills and not findings and done.total() < kills * 4:
        name = soak.chance.choice(names)
        SESSIONS[name][0](soak)
        done[name] += 1
        findings += [f"{title}, after {name} (session {done.total()}): {each}" for each in examined(soak)]
    if soak.killed < kills and not findings:
        findings.append(f"{title}: only {soak.killed} kills in {done.total()} sessions")
    print(
        f"kills on {title}: {done.total()} sessions {dict(done)}, {soak.killed} killed, ended {soak.ended}; "
        f"{len(soak.ledger.seen)} entries and {len(soak.ledger.kept)} acknowledged acts all there",
        flush=True,
    )
    return findings


def race_writers(folder: Path, database: str, seed: int, writers: int, reports: int) -> list[str]:
    """Processes that import different reports at once: each gets its number, none twice, none left out."""
    with soaked(database, folder) as store:
        return _race(Soak(folder, store, random.Random(seed)), f"{database} seed {seed}", writers, reports)


def _race(soak: Soak, title: str, writers: int, reports: int) -> list[str]:
    boxes = [
        mails(soak.folder / f"surel{number}", reports, prefix=f"w{number}x") for number in range(writers)
    ]
    users = ("petugas", "petugas2", "irban", "inspektur")
    racing = [
        soak.start(users[number % len(users)], "import", box, "--json") for number, box in enumerate(boxes)
    ]
    given: list[str] = []
    findings = []
    for process in racing:
        out, err = process.communicate()
        if process.returncode:
            findings.append(f"{title}: a writer ended with {process.returncode}: {err.decode()}")
        else:
            given += json.loads(out)["cases"]
    if len(set(given)) != writers * reports:
        findings.append(f"{title}: {len(set(given))} numbers for {writers * reports} reports")
    print(f"race on {title}: {writers} writers, {len(given)} register numbers", flush=True)
    return findings + examined(soak)
