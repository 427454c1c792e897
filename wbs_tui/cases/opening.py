"""Opens the sealed cells of a case for the account at the desk; what it may not open is not an error."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Table

from models.words.clock import is_counted
from wbs_tui.cases.sealed import Headline
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.cells import CellPlace, cell_key_id, open_struct
from wbs_tui.vault.errors import Damaged, NewerFormat

T = TypeVar("T")

UNOPENED = N_("(belum terbuka untuk akun Anda)")
"""Stands, translated, where a title or text would."""


def unopened() -> str:
    """What stands for words that this account may not open."""
    return _(UNOPENED)


def damaged() -> str:
    """What stands for words that were changed outside the program, or cut, or moved here."""
    return _("(isi rusak; jalankan wbs verify)")


def with_damage(title: str) -> str:
    """The title of a case with a value that cannot be true: what is shown of it is not to be relied on.

    It is said first, for lists cut titles at their end.
    """
    return title if title == damaged() else _("(sebagian rusak) {title}").format(title=title)


def untitled(said: str) -> Headline:
    """The headline of a case where its own is not shown."""
    return Headline(title=said)


def has_damage(table: Table, row: Row[Any]) -> bool:
    """Whether a row says a moment that this program never writes."""
    moments = (getattr(row, name, None) for name in _moments(table))
    return any(type(millis) is int and not is_counted(millis) for millis in moments)


@cache
def _moments(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.info.get("moment"))


@dataclass(slots=True)
class Opener:
    """Opens cells within one transaction, and remembers whether one stayed closed."""

    desk: Desk
    connection: Connection
    complete: bool = True
    damaged: bool = False
    """Whether something was met that was changed outside the program."""

    def fetch(self, cells: Iterable[bytes | None]) -> None:
        """Open the keys of many cells in one query."""
        self.desk.keyring.fetch(self.connection, {key for cell in cells if (key := _key_of(cell))})

    def open(self, column: Column[bytes], row_id: str, cell: bytes | None, type_: type[T]) -> T | None:
        """What the cell holds; None when there is none, or this account may not open it. Raises Damaged."""
        if cell is None:
            return None
        try:
            return self.must_open(column, row_id, cell, type_)
        except NotLetIn:
            self.complete = False
            return None

    def show(
        self, column: Column[bytes], row_id: str, cell: bytes | None, type_: type[T], said: Callable[[str], T]
    ) -> T:
        """What the cell holds; what `said` makes of words that tell why not, be it closed or damaged."""
        return self.open_or_say(column, row_id, cell, type_, said) or said(unopened())

    def open_or_say(
        self, column: Column[bytes], row_id: str, cell: bytes | None, type_: type[T], said: Callable[[str], T]
    ) -> T | None:
        """As `open`, but for a damaged cell what `said` makes of words that tell so."""
        try:
            return self.open(column, row_id, cell, type_)
        except (Damaged, NewerFormat):
            self.damaged = True
            return said(damaged())

    def must_open(self, column: Column[bytes], row_id: str, cell: bytes, type_: type[T]) -> T:
        """What the cell holds; raises NotLetIn, Damaged."""
        place = CellPlace(self.desk.office.id, column.table.name, column.name, row_id)
        return open_struct(lambda key_id: self.desk.keyring.key(self.connection, key_id), place, cell, type_)


def _key_of(cell: bytes | None) -> str | None:
    """The key that a cell names; one that is damaged names none, and who opens it is told."""
    try:
        return None if cell is None else cell_key_id(cell)
    except (Damaged, NewerFormat):
        return None
