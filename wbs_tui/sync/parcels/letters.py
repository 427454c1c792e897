"""Dead letters: parcels that arrived and cannot be applied yet, as they came, with what waits in them."""

import hashlib
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from models.tables.exchange import dead_letters
from models.words.exchange import DeadReason
from wbs_tui.store.statements import Question, insert
from wbs_tui.sync.wire import Parcel
from wbs_tui.text.clean import clean
from wbs_tui.text.records import ready

Pending = dict[int, tuple[str, ...]]
"""By index of an item that waits: the ids of its parts that wait; none: all of it."""
UNPROVEN = frozenset(
    {
        DeadReason.UNKNOWN_SENDER,
        DeadReason.NOT_CONFIRMED,
        DeadReason.BAD_SIGNATURE,
        DeadReason.NEWER_VERSION,
        DeadReason.UNREADABLE,
        DeadReason.NOT_FOR_US,
    }
)
MOST_UNPROVEN = 256
"""Of these at most so many are kept: whoever relays could send them without end. Their senders send again."""
MOST_OF_ONE = 500
"""Of one office whose signature holds: what is more is not confirmed to it, and it sends it again."""
MOST_BYTES_UNPROVEN = 64 * 1024 * 1024
MOST_BYTES_OF_ONE = 128 * 1024 * 1024
_UNPROVEN_ONES = dead_letters.c.reason.in_([each.value for each in UNPROVEN])
_THERE = Question(select(dead_letters.c.id).where(dead_letters.c.id == bindparam("letter")))
_LONGEST = 200
_pending = msgspec.msgpack.Decoder(ready(Pending))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why something cannot be applied yet."""

    reason: DeadReason
    detail: str


def letter_id(data: bytes) -> str:
    """The id of a letter: the same bytes are the same letter."""
    return hashlib.sha256(data).hexdigest()[:32]


def put_aside(
    connection: Connection,
    data: bytes,
    parcel: Parcel | None,
    doubt: Doubt,
    pending: Pending,
    now: int,
    *,
    proven: bool = False,
) -> bool:
    """Keep a parcel with what waits in it; whether it was kept. `proven`: its signature holds."""
    if is_put_aside(connection, data):
        return True
    if proven and parcel is not None:
        if not _has_room(connection, _of_office(parcel.office), MOST_OF_ONE, MOST_BYTES_OF_ONE):
            return False
    elif not _has_room(connection, _UNPROVEN_ONES, MOST_UNPROVEN, MOST_BYTES_UNPROVEN):
        return False
    row = {
        "id": letter_id(data),
        "office_id": None if parcel is None else parcel.office,
        "station": None if parcel is None else parcel.station,
        "number": None if parcel is None else parcel.number,
        "reason": doubt.reason.value,
        "detail": _cut(doubt.detail),
        "parcel": data,
        "pending": msgspec.msgpack.encode(pending),
        "arrived_at": now,
        "tried_at": now,
        "tries": 1,
    }
    insert(dead_letters, connection.dialect).run(connection, row)
    return True


def is_put_aside(connection: Connection, data: bytes) -> bool:
    """Whether these very bytes wait already."""
    return _THERE.row(connection, letter=letter_id(data)) is not None


def still_waits(connection: Connection, data: bytes, doubt: Doubt, pending: Pending, now: int) -> None:
    """It was tried once more in vain, or in part."""
    connection.execute(
        update(dead_letters)
        .where(dead_letters.c.id == letter_id(data))
        .values(
            reason=doubt.reason.value,
            detail=_cut(doubt.detail),
            pending=msgspec.msgpack.encode(pending),
            tried_at=now,
            tries=dead_letters.c.tries + 1,
        )
    )


def is_done(connection: Connection, data: bytes) -> None:
    """Nothing of it waits any more."""
    connection.execute(delete(dead_letters).where(dead_letters.c.id == letter_id(data)))


def read_pending(data: bytes) -> Pending:
    """What waits, as `put_aside` wrote it."""
    pending: Pending = _pending.decode(data)
    return pending


def _of_office(office: str) -> ColumnElement[bool]:
    return dead_letters.c.office_id == office


def _has_room(connection: Connection, which: ColumnElement[bool], most: int, most_bytes: int) -> bool:
    lying = select(func.count(), func.coalesce(func.sum(func.length(dead_letters.c.parcel)), 0)).where(which)
    count, size = connection.execute(lying).one()
    return bool(count < most and size < most_bytes)


def _cut(detail: str) -> str:
    return clean(detail, single_line=True)[:_LONGEST]
