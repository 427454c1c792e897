"""The chain: on each station every entry names the one before, and one station goes on from another."""

from collections.abc import Iterator

from models.tables.exchange import leases
from models.tables.journal import stations
from models.words.stations import Beginning
from wbs_tui.journal.entries import GENESIS, Entry
from wbs_tui.journal.findings import Finding

Head = tuple[int, bytes]
_BEFORE: Head = (0, GENESIS)
_AFTER = ("after_station", "after_sequence", "after_hash")


class Chain:
    """Follows the entries in the order of the fold.

    An office writes at one station at a time. A later one begins with an entry that names, signed, the head
    of the one before; from then on nothing more is written there. So an entry that is put in at a station of
    somebody's own, with a date of his choice, stands beside the chain. Only with a lease, which the present
    station's entry gives and which names its head, a desk elsewhere writes beside it.
    """

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        """By station, in the order of their first entries: how many entries, and the hash of the last."""
        self._last = ""
        """The station that is written at; nothing before the first entry."""
        self._known: set[str] = set()
        """It, the desks with a lease, and those that began beside the chain, which are named once."""
        self._desks: set[str] = set()

    def follow(self, entry: Entry, digest: bytes) -> Iterator[Finding]:
        """What does not fit; `digest` is the entry's own hash."""
        sequence, previous = self.heads.get(entry.station, _BEFORE)
        if entry.sequence != sequence + 1 or entry.previous != previous:
            yield Finding("chain", entry.id)
        if entry.station not in self._known:
            if self._goes_on(entry):
                self._last, self._known = entry.station, {entry.station} | self._desks
            else:
                yield Finding("station", entry.id)
                if entry.station not in self.heads:
                    self._known.add(entry.station)
        yield from self._note_leases(entry, (sequence, previous))
        self.heads[entry.station] = (entry.sequence, digest)

    def _note_leases(self, entry: Entry, before: Head) -> Iterator[Finding]:
        """The desks that an entry leases to; `before`: the head of its station until then."""
        leased = {effect.values.get("station") for effect in entry.effects_on(leases.name)}
        for effect in entry.effects_on(stations.name):
            if effect.values.get("reason") != Beginning.LEASED:
                continue
            named = tuple(effect.values.get(name) for name in _AFTER)
            is_new = effect.operation == "insert" and effect.row_id not in self._known | self.heads.keys()
            if (
                is_new
                and effect.row_id in leased
                and named == (entry.station, *before) == (self._last, *before)
            ):
                self._desks.add(effect.row_id)
                self._known.add(effect.row_id)
            else:
                yield Finding("station", entry.id)

    def finish(self) -> Iterator[Finding]:
        """What is still to be said when all entries have been met: here nothing."""
        yield from ()

    def _goes_on(self, entry: Entry) -> bool:
        """Whether this entry opens its station as the one that follows the present one."""
        if not self._last:
            return True
        begun = {effect.row_id: effect for effect in entry.effects_on(stations.name)}
        effect = begun.get(entry.station)
        if effect is None or effect.operation != "insert" or entry.station in self.heads:
            return False
        named = tuple(effect.values.get(name) for name in _AFTER)
        return named == (self._last, *self.heads[self._last])
