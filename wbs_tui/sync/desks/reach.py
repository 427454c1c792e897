"""Which entries and keys of the office go along to a leased desk, and no other.

Of the office itself: who is who, who may read what, and which desks there are. Of the cases: everything that
was written of them. An entry that changes rows goes along with every entry whose rows it changes, so that the
desk can replay what it holds; where one of those is about another case, that case goes along too.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables import accounts
from models.tables.exchange import (
    exchange_keys,
    lease_accounts,
    lease_cases,
    leases,
    peers,
)
from models.tables.journal import journal, number_marks, stations
from models.tables.schema import journaled_tables
from wbs_tui.journal.carried import Carried
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.reading import STREAMED, entry_of
from wbs_tui.journal.refolding import without_effect
from wbs_tui.journal.trails import Point
from wbs_tui.store.errors import StrangeContents
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat

_OF_THE_OFFICE = frozenset(
    str(table.name)
    for table in (
        accounts.offices,
        accounts.accounts,
        accounts.covers,
        accounts.account_keys,
        accounts.compartments,
        accounts.epochs,
        accounts.grants,
        accounts.seed_seals,
        accounts.openings,
        accounts.escrows,
        accounts.escrow_shares,
        accounts.share_checks,
        stations,
        number_marks,
        exchange_keys,
        peers,
        leases,
        lease_accounts,
        lease_cases,
    )
)
"""Not what other offices told, nor kept messages, nor what was revealed of them."""
_ENVELOPES = frozenset({"seed_seals", "escrow_shares"})
_SEALED = {
    name: frozenset(str(column.name) for column in table.c if column.info.get("sealed"))
    for name, table in journaled_tables().items()
    if name not in _ENVELOPES
}
_COLUMNS = (
    journal.c.id,
    journal.c.station,
    journal.c.sequence,
    journal.c.hash,
    journal.c.case_id,
    journal.c.signed,
)
_FEW = 500
"""As many ids are asked for at once."""


def goes_along(entry: Entry, cases: Collection[str]) -> bool:
    """Whether a desk that holds these cases is given the entry."""
    if entry.case_id is not None:
        return entry.case_id in cases
    return bool(entry.effects) and all(effect.table in _OF_THE_OFFICE for effect in entry.effects)


@dataclass(slots=True)
class Reach:
    """What goes along."""

    cases: set[str]
    """Those that were asked for, and those that came with them."""
    entries: dict[str, tuple[str, Point]] = field(default_factory=dict)
    """By id: the station, and the entry's place and hash there."""
    keys: set[str] = field(default_factory=set)
    """Ids of the content keys of all cells."""
    _replaced: set[str] = field(default_factory=set)

    def carried(self, office: str, lease: str, wrapped: Collection[str]) -> Carried:
        """The list that the lease's entry names; `wrapped`: the keys that go along."""
        points: dict[str, list[Point]] = {}
        for station, point in self.entries.values():
            points.setdefault(station, []).append(point)
        ordered = {
            station: tuple(sorted(points[station], key=lambda point: point.sequence))
            for station in sorted(points)
        }
        withheld = tuple(sorted(bytes.fromhex(key) for key in self.keys.difference(wrapped)))
        return Carried(office=office, lease=lease, entries=ordered, withheld=withheld)

    def take(self, row: Row[*tuple[Any, ...]], entry: Entry) -> None:
        """The entry goes along."""
        self.entries[row.id] = (row.station, Point(row.sequence, row.hash))
        self.keys.update(cell_keys(entry.effects))
        self._replaced.update(entry.replaces)

    def missing(self) -> list[str]:
        """Ids of entries whose rows others change, and that do not go along yet."""
        left = sorted(self._replaced - self.entries.keys())
        self._replaced.clear()
        return left


def reach_of(connection: Connection, cases: Iterable[str]) -> Reach:
    """What goes along with these cases, as the connection sees the store. Raises StrangeContents."""
    reach = Reach(set(cases))
    ineffective = without_effect(connection)
    _take(connection, reach, ineffective, None)
    for case_id in sorted(reach.cases):
        _take(connection, reach, ineffective, case_id)
    while missing := reach.missing():
        for row, entry in _read_ids(connection, missing):
            if entry.case_id is None:
                reach.take(row, entry)
            elif entry.case_id not in reach.cases:
                reach.cases.add(entry.case_id)
                _take(connection, reach, ineffective, entry.case_id)
    return reach


def _take(connection: Connection, reach: Reach, ineffective: Collection[str], case_id: str | None) -> None:
    asked = select(*_COLUMNS).where(journal.c.case_id == case_id)
    for row, entry in _read(connection.execute(asked, execution_options=STREAMED)):
        if row.id not in ineffective and goes_along(entry, reach.cases):
            reach.take(row, entry)


def _read_ids(connection: Connection, ids: list[str]) -> Iterator[tuple[Row[*tuple[Any, ...]], Entry]]:
    for start in range(0, len(ids), _FEW):
        asked = select(*_COLUMNS).where(journal.c.id.in_(ids[start : start + _FEW]))
        yield from _read(connection.execute(asked).all())


def _read(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[tuple[Row[*tuple[Any, ...]], Entry]]:
    for row in rows:
        entry = entry_of(row)
        if entry is None:
            raise StrangeContents(str(journal.name))
        yield row, entry


def cell_keys(effects: Iterable[RowEffect]) -> Iterator[str]:
    """The content keys of the cells that are written."""
    for effect in effects:
        for name in _SEALED.get(effect.table, frozenset()):
            cell = effect.values.get(name)
            if isinstance(cell, bytes):
                try:
                    yield cell_key_id(cell)
                except (Damaged, NewerFormat):
                    continue  # a spoilt cell opens for nobody
