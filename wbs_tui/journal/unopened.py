"""What an account cannot open: proved like everything else, and never seen by it; and what nobody can."""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from models.tables.accounts import escrow_shares, seed_seals
from models.tables.cases import destructions
from models.tables.local import key_wraps
from models.tables.schema import journaled_tables
from wbs_tui.journal.carried import CarriedHere
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.reading import STREAMED
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat

_ENVELOPES = (seed_seals, escrow_shares)
"""Sealed to a public key and under no content key."""


def tables_with_cells() -> Iterator[Table]:
    """The journaled tables that hold cells."""
    for table in journaled_tables().values():
        if table not in _ENVELOPES and any(column.info.get("sealed") for column in table.c):
            yield table


def count_unopened(
    connection: Connection,
    keyring: Keyring,
    note: Callable[[Finding], None],
    tell: Callable[[int], None],
    here: CarriedHere | None = None,
) -> int:
    """How many cells are under keys that this account has not; none of the cases that were destroyed.

    Opens no cell. Notes each row with a key that is wrapped for nobody: somebody took the wrap away; and each
    wrap that does not open where it should: somebody put something else in its place. At a leased desk no key
    is missed that stayed at home. Tells how many rows are done.
    """
    spoilt = _spoilt(connection, keyring)
    for key_id, _compartment in spoilt:
        note(Finding("wrap", f"{key_wraps.name}/{key_id}"))
    gone = frozenset(connection.execute(select(destructions.c.case_id)).scalars())
    unopened = done = 0
    for table in tables_with_cells():
        cells = [column for column in table.c if column.info.get("sealed")]
        case = _case_of(table)
        asked = select(table.c.id, case, table.c.entry_id, *cells)
        for part in connection.execute(asked, execution_options=STREAMED).partitions():
            named = [(row, key) for row in part if row[1] not in gone for key in _keys_of(row[3:])]
            known = _wrapped(connection, keyring, {key for _row, key in named}, spoilt)
            unopened += sum(not known.get(key) for _row, key in named)
            keyless = (row[0] for row, key in named if key not in known and _lacks(here, key, row[2]))
            for row_id in dict.fromkeys(keyless):
                note(Finding("keyless", f"{table.name}/{row_id}"))
            done += len(part)
            tell(done)
    return unopened


def _case_of(table: Table) -> ColumnElement[str]:
    """Whose keys the cells are under: a case of ours, or of another office."""
    named = [table.c[name] for name in ("case_id", "foreign_id") if name in table.c]
    return func.coalesce(*named, table.c.id) if named else table.c.id


def _lacks(here: CarriedHere | None, key_id: str, entry_id: str) -> bool:
    """Whether the key of a cell that this entry wrote ought to be there."""
    return here is None or not key_id or not here.stayed_home(key_id, entry_id)


def _keys_of(cells: Iterable[Any]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, bytes):
            try:
                yield cell_key_id(cell)
            except (Damaged, NewerFormat):
                yield ""  # a spoilt cell opens for nobody


def _spoilt(connection: Connection, keyring: Keyring) -> dict[tuple[str, str], None]:
    """By key and compartment, in their order: the wraps that are none, or that do not open for a member."""
    rows = connection.execute(
        select(key_wraps).order_by(key_wraps.c.key_id, key_wraps.c.compartment_id),
        execution_options=STREAMED,
    )
    return {(row.key_id, row.compartment_id): None for row in rows if keyring.is_spoilt(row)}


def _wrapped(
    connection: Connection, keyring: Keyring, key_ids: set[str], spoilt: Container[tuple[str, str]]
) -> dict[str, bool]:
    """The keys that are wrapped for somebody, and whether for this account."""
    wraps = select(key_wraps.c.key_id, key_wraps.c.compartment_id, key_wraps.c.epoch)
    found: dict[str, bool] = {}
    for row in connection.execute(wraps.where(key_wraps.c.key_id.in_(key_ids))):
        held = keyring.holds(row.compartment_id, row.epoch) and (row.key_id, row.compartment_id) not in spoilt
        found[row.key_id] = found.get(row.key_id, False) or held
    return found
