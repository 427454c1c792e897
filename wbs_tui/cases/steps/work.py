"""One act on one case: the entry, the case's row, and the key for what is written of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Row, Table

from models.tables.cases import cases, disclosures
from wbs_tui.cases.disclosures import TYPED
from wbs_tui.cases.keys import content_key, reads_identity
from wbs_tui.cases.kinds import IDENTITY_TYPED
from wbs_tui.cases.lookup import find
from wbs_tui.cases.numbers.deadlines import due_of, moments_of
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity
from wbs_tui.cases.traces.typed_identity import refuse_typed_identity
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import new_id


@dataclass(slots=True)
class Work:
    """An entry about a case in the making."""

    desk: Desk
    change: Change
    case: Row[Any]
    _key: CellKey | None = None

    @property
    def connection(self) -> Connection:
        """The transaction's connection."""
        return self.change.connection

    @property
    def opener(self) -> Opener:
        """Opens what the account may open."""
        return Opener(self.desk, self.connection)

    @property
    def content_key(self) -> CellKey:
        """The key for what officers read; made when the compartment's epoch has moved on."""
        if self._key is None:
            self._key = content_key(self.desk, self.connection, self.case.id, self.case.compartment_id)
        return self._key

    def write(self, table: Table, words: Mapping[Column[bytes], object], **values: object) -> str:
        """A new row about the case by this account, now; `words` are the cells to seal. Gives its id.

        Raises TypedIdentity for words that look like a reporter's identity, unless they were accepted.
        """
        row_id = new_id(self.desk.clock)
        sealed = {column.name: self.seal(column, row_id, value) for column, value in words.items()}
        common = {"case_id": self.case.id, "at": self.change.at, "account_id": self.desk.actor.id}
        return self.change.insert(table, row_id, **common, **sealed, **values)

    def seal(self, column: Column[bytes], row_id: str, value: object) -> bytes:
        """A cell under the content key; raises TypedIdentity as `write` does."""
        refuse_typed_identity(self.opener, self.case.id, value)
        return self.change.seal(self.content_key, column, row_id, value)

    def update_case(self, **values: object) -> None:
        """Change columns of the case; its due date follows."""
        plain = {name: getattr(value, "value", value) for name, value in values.items()}
        due = due_of(self.desk, moments_of(self.connection, self.case, plain))
        self.change.update(cases, self.case.id, **plain, **due)


@contextmanager
def work_on(desk: Desk, register: str, kind: str) -> Iterator[Work]:
    """A transaction with one entry about the case; raises NoSuchCase.

    Where it ends with TypedIdentity nothing is written but, for the Inspektur, that there was a warning.
    """
    with (
        transaction_on(desk, register) as (transaction, case),
        entry_about(desk, transaction, case, kind) as work,
    ):
        yield work


@contextmanager
def transaction_on(desk: Desk, register: str) -> Iterator[tuple[Transaction, Row[Any]]]:
    """The same for several entries: the transaction, and the row of the case."""
    case: Row[Any] | None = None
    try:
        with desk.transaction() as transaction:
            case = find(desk, transaction.connection, register)
            yield transaction, case
    except TypedIdentity as warned:
        if warned.of_case and case is not None and not reads_identity(desk, case.id):
            even_if_identity(partial(_note_warning, desk, register, warned))()
        raise


def _note_warning(desk: Desk, register: str, warned: TypedIdentity) -> None:
    """Keep that an account without the grant typed what looks like the reporter: it may have been a guess."""
    with work_on(desk, register, IDENTITY_TYPED) as work:
        kinds = ", ".join(sorted({place.kind for place in warned.places}))
        work.write(disclosures, {disclosures.c.reason: Words(text=kinds)}, what=TYPED)


@contextmanager
def entry_about(desk: Desk, transaction: Transaction, case: Row[Any], kind: str) -> Iterator[Work]:
    """An entry about a case that was found in this transaction."""
    with transaction.entry(kind, case.id) as change:
        yield Work(desk, change, case)
