"""Summaries: what KPK and the province are told of every case by policy, and others by decisions."""

import gc
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Row, case, delete, func, select

from models.tables.cases import cases, recommendations
from models.tables.exchange import peers, sent_summaries
from models.tables.journal import journal
from models.words.exchange import PeerStatus, Shared
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.due import OPEN_STATUSES
from wbs_tui.cases.exchange_kinds import SUMMARIES_SENT
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.regions import home_code
from wbs_tui.cases.sealed import Headline
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.statements import among, insert
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.offices.peers import monitors
from wbs_tui.sync.outgoing.following import FAR_BEHIND, Looked, newest_revision, touched
from wbs_tui.sync.outgoing.told import apart, standing
from wbs_tui.sync.parcels.collecting import collects
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import Summaries, Summary
from wbs_tui.vault.tokens import token

ROWS_IN_PARCEL = 2000
_LOOKED = "summaries:"
"""State: how far each office has been told, by its id."""
_COLUMNS: tuple[Column[Any], ...] = (
    cases.c.id,
    cases.c.register,
    cases.c.stage,
    cases.c.stage_entered_at,
    cases.c.category,
    cases.c.severity,
    cases.c.received_at,
    cases.c.due_at,
    cases.c.ended_at,
    cases.c.answered_at,
    cases.c.result,
    cases.c.closure,
    cases.c.restricted,
    cases.c.compartment_id,
)
_SAID = ("case", *(column.name for column in _COLUMNS[1:-2]))
"""What the summary calls the first of the columns."""
_encode = msgspec.msgpack.Encoder().encode


def case_ref(desk: Desk, connection: Connection, case_id: str) -> bytes:
    """The 16 bytes that name a case to the hub: they tell nobody else which it is. Raises NotEnrolled."""
    return token(exchange_cell_key(desk, connection).key, "exchange.ref", case_id)


@dataclass(frozen=True, slots=True)
class _Listener:
    """An office that is told summaries."""

    office_id: str
    by_policy: bool
    decided: frozenset[str]
    """The cases that a decision names it for."""
    looked: Looked | None

    def wanted(self, ids: set[str], free: set[str]) -> set[str]:
        """Those of some cases that it is told of; `free` are told by policy."""
        return ids & (self.decided | free if self.by_policy else self.decided)


@collects
def collect_summaries(desk: Desk) -> Iterator[None]:
    """Queue the summaries that have changed, at most 2,000 in a parcel, each batch in one transaction.

    Halts after each batch. One that was kept is not made again when this is cut off.
    """
    if desk.lease is not None:
        return
    with desk.reading() as connection:
        revision, now = newest_revision(connection), desk.now()
        listeners = _listeners(desk, connection)
        every = cache(lambda: _every(connection))
        due = {each.office_id: _due(desk, connection, each, every, now) for each in listeners}
    rules, left = rules_digest(desk), set[str]()
    for batch in _batches(sorted(set().union(*due.values()))):
        with _nothing_collected(), desk.transaction() as transaction:
            left |= _tell(desk, transaction, listeners, due, batch, now)
        yield
    moved = [each for each in listeners if due[each.office_id] or _is_behind(each, rules, revision)]
    if moved:
        with desk.transaction() as transaction:
            for each in moved:
                mine = tuple(sorted(left & due[each.office_id]))
                write_state(
                    transaction.connection, _LOOKED + each.office_id, Looked(revision, now, rules, mine)
                )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A batch makes thousands of objects and no circles of them: looking for circles takes a third of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_behind(listener: _Listener, rules: bytes, revision: int) -> bool:
    """Whether its mark is to be moved although nothing was due: nothing new shall write nothing."""
    looked = listener.looked
    return looked is None or looked.rules != rules or revision - looked.revision > FAR_BEHIND


def _listeners(desk: Desk, connection: Connection) -> tuple[_Listener, ...]:
    decided: dict[str, set[str]] = {}
    for share in standing(desk, connection, (Shared.SUMMARY, Shared.WHOLE, Shared.REFERRAL)):
        decided.setdefault(share.office_id, set()).add(share.case_id)
    watching = {each.id for each in monitors(connection) if desk.policy.exchange.sends_summaries(each.kind)}
    return tuple(
        _Listener(
            office_id,
            office_id in watching,
            frozenset(decided.get(office_id, ())),
            read_state(connection, _LOOKED + office_id, Looked),
        )
        for office_id in sorted(watching | decided.keys())
        if office_id in watching or _is_confirmed(connection, office_id)
    )


def _is_confirmed(connection: Connection, office_id: str) -> bool:
    known = select(peers.c.status).where(peers.c.id == office_id)
    return connection.execute(known).scalar() == PeerStatus.CONFIRMED


def rules_digest(desk: Desk) -> bytes:
    """What the policy says of this, as a digest: the journal does not tell when an office changes it."""
    return hashlib.sha256(_encode(desk.policy.exchange)).digest()[:16]


def _every(connection: Connection) -> set[str]:
    return set(connection.execute(select(cases.c.id).where(still_there(cases.c.id))).scalars())


def _due(
    desk: Desk, connection: Connection, listener: _Listener, every: Callable[[], set[str]], now: int
) -> set[str]:
    """The cases that may have something new for the office."""
    looked = listener.looked
    if looked is None or looked.rules != rules_digest(desk):
        return every() if listener.by_policy else set(listener.decided)
    changed = {*touched(connection, looked.revision), *looked.left, *_late_since(connection, looked.at, now)}
    return changed if listener.by_policy else changed & listener.decided


def _late_since(connection: Connection, before: int, now: int) -> Iterable[str]:
    """The cases with a recommendation whose time has run out: no entry says that."""
    late = select(recommendations.c.case_id).where(
        recommendations.c.status.in_(OPEN_STATUSES), recommendations.c.due_at.between(before, now - 1)
    )
    return connection.execute(late.distinct()).scalars()


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, ROWS_IN_PARCEL)):
        yield batch


def _tell(
    desk: Desk,
    transaction: Transaction,
    listeners: Sequence[_Listener],
    due: dict[str, set[str]],
    batch: Collection[str],
    now: int,
) -> set[str]:
    """Queue what of a batch is new to each office; gives the cases that this account cannot open."""
    connection = transaction.connection
    rows = connection.execute(
        select(*_COLUMNS).where(
            among(connection, cases.c.id, batch), cases.c.year > 0, still_there(cases.c.id)
        )
    ).all()
    within = desk.keyring.member_compartments()
    closed = {row.id for row in rows if row.compartment_id not in within}
    there, free = {row.id for row in rows}, _free(desk, rows)
    chosen = {each.office_id: each.wanted(due[each.office_id] & there, free) for each in listeners}
    wanted = set[str]().union(*chosen.values())
    shared = set[str]().union(*(each.decided for each in listeners))
    opened = [row for row in rows if row.id in wanted and row.id not in closed]
    made = _summaries(desk, connection, opened, _jurisdictions(desk, connection, wanted & shared), now)
    _send(desk, transaction, {office_id: ids - closed for office_id, ids in chosen.items()}, made)
    return closed & wanted


def _free(desk: Desk, rows: Sequence[Row[Any]]) -> set[str]:
    """The cases of which nothing but the policy decides who is told."""
    held_back = {each for each in {row.category for row in rows} if desk.policy.exchange.holds_back(each)}
    told = {row.id for row in rows if not row.restricted and row.category not in held_back}
    return told - apart(desk)


def _jurisdictions(desk: Desk, connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Whose the matters are, of cases that this account opens: it stands sealed, with the title."""
    if not ids:
        return {}
    sealed = select(cases.c.id, cases.c.headline).where(among(connection, cases.c.id, ids))
    rows, opener = connection.execute(sealed).all(), Opener(desk, connection)
    opener.fetch(row.headline for row in rows)
    heads = {row.id: opener.open(cases.c.headline, row.id, row.headline, Headline) for row in rows}
    return {case_id: head.jurisdiction for case_id, head in heads.items() if head is not None}


_Case = Row[*tuple[Any, ...]]
"""A row of `_COLUMNS`."""
_Made = tuple[Summary, bytes]
"""A summary and the digest of what it says, its clock left out."""


def _summaries(
    desk: Desk, connection: Connection, rows: Sequence[_Case], jurisdictions: dict[str, str], now: int
) -> dict[str, _Made]:
    """The summaries of rows of `cases`, with the jurisdictions that are to be told, by case."""
    if not rows:
        return {}
    ids = [row.id for row in rows]
    clocks, open_ones = _clocks(connection, ids), _recommendations(connection, ids, now)
    key, region = exchange_cell_key(desk, connection).key, home_code(desk.office.code) or ""
    made: dict[str, _Made] = {}
    for row in rows:
        case_id = row[0]
        open_count, late_count = open_ones.get(case_id, (0, 0))
        summary = Summary(
            **dict(zip(_SAID, row, strict=False)),
            ref=token(key, "exchange.ref", case_id),
            clock=clocks[case_id],
            jurisdiction=jurisdictions.get(case_id, ""),
            region=region,
            open_recommendations=open_count,
            late_recommendations=late_count,
        )
        made[case_id] = summary, digest_of(summary)
    return made


def _clocks(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """By case: the journal's clock of its newest entry."""
    newest = select(journal.c.case_id, func.max(journal.c.clock)).group_by(journal.c.case_id)
    rows = connection.execute(newest.where(among(connection, journal.c.case_id, ids)))
    return dict(rows.all())


def _recommendations(connection: Connection, ids: Collection[str], now: int) -> dict[str, tuple[int, int]]:
    """By case: how many are open, and how many of them late."""
    late = func.sum(case((recommendations.c.due_at < now, 1), else_=0))
    query = (
        select(recommendations.c.case_id, func.count(), late)
        .where(among(connection, recommendations.c.case_id, ids), recommendations.c.status.in_(OPEN_STATUSES))
        .group_by(recommendations.c.case_id)
    )
    return {case_id: (count, int(over)) for case_id, count, over in connection.execute(query)}


def summary_of(desk: Desk, connection: Connection, row: Row[Any]) -> Summary:
    """The summary of one case, a row of `cases`. Raises NotLetIn, NotEnrolled."""
    head = Opener(desk, connection).must_open(cases.c.headline, row.id, row.headline, Headline)
    named = connection.execute(select(*_COLUMNS).where(cases.c.id == row.id)).all()
    return _summaries(desk, connection, named, {row.id: head.jurisdiction}, desk.now())[row.id][0]


def digest_of(summary: Summary) -> bytes:
    """What tells whether a summary says anything new: all of it but its clock."""
    return hashlib.sha256(_encode(msgspec.structs.replace(summary, clock=0))).digest()


def _send(desk: Desk, transaction: Transaction, chosen: dict[str, set[str]], made: dict[str, _Made]) -> None:
    """Queue to each office what of its cases it was not told yet, and remember that."""
    before = _told(transaction.connection, chosen.keys(), made)
    told: list[tuple[str, str, bytes]] = []
    for office_id, ids in chosen.items():
        new = [
            (case_id, office_id, digest)
            for case_id, (_said, digest) in made.items()
            if case_id in ids and before.get((case_id, office_id)) != digest
        ]
        if new:
            with transaction.entry(SUMMARIES_SENT):
                pass
            queue(desk, transaction, office_id, [Summaries(tuple(made[each[0]][0] for each in new))])
            told += new
    _note_told(transaction.connection, told, before.keys(), desk.now())


_Pair = tuple[str, str]
"""A case and an office."""


def _told(connection: Connection, office_ids: Collection[str], ids: Collection[str]) -> dict[_Pair, bytes]:
    """What the offices were told last of the cases."""
    query = select(sent_summaries.c.case_id, sent_summaries.c.office_id, sent_summaries.c.digest).where(
        among(connection, sent_summaries.c.case_id, ids), sent_summaries.c.office_id.in_(office_ids)
    )
    return {(case_id, office_id): digest for case_id, office_id, digest in connection.execute(query)}


def _note_told(
    connection: Connection, told: Sequence[tuple[str, str, bytes]], before: Collection[_Pair], at: int
) -> None:
    again: dict[str, list[str]] = {}
    for case_id, office_id, _digest in told:
        if (case_id, office_id) in before:
            again.setdefault(office_id, []).append(case_id)
    for office_id, ids in again.items():
        mine = (sent_summaries.c.office_id == office_id) & among(connection, sent_summaries.c.case_id, ids)
        connection.execute(delete(sent_summaries).where(mine))
    rows = [
        {"case_id": case_id, "office_id": office_id, "digest": digest, "at": at}
        for case_id, office_id, digest in sorted(told)
    ]
    insert(sent_summaries, connection.dialect).run_many(connection, rows)
