"""Puts an entry's effects where they belong in the order of the fold, also when it comes after later ones."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, delete, select

from models.tables.base import Values
from models.tables.exchange import rulings
from models.tables.journal import journal
from models.tables.schema import journaled_tables
from wbs_tui.journal import fold
from wbs_tui.journal.entries import Entry, RowEffect, decode
from wbs_tui.journal.order import Place, place

_TABLES = journaled_tables()


def fold_in(connection: Connection, entry: Entry) -> None:
    """Apply the effects of an entry that stands in the journal; the rows are then as a replay makes them.

    Raises StrangeEffect, and what SQLAlchemy raises; then only giving up the transaction's part helps.
    """
    for effect in entry.effects:
        last = _last_place(connection, effect)
        if last is None or last < place(entry):
            fold.apply(connection, entry.id, effect)
        else:
            refold(connection, effect.table, effect.row_id, entry.case_id)


def refold(connection: Connection, table: str, row_id: str, case_id: str | None) -> None:
    """Make a row anew from every entry of its case (None: those that are about no case) that counts."""
    target = _TABLES[table]
    made: tuple[str, Values] | None = None
    for entry, effect in _effects(connection, table, row_id, case_id):
        if (effect.operation == "insert") != (made is None):
            raise fold.StrangeEffect
        made = entry.id, {**(made[1] if made else {}), **effect.values}
    if made is None:
        connection.execute(delete(target).where(target.c.id == row_id))
        return
    entry_id, values = made
    if _is_there(connection, target, row_id):
        fold.apply(connection, entry_id, RowEffect("update", table, row_id, values))
    else:
        fold.apply(connection, entry_id, RowEffect("insert", table, row_id, values))


def without_effect(connection: Connection) -> frozenset[str]:
    """The entries of desks that the Inspektur has let stand in the journal alone."""
    return frozenset(connection.execute(select(rulings.c.id).where(rulings.c.accepted.is_(False))).scalars())


def entries_of(connection: Connection, case_id: str | None) -> Iterator[Entry]:
    """The entries about a case, or about none, in the order of the fold."""
    rows = connection.execute(select(journal.c.signed).where(journal.c.case_id == case_id)).scalars()
    yield from sorted((decode(signed) for signed in rows), key=place)


def _effects(
    connection: Connection, table: str, row_id: str, case_id: str | None
) -> Iterator[tuple[Entry, RowEffect]]:
    void = without_effect(connection)
    for entry in entries_of(connection, case_id):
        if entry.id in void:
            continue
        for effect in entry.effects:
            if (effect.table, effect.row_id) == (table, row_id):
                yield entry, effect


def _last_place(connection: Connection, effect: RowEffect) -> Place | None:
    """Where in the fold the entry stands that wrote the row last; None where there is no such row."""
    table = _TABLES.get(effect.table)
    if table is None:
        raise fold.StrangeEffect
    row = connection.execute(
        select(journal.c.clock, journal.c.station, journal.c.id)
        .join(table, table.c.entry_id == journal.c.id)
        .where(table.c.id == effect.row_id)
    ).one_or_none()
    return None if row is None else (row.clock, row.station, row.id)


def _is_there(connection: Connection, table: Table, row_id: str) -> bool:
    return connection.execute(select(table.c.id).where(table.c.id == row_id)).first() is not None
