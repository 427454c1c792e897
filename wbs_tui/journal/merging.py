"""Merges entries of another station of the office into the journal: what fits is kept as it was signed.

What does not fit is named with its reason and waits, and the station's later entries wait for it. After a
merge the tables are what a replay of the journal makes, in whatever order the stations' entries came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.tables.accounts import offices
from models.tables.base import Values
from models.tables.exchange import rulings
from models.tables.journal import journal, stations, store_facts
from models.words.exchange import DeadReason
from wbs_tui.journal import fold
from wbs_tui.journal.admission import Doubt, not_admitted, not_from_a_desk, unsigned
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.entries import FORMAT, GENESIS, Entry, decode, entry_hash, is_sound
from wbs_tui.journal.leased import lease_id, station_mark
from wbs_tui.journal.order import place
from wbs_tui.journal.refolding import fold_in, refold
from wbs_tui.journal.rulings import Ruling, ruling_on
from wbs_tui.journal.terms import OF_LEASES, Terms, terms_of
from wbs_tui.journal.transaction import latest
from wbs_tui.store.statements import Question, insert
from wbs_tui.text.catalogue import _
from wbs_tui.text.records import ready

MOST_AHEAD = 5 * 60 * 1000
"""Milliseconds that another station's clock may be before ours."""
Signed = tuple[bytes, bytes]
"""The bytes of an entry, and the signature over them."""


@dataclass(frozen=True, slots=True)
class Held:
    """An entry that waits; the id is empty where the bytes are no entry."""

    id: str
    station: str
    reason: DeadReason
    detail: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the entries that came."""

    inserted: tuple[Entry, ...] = ()
    """In the order of the fold."""
    repeated: int = 0
    """How many were here before, with the same bytes."""
    held: tuple[Held, ...] = ()
    cases: frozenset[str] = frozenset()
    """What the inserted ones are about."""


class _Format(msgspec.Struct, frozen=True):
    format: int


_format = msgspec.msgpack.Decoder(ready(_Format))
_THERE = (journal.c.station == bindparam("station")) & (journal.c.sequence == bindparam("sequence"))
_KNOWN = Question(select(journal).where((journal.c.id == bindparam("id")) | _THERE))
_OFFICE = Question(select(offices.c.id))
_OWN = Question(select(store_facts.c.value).where(store_facts.c.name == "station"))
_NUMBER = Question(select(stations.c.number).where(stations.c.id == bindparam("station")))
_WRITTEN = Question(select(journal.c.id).where(journal.c.station == bindparam("station")).limit(1))
_AT = Question(select(journal.c.hash, journal.c.clock, journal.c.signed).where(_THERE))


def merge(connection: Connection, rows: Sequence[Signed], now: int) -> Merged:
    """Insert what holds, in the order of the fold; `now` in milliseconds UTC.

    In a transaction that holds the right to write; a `Transaction` on the same connection looks again after.
    """
    merger = _Merger(connection, now)
    read = [(_read(signed), signed, signature) for signed, signature in rows]
    entries = [(each, signed, signature) for each, signed, signature in read if isinstance(each, Entry)]
    merger.held += [
        Held("", "", doubt.reason, doubt.detail) for doubt, *_bytes in read if isinstance(doubt, Doubt)
    ]
    for entry, signed, signature in sorted(entries, key=lambda each: place(each[0])):
        merger.take(entry, signed, signature)
    inserted = tuple(merger.inserted)
    cases = frozenset(entry.case_id for entry in inserted if entry.case_id is not None)
    return Merged(inserted, merger.repeated, tuple(merger.held), cases)


def _read(signed: bytes) -> Entry | Doubt:
    try:
        if _format.decode(signed).format > FORMAT:
            return Doubt(DeadReason.NEWER_VERSION, _("catatan jurnal dari versi program yang lebih baru"))
        entry = decode(signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Doubt(DeadReason.UNREADABLE, _("bukan catatan jurnal"))
    return entry if is_sound(entry) else Doubt(DeadReason.UNREADABLE, _("bukan catatan jurnal"))


@dataclass(slots=True)
class _Merger:
    connection: Connection
    now: int
    inserted: list[Entry] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    repeated: int = 0
    _terms: dict[str, tuple[Terms, ...]] = field(default_factory=dict)
    _waiting: set[str] = field(default_factory=set)
    """Stations of which an entry waits: what comes later there waits for it."""

    def take(self, entry: Entry, signed: bytes, signature: bytes) -> None:
        """Insert one entry, unless it is here or something speaks against it."""
        known = self._known(entry)
        if known is not None and (known.signed, known.signature) == (signed, signature):
            self.repeated += 1
            return
        ruling = ruling_on(self.connection, entry.id, entry_hash(signed, signature))
        doubt = (
            self._of_its_place(entry, (signed, signature), known)
            or unsigned(self.connection, entry, signed, signature)
            or self._of_its_maker(entry, ruling)
            or self._insert(entry, signed, signature, ruling)
        )
        if doubt is None:
            self.inserted.append(entry)
            if any(effect.table in OF_LEASES for effect in entry.effects):
                self._terms.clear()
        else:
            self._waiting.add(entry.station)
            self.held.append(Held(entry.id, entry.station, doubt.reason, doubt.detail))

    def _known(self, entry: Entry) -> Row[*tuple[Any, ...]] | None:
        """The entry that has its id, or its place at its station."""
        return _KNOWN.row(self.connection, id=entry.id, station=entry.station, sequence=entry.sequence)

    def _of_its_place(
        self, entry: Entry, signed: Signed, known: Row[*tuple[Any, ...]] | None
    ) -> Doubt | None:
        """What speaks against where it says that it stands."""
        if known is not None:
            return self._equivocation(entry)
        if entry.format != FORMAT or entry.office != self._office():
            return Doubt(DeadReason.NOT_FOR_US, _("catatan jurnal kantor lain"))
        if entry.station == self._own() or not self._is_station(entry):
            return Doubt(
                DeadReason.UNKNOWN_SENDER,
                _("stasiun {station} tidak dikenal").format(station=self._named(entry.station)),
            )
        if wall_millis(entry.clock) > self.now + MOST_AHEAD:
            ahead = (wall_millis(entry.clock) - self.now) // 60_000
            sentence = _("jam stasiun {station} {minutes} menit lebih maju")
            return Doubt(
                DeadReason.CLOCK_AHEAD, sentence.format(station=self._named(entry.station), minutes=ahead)
            )
        return self._of_its_chain(entry, signed)

    def _of_its_chain(self, entry: Entry, signed: Signed) -> Doubt | None:
        missing = _("pendahulunya dari stasiun {station} belum tiba").format(
            station=self._named(entry.station)
        )
        if entry.station in self._waiting:
            return Doubt(DeadReason.MISSING_BEFORE, missing)
        after = self._at(entry.station, entry.sequence + 1)
        if after is not None and decode(after.signed).previous != entry_hash(*signed):
            return self._equivocation(entry)
        before = self._at(entry.station, entry.sequence - 1)
        if before is None and entry.sequence > 1:
            return None if self._may_lack() else Doubt(DeadReason.MISSING_BEFORE, missing)
        if entry.previous != (GENESIS if before is None else before.hash):
            return self._equivocation(entry)
        if entry.clock <= (self._begun(entry.station) if before is None else before.clock):
            return Doubt(DeadReason.REFUSED, _("jamnya mundur di antara dua catatan satu stasiun"))
        return None

    def _begun(self, station: str) -> int:
        """The clock of the entry that made the station; 0 for the office's first."""
        begun = (
            select(journal.c.clock)
            .join(stations, stations.c.entry_id == journal.c.id)
            .where(stations.c.id == station)
        )
        return self.connection.execute(begun).scalar() or 0

    def _at(self, station: str, sequence: int) -> Row[*tuple[Any, ...]] | None:
        return _AT.row(self.connection, station=station, sequence=sequence)

    def _of_its_maker(self, entry: Entry, ruling: Ruling | None) -> Doubt | None:
        if ruling is not None and not ruling.accepted:
            return None
        terms = self._terms_of(entry.station)
        if not terms:
            return not_admitted(self.connection, entry)
        if self._may_lack():
            return None  # the home store has admitted it, and says so
        return not_from_a_desk(self.connection, entry, terms, accepted=ruling is not None)

    def _insert(self, entry: Entry, signed: bytes, signature: bytes, ruling: Ruling | None) -> Doubt | None:
        part = self.connection.begin_nested()
        try:
            self._write(entry, signed, signature)
            if ruling is None or ruling.accepted:
                fold_in(self.connection, entry)
                self._apply_rulings(entry)
        except OperationalError:
            raise  # the disk or the server, and no fault of the entry
        except (SQLAlchemyError, fold.StrangeEffect):
            part.rollback()
            return Doubt(DeadReason.REFUSED, _("tidak dapat diterapkan pada isi penyimpanan ini"))
        part.commit()
        return None

    def _write(self, entry: Entry, signed: bytes, signature: bytes) -> None:
        row: Values = {
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
            "revision": latest(self.connection, journal.c.revision) + 1,
        }
        insert(journal, self.connection.dialect).run(self.connection, row)

    def _apply_rulings(self, entry: Entry) -> None:
        """What the Inspektur has let stand in the journal alone is taken out of the rows again."""
        for effect in entry.effects_on(rulings.name):
            signed = select(journal.c.signed).where(journal.c.id == effect.row_id)
            found = self.connection.execute(signed).scalar()
            if found is None or effect.values.get("accepted") is not False:
                continue
            ruled = decode(found)
            for each in ruled.effects:
                refold(self.connection, each.table, each.row_id, ruled.case_id)

    def _terms_of(self, station: str) -> tuple[Terms, ...]:
        if station not in self._terms:
            self._terms[station] = terms_of(self.connection, station)
        return self._terms[station]

    def _office(self) -> str | None:
        return _OFFICE.value(self.connection)

    def _own(self) -> str | None:
        """The station of this store: nobody else writes there."""
        return _OWN.value(self.connection)

    def _may_lack(self) -> bool:
        """Whether this is a desk elsewhere, which is given a part of the office's journal."""
        return lease_id(self.connection) is not None

    def _is_station(self, entry: Entry) -> bool:
        """At the home store a desk with a lease; at a desk also the home store's, and one that begins."""
        station = entry.station
        if self._terms_of(station):
            return True
        if not self._may_lack():
            return False
        if any(effect.row_id == station for effect in entry.effects_on(stations.name)):
            return True
        return any(each.row(self.connection, station=station) is not None for each in (_NUMBER, _WRITTEN))

    def _equivocation(self, entry: Entry) -> Doubt:
        said = _("stasiun {station} mempunyai dua catatan nomor {sequence}, atau dua dengan satu pengenal")
        named = said.format(station=self._named(entry.station), sequence=entry.sequence)
        return Doubt(DeadReason.EQUIVOCATION, named)

    def _named(self, station: str) -> str:
        """How people call a station: `S2`; by the end of its id where it has no number here."""
        known = _NUMBER.value(self.connection, station=station)
        return station[-8:] if known is None else station_mark(known)
