"""The key of an open store. It changes while the store is in use, at a moment when nobody uses it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST_WAIT = 10.0  # seconds; whoever reads for longer puts the change off


class StoreKey:
    """The key (32 bytes) that new connections use, and how many use it. Shows nothing of itself."""

    def __init__(self, current: bytes) -> None:
        self.current = current
        self._free = threading.Condition()
        self._users = 0
        self._changing = False
        self._mine = threading.local()

    def __repr__(self) -> str:
        return "<StoreKey>"

    def begin(self) -> None:
        """A connection is taken; waits while the key changes, unless this thread holds another."""
        with self._free:
            while self._changing and not self._depth():
                self._free.wait()
            self._users += 1
            self._mine.depth = self._depth() + 1

    def end(self) -> None:
        """A connection is given back."""
        with self._free:
            self._users -= 1
            self._mine.depth = max(0, self._depth() - 1)
            self._free.notify_all()

    @contextmanager
    def changing(self) -> Iterator[bool]:
        """Whether nobody of this process uses the store, nor will as long as the block lasts."""
        with self._free:
            self._changing = True
            quiet = self._free.wait_for(lambda: self._users == 0, _LONGEST_WAIT)
        try:
            yield quiet
        finally:
            with self._free:
                self._changing = False
                self._free.notify_all()

    def _depth(self) -> int:
        return getattr(self._mine, "depth", 0)
