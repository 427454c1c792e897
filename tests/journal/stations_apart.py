"""An office whose stations write apart: a home store and two leased desks, as bare journals without desks.

Each station is a real database with real, signed entries by `Transaction`; nothing is sealed, so that
thousands of histories run in a minute. What a real desk adds is tested beside.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, event, insert, select, update
from sqlalchemy.pool import NullPool

from models.tables.accounts import account_keys, accounts, offices
from models.tables.base import journaled_tables, metadata
from models.tables.cases import cases, checklist_answers, classifications, evidence, notes
from models.tables.exchange import lease_accounts, lease_cases, leases, rulings
from models.tables.journal import journal, store_facts
from models.words.office import Actor, Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from models.words.stations import Beginning
from wbs_tui.cases.kinds import CHECKLIST_ANSWERED, CLASSIFIED, EVIDENCE_ADDED, NOTE_WRITTEN, REPORT_RECEIVED
from wbs_tui.journal.chain import Chain
from wbs_tui.journal.entries import Entry, decode
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.leased import lease_here
from wbs_tui.journal.merging import Merged, merge
from wbs_tui.journal.proving import prove_chain
from wbs_tui.journal.replaying import replay
from wbs_tui.journal.stations import begin, present_head
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.place_facts import LEASE
from wbs_tui.store.statements import in_order, written
from wbs_tui.sync.desks.merged import vouch
from wbs_tui.sync.kinds import LEASE_MADE, MERGED, RULED
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.ids import new_id

BEGIN = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
CASE = "c" * 32
OFFICE = Office(
    "0" * 31 + "1", "16", "Inspektorat Contoh", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL
)
NAMES = {
    "admin": Role.SUPER_ADMIN,
    "inspektur": Role.INSPECTOR,
    "petugas": Role.OFFICER,
    "petugas2": Role.OFFICER,
}
KEYS = {name: AccountKeys.generate() for name in NAMES}
IDS = {name: f"{number:032x}" for number, name in enumerate(NAMES, 10)}
KEY_IDS = {name: f"{number:032x}" for number, name in enumerate(NAMES, 20)}


def cell(words: bytes) -> bytes:
    """Bytes of the form of a sealed cell, which nobody can open."""
    return b"\x01" + words.ljust(128, b"\0")


def milliseconds(moment: datetime) -> int:
    """As stores have it."""
    return int(moment.timestamp() * 1000)


@dataclass
class Clock:
    """One station's clock; `ahead` of the true time, or behind."""

    true: list[datetime]
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.true[0] + self.ahead


@dataclass
class Station:
    """A store, and who writes in it."""

    connection: Connection
    clock: Clock
    station: str
    held: set[str] = field(default_factory=set)
    """Ids of the entries that are here."""

    def transaction(self, account: str = "petugas", keys: AccountKeys | None = None) -> Transaction:
        """The real thing, for an account."""
        actor = Actor(IDS[account], account, NAMES[account], KEY_IDS[account])
        return Transaction(
            self.connection,
            None,
            OFFICE,
            actor,
            keys or KEYS[account],
            self.clock,
            lease_here(self.connection),
        )

    def write(self, kind: str, rows: Any, case_id: str | None = CASE, account: str = "petugas") -> Entry:
        """An entry; `rows(change, actor)` writes what is in it."""
        transaction = self.transaction(account)
        with transaction.entry(kind, case_id) as change:
            rows(change, IDS[account])
        self.held.add(change.entry_id)
        return self.entry(change.entry_id)

    def entry(self, entry_id: str) -> Entry:
        """What is signed under the id."""
        return decode(
            self.connection.execute(select(journal.c.signed).where(journal.c.id == entry_id)).scalar_one()
        )

    def entries(self, *stations: str) -> list[tuple[bytes, bytes]]:
        """What it holds of these stations (or of all), in their order, as signed."""
        rows = self.connection.execute(select(journal).order_by(journal.c.station, journal.c.sequence))
        return [(row.signed, row.signature) for row in rows if not stations or row.station in stations]

    def revision(self, signed: bytes) -> int:
        """In which order it got an entry."""
        at = select(journal.c.revision).where(journal.c.signed == signed)
        return self.connection.execute(at).scalar_one()

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return milliseconds(self.clock())

    def take(self, rows: list[tuple[bytes, bytes]]) -> Merged:
        """Merge; the home store then says what it has taken in."""
        merged = merge(self.connection, rows, self.now())
        self.held |= {entry.id for entry in merged.inserted}
        if merged.inserted and lease_here(self.connection) is None:
            self.write(MERGED, lambda change, _actor: vouch(change, merged.inserted), None, "inspektur")
        return merged

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every journaled table."""
        cursor = self.connection.connection.cursor()
        return {
            name: cursor.execute(written(self.connection, in_order, table)).fetchall()
            for name, table in journaled_tables().items()
        }

    def findings(self, scratch: Connection) -> list[Finding]:
        """What a proof of chain and replay finds; the replay is left in the empty `scratch`."""
        found: list[Finding] = []
        chain = Chain()
        prove_chain(self.connection, found.append, lambda _done: None, chain)
        replay(self.connection, scratch, found.append, lambda _done: None)
        return found


def classify(category: str) -> Any:
    """Rows of a classification."""

    def rows(change: Change, actor: str) -> None:
        change.insert(
            classifications,
            new_id(lambda: BEGIN),
            case_id=CASE,
            origin="officer",
            category=category,
            severity="light",
            at=change.at,
            account_id=actor,
            corrects=latest(change, classifications),
            detail=cell(b"x"),
        )
        change.update(cases, CASE, category=category, severity="light", classified=True, headline=cell(b"y"))

    return rows


def answer(item: str, given: str) -> Any:
    """Rows of an answer to the checklist."""

    def rows(change: Change, actor: str) -> None:
        change.insert(
            checklist_answers,
            new_id(lambda: BEGIN),
            case_id=CASE,
            item=item,
            answer=given,
            at=change.at,
            account_id=actor,
            corrects=latest(change, checklist_answers, checklist_answers.c.item == item),
            note=cell(b"n"),
        )

    return rows


def note(change: Change, actor: str) -> None:
    """Rows of a note."""
    change.insert(
        notes,
        new_id(lambda: BEGIN),
        case_id=CASE,
        kind="analysis",
        at=change.at,
        account_id=actor,
        corrects=None,
        body=cell(b"b"),
    )


def add_file(change: Change, actor: str) -> None:
    """Rows of a file."""
    change.insert(
        evidence,
        new_id(lambda: BEGIN),
        case_id=CASE,
        state="released",
        size=1,
        received_at=change.at,
        added_by=actor,
        description=cell(b"d"),
    )
    counted = change.connection.execute(select(cases.c.evidence).where(cases.c.id == CASE)).scalar_one()
    change.update(cases, CASE, evidence=counted + 1)


def latest(change: Change, table: Any, *where: Any) -> str | None:
    """The row that stands, as the program finds it."""
    query = select(table.c.id).where(table.c.case_id == CASE, *where)
    newest = query.order_by(table.c.at.desc(), table.c.id.desc()).limit(1)
    return change.connection.execute(newest).scalar()


def blank_case(change: Change, register: str, year: int, running: int, case_id: str = CASE) -> None:
    """The row of a new case."""
    change.insert(
        cases,
        case_id,
        register=register,
        year=year,
        running=running,
        channel="web",
        stage="received",
        stage_entered_at=change.at,
        category="other",
        severity="light",
        supervisory="none",
        classified=False,
        identity_policy="confidential",
        received_at=change.at,
        last_report_at=change.at,
        reports=1,
        evidence=0,
        compartment_id="d" * 32,
        headline=cell(b"h"),
        provisional=register if year == 0 else None,
    )


def in_memory() -> sqlite3.Connection:
    """A database that is gone with its connection."""
    return sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)


_next: list[sqlite3.Connection] = []
_engine = create_engine("sqlite://", creator=_next.pop, poolclass=NullPool)
"""One for all: statements are compiled once for each engine."""
event.listen(_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))


@contextmanager
def opened(raw: sqlite3.Connection) -> Iterator[Connection]:
    """A connection as the program has them, in one long transaction."""
    _next.append(raw)
    with _engine.connect() as connection:
        yield connection


@cache
def founded() -> tuple[bytes, tuple[str, ...]]:
    """The database of an office right after it leased to two desks, and the leases; to be copied."""
    raw = in_memory()
    with opened(raw) as connection:
        metadata.create_all(connection)
        facts = [{"name": "store", "value": "f" * 32}, {"name": "station", "value": desk_id(1)}]
        connection.execute(insert(store_facts), facts)
        leased = found(Station(connection, Clock([BEGIN]), desk_id(1)))
        connection.commit()
        return raw.serialize(), tuple(leased)


@contextmanager
def office_apart() -> Iterator[list[Station]]:
    """The home store and its two desks, each with a database and a clock of its own."""
    base, leased = founded()
    true = [BEGIN + timedelta(minutes=1)]
    with ExitStack() as stack:
        stations = []
        for number, lease_of in enumerate((None, *leased), 1):
            raw = stack.enter_context(closing(in_memory()))
            raw.deserialize(base)
            connection = stack.enter_context(opened(raw))
            station = Station(connection, Clock(true), desk_id(number))
            station.held = set(connection.execute(select(journal.c.id)).scalars())
            if lease_of is not None:
                connection.execute(
                    update(store_facts).where(store_facts.c.name == "station").values(value=desk_id(number))
                )
                connection.execute(insert(store_facts), {"name": LEASE, "value": lease_of})
            stations.append(station)
        yield stations


@contextmanager
def empty() -> Iterator[Connection]:
    """Where a replay goes."""
    with closing(in_memory()) as raw, opened(raw) as connection:
        yield connection


def found(
    home: Station, desks: int = 2, accounts_away: tuple[str, ...] = ("petugas", "petugas2")
) -> list[str]:
    """The office, a case, and a lease for each desk; gives the leases. Place n writes at `desk_id(n)`."""

    def office(change: Change, _actor: str) -> None:
        change.insert(
            offices,
            OFFICE.id,
            code="16",
            name=OFFICE.name,
            zone="Asia/Jakarta",
            identity_policy="confidential",
            founded_at=change.at,
        )
        for name, role in NAMES.items():
            change.insert(accounts, IDS[name], name=name, role=role, status="active", created_at=change.at)
            public = KEYS[name].public()
            change.insert(
                account_keys,
                KEY_IDS[name],
                account_id=IDS[name],
                sign_public=public.sign,
                seal_public=public.seal,
                fingerprint="1",
                valid_from=change.at,
            )

    home.write("office.founded", office, None, "admin")
    home.write(REPORT_RECEIVED, lambda change, _actor: blank_case(change, "16-2026-000001", 2026, 1))
    return [lease(home, desk_id(number), accounts_away) for number in range(2, 2 + desks)]


def desk_id(number: int) -> str:
    """The station of the office's second, third, ... place."""
    return f"{number:032x}"


def lease(home: Station, station: str, accounts_away: tuple[str, ...], ends: timedelta = YEAR) -> str:
    """A lease of the one case, as the home store makes it; gives its id."""
    lease_id = new_id(home.clock)

    def rows(change: Change, actor: str) -> None:
        begin(change, station, Beginning.LEASED, present_head(change.connection), actor)
        change.insert(
            leases,
            lease_id,
            station=station,
            name="meja",
            at=change.at,
            account_id=actor,
            ends_at=change.at + int(ends.total_seconds() * 1000),
        )
        for name in accounts_away:
            change.insert(lease_accounts, new_id(home.clock), lease_id=lease_id, account_id=IDS[name])
        change.insert(lease_cases, new_id(home.clock), lease_id=lease_id, case_id=CASE)

    home.write(LEASE_MADE, rows, None, "inspektur")
    return lease_id


def rule(home: Station, entry: Entry, digest: bytes, accepted: bool) -> Entry:
    """The Inspektur's word on an entry."""

    def rows(change: Change, actor: str) -> None:
        change.insert(
            rulings,
            entry.id,
            station=entry.station,
            sequence=entry.sequence,
            hash=digest,
            accepted=accepted,
            at=change.at,
            account_id=actor,
        )

    return home.write(RULED, rows, None, "inspektur")


KINDS_OF_EDIT = {
    "classify": (CLASSIFIED, lambda value: classify(("other", "procurement", "village_funds")[value])),
    "answer": (CHECKLIST_ANSWERED, lambda value: answer("what", ("yes", "no", "waived")[value])),
    "note": (NOTE_WRITTEN, lambda _value: note),
    "file": (EVIDENCE_ADDED, lambda _value: add_file),
}
