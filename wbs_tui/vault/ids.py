"""Names of rows and entries: UUIDv7 (RFC 9562, section 5.7) as 32 hexadecimal digits."""

import re
import secrets
import threading

from models.words.clock import Clock, to_millis

_RANDOM_BITS = 74
_STEP_BITS = 32
_ID = re.compile("[0-9a-f]{32}")


class IdSource:
    """Ids that only grow (RFC 9562, section 6.2, method 2), even when the clock steps back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0  # 48 bits of milliseconds, then 74 random bits

    def next(self, millis: int) -> str:
        """The next id for this time in milliseconds."""
        with self._lock:
            fresh = (millis << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
            if millis <= self._last >> _RANDOM_BITS:
                fresh = self._last + 1 + secrets.randbits(_STEP_BITS)
            self._last = fresh
        return _as_uuid(fresh)


def _as_uuid(value: int) -> str:
    """Lay version 7 and the RFC's variant between the bits of time and chance."""
    millis, rest = value >> _RANDOM_BITS, value & ((1 << _RANDOM_BITS) - 1)
    high, low = rest >> 62, rest & ((1 << 62) - 1)
    return f"{(millis << 80) | (7 << 76) | (high << 64) | (0b10 << 62) | low:032x}"


_process = IdSource()


def is_id(text: str) -> bool:
    """Whether it is written as an id: what is not may be a path, and names no file."""
    return _ID.fullmatch(text) is not None


def new_id(clock: Clock) -> str:
    """A new UUIDv7 without dashes; within this process each is greater than the one before."""
    return _process.next(to_millis(clock()))
