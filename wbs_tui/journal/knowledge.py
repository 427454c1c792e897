"""What each entry knew of the others: which edits its author had before him, and which he could not have."""

from collections.abc import Iterable, Iterator, Mapping

from models.tables.exchange import leases
from models.tables.journal import stations
from models.words.stations import Beginning
from wbs_tui.journal.entries import Entry, RowEffect

Knowledge = Mapping[str, int]
"""By station: how many of its entries were known."""


def knows(known: Knowledge, entry: Entry) -> bool:
    """Whether an entry is among what was known."""
    return known.get(entry.station, 0) >= entry.sequence


def knowledge(ordered: Iterable[Entry]) -> dict[str, Knowledge]:
    """By id of the entry: what it knew, itself included. In the order of the fold.

    Everything of its own station before it; what it replaces or corrects, and all that those knew; at a desk
    elsewhere, what the store that leased to it had then; at that store, what it has taken in of the desk.
    """
    follower = _Follower()
    for entry in ordered:
        follower.follow(entry)
    return follower.known


class _Follower:
    def __init__(self) -> None:
        self.known: dict[str, Knowledge] = {}
        self._at: dict[str, Knowledge] = {}
        """By station: what its last entry knew, or what was there when it began."""
        self._row: dict[str, str] = {}
        """By row: the entry that brought it."""
        self._desk: dict[str, str] = {}
        """By lease: the station of its desk."""
        self._heads: dict[str, list[tuple[int, str]]] = {}

    def follow(self, entry: Entry) -> None:
        """Note what an entry knew."""
        known = dict(self._at.get(entry.station, {}))
        for other in self._named(entry):
            _join(known, self.known.get(other, {}))
        for effect in entry.effects_on(leases.name):
            self._take_in(effect, known)
        known[entry.station] = entry.sequence
        self.known[entry.id] = self._at[entry.station] = known
        self._heads.setdefault(entry.station, []).append((entry.sequence, entry.id))
        self._note_rows(entry, known)

    def _named(self, entry: Entry) -> Iterator[str]:
        yield from entry.replaces
        for effect in entry.effects:
            corrected = effect.values.get("corrects")
            if isinstance(corrected, str) and corrected in self._row:
                yield self._row[corrected]

    def _note_rows(self, entry: Entry, known: Knowledge) -> None:
        for effect in entry.effects:
            if effect.operation != "insert":
                continue
            self._row[effect.row_id] = entry.id
            if effect.table == leases.name:
                self._desk[effect.row_id] = str(effect.values.get("station"))
            elif effect.table == stations.name and effect.values.get("reason") == Beginning.LEASED:
                self._at.setdefault(effect.row_id, known)

    def _take_in(self, effect: RowEffect, known: dict[str, int]) -> None:
        station = self._desk.get(effect.row_id)
        taken = effect.values.get("taken_sequence")
        if station is None or type(taken) is not int:
            return
        for sequence, entry_id in self._heads.get(station, []):
            if sequence <= taken:
                _join(known, self.known[entry_id])
        _join(known, {station: taken})


def _join(known: dict[str, int], other: Knowledge) -> None:
    for station, sequence in other.items():
        if sequence > known.get(station, 0):
            known[station] = sequence
