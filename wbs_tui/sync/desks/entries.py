"""The office's own journal between its home store and the desks it leased to: out, in, and what follows."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select, union

from models.tables.cases import reports
from models.tables.exchange import lease_cases, leases
from models.tables.journal import journal, stations
from models.words.exchange import DeadReason
from models.words.stations import Beginning
from wbs_tui.cases.keys import CONTENT_KEY
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry, decode
from wbs_tui.journal.kinds import kinds_that_touch
from wbs_tui.journal.merging import Held, Merged, merge
from wbs_tui.journal.reading import read_entry
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.statements import Question
from wbs_tui.sync.desks.entry_wraps import KEPT, OF_CASES, files_of, take_wraps, wraps_of
from wbs_tui.sync.desks.merged import number_waiting, write_merged
from wbs_tui.sync.desks.reach import goes_along
from wbs_tui.sync.kinds import KEYS_MADE, RULED
from wbs_tui.sync.offices.keys import make_station_keys, own_station, station_keys
from wbs_tui.sync.parcels.collecting import NotYet, Origin, collects, handles
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import Entries, JournalEntry
from wbs_tui.text.catalogue import _

_SENT = "entries.sent"
"""At a desk: up to which sequence it has sent its own entries."""
_AT_ONCE = 500
"""Entries in one item; about a megabyte."""
_FAR_BEHIND = 100
"""Entries that concern a desk in nothing, after which its mark is moved all the same."""
_Row = Row[Any]
_AFTER = Question(
    select(journal)
    .where(journal.c.revision > bindparam("revision"))
    .order_by(journal.c.revision)
    .limit(bindparam("most"))
)
_OWN = Question(
    select(journal)
    .where(journal.c.station == bindparam("station"), journal.c.sequence > bindparam("sent"))
    .order_by(journal.c.sequence)
    .limit(bindparam("most"))
)
_OPEN = Question(select(leases.c.station).where(leases.c.ended_at.is_(None)).order_by(leases.c.at))


@handles(Entries)
def take_entries(desk: Desk, transaction: Transaction, origin: Origin, item: Entries) -> None:
    """Merge what another station of this office wrote. Raises NotYet, which names what waits."""
    connection = transaction.connection
    _check_sender(desk, connection, origin, item)
    rows, strangers = _of_sender(desk, origin, item.rows)
    merged = merge(connection, rows, desk.now())
    transaction.look_again()
    take_wraps(desk, connection, item.wraps, [*merged.inserted, *_here(connection, rows)])
    if desk.lease is None:
        write_merged(desk, transaction, merged)
    elif _is_restored(merged):
        write_state(connection, _SENT, 0)  # it may have lost what it had: everything is sent again
    held = (*strangers, *merged.held)
    if held:
        first = min(held, key=lambda each: each.reason == DeadReason.MISSING_BEFORE)
        raise NotYet(first.reason, first.detail, tuple(each.id for each in held))
    if item.number:
        write_state(connection, _arrived(origin.station), max(item.number, _last(connection, origin)))


def _check_sender(desk: Desk, connection: Connection, origin: Origin, item: Entries) -> None:
    """Raises NotYet for entries of another office, from a desk to a desk, or before those they follow."""
    reason = connection.execute(select(stations.c.reason).where(stations.c.id == origin.station)).scalar()
    by_desk = reason == Beginning.LEASED
    if origin.office != desk.office.id or by_desk == (desk.lease is not None):
        raise NotYet(DeadReason.REFUSED, _("Catatan jurnal hanya diterima antara kantor ini dan mejanya."))
    if item.number > _last(connection, origin) + 1:
        raise NotYet(DeadReason.MISSING_BEFORE, _("Kiriman catatan sebelumnya belum diterapkan."))


def _last(connection: Connection, origin: Origin) -> int:
    return read_state(connection, _arrived(origin.station), int) or 0


def _arrived(station: str) -> str:
    return f"entries.from.{station}"


def _of_sender(
    desk: Desk, origin: Origin, rows: Sequence[JournalEntry]
) -> tuple[list[tuple[bytes, bytes]], list[Held]]:
    """A desk brings entries of its own station only, and none of others'."""
    own, strangers = [], []
    for row in rows:
        entry = read_entry(row.signed)
        if desk.lease is None and entry is not None and entry.station != origin.station:
            sentence = _("meja {station} membawa catatan stasiun lain")
            detail = sentence.format(station=origin.station[-8:])
            strangers.append(Held(entry.id, entry.station, DeadReason.REFUSED, detail))
        elif desk.lease is None or entry is None or entry.station != desk.lease.station:
            own.append((row.signed, row.signature))
    return own, strangers


def _here(connection: Connection, rows: Sequence[tuple[bytes, bytes]]) -> Iterator[Entry]:
    """Those that are in the journal by now, with these very bytes."""
    for signed, signature in rows:
        entry = read_entry(signed)
        if entry is None:
            continue
        there = select(journal.c.signed, journal.c.signature).where(journal.c.id == entry.id)
        if connection.execute(there).one_or_none() == (signed, signature):
            yield entry


def _is_restored(merged: Merged) -> bool:
    return any(
        effect.values.get("reason") == Beginning.RESTORED
        for entry in merged.inserted
        for effect in entry.effects_on(stations.name)
    )


@collects
def collect_entries(desk: Desk) -> None:
    """Queue what the other side has not: a desk sends its own work, the home store what its desks need."""
    if desk.lease is not None:
        while _collect_own(desk, desk.lease.station):
            pass
        return
    number_waiting(desk)
    with desk.reading() as connection:
        found = [row.station for row in _OPEN.rows(connection)]
        unable = bool(found) and own_station(connection) not in station_keys(connection)
    if unable:
        _equip(desk)
    for station in found:
        while _collect_for(desk, station):
            pass


def _equip(desk: Desk) -> None:
    """Keys for a home store that was restored since it leased: desks know its new station by them."""
    with desk.transaction() as transaction:
        station = own_station(transaction.connection)
        if station not in station_keys(transaction.connection):
            with transaction.entry(KEYS_MADE) as change:
                make_station_keys(desk, change, station)


def _collect_own(desk: Desk, station: str) -> bool:
    """Whether there was something; the next entries of the desk, with their keys and files."""
    with desk.reading() as connection:
        if not _own_after(connection, station, 1):
            return False
    with desk.transaction() as transaction:
        connection = transaction.connection
        rows = _own_after(connection, station, _AT_ONCE)
        item = _item(connection, rows, {*OF_CASES, KEPT}, 0)
        files = files_of(desk, connection, map(_decoded, rows), identity=True)
        queue(desk, transaction, desk.office.id, [item], files=files)
        write_state(connection, _SENT, rows[-1].sequence)
    return True


def count_unsent(connection: Connection, station: str) -> int:
    """How many entries of a desk's own are in no parcel yet."""
    sent = read_state(connection, _SENT, int) or 0
    later = select(func.count()).where(journal.c.station == station, journal.c.sequence > sent)
    return connection.execute(later.select_from(journal)).scalar_one()


def _own_after(connection: Connection, station: str, most: int) -> Sequence[_Row]:
    """The desk's entries that were not sent yet."""
    sent = read_state(connection, _SENT, int) or 0
    return _OWN.rows(connection, station=station, sent=sent, most=most)


def _item(connection: Connection, rows: Sequence[_Row], purposes: Collection[str], number: int) -> Entries:
    return Entries(
        rows=tuple(JournalEntry(row.signed, row.signature) for row in rows),
        wraps=wraps_of(connection, map(_decoded, rows), purposes),
        number=number,
    )


def _decoded(row: _Row) -> Entry:
    return decode(row.signed)


class _Cursor(msgspec.Struct, array_like=True, frozen=True):
    """How far the home store has told a desk."""

    revision: int
    number: int
    """Of the last item."""


def _collect_for(desk: Desk, station: str) -> bool:
    """Whether there is more; what this store has got since, as far as it concerns the desk, is queued."""
    with desk.reading() as connection:
        if not _is_due(connection, station):
            return False
    with desk.transaction() as transaction:
        connection = transaction.connection
        cursor = _cursor(connection, station)
        rows = _after(connection, cursor, _AT_ONCE)
        chosen = _for_desk(connection, station, rows)
        if chosen:
            _queue_for(desk, transaction, station, chosen, cursor.number + 1)
        if chosen or len(rows) >= _FAR_BEHIND:
            number = cursor.number + bool(chosen)
            write_state(connection, _name(connection, station), _Cursor(rows[-1].revision, number))
        return len(rows) == _AT_ONCE


def _is_due(connection: Connection, station: str) -> bool:
    """Whether a desk is to be told something, or its mark to be moved: nothing new shall write nothing."""
    rows = _after(connection, _cursor(connection, station), _FAR_BEHIND)
    return len(rows) == _FAR_BEHIND or bool(rows and _for_desk(connection, station, rows))


def _name(connection: Connection, station: str) -> str:
    """A restored store begins to count anew: it is another station."""
    return f"entries.{own_station(connection)}.{station}"


def _cursor(connection: Connection, station: str) -> _Cursor:
    known = read_state(connection, _name(connection, station), _Cursor)
    if known is not None:
        return known
    made = (
        select(journal.c.revision)
        .join(stations, stations.c.entry_id == journal.c.id)
        .where(stations.c.id == station)
    )
    return _Cursor(connection.execute(made).scalar_one(), 0)


def _after(connection: Connection, cursor: _Cursor, most: int) -> Sequence[_Row]:
    return _AFTER.rows(connection, revision=cursor.revision, most=most)


def _for_desk(connection: Connection, station: str, rows: Sequence[_Row]) -> list[_Row]:
    """What concerns the desk: the office itself, and the cases that it has or brought."""
    own = cases_at(connection, station)
    return [
        row
        for row in rows
        if row.station != station and (row.kind == RULED or goes_along(_decoded(row), own))
    ]


def cases_at(connection: Connection, station: str) -> frozenset[str]:
    """The cases that a desk was given, and those that it brought."""
    given = (
        select(lease_cases.c.case_id)
        .join(leases, leases.c.id == lease_cases.c.lease_id)
        .where(leases.c.station == station)
    )
    brought = select(journal.c.case_id).where(
        journal.c.station == station, journal.c.kind.in_(kinds_that_touch(frozenset({reports.name})))
    )
    found = connection.execute(union(given, brought)).scalars()
    return frozenset(case_id for case_id in found if case_id is not None)


def _queue_for(desk: Desk, transaction: Transaction, station: str, rows: Sequence[_Row], number: int) -> None:
    connection = transaction.connection
    with_identity = select(leases.c.id).where(leases.c.station == station, leases.c.identity.is_(True))
    identity = connection.execute(with_identity).first() is not None
    item = _item(connection, rows, OF_CASES if identity else {CONTENT_KEY}, number)
    files = files_of(desk, connection, map(_decoded, rows), identity=identity)
    queue(desk, transaction, desk.office.id, [item], files=files, to_station=station)
