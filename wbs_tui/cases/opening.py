"""Opens the sealed cells of a case for the account at the desk; what it may not open is not an error."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Column, Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.cells import CellPlace, cell_key_id, open_struct

T = TypeVar("T")

UNOPENED = N_("(belum terbuka untuk akun Anda)")
"""Stands, translated, where a title or text would."""


def unopened() -> str:
    """What stands for words that this account may not open."""
    return _(UNOPENED)


@dataclass(slots=True)
class Opener:
    """Opens cells within one transaction, and remembers whether one stayed closed."""

    desk: Desk
    connection: Connection
    complete: bool = True

    def fetch(self, cells: Iterable[bytes | None]) -> None:
        """Open the keys of many cells in one query."""
        self.desk.keyring.fetch(self.connection, {cell_key_id(cell) for cell in cells if cell is not None})

    def open(self, column: Column[bytes], row_id: str, cell: bytes | None, type_: type[T]) -> T | None:
        """What the cell holds; None when there is none, or this account may not open it. Raises Damaged."""
        if cell is None:
            return None
        try:
            return self.must_open(column, row_id, cell, type_)
        except NotLetIn:
            self.complete = False
            return None

    def must_open(self, column: Column[bytes], row_id: str, cell: bytes, type_: type[T]) -> T:
        """What the cell holds; raises NotLetIn, Damaged."""
        place = CellPlace(self.desk.office.id, column.table.name, column.name, row_id)
        return open_struct(lambda key_id: self.desk.keyring.key(self.connection, key_id), place, cell, type_)
