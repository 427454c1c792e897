"""Whether two edits that crossed say the same: sealed words are compared as far as they open here."""

from typing import Any

from sqlalchemy import Connection

from models.tables.cases import classifications
from models.tables.schema import journaled_tables
from wbs_tui.cases.opening import Opener
from wbs_tui.journal.conflicts import Crossing, Field, Write, writes_of
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.reading import entry_by_id
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

_TABLES = journaled_tables()
_REASONS = frozenset({"reason", "reasons", "confidence", "alternatives", "lexicon_version"})
"""Of a classification: why, which is not what."""


def write_of(connection: Connection, entry_id: str, field: Field) -> Write | None:
    """What an entry gave a field; None where it gave it nothing."""
    entry = entry_by_id(connection, entry_id)
    if entry is None:
        return None
    return next((write for write in writes_of(entry) if write.field == field), None)


def say_the_same(desk: Desk, connection: Connection, crossing: Crossing) -> bool:
    """Whether both values are known here and equal."""
    opener = Opener(desk, connection)
    said = [
        opened(opener, write_of(connection, entry_id, crossing.field))
        for entry_id in (crossing.first, crossing.second)
    ]
    return said[0] is not None and said[0] == said[1]


def opened(opener: Opener, write: Write | None) -> dict[str, Any] | None:
    """By column: the value, sealed ones opened; None where one of them stays closed."""
    if write is None:
        return None
    table, values = _TABLES[write.field.subject], {}
    for name, value in write.value:
        column = table.c[name]
        if column.info.get("sealed") and value is not None:
            value = _plain(opener, column, write.row_id, value)
            if value is None:
                return None
            if table is classifications and isinstance(value, dict):
                value = {key: each for key, each in value.items() if key not in _REASONS}
        values[name] = value
    return values


def _plain(opener: Opener, column: Any, row_id: str, cell: bytes) -> Any:
    try:
        return opener.open(column, row_id, cell, Any)
    except (Damaged, NewerFormat, WrongKey):
        return None
