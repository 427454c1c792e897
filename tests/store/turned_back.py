"""A store as it was before: who holds the store key, or owns the tables, takes every later row away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, delete, select

from models.tables.accounts import compartments, epochs, grants, seed_seals
from models.tables.journal import journal
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import owning

_TABLES = (compartments, epochs, grants, seed_seals, journal)


@contextmanager
def turned_back(desk: Desk) -> Iterator[None]:
    """After the block, what it added to the histories of access is gone."""
    before = {table.name: _ids(desk, table) for table in _TABLES}
    yield
    with owning(desk.engine) as connection:
        for table in _TABLES:
            later = table.c.id.not_in(before[table.name])
            connection.execute(delete(table).where(later))


def _ids(desk: Desk, table: Table) -> list[str]:
    with desk.reading() as connection:
        return list(connection.execute(select(table.c.id)).scalars())
