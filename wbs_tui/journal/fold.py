"""Applies the effects of an entry to rows: the only place that writes to a journaled table."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam

from models.tables.schema import journaled_tables
from wbs_tui.journal.entries import RowEffect
from wbs_tui.store.statements import Compiled, insert

_TABLES = journaled_tables()
_ROW = "of_row"
"""What an update binds the row's id to: no column is called so."""


_FOLDED = frozenset({"id", "entry_id"})
"""What the fold itself writes: no effect may say it."""
_LARGEST = 2**63
_PLAIN = frozenset({type(None), int, str, bytes, bool})


class StrangeEffect(Exception):
    """An effect on a table, row or column that there is not, or with a value that no column can hold."""


def apply(connection: Connection, entry_id: str, effect: RowEffect) -> None:
    """Write one row as the effect says and note which entry did; raises StrangeEffect."""
    if not _FOLDED.isdisjoint(effect.values) or not _are_plain(effect.values.values()):
        raise StrangeEffect
    values = {**effect.values, "entry_id": entry_id}
    if effect.operation == "insert":
        values = {**_added(effect.table), **values, "id": effect.row_id}
        statement = insert(_target(effect.table), connection.dialect)
    else:
        statement = _update(effect.table, tuple(values), connection.dialect)
        values[_ROW] = effect.row_id
    if values.keys() != statement.names or statement.run(connection, values) != 1:
        raise StrangeEffect


def _are_plain(values: Collection[object]) -> bool:
    """Whether all are of kinds that `RowEffect` allows; a whole number must fit into 64 bits."""
    if not _PLAIN.issuperset(map(type, values)):
        return False
    return all(-_LARGEST <= value < _LARGEST for value in values if type(value) is int)


@lru_cache(maxsize=1024)
def _update(table: str, columns: tuple[str, ...], dialect: Dialect) -> Compiled:
    target = _target(table)
    if not set(columns) <= set(target.c.keys()):
        raise StrangeEffect
    chosen: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Compiled(target.update().where(target.c.id == bindparam(_ROW)).values(chosen), dialect)


@lru_cache
def _added(table: str) -> Mapping[str, object]:
    """What an entry that was written before a column was there means for it."""
    columns = _target(table).columns
    return {column.name: column.info["added"] for column in columns if "added" in column.info}


def _target(table: str) -> Any:
    if table not in _TABLES:
        raise StrangeEffect
    return _TABLES[table]
