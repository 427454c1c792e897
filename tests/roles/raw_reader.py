"""Somebody with the store key and one account's keys who asks no service: he tries every key on every cell.

He takes no grant's word: whatever seed is sealed to the account he opens, with whatever seed a wrap opens he
unwraps, and with every key that he then has he tries each sealed cell of each table.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Column, Connection, select

from models.tables.accounts import epochs, seed_seals
from models.tables.base import metadata
from models.tables.local import key_wraps
from wbs_tui.store.engine import open_engine, reading
from wbs_tui.store.location import StoreLocation
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey, CellPlace, cell_key_id, open_cell
from wbs_tui.vault.compartments import EpochSeed, open_seed, wrap_context
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

_NOT_CELLS = frozenset({"seed_seals.sealed", "escrow_shares.sealed"})
"""Sealed to one account's public key, not under a content key."""
_CLOSED = (Damaged, NewerFormat, WrongKey)


@dataclass(slots=True)
class Opened:
    """What the reader could read."""

    cells: Counter[str] = field(default_factory=Counter)
    """Cells that there are, by `table.column`."""
    opened: Counter[str] = field(default_factory=Counter)
    by_case: dict[str, set[str]] = field(default_factory=dict)
    """The ids of the cases of which a cell of `table.column` opened; an empty id for no case."""

    def told(self) -> str:
        """`opened 12 of 340 cells`."""
        return f"opened {self.opened.total()} of {self.cells.total()} cells"


def read_all(
    location: StoreLocation, store_key: bytes, office_id: str, account_id: str, keys: AccountKeys
) -> Opened:
    """Everything that these two keys open."""
    engine = open_engine(location, store_key)
    try:
        with reading(engine) as connection:
            reader = _Reader(connection, office_id, account_id, keys)
            return reader.read()
    finally:
        engine.dispose()


@dataclass(slots=True)
class _Reader:
    connection: Connection
    office_id: str
    account_id: str
    keys: AccountKeys

    def read(self) -> Opened:
        found = Opened()
        held = {key.key_id: key for key in self._content_keys()}
        for column in _sealed_columns():
            self._read_column(column, held, found)
        return found

    def _read_column(self, column: Column[bytes], held: dict[str, CellKey], found: Opened) -> None:
        name = f"{column.table.name}.{column.name}"
        for row in self.connection.execute(select(column.table)).mappings():
            cell = row[column.name]
            if cell is None:
                continue
            found.cells[name] += 1
            key = held.get(cell_key_id(cell))
            if key is not None and self._opens(key, column, row["id"], cell):
                found.opened[name] += 1
                found.by_case.setdefault(name, set()).add(_case_of(row))

    def _opens(self, key: CellKey, column: Column[bytes], row_id: str, cell: bytes) -> bool:
        place = CellPlace(self.office_id, str(column.table.name), column.name, row_id)
        try:
            open_cell(lambda _key_id: key, place, cell)
        except _CLOSED:
            return False
        return True

    def _content_keys(self) -> Iterator[CellKey]:
        seeds = {(seed.compartment, seed.epoch): seed for seed in self._seeds()}
        for row in self.connection.execute(select(key_wraps)):
            seed = seeds.get((row.compartment_id, row.epoch))
            if seed is None:
                continue
            context = wrap_context(
                office=self.office_id,
                compartment=row.compartment_id,
                epoch=row.epoch,
                case=row.case_id or "-",
                key_id=row.key_id,
                kind=row.purpose,
            )
            try:
                yield CellKey(row.key_id, seed.unwrap(row.wrap, context))
            except _CLOSED:
                continue

    def _seeds(self) -> Iterator[EpochSeed]:
        """Every seed that any seal in the store gives, whoever it says it is for."""
        query = select(epochs.c.compartment_id, epochs.c.number, seed_seals.c.sealed).join(
            epochs, epochs.c.id == seed_seals.c.epoch_id
        )
        for row in self.connection.execute(query):
            try:
                yield open_seed(
                    self.keys,
                    row.sealed,
                    office=self.office_id,
                    compartment=row.compartment_id,
                    epoch=row.number,
                    account=self.account_id,
                )
            except _CLOSED:
                continue


def _sealed_columns() -> list[Column[bytes]]:
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info.get("sealed")
        and f"{table.name}.{column.name}" not in _NOT_CELLS
        and "id" in table.c  # drafts are each account's own
    ]


def _case_of(row: object) -> str:
    """The case that a row is about."""
    values = dict(row)  # type: ignore[call-overload]
    return str(values["id"] if "register" in values else values.get("case_id") or "")
