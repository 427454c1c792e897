"""The Inspektur's word on entries of a desk that no rule lets in."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.exchange import rulings


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided of one entry, named by its id, place and hash."""

    station: str
    sequence: int
    hash: bytes
    accepted: bool
    """Whether it counts; else it stands in the journal and changes nothing."""


def rulings_of(connection: Connection) -> dict[str, Ruling]:
    """By entry."""
    return {
        row.id: Ruling(row.station, row.sequence, row.hash, bool(row.accepted))
        for row in connection.execute(select(rulings))
    }


def ruling_on(connection: Connection, entry_id: str, digest: bytes) -> Ruling | None:
    """What was decided of these very bytes; None when nothing was."""
    row = connection.execute(
        select(rulings).where(rulings.c.id == entry_id, rulings.c.hash == digest)
    ).one_or_none()
    return None if row is None else Ruling(row.station, row.sequence, row.hash, bool(row.accepted))
