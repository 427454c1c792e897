"""Takes in what arrived from a hub, a courier or another station: once, whole, and never blocked by it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from models.tables.exchange import received
from models.words.exchange import DeadReason
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.statements import insert
from wbs_tui.sync.parcels.applying import apply_items
from wbs_tui.sync.parcels.collecting import NotYet
from wbs_tui.sync.parcels.files import await_files, awaits
from wbs_tui.sync.parcels.letters import Doubt, Pending, is_done, is_put_aside, put_aside, still_waits
from wbs_tui.sync.parcels.measure import count_parcel
from wbs_tui.sync.parcels.opening import (
    Arrived,
    Doubtful,
    is_known,
    prove,
    read_arrival,
    received_id,
    unseal,
    was_taken,
)
from wbs_tui.sync.parcels.receipts import note_arrival, refuse_leap
from wbs_tui.sync.wire import Item, Parcel, Unread
from wbs_tui.text.catalogue import _


class Fate(StrEnum):
    """What became of a parcel."""

    TAKEN = "taken"
    REPEATED = "repeated"
    """It was here already."""
    WAITING = "waiting"
    """All or some of it waits among the dead letters."""
    DROPPED = "dropped"
    """Nobody is proved to have sent it, and too much of that kind waits already."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A parcel that arrived, and what became of it."""

    fate: Fate
    parcel: Parcel | None
    """What it says of itself; None when it does not read."""
    sender: str = ""
    """The name of the office or station, when it is proved."""
    doubt: Doubt | None = None
    """Why it waits."""


class _NoRoom(Exception):
    """Too much of one office waits already: nothing of its parcel is taken in, and it is not confirmed."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def take(desk: Desk, data: bytes) -> Taken:
    """Apply a signed parcel in one transaction; what cannot be applied yet waits among the dead letters.

    Raises what keeps the store from being written; NotLetIn never: then it waits.
    """
    try:
        with desk.transaction() as transaction:
            try:
                return _take(desk, transaction, data)
            except Doubtful as doubtful:
                return _aside(desk, transaction.connection, data, doubtful)
    except _NoRoom as full:
        return full.taken


def take_again(desk: Desk, data: bytes, pending: Pending) -> Taken:
    """Try a dead letter once more; what still waits stays."""
    with desk.transaction() as transaction:
        try:
            arrived, items = _opened(desk, transaction.connection, data)
            known = is_known(transaction.connection, arrived)
            if not known:
                refuse_leap(transaction.connection, arrived.parcel, arrived.sender)
            _refuse_files(desk, transaction.connection, arrived.parcel)
        except Doubtful as doubtful:
            still_waits(transaction.connection, data, doubtful.doubt, pending, desk.now())
            return Taken(Fate.WAITING, doubtful.parcel, doubt=doubtful.doubt)
        left, doubt = apply_items(desk, transaction, arrived, items, pending or None)
        if not known:
            _note(desk, transaction.connection, arrived, items)
        _await_files(desk, transaction.connection, arrived.parcel)
        if doubt is None:
            is_done(transaction.connection, data)
            return Taken(Fate.TAKEN, arrived.parcel, arrived.sender)
        still_waits(transaction.connection, data, doubt, left, desk.now())
        return Taken(Fate.WAITING, arrived.parcel, arrived.sender, doubt)


def _take(desk: Desk, transaction: Transaction, data: bytes) -> Taken:
    connection = transaction.connection
    signed, parcel = read_arrival(data)
    if was_taken(connection, parcel, signed) or is_put_aside(connection, data):
        return Taken(Fate.REPEATED, parcel)
    arrived = prove(desk, connection, signed, parcel)
    is_known(connection, arrived)
    refuse_leap(connection, parcel, arrived.sender)
    try:
        _count(desk, connection, parcel)
        items = unseal(desk, arrived)
        _refuse_files(desk, connection, parcel)
    except Doubtful as doubtful:
        return _kept(desk, connection, arrived, data, doubtful.doubt, {}, None)
    left, doubt = apply_items(desk, transaction, arrived, items)
    _await_files(desk, connection, parcel)
    if doubt is not None:
        return _kept(desk, connection, arrived, data, doubt, left, items)
    _note(desk, connection, arrived, items)
    return Taken(Fate.TAKEN, parcel, arrived.sender)


def _kept(
    desk: Desk,
    connection: Connection,
    arrived: Arrived,
    data: bytes,
    doubt: Doubt,
    left: Pending,
    items: tuple[Item | Unread, ...] | None,
) -> Taken:
    """Its sender is proved: it waits, and is confirmed to him because it does. Raises _NoRoom."""
    parcel = arrived.parcel
    if not put_aside(connection, data, parcel, doubt, left, desk.now(), proven=True):
        raise _NoRoom(Taken(Fate.DROPPED, parcel, arrived.sender, doubt))
    _note(desk, connection, arrived, items)
    return Taken(Fate.WAITING, parcel, arrived.sender, doubt)


def _opened(desk: Desk, connection: Connection, data: bytes) -> tuple[Arrived, tuple[Item | Unread, ...]]:
    arrived = prove(desk, connection, *read_arrival(data))
    return arrived, unseal(desk, arrived)


def _aside(desk: Desk, connection: Connection, data: bytes, doubtful: Doubtful) -> Taken:
    """Nobody is proved to have sent it, or he contradicts himself: it is not confirmed to anybody."""
    if is_put_aside(connection, data):
        return Taken(Fate.REPEATED, doubtful.parcel, doubt=doubtful.doubt)
    proven = doubtful.doubt.reason in (DeadReason.EQUIVOCATION, DeadReason.MISSING_BEFORE)
    kept = put_aside(connection, data, doubtful.parcel, doubtful.doubt, {}, desk.now(), proven=proven)
    return Taken(Fate.WAITING if kept else Fate.DROPPED, doubtful.parcel, doubt=doubtful.doubt)


def _note(
    desk: Desk, connection: Connection, arrived: Arrived, items: tuple[Item | Unread, ...] | None
) -> None:
    """It is here for good, applied or waiting: its sender need not keep it."""
    parcel = arrived.parcel
    row = {
        "id": received_id(parcel),
        "station": parcel.station,
        "number": parcel.number,
        "digest": arrived.digest,
        "at": desk.now(),
    }
    insert(received, connection.dialect).run(connection, row)
    note_arrival(connection, parcel, items)


def _count(desk: Desk, connection: Connection, parcel: Parcel) -> None:
    """Raise Doubtful when so many of an office are not taken in: each leaves a row, though it is empty."""
    try:
        count_parcel(desk, connection, parcel.office)
    except NotYet as over:
        raise Doubtful(over.reason, over.detail, parcel) from over


def _refuse_files(desk: Desk, connection: Connection, parcel: Parcel) -> None:
    """Raise Doubtful when a desk of ours names more files than are waited for."""
    if parcel.office == desk.office.id and not awaits(connection, parcel.files):
        detail = _("Terlalu banyak berkas ditunggu dari meja {station}; yang lain menunggu gilirannya.")
        raise Doubtful(DeadReason.MISSING_BEFORE, detail.format(station=parcel.station[-8:]), parcel)


def _await_files(desk: Desk, connection: Connection, parcel: Parcel) -> None:
    if parcel.files and parcel.office == desk.office.id:
        await_files(connection, parcel.files)
