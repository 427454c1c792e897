"""Proves what desks elsewhere wrote: each within its lease, and taken in by the office's own store."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys
from models.tables.cases import cases
from models.tables.exchange import leases, rulings
from models.tables.journal import stations
from models.words.roles import AccountStatus
from models.words.stations import Beginning
from wbs_tui.journal.entries import Entry, RowEffect, entry_hash
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.leased import lease_here
from wbs_tui.journal.makers import Makers
from wbs_tui.journal.rulings import Ruling, rulings_of
from wbs_tui.journal.terms import OF_LEASES, Terms, outside_lease, outside_terms, terms_of


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry of a desk that the office's store has not said to have taken in so far."""

    entry: Entry
    digest: bytes


class Away:
    """Follows a replay in the order of the fold."""

    def __init__(self, connection: Connection, replayed: Connection, makers: Makers) -> None:
        self._replayed = replayed
        self._makers = makers
        self._rulings = rulings_of(connection)
        here = lease_here(connection)
        self._own = None if here is None else here.station
        self._desks: set[str] = set()
        self._terms: dict[str, tuple[Terms, ...]] = {}
        self._born: dict[str, str] = {}
        """By case that a desk brought: that desk."""
        self._waiting: dict[str, list[_Written]] = {}

    def ruling(self, entry: Entry, signed: bytes, signature: bytes) -> Ruling | None:
        """What was decided of an entry; None where nothing was, or of other bytes."""
        ruling = self._rulings.get(entry.id)
        if ruling is None or entry.station not in self._desks:
            return None
        named = (ruling.station, ruling.sequence, ruling.hash)
        return ruling if named == (entry.station, entry.sequence, entry_hash(signed, signature)) else None

    def renumbered(self, entry: Entry) -> Iterator[Finding]:
        """A case that has its register number keeps it, before an entry is applied."""
        for effect in entry.effects_on(cases.name):
            if effect.operation == "update" and "register" in effect.values:
                year = select(cases.c.year).where(cases.c.id == effect.row_id)
                if self._replayed.execute(year).scalar() != 0:
                    yield Finding("not allowed", entry.id)

    def is_by_desk(self, entry: Entry) -> bool:
        """Whether a desk elsewhere wrote the entry."""
        return entry.station in self._desks

    def check(self, entry: Entry, signed: bytes, signature: bytes) -> Iterator[Finding]:
        """What speaks against an entry of a desk, before it is applied."""
        self._waiting.setdefault(entry.station, []).append(_Written(entry, entry_hash(signed, signature)))
        terms = self._terms_of(entry.station)
        ruling = self.ruling(entry, signed, signature)
        if ruling is not None and not ruling.accepted:
            return
        if outside_terms(self._replayed, entry, terms) is not None or (
            ruling is None and self._is_outside(entry, arrives=False)
        ):
            yield Finding("not leased", entry.id)
        for effect in entry.effects_on(cases.name):
            if effect.operation == "insert":
                self._born[effect.row_id] = entry.station

    def _is_outside(self, entry: Entry, *, arrives: bool) -> bool:
        born_there = self._born.get(entry.case_id or "") == entry.station
        terms = self._terms_of(entry.station)
        return outside_lease(entry, terms, born_there=born_there, arrives=arrives) is not None

    def _terms_of(self, station: str) -> tuple[Terms, ...]:
        if station not in self._terms:
            self._terms[station] = terms_of(self._replayed, station)
        return self._terms[station]

    def applied(self, entry: Entry) -> Iterator[Finding]:
        """Note the leases that an entry gave or changed, and what it takes in."""
        if not any(effect.table in OF_LEASES or effect.table == rulings.name for effect in entry.effects):
            return
        self._terms.clear()
        for effect in entry.effects:
            if effect.table == stations.name and effect.values.get("reason") == Beginning.LEASED:
                self._desks.add(effect.row_id)
            elif effect.table == rulings.name and effect.values.get("station") not in self._desks:
                yield Finding("not allowed", entry.id)
            elif effect.table == leases.name and effect.operation == "update":
                yield from self._take_in(entry, effect)

    def _take_in(self, entry: Entry, effect: RowEffect) -> Iterator[Finding]:
        """Whoever wrote what is taken in must have been entitled still, whatever clock he had."""
        taken = effect.values.get("taken_sequence")
        if type(taken) is not int:
            return
        station = self._replayed.execute(
            select(leases.c.station).where(leases.c.id == effect.row_id)
        ).scalar()
        waiting = self._waiting.get(str(station), [])
        part = [each for each in waiting if each.entry.sequence <= taken]
        self._waiting[str(station)] = waiting[len(part) :]
        head = part[-1] if part else None
        if head is None or head.entry.sequence != taken:
            if self._own is None:
                yield Finding("chain", entry.id)
        elif head.digest != effect.values.get("taken_hash"):
            yield Finding("chain", entry.id)
        for each in part:
            if each.entry.id in self._rulings:
                continue
            if self._is_outside(each.entry, arrives=True):
                yield Finding("not leased", each.entry.id)
            if not self._is_entitled(each.entry):
                yield Finding("not allowed", each.entry.id)

    def _is_entitled(self, entry: Entry) -> bool:
        maker = self._makers.maker(entry)
        ended = select(account_keys.c.ended_at).where(account_keys.c.id == entry.actor_key)
        return maker.status == AccountStatus.ACTIVE and self._replayed.execute(ended).scalar() is None

    def finish(self) -> Iterator[Finding]:
        """What of a desk nobody has taken in: it was put into the store behind the program."""
        for station, waiting in self._waiting.items():
            if waiting and station != self._own:
                yield Finding("not taken in", waiting[0].entry.id)
