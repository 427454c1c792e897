"""What the hub does by itself: it forgets nonces, removes what was delivered long ago, and old tokens."""

from sqlalchemy import Connection, delete, exists, select, update

from wbs_tui.hub import files as file_store
from wbs_tui.hub.core import DAY, Hub
from wbs_tui.hub.tables import (
    files,
    matches,
    nonces,
    offices,
    parcel_bytes,
    parcel_files,
    parcels,
    token_cases,
    tokens,
)
from wbs_tui.hub.tokens import quarters
from wbs_tui.store.engine import writing

_AT_A_TIME = 200


def run(hub: Hub) -> int:
    """Do what is due; gives the number of parcels that were removed."""
    with writing(hub.engine) as connection:
        connection.execute(delete(nonces).where(nonces.c.until < hub.now()))
        _forget_old_tokens(hub, connection)
    removed = 0
    while found := _remove_delivered(hub):
        removed += found
    return removed


def _forget_old_tokens(hub: Hub, connection: Connection) -> None:
    allowed = quarters(hub.clock())
    for table in (tokens, token_cases):
        connection.execute(delete(table).where(table.c.quarter.not_in(allowed)))
    long_ago = hub.now() - hub.limits.keep_matches_days * DAY
    connection.execute(delete(matches).where(matches.c.at < long_ago))


def _remove_delivered(hub: Hub) -> int:
    """A few parcels that were taken long enough ago, with the files that only they named."""
    due = parcels.c.taken_at < hub.now() - hub.limits.keep_taken_days * DAY, parcels.c.held == 1
    with writing(hub.engine) as connection:
        wanted = select(parcels.c.id, parcels.c.office, parcels.c.size).where(*due)
        seen = connection.execute(wanted.limit(_AT_A_TIME)).all()
        senders = sorted({row.office for row in seen})
        locked = select(offices.c.id).where(offices.c.id.in_(senders)).order_by(offices.c.id)
        connection.execute(locked.with_for_update()).all()
        still = wanted.where(parcels.c.id.in_([row.id for row in seen]))  # or another hub was first
        rows = connection.execute(still).all()
        ids = [row.id for row in rows]
        connection.execute(update(parcels).where(parcels.c.id.in_(ids)).values(held=0))
        connection.execute(delete(parcel_bytes).where(parcel_bytes.c.id.in_(ids)))
        connection.execute(delete(parcel_files).where(parcel_files.c.parcel.in_(ids)))
        for sender in senders:
            freed = sum(row.size for row in rows if row.office == sender) + _remove_unnamed(
                connection, sender
            )
            mine = update(offices).where(offices.c.id == sender)
            connection.execute(mine.values(bytes=offices.c.bytes - freed))
    return len(seen)


def _remove_unnamed(connection: Connection, office: str) -> int:
    """The bytes of the office's files that no held parcel names any more; they are gone."""
    named = exists().where(parcel_files.c.file == files.c.id, parcel_files.c.office == files.c.office)
    rows = connection.execute(select(files.c.id, files.c.size).where(files.c.office == office, ~named)).all()
    for row in rows:
        file_store.drop_chunks(connection, office, row.id)
        connection.execute(delete(files).where(files.c.office == office, files.c.id == row.id))
    return sum(row.size for row in rows)
