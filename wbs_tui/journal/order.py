"""The order of the fold: which of two entries comes first, on every computer the same."""

from wbs_tui.journal.entries import Entry

Place = tuple[int, str, str]


def place(entry: Entry) -> Place:
    """By clock, station and id, each by its bytes."""
    return entry.clock, entry.station, entry.id
