"""Applies the effects of an entry to rows: the only place that writes to a journaled table."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Update, bindparam

from models.tables.schema import journaled_tables
from wbs_tui.journal.entries import RowEffect

_TABLES = journaled_tables()


def apply(connection: Connection, entry_id: str, effect: RowEffect) -> None:
    """Write one row as the effect says and note which entry did; raises KeyError for a strange table."""
    if effect.operation == "insert":
        values = {**effect.values, "id": effect.row_id, "entry_id": entry_id}
        connection.execute(_insert(effect.table), values)
    else:
        values = {**effect.values, "entry_id": entry_id}
        connection.execute(_update(effect.table, tuple(values)), {**values, "row_id": effect.row_id})


@cache
def _insert(table: str) -> Insert:
    return _TABLES[table].insert()


@cache
def _update(table: str, columns: tuple[str, ...]) -> Update:
    target = _TABLES[table]
    chosen: dict[str, Any] = {name: bindparam(name) for name in columns}
    return target.update().where(target.c.id == bindparam("row_id")).values(chosen)
