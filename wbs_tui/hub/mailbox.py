"""Parcels: taken from the sender's own station, kept in the recipient's order, given to its station."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, update

from wbs_tui.hub import files
from wbs_tui.hub.closing import closures_after, notary_key
from wbs_tui.hub.core import Caller, Hub, malformed
from wbs_tui.hub.database import add_new
from wbs_tui.hub.directory import last_record, records_after
from wbs_tui.hub.tables import offices, parcel_bytes, parcels, stations
from wbs_tui.hub.tokens import matches_wait
from wbs_tui.store.engine import writing
from wbs_tui.sync.protocol import (
    MOST_IN_ONE_ANSWER,
    Exchange,
    Exchanged,
    PutParcelsAnswer,
    RefusedParcel,
    Waiting,
)
from wbs_tui.sync.wire import PARCEL_CONTEXT, Parcel, read_parcel, read_signed
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.ids import is_id

TOO_LARGE, UNKNOWN_RECIPIENT, NOT_YOURS = "too_large", "unknown_recipient", "not_yours"
QUOTA, CONFLICT = "quota", "conflict"
_MOST_PARCELS = 1_000
_DIGEST = 32
_HEAD_BYTES = 4096
_NUMBERS = range(1, 2**31)


@dataclass(frozen=True, slots=True)
class _Offered:
    parcel: Parcel
    signed_by_caller: bool
    data: bytes
    digest: bytes


def put_parcels(hub: Hub, caller: Caller, given: Sequence[bytes]) -> PutParcelsAnswer:
    """Take what may be relayed; what was here before is taken too. Raises Rejected for what is no parcel."""
    offered = [_read(caller, data) for data in given]
    taken: list[str] = []
    refused: list[RefusedParcel] = []
    with writing(hub.engine) as connection:
        _lock(connection, {caller.office, *(each.parcel.to_office for each in offered)})
        for each in offered:
            reason = _refusal(hub, caller, each) or _keep(hub, connection, caller, each)
            if reason is None:
                taken.append(each.parcel.id)
            else:
                refused.append(RefusedParcel(each.parcel.id, reason))
    return PutParcelsAnswer(taken=tuple(taken), refused=tuple(refused))


def _read(caller: Caller, data: bytes) -> _Offered:
    try:
        signed = read_signed(data)
        parcel = read_parcel(signed.statement)
    except (Damaged, NewerFormat) as error:
        raise malformed() from error
    ids = (parcel.id, parcel.office, parcel.station, parcel.to_office, *(file.id for file in parcel.files))
    if not all(map(is_id, ids)) or (parcel.to_station and not is_id(parcel.to_station)):
        raise malformed()
    if parcel.number not in _NUMBERS or any(
        len(file.digest) != _DIGEST or file.size < 0 for file in parcel.files
    ):
        raise malformed()
    good = verify(caller.sign, PARCEL_CONTEXT, signed.statement, signed.signature)
    return _Offered(parcel, good, data, signed.digest())


def _refusal(hub: Hub, caller: Caller, offered: _Offered) -> str | None:
    """What can be said without looking."""
    parcel, limits = offered.parcel, hub.limits
    if (parcel.office, parcel.station) != (caller.office, caller.station) or not offered.signed_by_caller:
        return NOT_YOURS
    if len(offered.data) > limits.largest_parcel or len(parcel.files) > limits.most_files:
        return TOO_LARGE
    return TOO_LARGE if any(file.size > limits.largest_file for file in parcel.files) else None


def _lock(connection: Connection, touched: Iterable[str]) -> None:
    """In one order everywhere, so that nobody waits for somebody who waits for him."""
    wanted = select(offices.c.id).where(offices.c.id.in_(sorted(set(touched)))).order_by(offices.c.id)
    connection.execute(wanted.with_for_update()).all()


def _keep(hub: Hub, connection: Connection, caller: Caller, offered: _Offered) -> str | None:
    parcel = offered.parcel
    wanted = select(parcels.c.digest, parcels.c.held).where(parcels.c.id == parcel.id)
    known = connection.execute(wanted).one_or_none()
    if known is not None and known.digest != offered.digest:
        return CONFLICT
    if known is not None and known.held:
        return None
    if not _is_reachable(connection, parcel):
        return UNKNOWN_RECIPIENT
    size = len(offered.data) + files.new_bytes(connection, parcel)
    lying = connection.scalar(select(offices.c.bytes).where(offices.c.id == caller.office)) or 0
    if lying + size > hub.limits.office_bytes:
        return QUOTA
    if files.contradicts(connection, parcel):
        return CONFLICT
    if not _add(hub, connection, offered, again=known is not None):
        return CONFLICT
    files.name(connection, parcel)
    sender = update(offices).where(offices.c.id == caller.office)
    connection.execute(sender.values(bytes=offices.c.bytes + size))
    return None


def _is_reachable(connection: Connection, parcel: Parcel) -> bool:
    if not parcel.to_station:
        there = offices.c.id == parcel.to_office, offices.c.closed_at.is_(None)
        return bool(connection.scalar(select(exists().where(*there))))
    named = stations.c.id == parcel.to_station, stations.c.sign.is_not(None)
    return bool(connection.scalar(select(exists().where(stations.c.office == parcel.to_office, *named))))


def _add(hub: Hub, connection: Connection, offered: _Offered, *, again: bool) -> bool:
    """Whether no other parcel has its id or number; `again`: it was here, was taken, and has been removed."""
    parcel = offered.parcel
    to = offices.c.id == parcel.to_office
    position = (connection.scalar(select(offices.c.last_position).where(to)) or 0) + 1
    if again:
        removed = update(parcels).where(parcels.c.id == parcel.id)
        connection.execute(removed.values(position=position, at=hub.now(), taken_at=None, held=1))
    elif not _add_row(hub, connection, offered, position):
        return False
    connection.execute(update(offices).where(to).values(last_position=position))
    connection.execute(parcel_bytes.insert().values(id=parcel.id, data=offered.data))
    return True


def _add_row(hub: Hub, connection: Connection, offered: _Offered, position: int) -> bool:
    parcel = offered.parcel
    return add_new(
        connection,
        parcels,
        id=parcel.id,
        office=parcel.office,
        station=parcel.station,
        number=parcel.number,
        to_office=parcel.to_office,
        to_station=parcel.to_station,
        position=position,
        size=len(offered.data),
        digest=offered.digest,
        at=hub.now(),
    )


def exchange(hub: Hub, caller: Caller, asked: Exchange) -> Exchanged:
    """Note what the station has taken in, and give it what is new. Raises Rejected."""
    if asked.head is not None and max(map(len, asked.head)) > _HEAD_BYTES:
        raise malformed()
    now = hub.now()
    with writing(hub.engine) as connection:
        _take(connection, caller, asked.after, now)
        before = _swap_head(connection, caller, asked.head)
        waiting, more = _waiting(connection, caller, asked.after)
        records, more_records = records_after(connection, asked.directory_after)
        told = matches_wait(connection, caller)
        last = connection.scalar(select(offices.c.last_position).where(offices.c.id == caller.office)) or 0
        directory_last = last_record(connection)
        up_to = records[-1][0] if more_records else None
        closed = closures_after(connection, asked.directory_after, up_to)
        notary = notary_key(connection) if closed else b""
        connection.execute(update(offices).where(offices.c.id == caller.office).values(seen_at=now))
    return Exchanged(
        parcels=waiting,
        more=more or more_records,
        records=records,
        head=before,
        matches=told,
        last=last,
        directory_last=directory_last,
        closures=closed,
        notary=notary,
    )


def _for(caller: Caller) -> tuple[ColumnElement[bool], ...]:
    return parcels.c.to_office == caller.office, parcels.c.to_station.in_(caller.boxes())


def _take(connection: Connection, caller: Caller, after: int, now: int) -> None:
    taken = *_for(caller), parcels.c.position <= after, parcels.c.taken_at.is_(None)
    connection.execute(update(parcels).where(*taken).values(taken_at=now))


def _swap_head(
    connection: Connection, caller: Caller, head: tuple[bytes, bytes] | None
) -> tuple[bytes, bytes] | None:
    mine = stations.c.id == caller.station
    row = connection.execute(select(stations.c.head, stations.c.head_signature).where(mine)).one()
    if head is not None:
        connection.execute(update(stations).where(mine).values(head=head[0], head_signature=head[1]))
    return None if row.head is None else (row.head, row.head_signature)


def _waiting(connection: Connection, caller: Caller, after: int) -> tuple[tuple[Waiting, ...], bool]:
    wanted = select(parcels.c.id, parcels.c.position, parcels.c.size).where(
        *_for(caller), parcels.c.position > after, parcels.c.held == 1
    )
    rows = connection.execute(wanted.order_by(parcels.c.position).limit(_MOST_PARCELS + 1)).all()
    given = _that_fit(rows[:_MOST_PARCELS])
    wanted_bytes = select(parcel_bytes).where(parcel_bytes.c.id.in_([row.id for row in given]))
    found = {row.id: row.data for row in connection.execute(wanted_bytes)}
    return tuple(Waiting(row.position, found[row.id]) for row in given), len(given) < len(rows)


def _that_fit(rows: Sequence[Any]) -> list[Any]:
    given: list[Any] = []
    size = 0
    for row in rows:
        size += row.size
        if given and size > MOST_IN_ONE_ANSWER:
            break
        given.append(row)
    return given
