"""Parcels on their way out: made, numbered and kept until their recipient has confirmed them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, func, select

from models.tables.exchange import outbox
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.statements import insert
from wbs_tui.sync.errors import TooLargeToSend
from wbs_tui.sync.offices.keys import Signer, station_signer
from wbs_tui.sync.offices.peers import Recipient, recipient
from wbs_tui.sync.wire import (
    MOST_ITEMS,
    PARCEL_CONTEXT,
    Contents,
    Entries,
    Item,
    NamedFile,
    Parcel,
    SignedParcel,
    Summaries,
    encode,
)
from wbs_tui.vault.cells import padded
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.sealing import seal_to

MOST_IN_PARCEL = 3_800_000
"""Bytes of the items of one parcel: with padding, seal and signature it stays below LARGEST_PARCEL."""
T = TypeVar("T")
UNSENT = outbox.c.received_at.is_(None) & (outbox.c.hub_at.is_(None) | (outbox.c.hub_at < 0))
"""Whether the hub is to get a parcel, once or again.

Until it has, `hub_at` is the moment at which the parcel was made with its sign turned. What replaces that is
no longer, so that SQLite writes it in its place: else it would write all the parcel once more.
"""
_encoded = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A parcel that its recipient has not confirmed."""

    id: str
    to_office: str
    to_station: str
    number: int
    made_at: int
    signed: SignedParcel


def queue(
    desk: Desk,
    transaction: Transaction,
    to_office: str,
    items: Sequence[Item],
    *,
    files: Sequence[NamedFile] = (),
    to_station: str = "",
) -> str:
    """Seal items to an office in as many parcels as they need, in this transaction; the last one's id.

    `to_station` is empty for the office's own store. Raises NotConfirmed, NotEnrolled, NotLetIn,
    TooLargeToSend.
    """
    connection = transaction.connection
    to = recipient(desk, connection, to_office)
    signer = station_signer(desk, connection)
    number = _last_number(connection, signer.station, to_office, to_station)
    batches = list(parted(items))
    parcel_id = ""
    for number_of_batch, batch in enumerate(batches, 1):
        last = number_of_batch == len(batches)
        parcel_id = _keep(
            desk,
            connection,
            signer,
            to,
            to_station,
            number + number_of_batch,
            batch,
            tuple(files) if last else (),
        )
    return parcel_id


def parted(items: Sequence[Item], most: int = MOST_IN_PARCEL) -> Iterator[tuple[Item, ...]]:
    """The items in batches of at most `most` bytes each. Raises TooLargeToSend."""
    batch: list[Item] = []
    size = 0
    for item, length in (piece for each in items for piece in _pieces(each, most)):
        if length > most:
            raise TooLargeToSend
        if batch and (size + length > most or len(batch) == MOST_ITEMS):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield tuple(batch)


def waiting(connection: Connection) -> Iterator[Outgoing]:
    """What nobody has confirmed, in the order in which it was made."""
    rows = connection.execute(
        select(outbox).where(outbox.c.received_at.is_(None)).order_by(outbox.c.made_at, outbox.c.id)
    )
    for row in rows:
        signed = SignedParcel(row.statement, row.signature)
        yield Outgoing(row.id, row.to_office, row.to_station, row.number, row.made_at, signed)


def _pieces(item: Item, most: int) -> Iterator[tuple[Item, int]]:
    """What is a list of rows goes in several parts when it is large; each with its length."""
    length = len(_encoded(item))
    if length > most and isinstance(item, Summaries | Entries):
        for part in _parts(item, most):
            yield part, len(_encoded(part))
    else:
        yield item, length


def _parts(item: Summaries | Entries, most: int) -> Iterator[Item]:
    if isinstance(item, Summaries):
        yield from (Summaries(tuple(rows)) for rows in _runs(item.rows, most))
    else:
        yield from (Entries(rows=(), wraps=tuple(wraps)) for wraps in _runs(item.wraps, most))
        yield from (Entries(rows=tuple(rows)) for rows in _runs(item.rows, most))


def _runs(rows: Sequence[T], most: int) -> Iterator[list[T]]:
    run: list[T] = []
    size = 64
    for row in rows:
        length = len(_encoded(row))
        if size + length > most and run:
            yield run
            run, size = [], 64
        run.append(row)
        size += length
    if run:
        yield run


def _last_number(connection: Connection, station: str, to_office: str, to_station: str) -> int:
    newest = select(func.max(outbox.c.number)).where(
        outbox.c.station == station, outbox.c.to_office == to_office, outbox.c.to_station == to_station
    )
    return connection.execute(newest).scalar() or 0


def _keep(
    desk: Desk,
    connection: Connection,
    signer: Signer,
    to: Recipient,
    to_station: str,
    number: int,
    items: tuple[Item, ...],
    files: tuple[NamedFile, ...],
) -> str:
    parcel = Parcel(
        id=new_id(desk.clock),
        office=desk.office.id,
        station=signer.station,
        number=number,
        to_office=to.office_id,
        to_station=to_station,
        at=desk.now(),
        epoch=to.epoch,
        files=files,
        sealed=b"",
    )
    plain = padded(encode(Contents(items=items)))
    statement = encode(msgspec.structs.replace(parcel, sealed=seal_to(to.seal_public, plain, parcel.place())))
    row = {
        "id": parcel.id,
        "station": parcel.station,
        "to_office": parcel.to_office,
        "to_station": parcel.to_station,
        "number": number,
        "statement": statement,
        "signature": signer.sign(PARCEL_CONTEXT, statement),
        "made_at": parcel.at,
        "hub_at": -parcel.at,
        "received_at": None,
    }
    insert(outbox, connection.dialect).run(connection, row)
    return parcel.id
