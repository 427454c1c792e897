"""The Inspektur's word on entries of a desk that no rule lets in."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.tables.exchange import rulings
from wbs_tui.store.statements import Question

_ON = Question(select(rulings).where(rulings.c.id == bindparam("id"), rulings.c.hash == bindparam("hash")))


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
    row = _ON.row(connection, id=entry_id, hash=digest)
    return None if row is None else Ruling(row.station, row.sequence, row.hash, bool(row.accepted))
