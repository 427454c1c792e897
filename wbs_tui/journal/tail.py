"""A short look at a journal's end: what a full proof takes minutes for, of the last entries alone."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.accounts import account_keys
from models.tables.exchange import leases
from models.tables.journal import journal
from wbs_tui.journal.carried import CarriedHere, carried_here
from wbs_tui.journal.entries import GENESIS, SIGNING_CONTEXT, Entry, entry_hash
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.reading import entry_of
from wbs_tui.vault.account_keys import verify


def check_tail(connection: Connection, last: int) -> Iterator[Finding]:
    """Gaps anywhere in the numbers, and what does not hold of the `last` entries.

    The codes are those of a full proof, which alone tells whose key counted when. At a leased desk, which
    has a part of the journal, the list of what went along says what may not be missing. Raises Damaged,
    NewerFormat.
    """
    here = carried_here(connection)
    yield from _gaps(connection) if here is None else _not_as_listed(connection, here)
    newest = select(journal).order_by(journal.c.revision.desc()).limit(last)
    keys = _signing_keys(connection)
    for row in connection.execute(newest).all():
        yield from _faults(connection, row, keys, here)


def _gaps(connection: Connection) -> Iterator[Finding]:
    per_station = select(
        journal.c.station, func.count().label("entries"), func.max(journal.c.sequence).label("last")
    ).group_by(journal.c.station)
    for row in connection.execute(per_station):
        if row.entries != row.last:
            yield Finding("chain", f"{row.station}#{row.last}")
    count, numbered, latest = connection.execute(
        select(func.count(), func.count(journal.c.revision), func.max(journal.c.revision))
    ).one()
    if count != numbered or count != (latest or 0):
        yield Finding("revision", str(latest))


def _not_as_listed(connection: Connection, here: CarriedHere) -> Iterator[Finding]:
    """What a desk should have and has not: its own entries without gaps, and each that the list names."""
    if connection.execute(select(leases.c.carried).where(leases.c.id == here.lease)).scalar() != here.digest:
        yield Finding("lease", here.lease)
    own = select(func.count(), func.max(journal.c.sequence)).where(journal.c.station == here.station)
    entries, last = connection.execute(own).one()
    if entries != (last or 0):
        yield Finding("chain", f"{here.station}#{last}")
    for station, points in sorted(here.points.items()):
        there = set(
            connection.execute(select(journal.c.sequence).where(journal.c.station == station)).scalars()
        )
        yield from (Finding("missing", f"{station}#{each}") for each in sorted(points.keys() - there))


def _signing_keys(connection: Connection) -> dict[tuple[str, str], bytes]:
    """By account and key: the public half. When a key ended is for the full proof."""
    return {
        (row.account_id, row.id): row.sign_public
        for row in connection.execute(
            select(account_keys.c.id, account_keys.c.account_id, account_keys.c.sign_public)
        )
    }


def _faults(
    connection: Connection,
    row: Row[*tuple[Any, ...]],
    keys: dict[tuple[str, str], bytes],
    here: CarriedHere | None,
) -> Iterator[Finding]:
    entry = entry_of(row)
    if entry is None:
        yield Finding("unreadable", row.id)
        return
    clear = (row.id, row.station, row.sequence, row.clock, row.kind, row.case_id, row.actor)
    signed = (entry.id, entry.station, entry.sequence, entry.clock, entry.kind, entry.case_id, entry.actor)
    if clear != signed or row.hash != entry_hash(row.signed, row.signature):
        yield Finding("altered", row.id)
    if not _fits(connection, entry, row.hash, here):
        yield Finding("chain", row.id)
    key = keys.get((entry.actor, entry.actor_key))
    if key is None or not verify(key, SIGNING_CONTEXT, row.signed, row.signature):
        yield Finding("signature", row.id)


def _fits(connection: Connection, entry: Entry, digest: bytes, here: CarriedHere | None) -> bool:
    """Whether it follows the one before, or is as the list has it where that one stayed at home."""
    before = _hash_before(connection, entry)
    if here is None or entry.station == here.station:
        return entry.previous == before
    listed = here.points.get(entry.station, {}).get(entry.sequence, digest)
    return listed == digest and before in (None, entry.previous)


def _hash_before(connection: Connection, entry: Entry) -> bytes | None:
    if entry.sequence == 1:
        return GENESIS
    before = connection.execute(
        select(journal.c.signed, journal.c.signature).where(
            journal.c.station == entry.station, journal.c.sequence == entry.sequence - 1
        )
    ).one_or_none()
    return None if before is None else entry_hash(before.signed, before.signature)
