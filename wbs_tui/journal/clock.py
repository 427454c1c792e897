"""The hybrid logical clock: wall time that never runs backwards within a store (Kulkarni et al., 2014)."""

COUNTER_BITS = 16


def next_clock(last: int, now_millis: int) -> int:
    """A clock later than `last`, at the wall time when that is ahead."""
    return max(last + 1, now_millis << COUNTER_BITS)


def wall_millis(clock: int) -> int:
    """The milliseconds since 1970 UTC that a clock stands for."""
    return clock >> COUNTER_BITS
