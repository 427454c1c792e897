"""The list of what went along to a leased desk: by it a part of a journal is proved.

The home store's entry that makes the lease holds the list's digest, so the list needs no signature. A listed
entry that is not there is named, and one that is there and not listed. What comes later from the
home store is in no list: there what was left out cannot be told from what is missing.
"""

import hashlib
from collections.abc import Iterator
from functools import cached_property

import msgspec
from sqlalchemy import Connection, select

from models.tables.exchange import exchange_state, leases
from models.tables.journal import journal, stations
from wbs_tui.journal.chain import Chain, Head
from wbs_tui.journal.entries import GENESIS, Entry
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.leased import lease_here
from wbs_tui.journal.trails import Trail
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.statements import read_statement

STATE = "lease.carried"
"""Where a desk keeps the list (`exchange_state`)."""
_VERSION = 1
_LABEL = b"wbs-carried-v1|"
_LIST = N_("Daftar isi meja")
_BEFORE: Head = (0, GENESIS)


class Carried(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What went along, in the order of ids and sequences."""

    version: int = _VERSION
    office: str
    lease: str
    entries: dict[str, Trail]
    """By station: sequence and hash of each entry, in their order. Without the one that makes the lease."""
    withheld: tuple[bytes, ...]
    """Ids (16 bytes) of the content keys that stayed at home, of cells that went along."""

    def encoded(self) -> bytes:
        """As it is kept and carried."""
        return msgspec.msgpack.encode(self)


def digest_of(encoded: bytes) -> bytes:
    """What the lease's entry says of the list (32 bytes)."""
    return hashlib.sha256(_LABEL + encoded).digest()


def read_carried(encoded: bytes) -> Carried:
    """The list of these bytes. Raises Damaged, NewerFormat."""
    carried: Carried = read_statement(encoded, {_VERSION: Carried}, _LIST)
    return carried


class CarriedHere:
    """The list of the desk that this store is."""

    def __init__(self, connection: Connection, station: str, lease: str, encoded: bytes) -> None:
        self._connection = connection
        self.station = station
        """The desk's own, which lacks nothing."""
        self.lease = lease
        self.digest = digest_of(encoded)
        self.list = read_carried(encoded)

    @cached_property
    def _withheld(self) -> frozenset[bytes]:
        return frozenset(self.list.withheld)

    @cached_property
    def points(self) -> dict[str, dict[int, bytes]]:
        """By station, by sequence: the hash."""
        return {
            station: {point.sequence: point.hash for point in trail}
            for station, trail in self.list.entries.items()
        }

    def stayed_home(self, key_id: str, entry_id: str) -> bool:
        """Whether a content key need not be here, of a cell that this entry wrote."""
        if bytes.fromhex(key_id) in self._withheld:
            return True
        row = self._connection.execute(
            select(journal.c.station, journal.c.sequence).where(journal.c.id == entry_id)
        ).one_or_none()
        if row is None or row.station == self.station:
            return False
        return row.sequence not in self.points.get(row.station, {})


def carried_here(connection: Connection) -> CarriedHere | None:
    """The list of what this desk was given; None at the home store. Raises Damaged, NewerFormat."""
    lease = lease_here(connection)
    if lease is None:
        return None
    kept = select(exchange_state.c.value).where(exchange_state.c.name == STATE)
    encoded = connection.execute(kept).scalar()
    return CarriedHere(connection, lease.station, lease.id, encoded or b"")


class CarriedChain(Chain):
    """Follows a journal of which only a part is here: its own station whole, the others by the list."""

    def __init__(self, here: CarriedHere) -> None:
        super().__init__()
        self._here = here
        self._missing = {station: set(points) for station, points in here.points.items()}
        self._known = set(here.points) | {here.station}
        self._ends = {station: max(points, default=0) for station, points in here.points.items()}
        self._is_proved = False
        """Whether the entry that makes the lease has been met, with this very list."""

    def follow(self, entry: Entry, digest: bytes) -> Iterator[Finding]:
        """What does not fit; `digest` is the entry's own hash."""
        if entry.station not in self._known and not self._is_restored(entry):
            yield Finding("station", entry.id)
        if not self._fits(entry, digest):
            yield Finding("chain", entry.id)
        self._known.update(effect.row_id for effect in entry.effects_on(stations.name))
        sequence, _hash = self.heads.get(entry.station, _BEFORE)
        if entry.sequence >= sequence:
            self.heads[entry.station] = (entry.sequence, digest)

    def _is_restored(self, entry: Entry) -> bool:
        """Whether it is the first of a home store that was restored, which goes on from one that is known."""
        begun = [effect for effect in entry.effects_on(stations.name) if effect.row_id == entry.station]
        return entry.sequence == 1 and any(
            effect.values.get("after_station") in self._known for effect in begun
        )

    def _fits(self, entry: Entry, digest: bytes) -> bool:
        sequence, previous = self.heads.get(entry.station, _BEFORE)
        if entry.station == self._here.station:
            return entry.sequence == sequence + 1 and entry.previous == previous
        listed = self._here.points.get(entry.station, {}).get(entry.sequence)
        if listed is not None:
            self._missing[entry.station].discard(entry.sequence)
            return listed == digest
        if self._makes_the_lease(entry):
            self._is_proved = True
            self._ends[entry.station] = entry.sequence
            return True
        is_later = entry.sequence > max(sequence, self._ends.get(entry.station, 0))
        return is_later and (entry.sequence != sequence + 1 or entry.previous == previous)

    def _makes_the_lease(self, entry: Entry) -> bool:
        made = [effect for effect in entry.effects_on(leases.name) if effect.row_id == self._here.lease]
        return [effect.values.get("carried") for effect in made] == [self._here.digest]

    def finish(self) -> Iterator[Finding]:
        """What is listed and was not met."""
        if not self._is_proved:
            yield Finding("lease", self._here.lease)
        for station, left in sorted(self._missing.items()):
            yield from (Finding("missing", f"{station}#{sequence}") for sequence in sorted(left))


def chain_of(here: CarriedHere | None) -> Chain:
    """What follows the journal of this store."""
    return Chain() if here is None else CarriedChain(here)
