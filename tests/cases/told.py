"""A listener that keeps what it is told, and waits for what a test wants to hear."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wbs_tui.cases.reading.live import Follower
from wbs_tui.cases.reading.presence import Present
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.following import Changes, present_revision
from wbs_tui.text.errors import StoreTrouble

LONGEST = 20.0
"""Seconds that a test waits for what must come."""


class Told:
    """What a follower has told so far."""

    def __init__(self) -> None:
        self.cases: set[str] = set()
        self.office = False
        self.present: tuple[Present, ...] = ()
        self.reach: list[str] = []
        self.errors: list[Exception] = []
        self._news = threading.Condition()

    def changed(self, changes: Changes) -> None:
        self._take(lambda: self.cases.update(changes.cases))
        self.office |= changes.office

    def gathered(self, present: tuple[Present, ...]) -> None:
        self._take(lambda: setattr(self, "present", present))

    def lost(self, trouble: StoreTrouble) -> None:
        self._take(lambda: self.reach.append(type(trouble).__name__))

    def found(self) -> None:
        self._take(lambda: self.reach.append("found"))

    def failed(self, error: Exception) -> None:
        self._take(lambda: self.errors.append(error))

    def _take(self, take: Callable[[], object]) -> None:
        with self._news:
            take()
            self._news.notify_all()

    def wait_for(self, heard: Callable[[], bool]) -> None:
        """Until it has been told; a fault of the follower is raised."""
        with self._news:
            assert self._news.wait_for(lambda: bool(self.errors) or heard(), LONGEST), vars(self)
        assert self.errors == []


@contextmanager
def following(desk: Desk, own_seat: str = "") -> Iterator[Told]:
    """A follower of the desk's store, from what stands there now."""
    told = Told()
    with desk.reading() as connection:
        since = present_revision(connection)
    follower = Follower(desk, told, since, own_seat)
    follower.start()
    try:
        yield told
    finally:
        follower.stop()
    assert not follower.alive
    assert told.errors == []
