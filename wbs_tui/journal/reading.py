"""Reads a journal in the order of the fold, in constant memory from either database."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Row, select

from models.tables.journal import journal
from wbs_tui.journal.entries import Entry, decode, entry_hash, is_sound

BATCH = 256
STREAMED = {"yield_per": BATCH}
"""Rows come in batches; a server keeps the rest."""


def bytewise(connection: Connection, column: Column[str]) -> ColumnElement[str]:
    """The column ordered by its bytes, whatever the database was told of the country's alphabet."""
    return column.collate("C" if connection.dialect.name == "postgresql" else "BINARY")


def batches(connection: Connection) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """The rows of the journal: by clock, station and id."""
    order = (journal.c.clock, *(bytewise(connection, each) for each in (journal.c.station, journal.c.id)))
    rows = connection.execute(select(journal).order_by(*order), execution_options=STREAMED)
    return rows.partitions()


def is_as_signed(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether the clear columns of a row of the journal, its hash among them, are what is signed in it."""
    entry = entry_of(row)
    if entry is None or not isinstance(row.signature, bytes):
        return False
    clear = (row.id, row.station, row.sequence, row.clock, row.kind, row.case_id, row.actor)
    signed = (entry.id, entry.station, entry.sequence, entry.clock, entry.kind, entry.case_id, entry.actor)
    return clear == signed and row.hash == entry_hash(row.signed, row.signature)


def entry_by_id(connection: Connection, entry_id: str) -> Entry | None:
    """What is signed under an id; None where there is nothing of that id, or no entry."""
    row = connection.execute(select(journal).where(journal.c.id == entry_id)).one_or_none()
    return None if row is None else entry_of(row)


def entry_of(row: Row[*tuple[Any, ...]]) -> Entry | None:
    """What is signed in a row; None where that is no entry at all."""
    return read_entry(row.signed)


def read_entry(signed: Any) -> Entry | None:
    """What these bytes say; None where they are no entry."""
    try:
        entry = decode(signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, TypeError):
        return None
    return entry if is_sound(entry) else None
