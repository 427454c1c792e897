"""The directory: every record of every office for ever, in the order in which they came."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from wbs_tui.hub.core import DAY, Caller, Hub, Rejected, malformed, not_found, too_many
from wbs_tui.hub.database import add_new
from wbs_tui.hub.tables import closures, counters, offices, records, stations
from wbs_tui.store.engine import reading, writing
from wbs_tui.sync.offices.records import OfficeRecord, follows, read_record
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.vault.errors import Damaged, NewerFormat

_MOST_RECORDS = 500
_MOST_BYTES = 4 * 1024 * 1024
_KEY_BYTES = 32


def read(signed: SignedRecord) -> OfficeRecord:
    """What a record says; raises Rejected for what is none."""
    try:
        record = read_record(signed)
    except (Damaged, NewerFormat) as error:
        raise malformed() from error
    if any(len(station.sign) != _KEY_BYTES for station in record.stations) or "\0" in record.code:
        raise malformed()
    return record


def find_station(hub: Hub, station: str) -> Caller | None:
    """The station as the newest record of its office names it."""
    wanted = (
        select(stations.c.id, stations.c.sign, offices.c.id, offices.c.code, offices.c.kind, offices.c.home)
        .join(offices, offices.c.id == stations.c.office)
        .where(stations.c.id == station, stations.c.sign.is_not(None), offices.c.closed_at.is_(None))
    )
    with reading(hub.engine) as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else Caller(*row)


def named_by(hub: Hub, signed: SignedRecord, station: str) -> Caller | None:
    """A station that only a record still to be taken in names; None unless the office's key signed it."""
    try:
        record = read(signed)
    except Rejected:
        return None
    with reading(hub.engine) as connection:
        newest = None if _is_closed(connection, record.office) else _newest(connection, record.office)
    if newest is None:
        return None
    if read_record(_signed(newest)).sign != record.sign and follows(_signed(newest), signed) is not None:
        return None
    named = [each for each in record.stations if each.id == station]
    return (
        Caller(station, named[0].sign, record.office, record.code, record.kind, record.home)
        if named
        else None
    )


def put_record(hub: Hub, office: str, signed: SignedRecord) -> None:
    """Take in an office's next record; the same one again changes nothing. Raises Rejected."""
    record = read(signed)
    if record.office != office:
        raise Rejected(403, "not_allowed")
    with writing(hub.engine) as connection:
        last = locked(connection, "records")
        newest = _newest(connection, office)
        if newest is None:
            raise not_found()
        if is_known(connection, record, signed):
            return
        if follows(_signed(newest), signed) is not None:
            raise _conflict(connection, record, _signed(newest))
        _refuse_another(connection, record)
        _refuse_too_many(hub, connection, record.office)
        keep(hub, connection, signed, record, last + 1)


def is_known(connection: Connection, record: OfficeRecord, signed: SignedRecord) -> bool:
    """Whether the hub has this very record."""
    same = records.c.office == record.office, records.c.number == record.number
    return connection.scalar(select(records.c.statement).where(*same)) == signed.statement


def _conflict(connection: Connection, record: OfficeRecord, newest: SignedRecord) -> Rejected:
    """Only who holds the office's key is told what the hub has of it."""
    known: tuple[tuple[int, SignedRecord], ...] = ()
    if record.sign == read_record(newest).sign:
        wanted = select(records).where(
            records.c.office == record.office, records.c.number >= min(record.number, _number(newest))
        )
        rows = connection.execute(wanted.order_by(records.c.number).limit(_MOST_RECORDS))
        known = _within(rows.all())
    return Rejected(409, "conflict", records=known)


def _is_closed(connection: Connection, office: str) -> bool:
    open_ = select(offices.c.id).where(offices.c.id == office, offices.c.closed_at.is_(None))
    return connection.execute(open_).first() is None


def refuse_no_successor(connection: Connection, record: OfficeRecord) -> None:
    """Raise Rejected, with the newest, for a record of an office known here that is not its very next.

    Whether the key before has signed a new one its peers see: they ask their letters.
    """
    newest = _newest(connection, record.office)
    if newest is None:
        return
    previous = hashlib.sha256(newest.statement).digest()
    if (record.number, record.previous) != (newest.number + 1, previous):
        raise Rejected(409, "conflict", records=((newest.position, _signed(newest)),))


def _number(signed: SignedRecord) -> int:
    return read_record(signed).number


def _refuse_another(connection: Connection, record: OfficeRecord) -> None:
    """An office stays what the operator added."""
    row = connection.execute(
        select(offices.c.code, offices.c.kind).where(offices.c.id == record.office)
    ).one()
    if tuple(row) != (record.code, record.kind):
        raise Rejected(403, "not_allowed")


def _refuse_too_many(hub: Hub, connection: Connection, office: str) -> None:
    today = records.c.office == office, records.c.at > hub.now() - DAY
    if (connection.scalar(select(func.count()).where(*today)) or 0) >= hub.limits.records_a_day:
        raise too_many(3600)


def keep(hub: Hub, connection: Connection, signed: SignedRecord, record: OfficeRecord, position: int) -> None:
    """Add the record, and make its stations the office's. Raises Rejected for another office's station."""
    count(connection, "records", position)
    connection.execute(
        records.insert().values(
            position=position,
            office=record.office,
            number=record.number,
            statement=signed.statement,
            signature=signed.signature,
            by_previous=signed.by_previous,
            at=hub.now(),
        )
    )
    connection.execute(update(stations).where(stations.c.office == record.office).values(sign=None))
    for station in record.stations:
        add_new(connection, stations, id=station.id, office=record.office)
        named = stations.c.id == station.id, stations.c.office == record.office
        if connection.execute(update(stations).where(*named).values(sign=station.sign)).rowcount != 1:
            raise Rejected(409, "conflict")
    connection.execute(
        update(offices).where(offices.c.id == record.office).values(home=record.home, seen_at=hub.now())
    )


def locked(connection: Connection, name: str) -> int:
    """The last number of a counter; who has asked goes first until the transaction ends."""
    mine = counters.c.name == name
    connection.execute(update(counters).where(mine).values(value=counters.c.value))
    return int(connection.execute(select(counters.c.value).where(mine)).scalar_one())


def count(connection: Connection, name: str, last: int) -> None:
    """Keep a counter's last number."""
    connection.execute(update(counters).where(counters.c.name == name).values(value=last))


def _newest(connection: Connection, office: str) -> Row[Any] | None:
    wanted = select(records).where(records.c.office == office).order_by(records.c.number.desc()).limit(1)
    return connection.execute(wanted).one_or_none()


def records_after(connection: Connection, after: int) -> tuple[tuple[tuple[int, SignedRecord], ...], bool]:
    """Records beyond a position, as many as one answer takes, and whether there are more."""
    wanted = select(records).where(records.c.position > after).order_by(records.c.position)
    rows = connection.execute(wanted.limit(_MOST_RECORDS + 1)).all()
    given = _within(rows[:_MOST_RECORDS])
    return given, len(given) < len(rows)


def last_record(connection: Connection) -> int:
    """The position of the newest record or closure; 0 before there is one."""
    newest = (connection.scalar(select(func.max(each.c.position))) for each in (records, closures))
    return max(position or 0 for position in newest)


def _within(rows: Sequence[Row[Any]]) -> tuple[tuple[int, SignedRecord], ...]:
    given: list[tuple[int, SignedRecord]] = []
    size = 0
    for row in rows:
        size += len(row.statement)
        if given and size > _MOST_BYTES:
            break
        given.append((row.position, _signed(row)))
    return tuple(given)


def _signed(row: Row[Any]) -> SignedRecord:
    return SignedRecord(row.statement, row.signature, row.by_previous)
