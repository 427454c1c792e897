"""Counts what an account cannot open: proved like everything else, and never seen by it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from models.tables.accounts import escrow_shares, seed_seals
from models.tables.cases import destructions
from models.tables.local import key_wraps
from models.tables.schema import journaled_tables
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


def count_unopened(connection: Connection, keyring: Keyring, tell: Callable[[int], None]) -> int:
    """How many cells are under keys that this account has not; none of the cases that were destroyed.

    Opens nothing. Tells how many rows are done.
    """
    gone = frozenset(connection.execute(select(destructions.c.case_id)).scalars())
    unopened = done = 0
    for table in tables_with_cells():
        cells = [column for column in table.c if column.info.get("sealed")]
        case = table.c.get("case_id", table.c.id)
        rows = connection.execute(select(case, *cells), execution_options=STREAMED)
        for part in rows.partitions():
            named = [key_id for row in part if row[0] not in gone for key_id in _keys_of(row[1:])]
            openable = _openable(connection, keyring, set(named))
            unopened += sum(key_id not in openable for key_id in named)
            done += len(part)
            tell(done)
    return unopened


def _keys_of(cells: Iterable[Any]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, bytes):
            try:
                yield cell_key_id(cell)
            except (Damaged, NewerFormat):
                yield ""  # a spoilt cell opens for nobody


def _openable(connection: Connection, keyring: Keyring, key_ids: set[str]) -> set[str]:
    wraps = select(key_wraps.c.key_id, key_wraps.c.compartment_id, key_wraps.c.epoch)
    rows = connection.execute(wraps.where(key_wraps.c.key_id.in_(key_ids)))
    return {row.key_id for row in rows if keyring.holds(row.compartment_id, row.epoch)}
