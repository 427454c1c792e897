"""Proves a store: every signature, every chain, and that replaying the journal gives the tables."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from models.tables.accounts import offices
from models.tables.cases import destructions
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.tables.schema import journaled_tables
from wbs_tui.journal import fold
from wbs_tui.journal.authorship import is_its_authors
from wbs_tui.journal.entries import FORMAT, GENESIS, SIGNING_CONTEXT, Entry, decode, entry_hash
from wbs_tui.journal.kinds import rule_of, stray_tables
from wbs_tui.journal.makers import Makers
from wbs_tui.store.authority import read_authority
from wbs_tui.store.engine import scratch
from wbs_tui.store.engine_place import folder_of
from wbs_tui.vault.account_keys import verify

_TABLES = journaled_tables()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not prove: a code for scripts, and the entry or row that it is about."""

    what: str
    place: str


@dataclass(slots=True)
class Report:
    """What `wbs verify` says."""

    entries: int = 0
    bad: list[Finding] = field(default_factory=list)
    replay_equal: bool = True
    unopened: int = 0
    destroyed: int = 0
    """Cases of which only the number and the clear columns are left."""
    anchored: dict[str, bool] = field(default_factory=dict)
    """By station; false: a cut tail would not show, because no anchor holds its head."""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.replay_equal and not self.bad


def verify_journal(connection: Connection, progress: Callable[[int], None] = lambda _done: None) -> Report:
    """Check everything in one consistent view; needs no key but the store's. Reports progress in entries.

    The replay is made in a file beside the store, under a key that nobody keeps. Writers go on meanwhile.
    """
    report = Report()
    with scratch(folder_of(connection)) as replayed:
        for table in _TABLES.values():  # without their indexes, which cost more than the rows
            replayed.execute(CreateTable(table))
        makers = Makers(replayed)
        for done, entry in enumerate(_genuine(connection, makers, report), start=1):
            _apply(replayed, entry, report)
            makers.applied(entry)
            progress(done)
        _compare(connection, replayed, report)
        _check_destroyed(connection, replayed, report)
    _check_authority(connection, report)
    return report


def _genuine(connection: Connection, makers: Makers, report: Report) -> Iterator[Entry]:
    """Entries in the order of the fold; whatever is not as its row says, chained and signed is reported."""
    heads: dict[str, tuple[int, bytes]] = {}
    rows = connection.execute(select(journal).order_by(journal.c.clock, journal.c.station, journal.c.id))
    for row in rows:
        report.entries += 1
        entry = _decoded(row, report)
        if entry is None:
            continue
        _check_chain(entry, row, heads, report)
        _check_kind(entry, makers, report)
        key = makers.signing_key(entry)
        if key is None or not verify(key, SIGNING_CONTEXT, row.signed, row.signature):
            report.bad.append(Finding("signature", row.id))
        yield entry
    report.anchored = dict.fromkeys(heads, False)


def _decoded(row: Row[*tuple[Any, ...]], report: Report) -> Entry | None:
    """The entry, if its signed bytes say what the clear columns say."""
    try:
        entry = decode(row.signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        report.bad.append(Finding("unreadable", row.id))
        return None
    clear = (row.id, row.station, row.sequence, row.clock, row.kind, row.case_id, row.actor)
    signed = (entry.id, entry.station, entry.sequence, entry.clock, entry.kind, entry.case_id, entry.actor)
    if clear != signed or entry.format != FORMAT or row.hash != entry_hash(row.signed, row.signature):
        report.bad.append(Finding("altered", row.id))
    return entry


def _check_chain(
    entry: Entry, row: Row[*tuple[Any, ...]], heads: dict[str, tuple[int, bytes]], report: Report
) -> None:
    sequence, previous = heads.get(entry.station, (0, GENESIS))
    if entry.sequence != sequence + 1 or entry.previous != previous:
        report.bad.append(Finding("chain", entry.id))
    heads[entry.station] = (entry.sequence, entry_hash(row.signed, row.signature))


def _check_kind(entry: Entry, makers: Makers, report: Report) -> None:
    if stray_tables(entry.kind, (effect.table for effect in entry.effects)):
        report.bad.append(Finding("kind", entry.id))
    if not (rule_of(entry.kind)(entry, makers.maker(entry)) and is_its_authors(entry)):
        report.bad.append(Finding("not allowed", entry.id))


def _apply(replayed: Connection, entry: Entry, report: Report) -> None:
    try:
        for effect in entry.effects:
            fold.apply(replayed, entry.id, effect)
    except (SQLAlchemyError, fold.StrangeEffect):
        report.bad.append(Finding("replay", entry.id))


def _check_authority(connection: Connection, report: Report) -> None:
    """Every grant and epoch must be signed by who could grant, whoever wrote it into the journal."""
    office = connection.execute(select(offices.c.id)).scalar()
    if office is not None:
        findings = read_authority(connection, office).findings
        report.bad += [Finding("authority", place) for place in findings]


def _check_destroyed(connection: Connection, replayed: Connection, report: Report) -> None:
    """A destroyed case has no key left: one that is there came back from an older copy."""
    gone = set(replayed.execute(select(destructions.c.case_id)).scalars())
    report.destroyed = len(gone)
    held = connection.execute(select(key_wraps.c.case_id).where(key_wraps.c.case_id.is_not(None)).distinct())
    report.bad += [Finding("destroyed", case_id) for case_id in sorted(gone.intersection(held.scalars()))]


def _compare(connection: Connection, replayed: Connection, report: Report) -> None:
    """Every row of every journaled table, byte for byte."""
    for name, table in _TABLES.items():
        for row_id in _differing(connection, replayed, table):
            report.replay_equal = False
            report.bad.append(Finding("row", f"{name}/{row_id}"))


def _differing(connection: Connection, replayed: Connection, table: Table) -> Iterator[str]:
    """Ids of rows that only one side has, or that differ: two sorted streams side by side.

    As the driver gives them: a truth value of 5 is not the 1 that was written.
    """
    ordered = str(select(table).order_by(table.c.id).compile(connection))
    sides = (side.exec_driver_sql(ordered) for side in (connection, replayed))
    rows = heapq.merge(*(map(tuple, side) for side in sides), key=itemgetter(0))
    for row_id, found in groupby(rows, key=itemgetter(0)):
        pair = list(found)
        if len(pair) != 2 or pair[0] != pair[1]:
            yield row_id
