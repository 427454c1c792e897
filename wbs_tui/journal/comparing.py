"""The third part of a proof: the tables are what the replay made, row by row, whatever keeps them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table

from wbs_tui.journal.reading import STREAMED
from wbs_tui.store.statements import in_order, written

_RANKS = {type(None): 0, bool: 1, int: 1, float: 1, str: 2, bytes: 3}
"""The order in which SQLite sorts values of different types in one column."""
_Row = tuple[Any, ...]


def differing(store: Connection, replayed: Connection, table: Table) -> Iterator[str | None]:
    """For each row, in the order of the ids: None, or the id where only one side has it or they differ."""
    ours, theirs = _rows(store, table), _rows(replayed, table)
    mine, other = next(ours, None), next(theirs, None)
    while mine is not None or other is not None:
        if mine == other:
            yield None
            mine, other = next(ours, None), next(theirs, None)
        elif other is None or (mine is not None and _place(mine) < _place(other)):
            assert mine is not None  # noqa: S101 - one of the two is there
            yield str(mine[0])
            mine = next(ours, None)
        elif mine is None or _place(other) < _place(mine):
            yield str(other[0])
            other = next(theirs, None)
        else:
            yield str(mine[0])
            mine, other = next(ours, None), next(theirs, None)


def _rows(connection: Connection, table: Table) -> Iterator[_Row]:
    """As the driver gives them, by the bytes of their ids: a truth value of 5 is not 1."""
    ordered = written(connection, in_order, table)
    rows = connection.exec_driver_sql(ordered, execution_options=STREAMED)
    for part in rows.partitions():
        for row in part:
            yield tuple(row)


def _place(row: _Row) -> tuple[int, Any]:
    return _RANKS[type(row[0])], row[0]
