"""The exchange: how soon 10,000 cases reach the hub, beside what its database takes for the same bytes."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from statistics import median

import psycopg
from sqlalchemy import delete, select, update

from models.tables.exchange import exchange_state, outbox, sent_summaries
from models.words.clock import system_clock, to_millis
from wbs_tui.operations.bench.bench import Bench
from wbs_tui.operations.bench.offices import Member, exchanging_offices
from wbs_tui.operations.bench.report import Measure, alone, at_least
from wbs_tui.operations.bench.rounds import paired
from wbs_tui.operations.bench.servers import HubServer, hub_server, server_programs, temporary_server
from wbs_tui.store.engine import writing
from wbs_tui.sync.exchanging.exchange import Synced, sync
from wbs_tui.sync.link.enrolment import enrol
from wbs_tui.sync.link.hub_place import hub_place
from wbs_tui.sync.wire import SignedParcel, encode
from wbs_tui.text.catalogue import _

_CASES = 10_000
_MOST_TRIPS = 2
_FRACTION = 0.5
_RECIPIENTS = 2
"""KPK and the province are told of every case."""
_MAKE = "CREATE TABLE IF NOT EXISTS bare_upsert (id text PRIMARY KEY, data {bytes} NOT NULL)"
_UPSERT = (
    "INSERT INTO bare_upsert (id, data) VALUES ({mark}, {mark}) "
    "ON CONFLICT (id) DO UPDATE SET data = excluded.data"
)

Rows = Sequence[tuple[str, bytes]]


def sync_push(bench: Bench) -> Iterator[Measure]:
    """Cases a second that `wbs sync` tells KPK and the province of, over TLS to a hub on PostgreSQL.

    Beside it the same bytes upserted by the database's driver into one table, a row for each summary.
    """
    with _exchange(bench) as (office, peer, upsert):
        count = _cases(bench)
        bytes_of: list[Rows] = []

        def ours() -> float:
            _forget_what_was_told(office)
            synced, seconds = _sync(office)
            rows = _rows(office, synced.pushed, count)
            bytes_of.append(rows)
            return len(rows) / _RECIPIENTS / seconds

        def theirs() -> float:
            return len(bytes_of[-1]) / _RECIPIENTS / upsert(bytes_of[-1])

        yield at_least("sync_push", "/s", peer, paired(ours, theirs, bench.rounds), least=_FRACTION)


def sync_nothing(bench: Bench) -> Iterator[Measure]:
    """An exchange when nothing is new: requests, and milliseconds from the unlocked desk to its end."""
    with _exchange(bench) as (office, _peer, _upsert):
        _sync(office)
        runs = [_sync(office) for _round in range(bench.rounds + 1)][1:]
        trips = max(synced.trips for synced, _seconds in runs)
        yield alone("sync_nothing", trips, _("permintaan ke hub"), most=_MOST_TRIPS)
        yield alone("sync_nothing_time", 1000 * median(seconds for _synced, seconds in runs), "ms")


def _cases(bench: Bench) -> int:
    return min(_CASES, bench.cases)


Upsert = Callable[[Rows], float]
"""Writes rows into one table of the hub's kind of database; seconds."""


@contextmanager
def _exchange(bench: Bench) -> Iterator[tuple[Member, str, Upsert]]:
    """The office with the cases, enrolled at a hub that runs; the peer's name, and what it does."""
    folder = bench.scratch / "exchange"
    programs = server_programs()
    server = nullcontext(None) if programs is None else temporary_server(programs)
    with _own_notes(folder / "state"), server as address:
        offices = exchanging_offices(folder / "offices", bench.kept, _cases(bench), bench.tell)
        with hub_server(address or f"sqlite:///{folder / 'hub.db'}", folder / "hub") as hub:
            for office in offices:
                _join(hub, office)
            if address is None:
                peer, upsert = (
                    _("upsert SQLite (PostgreSQL tidak terpasang)"),
                    _upsert_file(folder / "bare.db"),
                )
            else:
                peer, upsert = _("upsert PostgreSQL"), _upsert_server(address)
            yield offices[-1], peer, upsert


@contextmanager
def _own_notes(folder: Path) -> Iterator[None]:
    """What accounts remember of a store lies with the copies: another copy is not the same store."""
    before = os.environ.get("WBS_STATE")
    os.environ["WBS_STATE"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("WBS_STATE")
        if before is not None:
            os.environ["WBS_STATE"] = before


def _join(hub: HubServer, office: Member) -> None:
    token = hub.add_office(office.code, office.name, office.kind, office.under)
    with closing(office.head()) as head:
        enrol(head, hub_place(hub.url, hub.authority), token, office.kind, office.under)


def _sync(office: Member) -> tuple[Synced, float]:
    """At a desk that has just been unlocked: no key of a case is in its memory."""
    with closing(office.head()) as head:
        started = time.monotonic()
        synced = sync(head)
        return synced, time.monotonic() - started


def _forget_what_was_told(office: Member) -> None:
    """As if the monitors had just been confirmed, and had confirmed what went before: all is due to them."""
    done = {"received_at": to_millis(system_clock()), "statement": None, "signature": None}
    with closing(office.head()) as head, writing(head.engine) as connection:
        connection.execute(delete(sent_summaries))
        connection.execute(delete(exchange_state).where(exchange_state.c.name.startswith("summaries:")))
        connection.execute(update(outbox).where(outbox.c.received_at.is_(None)).values(done))


def _rows(office: Member, pushed: int, cases: int) -> Rows:
    """The bytes of the parcels that were pushed last, cut into as many rows as they hold summaries.

    Raises ValueError when not all was pushed.
    """
    newest = select(outbox.c.id, outbox.c.statement, outbox.c.signature).order_by(
        outbox.c.made_at.desc(), outbox.c.id.desc()
    )
    with closing(office.head()) as head, head.reading() as connection:
        parcels = [
            (row.id, encode(SignedParcel(row.statement, row.signature)))
            for row in connection.execute(newest.limit(pushed))
        ]
    summaries = cases * _RECIPIENTS
    each = -(-summaries // max(1, len(parcels)))
    rows = [
        (f"{parcel}-{number}", data[number * len(data) // each : (number + 1) * len(data) // each])
        for parcel, data in parcels
        for number in range(each)
    ]
    if not parcels or len(rows) != summaries:
        raise ValueError(f"{pushed} parcels for {summaries} summaries")
    return rows


def _upsert_server(address: str) -> Upsert:
    def run(rows: Rows) -> float:
        with psycopg.connect(address) as connection:
            connection.execute(_MAKE.format(bytes="bytea"))
            connection.commit()
            started = time.monotonic()
            with connection.cursor() as cursor:
                cursor.executemany(_UPSERT.format(mark="%s"), rows)
            connection.commit()
            return time.monotonic() - started

    return run


def _upsert_file(database: Path) -> Upsert:
    def run(rows: Rows) -> float:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(_MAKE.format(bytes="blob"))
            started = time.monotonic()
            connection.executemany(_UPSERT.format(mark="?"), rows)
            connection.commit()
            return time.monotonic() - started

    return run
