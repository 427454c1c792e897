"""Receipts: they tell a sender which of his parcels are here, end to end, whatever a hub says."""

from collections import Counter

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from models.tables.exchange import exchange_state, outbox, received
from models.words.exchange import DeadReason
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.statements import Question
from wbs_tui.sync.errors import NotConfirmed
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.parcels.collecting import Origin, collects, handles
from wbs_tui.sync.parcels.opening import Doubtful, is_leased
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import Item, Parcel, Receipt, Unread
from wbs_tui.text.catalogue import _
from wbs_tui.text.records import ready

_NAME = "receipt:"
_MOST_UNANSWERED = 32
"""Parcels that hold nothing but receipts are confirmed by the dozen: else two offices would never be done."""
_MOST_BEYOND = 1000
MOST_AHEAD = 10_000
"""A parcel's number may be so far beyond the greatest that is here; none is ever lost by so many."""
PATIENCE = 3 * 24 * 60 * 60 * 1000
"""Milliseconds after which a parcel that the hub took and nobody confirmed goes out once more."""
_DUES = Question(
    select(exchange_state.c.name, exchange_state.c.value)
    .where(exchange_state.c.name.startswith(_NAME, autoescape=True))
    .order_by(exchange_state.c.name)
)
_UNHEARD = Question(
    select(outbox.c.to_office)
    .where(outbox.c.received_at.is_(None), outbox.c.hub_at.between(0, bindparam("until")))
    .distinct()
)
_BEYOND = Question(
    select(received.c.number)
    .where(received.c.station == bindparam("station"), received.c.number > bindparam("up_to"))
    .order_by(received.c.number)
)


class _Due(msgspec.Struct, array_like=True, frozen=True):
    """What is owed to a station of an office (its ids are in the name)."""

    up_to: int = 0
    """All up to this number are here."""
    top: int = 0
    """The greatest number that is here."""
    owed: int = 0
    """Parcels since the last receipt that hold more than receipts."""
    small: int = 0


def note_arrival(connection: Connection, parcel: Parcel, items: tuple[Item | Unread, ...] | None) -> None:
    """A parcel is here, and its row in `received`; its station is owed a receipt."""
    name = f"{_NAME}{parcel.office}:{parcel.station}"
    due = read_state(connection, name, _Due) or _Due()
    only_receipts = items is not None and all(isinstance(item, Receipt) for item in items)
    more = _Due(
        _reached(connection, parcel, due.up_to),
        max(due.top, parcel.number),
        due.owed + (not only_receipts),
        due.small + only_receipts,
    )
    write_state(connection, name, more)


def refuse_leap(connection: Connection, parcel: Parcel, sender: str) -> None:
    """Raise Doubtful for a number that leaves a gap which nobody could ever fill."""
    due = read_state(connection, f"{_NAME}{parcel.office}:{parcel.station}", _Due) or _Due()
    if parcel.number > due.top + MOST_AHEAD:
        detail = _("{office} memberi nomor {number} sesudah {last}: lompatannya tidak masuk akal.").format(
            office=sender, number=parcel.number, last=due.top
        )
        raise Doubtful(DeadReason.MISSING_BEFORE, detail, parcel)


def _reached(connection: Connection, parcel: Parcel, up_to: int) -> int:
    """Up to which number all of the station's parcels are here, with this one."""
    if parcel.number != up_to + 1:
        return up_to
    for there in _beyond(connection, parcel.station, up_to):
        if there != up_to + 1:
            break
        up_to = there
    return up_to


@collects
def collect_receipts(desk: Desk) -> None:
    """Queue a receipt for every station that is owed one."""
    with desk.reading() as connection:
        if not (_unheard(desk, connection) or any(map(_is_owed, _dues(connection)))):
            return
    with desk.transaction() as transaction:
        connection = transaction.connection
        unheard = _unheard(desk, connection)
        for office, station, due in filter(_is_owed, _dues(connection)):
            _answer(desk, transaction, office, station, due)
            unheard.discard(office)
        for office in sorted(unheard):
            _send(desk, transaction, office, "", Receipt(station=own_station(connection), up_to=0))


def _is_owed(due: tuple[str, str, _Due]) -> bool:
    return bool(due[2].owed) or due[2].small >= _MOST_UNANSWERED


def _dues(connection: Connection) -> list[tuple[str, str, _Due]]:
    """Office, station, and how it stands with it."""
    rows = _DUES.rows(connection)
    return [(*row.name.split(":")[1:], msgspec.msgpack.decode(row.value, type=ready(_Due))) for row in rows]


def _unheard(desk: Desk, connection: Connection) -> set[str]:
    """Offices that have long confirmed nothing: a later number shows them what they never got."""
    return {row.to_office for row in _UNHEARD.rows(connection, until=desk.now() - PATIENCE - 1)}


def gaps(connection: Connection) -> dict[str, int]:
    """By office: how many of its stations' parcels are missing before the last that is here."""
    missing: Counter[str] = Counter()
    for office, station, due in _dues(connection):
        if due.top > due.up_to:
            missing[office] += due.top - due.up_to - len(_beyond(connection, station, due.up_to))
    return dict(missing)


@handles(Receipt)
def take_receipt(desk: Desk, transaction: Transaction, origin: Origin, receipt: Receipt) -> None:
    """What the recipient has is done with; what he misses goes out once more."""
    sent = (
        (outbox.c.station == receipt.station)
        & (outbox.c.to_office == origin.office)
        & (outbox.c.to_station.in_(["", origin.station]))
        & outbox.c.received_at.is_(None)
    )
    has = (outbox.c.number <= receipt.up_to) | outbox.c.number.in_(receipt.beyond[:_MOST_BEYOND])
    connection = transaction.connection
    done = {"received_at": desk.now(), "statement": None, "signature": None}
    connection.execute(update(outbox).where(sent & has).values(done))
    if receipt.beyond:
        connection.execute(
            update(outbox).where(sent & (outbox.c.number < max(receipt.beyond))).values(hub_at=None)
        )


def _answer(desk: Desk, transaction: Transaction, office: str, station: str, due: _Due) -> None:
    connection = transaction.connection
    beyond = _beyond(connection, station, due.up_to) if due.top > due.up_to else []
    to_station = station if office == desk.office.id and is_leased(connection, station) else ""
    receipt = Receipt(station=station, up_to=due.up_to, beyond=tuple(beyond[:_MOST_BEYOND]))
    if _send(desk, transaction, office, to_station, receipt):
        write_state(connection, f"{_NAME}{office}:{station}", _Due(due.up_to, due.top))


def _send(desk: Desk, transaction: Transaction, office: str, to_station: str, receipt: Receipt) -> bool:
    """Whether it was queued: an office that was blocked since gets it when it is confirmed anew."""
    try:
        queue(desk, transaction, office, [receipt], to_station=to_station)
    except NotConfirmed:
        return False
    return True


def _beyond(connection: Connection, station: str, up_to: int) -> list[int]:
    return [row.number for row in _BEYOND.rows(connection, station=station, up_to=up_to)]
