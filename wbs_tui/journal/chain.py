"""The chain: on each station every entry names the one before, and one station goes on from another."""

from collections.abc import Iterator

from models.tables.journal import stations
from wbs_tui.journal.entries import GENESIS, Entry
from wbs_tui.journal.findings import Finding

Head = tuple[int, bytes]
_BEFORE: Head = (0, GENESIS)


class Chain:
    """Follows the entries in the order of the fold.

    An office writes at one station at a time. A later one begins with an entry that names, signed, the head
    of the one before; from then on nothing more is written there. So an entry that is put in at a station of
    somebody's own, with a date of his choice, stands beside the chain.
    """

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        """By station, in the order in which they began: how many entries, and the hash of the last."""
        self._last = ""
        """The station that is written at; nothing before the first entry."""
        self._known: set[str] = set()
        """It, and those that began beside it, which are named once."""

    def follow(self, entry: Entry, digest: bytes) -> Iterator[Finding]:
        """What does not fit; `digest` is the entry's own hash."""
        sequence, previous = self.heads.get(entry.station, _BEFORE)
        if entry.sequence != sequence + 1 or entry.previous != previous:
            yield Finding("chain", entry.id)
        if entry.station not in self._known:
            if self._goes_on(entry):
                self._last, self._known = entry.station, {entry.station}
            else:
                yield Finding("station", entry.id)
                if entry.station not in self.heads:
                    self._known.add(entry.station)
        self.heads[entry.station] = (entry.sequence, digest)

    def _goes_on(self, entry: Entry) -> bool:
        """Whether this entry opens its station as the one that follows the present one."""
        if not self._last:
            return True
        begun = {effect.row_id: effect for effect in entry.effects_on(stations.name)}
        effect = begun.get(entry.station)
        if effect is None or effect.operation != "insert" or entry.station in self.heads:
            return False
        named = tuple(effect.values.get(name) for name in ("after_station", "after_sequence", "after_hash"))
        return named == (self._last, *self.heads[self._last])
