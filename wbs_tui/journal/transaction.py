"""Writes: every change of a journaled table goes through an entry, in the same transaction as its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from sqlalchemy import Column, Connection, Row, Table, bindparam, func, select

from models.tables.base import Values
from models.tables.journal import journal, stations, store_facts
from models.words.clock import Clock, to_millis
from models.words.office import Actor, Office
from wbs_tui.journal import fold
from wbs_tui.journal.clock import next_clock, wall_millis
from wbs_tui.journal.entries import (
    FORMAT,
    GENESIS,
    SIGNING_CONTEXT,
    Entry,
    RowEffect,
    encode,
    entry_hash,
)
from wbs_tui.journal.fitting import refuse_what_does_not_fit
from wbs_tui.journal.kinds import is_made_elsewhere
from wbs_tui.journal.leased import Lease, NotElsewhere, is_leased
from wbs_tui.journal.reading import is_as_signed
from wbs_tui.store.errors import StrangeContents
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.statements import Question, insert
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey, CellPlace, seal_struct
from wbs_tui.vault.ids import new_id

_STATION = Question(select(store_facts.c.value).where(store_facts.c.name == "station"))
_HEAD = Question(
    select(journal).where(journal.c.station == bindparam("at")).order_by(journal.c.sequence.desc()).limit(1)
)
_LAST = Question(select(journal).order_by(journal.c.clock.desc()).limit(1))


class UnfinishedEntry(Exception):
    """An entry within an entry, or a transaction that goes on although one of its entries failed."""


@dataclass(slots=True)
class Change:
    """One entry in the making: rows are written at once, the entry when the block ends."""

    connection: Connection
    keyring: Keyring
    office: Office
    entry_id: str
    at: int
    """Milliseconds since 1970 UTC: when this was done."""
    head: tuple[int, bytes] = (0, GENESIS)
    """The home station's journal before this entry: how many entries, and the hash of the last."""
    effects: list[RowEffect] = field(default_factory=list)
    replaces: dict[str, None] = field(default_factory=dict)

    def insert(self, table: Table, row_id: str, /, **values: object) -> str:
        """Write a new row; gives its id back. Raises DoesNotFit, as `update` does."""
        self._apply(table, "insert", row_id, {**_blank(table), **_plain(values)})
        return row_id

    def update(self, table: Table, row_id: str, /, **values: object) -> None:
        """Change columns of a row; the entry that wrote it last is named as replaced."""
        last = self.connection.execute(select(table.c.entry_id).where(table.c.id == row_id)).scalar_one()
        if last != self.entry_id:
            self.replaces[last] = None
        self._apply(table, "update", row_id, _plain(values))

    def begins(self, station: str) -> bool:
        """Whether the entry is the first of a station, as it says itself."""
        return any(each.table == stations.name and each.row_id == station for each in self.effects)

    def seal(self, key: CellKey, column: Column[bytes], row_id: str, value: object) -> bytes:
        """A sealed cell for this place that holds `value`, a msgspec Struct or plain data."""
        place = CellPlace(self.office.id, column.table.name, column.name, row_id)
        return seal_struct(key, place, value)

    def _apply(
        self, table: Table, operation: Literal["insert", "update"], row_id: str, values: Values
    ) -> None:
        refuse_what_does_not_fit(table, values)
        effect = RowEffect(operation, str(table.name), row_id, values)
        fold.apply(self.connection, self.entry_id, effect)
        self.effects.append(effect)


@cache
def _blank(table: Table) -> Values:
    """Every column that a new row must say, with nothing in it."""
    return {
        str(column.name): column.info.get("added")
        for column in table.columns
        if column.name not in ("id", "entry_id")
    }


def _plain(values: Values) -> Values:
    """Enumerations as their plain values, as they are signed and stored."""
    return {name: getattr(value, "value", value) for name, value in values.items()}


@dataclass(slots=True)
class Transaction:
    """Several entries that are kept together, or not at all."""

    connection: Connection
    keyring: Keyring
    office: Office
    actor: Actor
    account_keys: AccountKeys
    clock: Clock
    lease: Lease | None = None
    """The lease whose desk this is; None at the home store."""
    _station: str = ""
    _sequence: int = 0
    _clock: int = 0
    _revision: int = 0
    _previous: bytes = GENESIS
    _unfinished: bool = False
    """Rows stand without their entry: as long as it is open, and for good when it fails."""

    def __post_init__(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """See where the journal stands: entries of other stations were put in beside this transaction's."""
        self._station = _STATION.rows(self.connection)[0].value
        head = _proved(_HEAD.row(self.connection, at=self._station))
        if head is not None:
            self._sequence, self._previous = head.sequence, head.hash
        last = _LAST.row(self.connection)
        if last != head:
            _proved(last)
        self._clock = last.clock if last is not None else 0
        self._revision = latest(self.connection, journal.c.revision)

    @property
    def head(self) -> tuple[str, int, bytes]:
        """The station, how many entries it has with this transaction's, and the hash of the last."""
        return self._station, self._sequence, self._previous

    @contextmanager
    def entry(self, kind: str, case_id: str | None = None) -> Iterator[Change]:
        """Collect the rows of one act; append its signed entry when the block ends without an error.

        After an error the transaction can only be given up: raises UnfinishedEntry here and in `finish`.
        Raises NotElsewhere for what only the home store does.
        """
        self.finish()
        if self.lease is not None and not is_made_elsewhere(kind):
            raise NotElsewhere
        now = max(to_millis(self.clock()), wall_millis(self._clock))
        head = (self._sequence, self._previous)
        change = Change(self.connection, self.keyring, self.office, new_id(self.clock), now, head)
        self._unfinished = True
        yield change
        self._append(kind, case_id, change)
        self._unfinished = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that is taken back whole when the block raises; what was before it stays."""
        self.finish()
        before = (self._sequence, self._clock, self._revision, self._previous)
        savepoint = self.connection.begin_nested()
        try:
            yield
            self.finish()
        except BaseException:
            savepoint.rollback()
            self._sequence, self._clock, self._revision, self._previous = before
            self._unfinished = False
            raise
        savepoint.commit()

    def finish(self) -> None:
        """Raise UnfinishedEntry if there are rows that no entry explains, so that they are not kept."""
        if self._unfinished:
            raise UnfinishedEntry

    def _append(self, kind: str, case_id: str | None, change: Change) -> None:
        if self._sequence == 0 and self._clock and not self._has_begun(change):
            raise StrangeContents(str(store_facts.name))  # somebody has put in a station of his own
        self._sequence += 1
        self._revision += 1
        self._clock = next_clock(self._clock, change.at)
        entry = Entry(
            format=FORMAT,
            id=change.entry_id,
            office=self.office.id,
            station=self._station,
            sequence=self._sequence,
            clock=self._clock,
            kind=kind,
            case_id=case_id,
            actor=self.actor.id,
            actor_key=self.actor.key_id,
            previous=self._previous,
            replaces=tuple(change.replaces),
            effects=tuple(change.effects),
        )
        self._previous = insert_entry(self.connection, entry, self._revision, self.account_keys)

    def _has_begun(self, change: Change) -> bool:
        """Whether the station begins with this entry, or the home store has begun it for a leased desk."""
        leased = self.lease is not None and self.lease.station == self._station
        return change.begins(self._station) or (leased and is_leased(self.connection, self._station))


def _proved(row: Row[*tuple[Any, ...]] | None) -> Row[*tuple[Any, ...]] | None:
    """A row of the journal; raises StrangeContents unless it is as it was signed.

    The next entry names its hash, and comes after it: whoever alters the row for a moment would have an
    officer sign a gap, or a time that never was.
    """
    if row is not None and not is_as_signed(row):
        raise StrangeContents(str(journal.name))
    return row


def latest(connection: Connection, column: Column[int]) -> int:
    """The greatest number that a column of the journal holds; 0 for an empty one."""
    return _greatest(column).value(connection) or 0


@cache
def _greatest(column: Column[int]) -> Question:
    return Question(select(func.max(column)))


def insert_entry(connection: Connection, entry: Entry, revision: int, keys: AccountKeys) -> bytes:
    """Sign and store an entry as the store's `revision`; gives back its hash, which the next one names."""
    row = {**signed_row(entry, keys), "revision": revision}
    insert(journal, connection.dialect).run(connection, row)
    digest: bytes = row["hash"]
    return digest


def signed_row(entry: Entry, keys: AccountKeys) -> Values:
    """The row of the journal that holds a signed entry, but for its `revision`."""
    signed = encode(entry)
    signature = keys.sign(SIGNING_CONTEXT, signed)
    return {
        "id": entry.id,
        "station": entry.station,
        "sequence": entry.sequence,
        "clock": entry.clock,
        "kind": entry.kind,
        "case_id": entry.case_id,
        "actor": entry.actor,
        "signed": signed,
        "signature": signature,
        "hash": entry_hash(signed, signature),
    }
