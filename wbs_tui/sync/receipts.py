"""Receipts: they tell a sender which of his parcels are here, end to end, whatever a hub says."""

import msgspec
from sqlalchemy import Connection, select, update

from models.tables.exchange import exchange_state, outbox, received
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.sync.collecting import Origin, collects, handles
from wbs_tui.sync.errors import NotConfirmed
from wbs_tui.sync.opening import is_leased
from wbs_tui.sync.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import Item, Receipt, Unread

_NAME = "receipt:"
_MOST_UNANSWERED = 32
"""Parcels that hold nothing but receipts are confirmed by the dozen: else two offices would never be done."""
_MOST_BEYOND = 1000


class _Due(msgspec.Struct, array_like=True, frozen=True):
    """What is owed to a station of an office (its ids are in the name)."""

    up_to: int = 0
    """All up to this number are here."""
    owed: int = 0
    """Parcels since the last receipt that hold more than receipts."""
    small: int = 0


def note_arrival(
    connection: Connection, office: str, station: str, items: tuple[Item | Unread, ...] | None
) -> None:
    """A parcel of the station is here; its station is owed a receipt."""
    name = f"{_NAME}{office}:{station}"
    due = read_state(connection, name, _Due) or _Due()
    only_receipts = items is not None and all(isinstance(item, Receipt) for item in items)
    more = _Due(due.up_to, due.owed + (not only_receipts), due.small + only_receipts)
    write_state(connection, name, more)


@collects
def collect_receipts(desk: Desk) -> None:
    """Queue a receipt for every station that is owed one."""
    with desk.transaction() as transaction:
        named = select(exchange_state.c.name, exchange_state.c.value).where(
            exchange_state.c.name.startswith(_NAME, autoescape=True)
        )
        for name, value in transaction.connection.execute(named.order_by(exchange_state.c.name)).all():
            due = msgspec.msgpack.decode(value, type=_Due)
            if due.owed or due.small >= _MOST_UNANSWERED:
                _, office, station = name.split(":")
                _send(desk, transaction, office, station, due)


def gaps(connection: Connection) -> dict[str, int]:
    """By station of another office: how many of its parcels are missing before the last that is here."""
    found = {}
    for station in connection.execute(select(received.c.station).distinct()).scalars().all():
        numbers = _beyond(connection, station, 0)
        if numbers and (missing := numbers[-1] - len(numbers)):
            found[station] = missing
    return found


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


def _send(desk: Desk, transaction: Transaction, office: str, station: str, due: _Due) -> None:
    connection = transaction.connection
    beyond = _beyond(connection, station, due.up_to)
    up_to = due.up_to
    while beyond and beyond[0] == up_to + 1:
        up_to = beyond.pop(0)
    to_station = station if office == desk.office.id and is_leased(connection, station) else ""
    receipt = Receipt(station=station, up_to=up_to, beyond=tuple(beyond[:_MOST_BEYOND]))
    try:
        queue(desk, transaction, office, [receipt], to_station=to_station)
    except NotConfirmed:  # blocked since: it waits until somebody has confirmed it anew
        return
    write_state(connection, f"{_NAME}{office}:{station}", _Due(up_to))


def _beyond(connection: Connection, station: str, up_to: int) -> list[int]:
    numbers = select(received.c.number).where(received.c.station == station, received.c.number > up_to)
    return list(connection.execute(numbers.order_by(received.c.number)).scalars())
