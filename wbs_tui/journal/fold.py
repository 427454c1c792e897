"""Applies the effects of an entry to rows: the only place that writes to a journaled table.

The statements are compiled once and given to the driver as they are: an import writes ten rows a message.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam
from sqlalchemy.sql.dml import Insert, Update

from models.tables.schema import journaled_tables
from wbs_tui.journal.entries import RowEffect

_TABLES = journaled_tables()
_ROW = "row_id"


_FOLDED = frozenset({"id", "entry_id"})
"""What the fold itself writes: no effect may say it."""
_LARGEST = 2**63


class StrangeEffect(Exception):
    """An effect on a table, row or column that there is not, or with a value that no column can hold."""


def apply(connection: Connection, entry_id: str, effect: RowEffect) -> None:
    """Write one row as the effect says and note which entry did; raises StrangeEffect."""
    if not _FOLDED.isdisjoint(effect.values) or not all(map(_is_plain, effect.values.values())):
        raise StrangeEffect
    values = {**effect.values, "entry_id": entry_id}
    if effect.operation == "insert":
        values["id"] = effect.row_id
        statement = _insert(effect.table, connection.dialect)
    else:
        statement = _update(effect.table, tuple(values), connection.dialect)
        values[_ROW] = effect.row_id
    statement.run(connection, values)


def _is_plain(value: object) -> bool:
    """Whether it is of a kind that `RowEffect` allows; a whole number must fit into 64 bits."""
    if type(value) is int:
        return -_LARGEST <= value < _LARGEST
    return value is None or type(value) in (str, bytes, bool)


class _Compiled:
    """A statement as the driver takes it, with the names of what it binds."""

    def __init__(self, statement: Insert | Update, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order = compiled.positiontup
        self._names = frozenset(compiled.params)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        if values.keys() != self._names:
            raise StrangeEffect
        bound = tuple(values[name] for name in self._order) if self._order else dict(values)
        if connection.exec_driver_sql(self._sql, bound).rowcount != 1:
            raise StrangeEffect


@lru_cache(maxsize=256)
def _insert(table: str, dialect: Dialect) -> _Compiled:
    return _Compiled(_target(table).insert(), dialect)


@lru_cache(maxsize=1024)
def _update(table: str, columns: tuple[str, ...], dialect: Dialect) -> _Compiled:
    target = _target(table)
    if not set(columns) <= set(target.c.keys()):
        raise StrangeEffect
    chosen: dict[str, Any] = {name: bindparam(name) for name in columns}
    return _Compiled(target.update().where(target.c.id == bindparam(_ROW)).values(chosen), dialect)


def _target(table: str) -> Any:
    if table not in _TABLES:
        raise StrangeEffect
    return _TABLES[table]
