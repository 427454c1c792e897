"""Follows what other desks do, in threads beside the screens: what they wrote, which cases they have open.

The follower reads, the herald writes: a write may have to wait for somebody else's, and news must not.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Protocol

from wbs_tui.cases.reading.presence import BEAT, Others, Present, Seat
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.following import Changes, changes_since
from wbs_tui.store.engine import reading
from wbs_tui.store.errors import StoreBusy
from wbs_tui.store.following import Nudges, nudges_of
from wbs_tui.store.reach import find, lose
from wbs_tui.text.errors import StoreTrouble

_PAUSE = 0.3
"""Seconds between two tellings: of many entries in a row every screen is told now and then."""
_LOOK = 2.0
"""Seconds after which it is looked who has gone, although nobody has written."""
_FIRST_TRY, _LAST_TRY = 0.5, 15.0
"""Seconds between two tries to reach a store that is lost, which double."""
_GOODBYE = 1.0
"""Seconds that a desk waits for its threads when it closes; they end in any case."""


class Listener(Protocol):
    """Is told in the follower's thread, and must not wait."""

    def changed(self, changes: Changes) -> None:
        """Entries have been written, by this desk or another."""

    def gathered(self, present: tuple[Present, ...]) -> None:
        """Others have come to a case, or gone."""

    def lost(self, trouble: StoreTrouble) -> None:
        """The store cannot be reached; it is tried again and again."""

    def found(self) -> None:
        """The store can be reached again; what was written meanwhile has been told."""

    def failed(self, error: Exception) -> None:
        """A fault of the program; nothing is followed any more."""


class Follower:
    """Tells a listener what happens at the store, until it is stopped."""

    def __init__(self, desk: Desk, listener: Listener, since: int, own_seat: str = "") -> None:
        """`since` is the revision that the screens have read; `own_seat` the row of this desk itself."""
        self._desk = desk
        self._listener = listener
        self._others = Others(own_seat)
        self._told: tuple[Present, ...] = ()
        self._revision = since
        self._lost = False
        self._tries = _waits()
        self._ended = threading.Event()
        self._woken = threading.Event()
        self._nudges: Nudges | None = None
        self._thread = threading.Thread(target=self._run, name="wbs-follower", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look now, also at a store that is lost."""
        self._woken.set()
        nudges = self._nudges
        if nudges is not None:
            nudges.wake()

    def stop(self) -> None:
        """Tell nothing more."""
        self._ended.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(_GOODBYE)

    @property
    def alive(self) -> bool:
        """Whether its thread still runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                self._until_lost()
        except Exception as error:  # noqa: BLE001 - handed on: a thread has nobody to raise it to
            if not self._ended.is_set():  # else the desk was closed under it
                self._listener.failed(error)

    def _until_lost(self) -> None:
        try:
            with closing(nudges_of(self._desk.location, self._desk.key)) as self._nudges:
                self._follow(self._nudges)
        except StoreTrouble as trouble:
            if not self._ended.is_set():
                self._lose(trouble)
        finally:
            self._nudges = None

    def _lose(self, trouble: StoreTrouble) -> None:
        """Refuse everybody at once, say so once, and wait for the next try; who is busy is not lost."""
        if not isinstance(trouble, StoreBusy):
            lose(self._desk.engine, trouble)
            if not self._lost:
                self._lost, self._tries = True, _waits()
                self._listener.lost(trouble)
                self._tell_present()
        self._woken.clear()
        self._woken.wait(next(self._tries))

    def _follow(self, nudges: Nudges) -> None:
        find(self._desk.engine)
        self._look()
        if self._lost:
            self._lost = False
            self._listener.found()
            self._tell_present()
        while not self._ended.is_set():
            if nudges.wait(_LOOK):
                self._look()
                self._ended.wait(_PAUSE)
            self._tell_present()
            self._desk.keep_anchors()

    def _look(self) -> None:
        """Catch up from the last revision."""
        with reading(self._desk.engine) as connection:
            changes = changes_since(connection, self._revision)
            self._others.look(connection, self._desk.now())
        if changes.revision != self._revision:
            self._desk.anchored.sees_more()
        self._revision = changes.revision
        if changes and not self._ended.is_set():
            self._listener.changed(changes)
        self._tell_present()

    def _tell_present(self) -> None:
        present = () if self._lost else self._others.present()
        if present != self._told and not self._ended.is_set():
            self._told = present
            self._listener.gathered(present)


def _waits() -> Iterator[float]:
    """Seconds before each try, doubling; not the same at every desk of an office that lost its server."""
    wait = _FIRST_TRY
    while True:
        yield wait * random.uniform(0.7, 1.3)  # noqa: S311 - no secret
        wait = min(wait * 2, _LAST_TRY)


class Herald:
    """Shows other desks which case is open at this one, for as long as it is."""

    def __init__(self, desk: Desk, listener: Listener) -> None:
        self._seat = Seat(desk)
        self._listener = listener
        self._wanted: str | None = None
        self._shown: str | None = None
        self._called = False
        self._ended = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="wbs-herald", daemon=True)

    @property
    def seat(self) -> str:
        """The id of this desk's row."""
        return self._seat.id

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def open(self, case_id: str | None) -> None:
        """This case is open now; None: no case."""
        with self._news:
            self._called |= case_id != self._wanted
            self._wanted = case_id
            self._news.notify()

    def stop(self) -> None:
        """Nobody is there any more."""
        with self._news:
            self._wanted, self._called, self._ended = None, True, True
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join(_GOODBYE)

    @property
    def alive(self) -> bool:
        """Whether its thread still runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._next():
                pass
        except Exception as error:  # noqa: BLE001 - handed on: a thread has nobody to raise it to
            self._listener.failed(error)

    def _next(self) -> bool:
        """Wait until there is something to show, and show it; whether it was the last."""
        with self._news:
            quiet = self._wanted is None and self._shown is None
            self._news.wait_for(lambda: self._called, None if quiet else BEAT)
            self._called = False
            wanted, ended = self._wanted, self._ended
        if wanted is not None or self._shown is not None:
            with suppress(StoreTrouble):  # the follower says that it is lost; the next beat tries again
                self._seat.show(wanted)
                self._shown = wanted
        return ended
