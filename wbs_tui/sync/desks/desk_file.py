"""The file that a leased desk is opened from: a part of the store, sealed for the accounts that work there.

It is made like a backup, under a store key of its own, with the slots of those accounts alone. The rows of
the journal go along, and the tables are made from them where it is opened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, select

from models.tables.base import Values
from models.tables.cases import evidence, reports
from models.tables.exchange import exchange_state
from models.tables.journal import journal, store_facts
from models.tables.local import key_wraps
from wbs_tui.accounts.offices import TOKENS
from wbs_tui.accounts.seats import read_seats
from wbs_tui.cases.keys import IDENTITY_KEY
from wbs_tui.journal.carried import STATE
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.sealed_files import file_records
from wbs_tui.operations.steps import Step, Tell
from wbs_tui.store.backup_file import DESK, Begin, End, FileEnds, Lost, Record, write_backup
from wbs_tui.store.dump import Rows, Tally
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.place_facts import LEASE
from wbs_tui.store.schema import VERSIONS, stored_version
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.header import Header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import Slot, seal_slot

_WAYS_IN = ("password", "recovery")
_AT_ONCE = 200


class NoWayIn(Refused):
    """An account has no slot that opens with a password."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Akun {name} belum mempunyai kata sandi di penyimpanan ini, jadi tidak dapat membuka meja."
            ).format(name=name)
        )


@dataclass(frozen=True, slots=True)
class Along:
    """What goes along, once the lease is made."""

    lease: str
    station: str
    entries: Sequence[str]
    """Ids, the one that makes the lease among them."""
    wraps: Sequence[Values]
    files: Sequence[str]
    carried: bytes
    """The list, as its digest was taken."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is in the file."""

    size: int
    """Bytes."""
    entries: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that rows name and that were not there to be carried."""


def header_for(desk: Desk, connection: Connection, members: Mapping[str, str], store_key: bytes) -> Header:
    """The header of the desk: the slots of these accounts (names by id), which open its key as they are.

    Raises NoWayIn, AccountsNotSigned.
    """
    home, seats = desk.location.header.read(), read_seats(connection)
    slots: list[Slot] = []
    for account_id, name in members.items():
        own = [slot for slot in home.slots if slot.account_id == account_id and slot.kind in _WAYS_IN]
        if not own:
            raise NoWayIn(name)
        public = seats.public[account_id]
        slots += [seal_slot(home.store_id, slot, public, store_key) for slot in own]
    return Header(
        store_id=home.store_id, office_code=home.office_code, schema=VERSIONS[-1], slots=tuple(slots)
    )


def wraps_for(
    connection: Connection, cases: Sequence[str], own_keys: Sequence[str], *, identity: bool
) -> list[Values]:
    """The rows of `key_wraps` that go along: of the cases, of the look-ups, and keys that the desk needs."""
    found: list[Values] = []
    for ids in _few(cases):
        asked = select(key_wraps).where(key_wraps.c.case_id.in_(ids))
        if not identity:
            asked = asked.where(key_wraps.c.purpose != IDENTITY_KEY)
        found += [dict(row._mapping) for row in connection.execute(asked)]
    shared = (key_wraps.c.purpose == TOKENS) & key_wraps.c.case_id.is_(None)
    needed = select(key_wraps).where(shared | key_wraps.c.key_id.in_(own_keys))
    return [*found, *(dict(row._mapping) for row in connection.execute(needed))]


def files_for(connection: Connection, cases: Sequence[str], *, identity: bool) -> list[str]:
    """The sealed files that the desk can open: released evidence; with the identity, everything."""
    found: list[str] = []
    for ids in _few(cases):
        of_cases = select(evidence.c.id).where(evidence.c.case_id.in_(ids))
        if not identity:
            of_cases = of_cases.where(evidence.c.released_key.is_not(None))
        found += connection.execute(of_cases).scalars()
        if identity:
            raw = select(reports.c.raw_file).where(
                reports.c.case_id.in_(ids), reports.c.raw_file.is_not(None)
            )
            found += connection.execute(raw).scalars()
    return sorted(found)


def _few(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def write_desk_file(
    desk: Desk, target: Path, header: Header, store_key: bytes, made: Callable[[], Along], tell: Tell
) -> Written:
    """The file, whole or not there; `made` makes the lease once the file is begun.

    Raises Refused when something of that name is there, CannotWrite, and what `made` raises.
    """
    contents = _Contents(desk, made, tell)
    size = write_backup(target, new_id(desk.clock), desk.now(), header, store_key, contents.records(), DESK)
    return Written(size, contents.entries, contents.files, tuple(contents.lost))


class _Contents:
    """The records of the file, and what they came to."""

    def __init__(self, desk: Desk, made: Callable[[], Along], tell: Tell) -> None:
        self._desk = desk
        self._made = made
        self._tell = tell
        self.entries = 0
        self.files = 0
        self.lost: list[str] = []

    def records(self) -> Iterator[Record]:
        """All of them; what went along was settled when the lease was made."""
        along, counted = self._made(), Tally()
        with self._desk.reading() as connection:
            yield self._begin(connection, along)
            for batch in self._rows(connection, along):
                counted.add(batch)
                yield batch
        for done, file_id in enumerate(along.files, start=1):
            yield from self._file(file_id)
            self._tell(Step.FILES, done, len(along.files))
        yield End(counted.totals(), self.files, len(self.lost))

    def _begin(self, connection: Connection, along: Along) -> Begin:
        schema = stored_version(connection)
        if schema is None:
            raise DamagedStore
        amounts = {str(journal.name): len(along.entries), str(key_wraps.name): len(along.wraps)}
        return Begin(self._desk.office.id, schema, self._desk.actor.id, (), amounts, len(along.files))

    def _rows(self, connection: Connection, along: Along) -> Iterator[Rows]:
        for ids in _few(along.entries):
            rows = connection.execute(select(journal).where(journal.c.id.in_(ids))).all()
            yield _batch(journal, [dict(row._mapping) for row in rows])
            self.entries += len(rows)
            self._tell(Step.ROWS, self.entries, len(along.entries))
        yield _batch(key_wraps, along.wraps)
        yield _batch(exchange_state, [{"name": STATE, "value": along.carried}])
        yield _batch(store_facts, list(self._facts(connection, along)))

    def _facts(self, connection: Connection, along: Along) -> Iterator[Values]:
        store = select(store_facts.c.value).where(store_facts.c.name == "store")
        facts = {
            "store": connection.execute(store).scalar_one(),
            "office": self._desk.office.id,
            "station": along.station,
            LEASE: along.lease,
        }
        for name, value in facts.items():
            yield {"name": name, "value": value}

    def _file(self, file_id: str) -> Iterator[Record]:
        for record in file_records(self._desk, file_id):
            if isinstance(record, Lost):
                self.lost.append(file_id)
            self.files += isinstance(record, FileEnds)
            yield record


def _batch(table: Table, rows: Sequence[Values]) -> Rows:
    names = tuple(map(str, table.columns.keys()))
    return Rows(str(table.name), names, [tuple(row[name] for name in names) for row in rows])
