"""A PostgreSQL server whose processes all end at once, again and again, while several desks write."""

import random
import time
from contextlib import closing
from pathlib import Path

from models.words.clock import system_clock
from tests.postgres import Server
from tests.soak.examine import examined
from tests.soak.sessions import Soak, start_writer
from tests.soak.stores import SoakedDatabase, soaked
from tests.warm import Process
from wbs_tui.accounts.session import unlock

USERS = ("petugas", "petugas2", "irban", "inspektur")
LONGEST_LIFE = 4.0
"""Seconds between a start of the server and its next end."""
LONGEST_WAIT = 120.0
"""Seconds in which every desk must have written again after a start."""


def kill_server(folder: Path, seed: int, times: int, writers: int = 8) -> list[str]:
    """Gives the findings: writers that did not go on by themselves, and whatever was lost."""
    with soaked("postgresql", folder, lasting=True) as store:
        assert isinstance(store, SoakedDatabase)
        soak = Soak(folder, store, random.Random(seed))
        logs = [folder / f"buku{number}" for number in range(writers)]
        running = [
            start_writer(soak.location, USERS[number % 4], soak.password(""), log, f"{seed}-{number}")
            for number, log in enumerate(logs)
        ]
        findings = [] if go_on(logs, running) else ["not every desk began to write"]
        for _time in range(times):
            time.sleep(soak.chance.random() * LONGEST_LIFE)
            _end_and_start(store.server)
            if not go_on(logs, running):
                findings.append("not every desk went on after the server came back")
        findings += stopped(logs, running)
        return findings + _told(soak, logs, f"seed {seed}", times)


def _end_and_start(server: Server) -> None:
    server.kill()
    server.start()


def go_on(logs: list[Path], running: list[Process]) -> bool:
    """Whether every writer has something more acknowledged before long."""
    before = [_kept(log) for log in logs]
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline and all(process.poll() is None for process in running):
        if all(_kept(log) > known for log, known in zip(logs, before, strict=True)):
            return True
        time.sleep(0.05)
    return False


def _kept(log: Path) -> int:
    return log.read_text().count('"kept"') if log.exists() else 0


def stopped(logs: list[Path], running: list[Process]) -> list[str]:
    """Tell every writer to stop; what they had to say that did not end well."""
    for log in logs:
        log.with_name(log.name + ".stop").touch()
    ends = [(process.communicate()[1], process.returncode) for process in running]
    return [f"a writer ended with {code}: {err.decode()}" for err, code in ends if code]


def _told(soak: Soak, logs: list[Path], title: str, times: int) -> list[str]:
    for log in logs:
        soak.ledger.read(log)
    findings = examined(soak)
    with closing(unlock(soak.location, "petugas", soak.password("petugas"), system_clock).desk) as desk:
        late = soak.ledger.kept_although_refused(desk)
    print(
        f"server killed, {title}: {times} times under {len(logs)} writers, "
        f"{len(soak.ledger.kept)} acts acknowledged and there, refused {dict(soak.ledger.refused)}, "
        f"{late} kept although the connection was lost before the answer",
        flush=True,
    )
    return [f"server killed, {title}: {each}" for each in findings]
