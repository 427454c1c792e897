"""A desk remembers how far it has seen the journal, and writes to no store that does not go on from there."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from wbs_tui.journal.anchors import Anchors, DamagedAnchors, JournalCut, JournalSplit
from wbs_tui.journal.trails import (
    Parting,
    Point,
    Trail,
    is_there,
    last_of,
    meet,
    read_trails,
    stations_of,
)
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.cells import CellKey

EVERY = 5.0
"""Seconds between two writings while a desk is open: a killed one forgets what it saw in them."""
Ends = Callable[[Connection], Mapping[str, int]]
"""By station that another one went on from: the last entry that counts there."""


def _nowhere(_connection: Connection) -> Mapping[str, int]:
    return {}


class Remembered(NamedTuple):
    """What a desk knows of the journal at a moment."""

    noted: Mapping[str, Trail]
    """What the account's desks on this computer have noted."""
    own: Mapping[str, Point]
    """By station: the last entry that this desk has seen."""


class Anchored:
    """The anchors of one desk: read and compared when it opens the store, written when it has seen more."""

    def __init__(self, anchors: Anchors | None, own: CellKey) -> None:
        """Without `anchors` nothing is remembered, and nothing compared."""
        self._anchors = anchors
        self._own = own
        self._noted: Mapping[str, Trail] = {}
        self._latest: dict[str, Point] = {}
        self._refusal: Callable[[], StoreTrouble] | None = None
        self._damaged = False
        self._misses = False
        """Whether something that this desk itself has seen is gone."""
        self._turn = threading.Lock()
        self._writing = threading.Lock()
        self._behind = False
        """Whether something was written or seen since they were last written."""
        self._kept_at = time.monotonic()
        self.before: Mapping[str, Trail] = {}
        """By station: what was seen before this desk opened the store."""
        self.failed = False
        """Whether the last try to write them came to nothing."""

    def __repr__(self) -> str:
        return "<Anchored>"

    @property
    def refusal(self) -> StoreTrouble | None:
        """Why nothing may be written to this store (JournalCut, JournalSplit, DamagedAnchors), if so."""
        return None if self._refusal is None else self._refusal()

    def recall(self) -> None:
        """Read what was seen before this desk opened the store.

        Outside every view of the store: another desk of the account may remember more than a view shows.
        """
        self.before = self._read()

    def _read(self) -> Mapping[str, Trail]:
        if self._anchors is None:
            return {}
        path = self._anchors.path
        try:
            self._noted = self._anchors.read(self._own)
        except DamagedAnchors:
            self._damaged = True
            self._refusal = lambda: DamagedAnchors(path)
        return self._noted

    def arrive(self, connection: Connection, ended: Ends = _nowhere) -> None:
        """Compare what is there with what was seen before, and remember it.

        `ended`: where stations ended by entries whose signers could restore the store. Rows excuse nothing.
        """
        self._hold(connection, self.before, ended)

    def _hold(self, connection: Connection, noted: Mapping[str, Trail], ended: Ends) -> None:
        for station, trail in noted.items():
            self._compare(connection, station, trail, ended)
        self.note(connection)

    def sees_more(self) -> None:
        """Somebody has written."""
        self._behind = self._anchors is not None

    def is_due(self) -> bool:
        """Whether to `leave` now, although the desk stays open; tells one thread alone."""
        with self._turn:
            if not self._behind or time.monotonic() - self._kept_at < EVERY:
                return False
            self._behind, self._kept_at = False, time.monotonic()
            return True

    def remember(self) -> Remembered:
        """What is known before a view is opened: what is written after that is missing in it for no fault."""
        with self._writing:
            return Remembered(self._read(), dict(self._latest))

    def leave(self, connection: Connection, known: Remembered) -> None:
        """Remember how far it has come, and what was seen and is gone."""
        with self._writing:
            self._look(connection, known.own)
            self._hold(connection, known.noted, _nowhere)
            if self._misses and not self._damaged:
                self._write({**self._noted, **{each: self._with_own(each) for each in self._latest}})

    def _with_own(self, station: str) -> Trail:
        """What was noted of a station, with this desk's own last entry there."""
        own, noted = self._latest[station], self._noted.get(station, ())
        return (own, *noted) if not noted or noted[0].sequence < own.sequence else noted

    def note(self, connection: Connection) -> None:
        """Remember how far every station has come, when there is more than before. Not within a write."""
        if self._anchors is None or self._refusal is not None or not self._has_more(connection):
            return
        seen = read_trails(connection)
        for station, trail in seen.items():
            own = self._latest.get(station)
            if own is None or own.sequence < trail[0].sequence:
                self._latest[station] = trail[0]
        self._write(seen)

    def _write(self, seen: Mapping[str, Trail]) -> None:
        if self._anchors is None:
            return
        try:
            self._anchors.write(self._own, seen)
        except OSError:
            self.failed = True  # the office works on; `wbs doctor` says so
            return
        self._noted, self.failed = seen, False

    def _has_more(self, connection: Connection) -> bool:
        known = {station: trail[0].sequence for station, trail in self._noted.items()}
        return known != {station: last_of(connection, station) for station in stations_of(connection)}

    def look(self, connection: Connection) -> None:
        """Before something is written: whether what this desk has seen is still there; `refusal` tells."""
        self._look(connection, dict(self._latest))

    def _look(self, connection: Connection, own: Mapping[str, Point]) -> None:
        for station, point in own.items():
            if not is_there(connection, station, point):
                self._compare(connection, station, (point,), _nowhere)
                self._misses = True

    def wrote(self, station: str, sequence: int, digest: bytes) -> None:
        """An entry of this desk's was kept; none is, at a station where nothing was written yet."""
        if self._anchors is not None and sequence:
            self._latest[station] = Point(sequence, digest)
            self.sees_more()

    def _compare(self, connection: Connection, station: str, trail: Trail, ended: Ends) -> None:
        met = meet(connection, station, trail, {})
        if met.parting is not None and met.parting.what == "cut":
            met = meet(connection, station, trail, ended(connection))
        if met.parting is not None and self._anchors is not None:
            self._refusal = _refusal(self._anchors.path, station, met.parting)


def _refusal(path: Path, station: str, parting: Parting) -> Callable[[], StoreTrouble]:
    trouble = JournalSplit if parting.what == "equivocation" else JournalCut
    return lambda: trouble(path, station, parting.sequence)
