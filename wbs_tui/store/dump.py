"""The rows of a store as a stream that knows no database: for backups, and to move an office.

Whoever reads a store calls `dump_rows` within one view of it, and takes the schema's version from
`wbs_tui.store.schema.stored_version`; `named_files` gives the sealed files that belong to those rows
(`EvidencePlace.sealed` and `.take` move them as they are). Whoever fills one makes empty tables of that
version (`wbs_tui.store.migrate`), calls `load_rows` for each batch in one transaction, and migrates on. A
`Tally` over what was read and `tally` of what is there then are equal when nothing was lost.

Not carried: presence, the nonces of caches (old caches are to die), key slots and evidence rows (header and
sealed files are carried as such), and the facts of `store_facts` that speak of a place and not of the
office.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, Table, column, func, inspect, select, table

from models.tables.base import metadata
from models.tables.cases import destructions, evidence, kept_messages, reports
from models.tables.exchange import foreign_files
from models.tables.journal import store_facts
from models.tables.local import caches, evidence_chunks, presence, slots
from models.words.exchange import FileState
from wbs_tui.store.place_facts import OF_THE_PLACE

_LEFT_OUT = frozenset({caches, evidence_chunks, presence, slots})
_AT_ONCE = 200
_BATCH_BYTES = 256 * 1024
_DIGESTS = 1 << 256
_PLAIN = frozenset({type(None), int, str, bytes, bool})
_LARGEST = 1 << 63


class Rows(msgspec.Struct, array_like=True, frozen=True, tag="rows"):
    """Some rows of one table, each with a value for every column."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    """Integers of 64 bits, text, bytes, true, false, nil."""


class Total(msgspec.Struct, array_like=True, frozen=True):
    """How many rows a table has, and what they add up to: SHA-256 of each, summed modulo 2^256."""

    rows: int
    digest: bytes


def carried_tables() -> tuple[Table, ...]:
    """The tables whose rows go along."""
    return tuple(each for each in metadata.sorted_tables if each not in _LEFT_OUT)


def count_rows(connection: Connection) -> dict[str, int]:
    """By table: how many rows go along."""
    return {
        str(each.name): connection.execute(
            select(func.count()).select_from(_carried(each).subquery())
        ).scalar_one()
        for each in carried_tables()
    }


def dump_rows(connection: Connection) -> Iterator[Rows]:
    """Every row that goes along, table by table, in batches of about 256 KiB."""
    for each in carried_tables():
        names = tuple(map(str, each.columns.keys()))
        with connection.execute(_carried(each), execution_options={"yield_per": _AT_ONCE}) as found:
            for batch in _batches(found):
                yield Rows(str(each.name), names, batch)


def fits(connection: Connection, batch: Rows) -> bool:
    """Whether the batch is what `dump_rows` gives of a table as it is here, and can be written to it."""
    there = {each["name"] for each in inspect(connection).get_columns(batch.table)}
    plain = all(
        len(row) == len(there) and _PLAIN.issuperset(map(type, row)) and all(map(_is_short, row))
        for row in batch.rows
    )
    return plain and bool(batch.rows) and sorted(batch.columns) == sorted(there)


def _is_short(value: object) -> bool:
    return type(value) is not int or -_LARGEST <= value < _LARGEST


def load_rows(connection: Connection, batch: Rows) -> None:
    """Write rows as they are into tables of the schema that they were read from."""
    target = table(batch.table, *map(column, batch.columns))
    connection.execute(target.insert(), [dict(zip(batch.columns, row, strict=True)) for row in batch.rows])


class Tally:
    """What rows add up to, in whatever order they come."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = defaultdict(int)
        self._sums: dict[str, int] = defaultdict(int)

    @property
    def rows(self) -> int:
        """How many there were."""
        return sum(self._rows.values())

    def add(self, batch: Rows) -> None:
        """Take in a batch."""
        self._rows[batch.table] += len(batch.rows)
        digests = (hashlib.sha256(msgspec.msgpack.encode(row)).digest() for row in batch.rows)
        self._sums[batch.table] += sum(int.from_bytes(each, "big") for each in digests)

    def totals(self) -> dict[str, Total]:
        """By table; none for a table without rows."""
        return {
            name: Total(rows, (self._sums[name] % _DIGESTS).to_bytes(32, "big"))
            for name, rows in sorted(self._rows.items())
        }


def tally(connection: Connection) -> dict[str, Total]:
    """What the rows of a store add up to."""
    counted = Tally()
    for batch in dump_rows(connection):
        counted.add(batch)
    return counted.totals()


def named_files(connection: Connection) -> Iterator[str]:
    """The ids of the sealed files that ought to be there: not those of destroyed cases."""
    gone = select(destructions.c.case_id)
    for asked in (
        select(evidence.c.id).where(evidence.c.case_id.not_in(gone)),
        select(reports.c.raw_file).where(reports.c.raw_file.is_not(None), reports.c.case_id.not_in(gone)),
        select(kept_messages.c.raw_file).where(kept_messages.c.raw_file.is_not(None)),
        select(foreign_files.c.id).where(
            foreign_files.c.state == FileState.HERE, foreign_files.c.foreign_id.not_in(gone)
        ),
    ):
        with connection.execute(asked, execution_options={"yield_per": _AT_ONCE}) as found:
            yield from found.scalars()


def _carried(each: Table) -> Select[Any]:
    if each is store_facts:
        return select(each).where(each.c.name.not_in(OF_THE_PLACE))
    return select(each)


def _batches(found: Iterable[Row[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    size = 0
    for row in found:
        batch.append(tuple(row))
        size += _weight(row)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _weight(row: Sequence[Any]) -> int:
    return sum(len(cell) if isinstance(cell, bytes | str) else 8 for cell in row)
