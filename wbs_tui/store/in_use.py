"""Who has a store open: each desk holds a share of one lock for its life, a re-key needs all of it."""

import contextlib
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from wbs_tui.store.errors import StoreBusy

_LONGEST_WAIT = 10.0  # seconds; a re-key of a large store takes longer, and then the officer is told
_STEP = 0.05


class InUse:
    """A share of the lock on one store, until it is closed (or the process ends)."""

    def __init__(self, path: Path) -> None:
        """Raises StoreBusy while the store is being re-keyed."""
        self._handle = _opened(path)
        deadline = time.monotonic() + _LONGEST_WAIT
        while not self._share():
            if time.monotonic() > deadline:
                self.close()
                raise StoreBusy
            time.sleep(_STEP)

    def _share(self) -> bool:
        return self._handle is None or _try_shared(self._handle)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else has the store open, and nobody comes in as long as the block lasts.

        The share is given up for a moment on the way there and back, so the caller must hold the header's
        lock: else somebody else might re-key the store in that moment.
        """
        if self._handle is None or not _try_alone(self._handle):
            self._back()
            yield False
            return
        try:
            yield True
        finally:
            self._back()

    def _back(self) -> None:
        while not self._share():  # at most another who looks whether he is alone
            time.sleep(_STEP)

    def close(self) -> None:
        """Give up the share."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _opened(path: Path) -> int | None:
    """None in a folder that cannot be written: who only reads there keeps nobody from anything.

    Of a store on a server this computer may have no folder yet.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


if sys.platform == "win32":
    import msvcrt

    _PLACES = 1024
    """Windows has no shared locks for us: each desk locks one byte of these, a re-key all of them."""

    def _try_shared(handle: int) -> bool:
        _unlock(handle)
        return any(_lock(handle, random.randrange(_PLACES), 1) for _try in range(8))  # noqa: S311

    def _try_alone(handle: int) -> bool:
        _unlock(handle)
        return _lock(handle, 0, _PLACES)

    def _lock(handle: int, start: int, size: int) -> bool:
        os.lseek(handle, start, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, size)
        except OSError:
            return False
        _held[handle] = (start, size)
        return True

    def _unlock(handle: int) -> None:
        if handle in _held:
            start, size = _held.pop(handle)
            os.lseek(handle, start, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, size)

    _held: dict[int, tuple[int, int]] = {}

else:
    import fcntl

    def _try_shared(handle: int) -> bool:
        return _try(handle, fcntl.LOCK_SH)

    def _try_alone(handle: int) -> bool:
        return _try(handle, fcntl.LOCK_EX)

    def _try(handle: int, kind: int) -> bool:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
