"""Knows for how long nobody has touched the keyboard or the mouse."""

from datetime import timedelta

from models.words.clock import Clock


class Idleness:
    """Counts from the last touch, by the clock that it is given."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._touched = clock()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._clock()

    def longer_than(self, minutes: int) -> bool:
        """Whether nobody has been there for as long. A clock that was set back begins anew."""
        now = self._clock()
        self._touched = min(self._touched, now)
        return now - self._touched >= timedelta(minutes=minutes)
