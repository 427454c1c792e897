"""Time as the program passes it around: a function that says what it is now, in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
LAST_SHOWN = 253_402_300_799_999 - 2 * 24 * 60 * 60 * 1000
"""UTC milliseconds: later moments are beyond the year 9999 in some zone, and cannot be shown."""


def system_clock() -> datetime:
    """The machine's time, aware and in UTC."""
    return datetime.now(UTC)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC; refuses a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(moment.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """The UTC time of a stored column."""
    return datetime.fromtimestamp(millis / 1000, UTC)
