"""Time as the program passes it around: a function that says what it is now, in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
LAST_SHOWN = 253_402_300_799_999 - 2 * 24 * 60 * 60 * 1000
"""UTC milliseconds: later moments are beyond the year 9999 in some zone, and cannot be shown."""
FIRST_COUNTED = -2_208_988_800_000
"""The year 1900 in UTC milliseconds: nothing that anybody reports here was written before."""
LAST_COUNTED = 7_258_118_400_000
"""The year 2200 in UTC milliseconds: from no later moment can a term or working days be counted."""


def system_clock() -> datetime:
    """The machine's time, aware and in UTC."""
    return datetime.now(UTC)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC; refuses a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(moment.timestamp() * 1000)


def is_counted(millis: int) -> bool:
    """Whether a stored moment is one that this program writes, and anything can be reckoned from."""
    return FIRST_COUNTED <= millis <= LAST_COUNTED


def nearest(millis: int) -> datetime:
    """The UTC time of a column that somebody may have forged: the nearest that can be reckoned with."""
    return from_millis(min(max(millis, FIRST_COUNTED), LAST_COUNTED))


def from_millis(millis: int) -> datetime:
    """The UTC time of a stored column."""
    return datetime.fromtimestamp(millis / 1000, UTC)
