"""Holds back who asks too much: requests a minute of an office, of a stranger's address, and all at once."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from wbs_tui.hub.core import busy, too_many
from wbs_tui.hub.limits import Limits

_MINUTE = 60.0
_MOST_NAMES = 10_000


class Allowance:
    """So many a minute for each name, and a minute's worth at once (a token bucket)."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._now = now
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> None:
        """Use one; raises Rejected with the seconds until there is another."""
        now = self._now()
        left = self._left_of(name, now)
        if left < 1:
            raise too_many(ceil((1 - left) * _MINUTE / self._a_minute))
        self._left[name] = (left - 1, now)
        if len(self._left) > _MOST_NAMES:
            self._forget(now)

    def _left_of(self, name: str, now: float) -> float:
        left, at = self._left.get(name, (float(self._a_minute), now))
        return min(self._a_minute, left + (now - at) * self._a_minute / _MINUTE)

    def _forget(self, now: float) -> None:
        """Who has all again may be forgotten."""
        full = [name for name in self._left if self._left_of(name, now) >= self._a_minute]
        for name in full:
            del self._left[name]


class Pressure:
    """What is allowed now. Used in the event loop alone."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._working = self._reading = 0
        self._of_offices: Counter[str] = Counter()
        self.offices = Allowance(limits.requests_a_minute)
        self.strangers = Allowance(limits.strangers_a_minute)

    @property
    def working(self) -> int:
        """Requests that are being worked on."""
        return self._working

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those that are worked on; raises Rejected when there is none."""
        if self._working >= self._limits.at_once:
            raise busy()
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A place among those whose body is arriving; raises Rejected when there is none."""
        if self._reading >= self._limits.bodies_at_once:
            raise busy()
        self._reading += 1
        try:
            yield
        finally:
            self._reading -= 1

    @contextmanager
    def place_of(self, office: str) -> Iterator[None]:
        """A place among the office's own; raises Rejected when it has none, or asked too often."""
        self.offices.take(office)
        if self._of_offices[office] >= self._limits.office_at_once:
            raise too_many(1)
        self._of_offices[office] += 1
        try:
            yield
        finally:
            self._of_offices[office] -= 1
            if not self._of_offices[office]:
                del self._of_offices[office]
