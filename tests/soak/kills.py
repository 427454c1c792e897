"""Kills over mixed sessions, and a race of writers for register numbers; both count what they did."""

import random
from collections import Counter
from pathlib import Path

from commands import mails

from tests.soak.examine import examined
from tests.soak.sessions import SESSIONS, Soak
from tests.soak.stores import soaked
from wbs_tui.text.errors import StoreTrouble

BUSY = "Tunggu sebentar"
TOLD_EVERY = 50
"""Sessions after which it is said how far it is."""


def kill_sessions(folder: Path, database: str, seed: int, kills: int, each: int = 40) -> list[str]:
    """Sessions until so many were killed; an examination after each. Gives the findings.

    An import brings `each` mails.
    """
    with soaked(database, folder) as store:
        soak = Soak(folder, store, random.Random(seed), mails=each)
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
        if done.total() % TOLD_EVERY == 0:
            print(f"kills on {title}: {done.total()} sessions, {soak.killed} killed", flush=True)
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
    waiting = {box: users[number % len(users)] for number, box in enumerate(boxes)}
    findings, told_to_wait = [], 0
    while waiting:
        racing = {box: soak.start(user, "import", box, "--json") for box, user in waiting.items()}
        for box, process in racing.items():
            _out, err = process.communicate()
            if process.returncode == StoreTrouble.exit_code and BUSY in err.decode():
                told_to_wait += 1
                continue  # a file's lock is not fair: as an officer would, once more
            del waiting[box]
            if process.returncode:
                findings.append(f"{title}: a writer ended with {process.returncode}: {err.decode()}")
    given = [str(row["register"]) for row in soak.document("petugas", "inbox", "--limit", "10000")]
    if len(set(given)) != writers * reports:
        findings.append(f"{title}: {len(set(given))} numbers for {writers * reports} reports")
    print(
        f"race on {title}: {writers} writers, {len(given)} register numbers, "
        f"{told_to_wait} told to try again",
        flush=True,
    )
    return findings + examined(soak)
