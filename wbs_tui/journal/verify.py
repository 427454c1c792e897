"""Proves a store: every signature, every chain, and that replaying the journal gives the tables."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from models.tables.accounts import account_keys, accounts, offices
from models.tables.journal import journal
from models.tables.schema import journaled_tables, metadata
from wbs_tui.journal import fold
from wbs_tui.journal.entries import FORMAT, GENESIS, SIGNING_CONTEXT, Entry, decode, entry_hash
from wbs_tui.journal.kinds import Maker, rule_of, stray_tables
from wbs_tui.store.authority import read_authority
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
    anchored: dict[str, bool] = field(default_factory=dict)
    """By station; false: a cut tail would not show, because no anchor holds its head."""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.replay_equal and not self.bad


def verify_journal(connection: Connection, progress: Callable[[int], None] = lambda _done: None) -> Report:
    """Check everything in one consistent view; needs no key but the store's. Reports progress in entries."""
    report = Report()
    replica = create_engine("sqlite://")
    metadata.create_all(replica, tables=[*_TABLES.values()])
    with replica.connect() as replayed:
        for done, entry in enumerate(_genuine(connection, replayed, report), start=1):
            _apply(replayed, entry, report)
            progress(done)
        _compare(connection, replayed, report)
    _check_authority(connection, report)
    replica.dispose()
    return report


def _genuine(connection: Connection, replayed: Connection, report: Report) -> Iterator[Entry]:
    """Entries in the order of the fold; whatever is not as its row says, chained and signed is reported."""
    heads: dict[str, tuple[int, bytes]] = {}
    rows = connection.execute(select(journal).order_by(journal.c.clock, journal.c.station, journal.c.id))
    for row in rows:
        report.entries += 1
        entry = _decoded(row, report)
        if entry is None:
            continue
        _check_chain(entry, row, heads, report)
        _check_kind(entry, replayed, report)
        if not _signed(replayed, entry, row):
            report.bad.append(Finding("signature", row.id))
        yield entry
    report.anchored = dict.fromkeys(heads, False)


def _decoded(row: Row[*tuple[Any, ...]], report: Report) -> Entry | None:
    """The entry, if its signed bytes say what the clear columns say."""
    try:
        entry = decode(row.signed)
    except msgspec.MsgspecError:
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


def _check_kind(entry: Entry, replayed: Connection, report: Report) -> None:
    if stray_tables(entry.kind, (effect.table for effect in entry.effects)):
        report.bad.append(Finding("kind", entry.id))
    rule = rule_of(entry.kind)
    if rule is not None and not rule(entry, _maker(replayed, entry.actor)):
        report.bad.append(Finding("not allowed", entry.id))


def _maker(replayed: Connection, account_id: str) -> Maker:
    """The account as the entries so far have made it."""
    account = replayed.execute(
        select(accounts.c.role, accounts.c.status).where(accounts.c.id == account_id)
    ).one_or_none()
    key = select(account_keys.c.id).where(
        account_keys.c.account_id == account_id, account_keys.c.ended_at.is_(None)
    )
    role, status = account if account is not None else (None, None)
    return Maker(role, status, replayed.execute(key.limit(1)).first() is not None)


def _signed(replayed: Connection, entry: Entry, row: Row[*tuple[Any, ...]]) -> bool:
    """Whether the actor's key signed it: a key that an earlier entry wrote, or that this one introduces."""
    introduced = [
        effect.values
        for effect in entry.effects_on(account_keys.name)
        if effect.row_id == entry.actor_key and effect.operation == "insert"
    ]
    known = replayed.execute(
        select(account_keys.c.account_id, account_keys.c.sign_public).where(
            account_keys.c.id == entry.actor_key
        )
    ).one_or_none()
    if known is not None:
        owner, public = known
    elif introduced:
        owner, public = introduced[0].get("account_id"), introduced[0].get("sign_public")
    else:
        return False
    return owner == entry.actor and verify(public, SIGNING_CONTEXT, row.signed, row.signature)


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
        rejected = read_authority(connection, office).rejected
        report.bad += [Finding("authority", place) for place in rejected]


def _compare(connection: Connection, replayed: Connection, report: Report) -> None:
    """Every row of every journaled table, byte for byte."""
    for name, table in _TABLES.items():
        for row_id in _differing(connection, replayed, table):
            report.replay_equal = False
            report.bad.append(Finding("row", f"{name}/{row_id}"))


def _differing(connection: Connection, replayed: Connection, table: Table) -> Iterator[str]:
    """Ids of rows that only one side has, or that differ: two sorted streams side by side."""
    ordered = select(table).order_by(table.c.id)
    sides = (connection.execute(ordered), replayed.execute(ordered))
    rows = heapq.merge(*(map(tuple, side) for side in sides), key=itemgetter(0))
    for row_id, found in groupby(rows, key=itemgetter(0)):
        pair = list(found)
        if len(pair) != 2 or pair[0] != pair[1]:
            yield row_id
