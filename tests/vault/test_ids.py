"""Ids are UUIDv7, in the order they were made."""

import uuid
from datetime import UTC, datetime, timedelta

from wbs_tui.vault.ids import IdSource, new_id

NOON = datetime(2026, 8, 17, 12, tzinfo=UTC)
MILLIS = int(NOON.timestamp() * 1000)


def test_it_is_a_uuid_of_version_7_that_tells_its_time() -> None:
    made = IdSource().next(MILLIS)
    parsed = uuid.UUID(made)
    assert (len(made), parsed.version, parsed.variant) == (32, 7, uuid.RFC_4122)
    assert parsed.int >> 80 == MILLIS


def test_many_in_one_millisecond_are_all_different_and_in_order() -> None:
    source = IdSource()
    made = [source.next(MILLIS) for _number in range(5000)]
    assert made == sorted(set(made))


def test_a_clock_that_steps_back_does_not_break_the_order() -> None:
    source = IdSource()
    made = [
        source.next(MILLIS),
        source.next(MILLIS - 60_000),
        source.next(MILLIS - 1),
        source.next(MILLIS + 1),
    ]
    assert made == sorted(set(made))
    assert uuid.UUID(made[-1]).int >> 80 == MILLIS + 1


def test_the_process_has_one_order_for_all_callers() -> None:
    later = NOON + timedelta(days=1)
    assert new_id(lambda: later) < new_id(lambda: NOON) < new_id(lambda: later)
