"""How far a cache has followed the store: a revision, and which entry stood there.

A store that was put back from an older copy counts on from where the copy was: the same revision is another
entry then, or not there yet, and what the cache knows is of a history that is no more.
"""

import msgspec
from sqlalchemy import Connection, select

from models.tables.journal import journal


class Position(msgspec.Struct, frozen=True):
    """A place in a store's history, as a cache remembers it."""

    revision: int = 0
    entry_id: str = ""

    def is_of(self, connection: Connection) -> bool:
        """Whether the store's history holds it; the connection is one to the store."""
        if not self.revision:
            return True
        there = select(journal.c.id).where(journal.c.revision == self.revision)
        return connection.execute(there).scalar() == self.entry_id


def position_at(connection: Connection, revision: int) -> Position:
    """The place of a revision that is there."""
    return Position(
        revision, connection.execute(select(journal.c.id).where(journal.c.revision == revision)).scalar_one()
    )


def newest(connection: Connection) -> Position:
    """Where the store stands now."""
    query = select(journal.c.revision, journal.c.id).order_by(journal.c.revision.desc()).limit(1)
    row = connection.execute(query.where(journal.c.revision.is_not(None))).one_or_none()
    return Position() if row is None else Position(row.revision, row.id)
