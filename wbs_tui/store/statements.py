"""Statements that are compiled once and handed to the driver as they are.

SQLAlchemy's own way costs four times what the driver needs (20 against 5 us), and an import writes a hundred
thousand rows.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    ClauseElement,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.dml import Delete, Insert, Update


class Compiled:
    """A statement that writes, as the driver takes it."""

    def __init__(self, statement: Insert | Update | Delete, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._bound = _binder(compiled)
        self.names = frozenset(compiled.params)
        """What it binds."""

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it wrote, given a value for each of its names; raises what SQLAlchemy raises."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, self._bound(values))
            return int(cursor.rowcount)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _named(connection, self._sql, error) from error
        finally:
            cursor.close()

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Each of the rows in turn, in one call of the driver; raises what SQLAlchemy raises."""
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(self._sql, [self._bound(row) for row in rows])
        except connection.dialect.loaded_dbapi.Error as error:
            raise _named(connection, self._sql, error) from error
        finally:
            cursor.close()


class Question:
    """A query as the driver takes it, for what is asked with every view of the store and every act."""

    def __init__(self, statement: Select[Any]) -> None:
        """Of texts, numbers and bytes: they come as the driver gives them. What it binds is given later."""
        self._statement = statement
        self._asked: dict[tuple[str, str], _Asked] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Tuples with the columns' names; raises what SQLAlchemy raises."""
        asked = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(asked.sql, asked.bound({**asked.given, **values}))
            return [asked.row(*row) for row in cursor.fetchall()]
        except connection.dialect.loaded_dbapi.Error as error:
            raise _named(connection, asked.sql, error) from error
        finally:
            cursor.close()

    def row(self, connection: Connection, **values: Any) -> Any | None:
        """The first row, if there is one."""
        return next(iter(self.rows(connection, **values)), None)

    def value(self, connection: Connection, **values: Any) -> Any | None:
        """The first column of the first row."""
        row = self.row(connection, **values)
        return None if row is None else row[0]

    def _for(self, dialect: Dialect) -> "_Asked":
        kind = (dialect.name, dialect.paramstyle)
        if kind not in self._asked:
            self._asked[kind] = _Asked(self._statement, dialect)
        return self._asked[kind]


class _Asked:
    """A question for one kind of database."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.bound = _binder(compiled)
        self.given = {name: value for name, value in compiled.params.items() if value is not None}
        columns = [str(column.key) for column in statement.selected_columns]
        self.row = namedtuple("Row", columns, rename=True)  # type: ignore[misc]


_written: dict[tuple[Callable[..., Any], Table, str], str] = {}


def written(connection: Connection, about: Callable[[Connection, Table], ClauseElement], table: Table) -> str:
    """A statement about a table without parameters, as this kind of database reads it; made once.

    `about` is always the same function where the same is asked.
    """
    place = (about, table, connection.dialect.name)
    if place not in _written:
        _written[place] = str(about(connection, table).compile(dialect=connection.dialect))
    return _written[place]


def in_order(connection: Connection, table: Table) -> ClauseElement:
    """All rows of a table by the bytes of their ids, whatever the database was told of the alphabet."""
    bytewise = table.c.id.collate("C" if connection.dialect.name == "postgresql" else "BINARY")
    return select(table).order_by(bytewise)


def created(_connection: Connection, table: Table) -> ClauseElement:
    """The table itself, without its indexes."""
    return CreateTable(table)


def counted(_connection: Connection, table: Table) -> ClauseElement:
    """How many rows it has."""
    return select(func.count()).select_from(table)


def _binder(compiled: Any) -> Callable[[Mapping[str, Any]], Any]:
    """What puts named values into the form that the driver takes."""
    names = compiled.positiontup
    if not names:
        return dict
    return itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)


def _named(connection: Connection, sql: str, error: Exception) -> Exception:
    return DBAPIError.instance(sql, None, error, connection.dialect.loaded_dbapi.Error)


@lru_cache(maxsize=64)
def insert(table: Table, dialect: Dialect) -> Compiled:
    """A row of a table, with all its columns."""
    return Compiled(table.insert(), dialect)


def among(connection: Connection, column: Column[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column has one of these values: one parameter, however many they are.

    A list of 2,000 parameters takes SQLAlchemy longer than the database takes to find the rows.
    """
    if connection.dialect.name == "postgresql":
        listed = bindparam(None, list(values), ARRAY(Text))
        return column == any_(listed)
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(each.c.value))
