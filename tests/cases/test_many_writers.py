"""Twenty who register at once: no gap and no double, through cut connections and a server that falls over."""

import os
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from models.tables.cases import cases, reports
from models.tables.journal import journal
from tests.cases.at_work import journal_is_sound
from tests.conftest import OFFICERS, PASSWORD, TestOffice, TickingClock, found
from tests.postgres import running
from tests.shares import EVERY
from tests.warm import Process, start
from wbs_tui.store.location import locate

REGISTRARS = Path(__file__).with_name("registrars.py")
SEED = int(os.environ.get("SEED", "20260820"))
EACH = 6 if EVERY else 2
"""Reports of each writer."""
CRASHES = 3 if EVERY else 1
WRITERS = 20
_PROCESSES = 4
_BEFORE_A_CRASH = 4
"""Connections that are ended; on a fast computer the writers are done within a second or two."""
_NAMES = [name for name in OFFICERS if name != "auditor"]


@dataclass
class Registrars:
    """Twenty writers in four processes, ready to begin."""

    processes: list[Process]

    @classmethod
    def at(cls, address: str, each: int) -> "Registrars":
        """All have unlocked when this returns."""
        names = [_NAMES[number % len(_NAMES)] for number in range(WRITERS // _PROCESSES)]
        command = [sys.executable, REGISTRARS, address, each, *names]
        made = cls([start(command, asks=True) for _process in range(_PROCESSES)])
        for process in made.processes:
            process.stdin.write(f"{PASSWORD}\n".encode())
        for process in made.processes:
            assert process.stdout.readline() == b"ready\n", process.communicate()[1].decode()
        return made

    def begin(self):
        """All at once."""
        for process in self.processes:
            process.stdin.write(b"\n")

    def ended(self):
        """What each report's number was said to be, and how often writers were cut off."""
        said, cut = [], 0
        for process in self.processes:
            out, errors = (said_.decode() for said_ in process.communicate())
            assert process.wait() == 0, errors
            said += [line.split() for line in out.splitlines()]
            cut += int(errors.splitlines()[-1])
        return said, cut


def assert_without_gap_or_double(desk, said, expected):
    with desk.reading() as connection:
        running = connection.execute(select(cases.c.running).order_by(cases.c.running)).scalars().all()
        revisions = (
            connection.execute(select(journal.c.revision).order_by(journal.c.sequence)).scalars().all()
        )
        recorded = connection.execute(select(func.count()).select_from(reports)).scalar_one()
    assert running == list(range(1, expected + 1))
    assert revisions == list(range(1, len(revisions) + 1))
    assert recorded == len(said) == expected
    assert len(dict(said)) == expected
    assert {number for _name, number in said} == {f"16-2026-{number:06}" for number in running}
    assert journal_is_sound(desk)


def test_twenty_writers_at_once_leave_no_gap_and_no_double(office):
    registrars = Registrars.at(str(office.location), EACH)
    registrars.begin()
    said, _cut = registrars.ended()
    assert_without_gap_or_double(office.desk("irban"), said, WRITERS * EACH)


@pytest.fixture
def lasting(monkeypatch) -> Iterator[tuple[object, TestOffice]]:
    """An office on a server that keeps what it says it keeps, through a crash."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    with running(quick=False) as server:
        location = locate(server.address(server.new_database()))
        clock = TickingClock()
        found(location, clock)
        office = TestOffice(location, clock, [])
        yield server, office
        for desk in office.opened:
            desk.close()


@contextmanager
def trouble(server, chance) -> Iterator[dict[str, int]]:
    """Connections are ended at random moments, and now and then the server falls over."""
    told, over = {"ended": 0, "crashes": 0}, threading.Event()

    def make() -> None:
        while not over.wait(chance.uniform(0.02, 0.2)):
            if told["crashes"] < CRASHES and told["ended"] >= _BEFORE_A_CRASH * (told["crashes"] + 1):
                server.stop("immediate")
                server.start()
                told["crashes"] += 1
            else:
                told["ended"] += _end_some(server, chance)

    thread = threading.Thread(target=make)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()


def _end_some(server, chance) -> int:
    """End some of the connections that are in the middle of something."""
    with psycopg.connect(server.address("postgres", "postgres"), autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'wbs_owner' ORDER BY (state = 'idle'), pid"
        ).fetchall()
        chosen = chance.sample(found[:8], min(len(found[:8]), chance.randint(1, 3)))
        return sum(connection.execute("SELECT pg_terminate_backend(%s)", pid).fetchone()[0] for pid in chosen)


def test_twenty_writers_through_cut_connections_and_a_crash_of_the_server(lasting):
    server, office = lasting
    registrars = Registrars.at(str(office.location), EACH + 1)  # there must be time for the trouble
    with trouble(server, random.Random(SEED)) as told:
        registrars.begin()
        said, cut = registrars.ended()
    sys.stdout.write(f"seed {SEED}: {WRITERS} writers, {len(said)} reports, {told}, noticed {cut} times\n")
    assert_without_gap_or_double(office.desk("irban"), said, WRITERS * (EACH + 1))
    assert told["crashes"] == CRASHES
    assert cut > 0
