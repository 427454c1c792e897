"""Summaries: what KPK and the province are told of every case by policy, and others by decisions."""

import gc
import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from wbs_tui.sync.outgoing.told import is_restricted, standing
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
    cases.c.headline,
)
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

    def wants(self, case_id: str, free: Collection[str]) -> bool:
        """Whether it is told of this case; of those that are `free` by policy."""
        return case_id in self.decided or (self.by_policy and case_id in free)


@collects
def collect_summaries(desk: Desk) -> None:
    """Queue the summaries that have changed, at most 2,000 in a parcel, each batch in one transaction.

    A batch that was kept is not made again when this is cut off.
    """
    if desk.lease is not None:
        return
    with desk.reading() as connection:
        revision, now = newest_revision(connection), desk.now()
        listeners = _listeners(desk, connection)
        due = {each.office_id: _due(desk, connection, each, now) for each in listeners}
    rules, left = rules_digest(desk), set[str]()
    for batch in _batches(sorted(set().union(*due.values()))):
        with _nothing_collected(), desk.transaction() as transaction:
            left |= _tell(desk, transaction, listeners, due, batch, now)
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


def _due(desk: Desk, connection: Connection, listener: _Listener, now: int) -> set[str]:
    """The cases that may have something new for the office."""
    looked = listener.looked
    if looked is None or looked.rules != rules_digest(desk):
        every = select(cases.c.id).where(still_there(cases.c.id))
        return set(connection.execute(every).scalars()) if listener.by_policy else set(listener.decided)
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
    closed = {row.id for row in rows if not desk.keyring.is_member(row.compartment_id)}
    free = {row.id for row in rows if _is_free(desk, row)}
    chosen = {
        each.office_id: [row for row in rows if row.id in due[each.office_id] and each.wants(row.id, free)]
        for each in listeners
    }
    wanted = {row.id: row for each in chosen.values() for row in each if row.id not in closed}
    made = _summaries(desk, connection, list(wanted.values()), now)
    for office_id, its_rows in chosen.items():
        _send(desk, transaction, office_id, {row.id: made[row.id] for row in its_rows if row.id in made})
    return closed & {row.id for each in chosen.values() for row in each}


def _is_free(desk: Desk, row: Row[Any]) -> bool:
    """Whether nothing but the policy decides who is told of the case."""
    held_back = desk.policy.exchange.holds_back(row.category)
    return not held_back and not is_restricted(desk, row.id, bool(row.restricted))


_Made = tuple[Summary, bytes]
"""A summary and the digest of what it says, its clock left out."""


def _summaries(desk: Desk, connection: Connection, rows: Sequence[Row[Any]], now: int) -> dict[str, _Made]:
    """The summaries of rows of `cases` that this account opens."""
    if not rows:
        return {}
    ids = [row.id for row in rows]
    clocks = dict(_by_case(connection, select(journal.c.case_id, func.max(journal.c.clock)), journal, ids))
    late = func.sum(case((recommendations.c.due_at < now, 1), else_=0))
    open_ones = {
        case_id: (count, int(over))
        for case_id, count, over in connection.execute(
            select(recommendations.c.case_id, func.count(), late)
            .where(
                among(connection, recommendations.c.case_id, ids), recommendations.c.status.in_(OPEN_STATUSES)
            )
            .group_by(recommendations.c.case_id)
        )
    }
    opener, key = Opener(desk, connection), exchange_cell_key(desk, connection).key
    opener.fetch(row.headline for row in rows)
    region = home_code(desk.office.code) or ""
    made: dict[str, _Made] = {}
    for row in rows:
        head = opener.open(cases.c.headline, row.id, row.headline, Headline)
        if head is None:
            continue
        summary = _summary(row, head, region, key, clocks[row.id], open_ones.get(row.id, (0, 0)))
        made[row.id] = summary, digest_of(summary)
    return made


def _by_case(connection: Connection, query: Any, table: Any, ids: Sequence[str]) -> Iterable[Any]:
    return connection.execute(
        query.where(among(connection, table.c.case_id, ids)).group_by(table.c.case_id)
    ).all()


def _summary(
    row: Row[Any], head: Headline, region: str, key: bytes, clock: int, open_ones: tuple[int, int]
) -> Summary:
    return Summary(
        case=row.id,
        register=row.register,
        ref=token(key, "exchange.ref", row.id),
        clock=clock,
        stage=row.stage,
        stage_entered_at=row.stage_entered_at,
        category=row.category,
        severity=row.severity,
        jurisdiction=head.jurisdiction,
        region=region,
        received_at=row.received_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        answered_at=row.answered_at,
        result=row.result,
        closure=row.closure,
        open_recommendations=open_ones[0],
        late_recommendations=open_ones[1],
    )


def summary_of(desk: Desk, connection: Connection, row: Row[Any]) -> Summary:
    """The summary of one case. Raises NotLetIn, NotEnrolled."""
    Opener(desk, connection).must_open(cases.c.headline, row.id, row.headline, Headline)
    return _summaries(desk, connection, [row], desk.now())[row.id][0]


def digest_of(summary: Summary) -> bytes:
    """What tells whether a summary says anything new: all of it but its clock."""
    return hashlib.sha256(_encode(msgspec.structs.replace(summary, clock=0))).digest()


def _send(desk: Desk, transaction: Transaction, office_id: str, made: dict[str, _Made]) -> None:
    connection = transaction.connection
    known = select(sent_summaries.c.case_id, sent_summaries.c.digest).where(
        sent_summaries.c.office_id == office_id, among(connection, sent_summaries.c.case_id, made)
    )
    before = {row.case_id: row.digest for row in connection.execute(known)}
    new = {case_id: each for case_id, each in made.items() if before.get(case_id) != each[1]}
    if not new:
        return
    with transaction.entry(SUMMARIES_SENT):
        pass
    queue(desk, transaction, office_id, [Summaries(tuple(summary for summary, _digest in new.values()))])
    told = {case_id: digest for case_id, (_said, digest) in new.items()}
    _forget_sent(connection, office_id, before.keys() & told)
    _add_sent(desk, connection, office_id, told)


def note_sent(desk: Desk, connection: Connection, office_id: str, digests: dict[str, bytes]) -> None:
    """Remember what an office was told of some cases."""
    _forget_sent(connection, office_id, digests)
    _add_sent(desk, connection, office_id, digests)


def _forget_sent(connection: Connection, office_id: str, ids: Collection[str]) -> None:
    if ids:
        mine = (sent_summaries.c.office_id == office_id) & among(connection, sent_summaries.c.case_id, ids)
        connection.execute(delete(sent_summaries).where(mine))


def _add_sent(desk: Desk, connection: Connection, office_id: str, digests: dict[str, bytes]) -> None:
    at = desk.now()
    rows = [
        {"case_id": case_id, "office_id": office_id, "digest": digest, "at": at}
        for case_id, digest in digests.items()
    ]
    insert(sent_summaries, connection.dialect).run_many(connection, rows)
