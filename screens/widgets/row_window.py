"""A window of neighbouring rows over a list of any length: pages come and go, memory stays the same."""

from models.words.rows import CaseRow, Key, RowSource

PAGE = 64
"""Rows asked for at once."""
KEPT = 16 * PAGE
"""Rows held at most."""


class RowWindow:
    """Rows `first` to `end` of a list, numbered so that a row keeps its number while the window moves.

    Numbers count from the list's first row where the window began there or reached it, and are a guess
    after a jump. Errors of the source pass through and leave the window usable.
    """

    def __init__(self, source: RowSource) -> None:
        self.source = source
        self.rows: list[CaseRow] = []
        self.first = 0
        self.at_start = False
        self.at_end = False

    @property
    def end(self) -> int:
        """One past the number of the last row held."""
        return self.first + len(self.rows)

    def row(self, number: int) -> CaseRow | None:
        """The row with this number, None where the window holds none."""
        index = number - self.first
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def number_of(self, case_id: str) -> int | None:
        """The number of a case that the window holds."""
        for index, row in enumerate(self.rows):
            if row.id == case_id:
                return self.first + index
        return None

    def load_first(self, n: int) -> None:
        """Hold the list's first `n` rows: what is shown at once is not kept waiting for what is not."""
        rows = self.source.first(n).rows
        self._hold(rows, 0, at_start=True, at_end=len(rows) < n)

    def load_last(self, total: int | None) -> None:
        """Hold the list's last page, numbered to end at `total` when that is known."""
        rows = self.source.last(PAGE).rows
        whole = len(rows) < PAGE
        first = 0 if whole or total is None else max(0, total - len(rows))
        self._hold(rows, first, at_start=whole, at_end=True)

    def load_around(self, key: Key, number: int) -> int:
        """Hold the neighbourhood of a place; the row there, or the first behind it, gets this number.

        Returns the number of that row, which differs when the list's start is in sight, and is one past
        the last row when nothing stands there or behind.
        """
        before = self.source.before(key, PAGE).rows
        after = (self.source.after(before[-1].key, PAGE) if before else self.source.first(PAGE)).rows
        at_start = len(before) < PAGE
        place = len(before) if at_start else max(number, len(before))
        self._hold(before + after, place - len(before), at_start=at_start, at_end=len(after) < PAGE)
        return place

    def ensure(self, low: int, high: int) -> None:
        """Hold the rows `low` to `high` as far as the list has them; `low` must be near what is held."""
        while low < self.first and not self.at_start and self.rows:
            self._grow_up()
        while high > self.end and not self.at_end and self.rows:
            self._grow_down()
        self._trim(low, high)

    def renumber(self, shift: int) -> None:
        """Add `shift` to every number."""
        self.first += shift

    def _hold(self, rows: tuple[CaseRow, ...], first: int, *, at_start: bool, at_end: bool) -> None:
        self.rows = list(rows)
        self.first = first
        self.at_start = at_start
        self.at_end = at_end

    def _grow_up(self) -> None:
        rows = self.source.before(self.rows[0].key, PAGE).rows
        self.rows[:0] = rows
        self.first -= len(rows)
        self.at_start = len(rows) < PAGE

    def _grow_down(self) -> None:
        rows = self.source.after(self.rows[-1].key, PAGE).rows
        self.rows.extend(rows)
        self.at_end = len(rows) < PAGE

    def _trim(self, low: int, high: int) -> None:
        """Let go of whole pages, those far from what is asked for first."""
        while len(self.rows) > KEPT:
            if low - self.first > self.end - high:
                del self.rows[:PAGE]
                self.first += PAGE
                self.at_start = False
            else:
                del self.rows[-PAGE:]
                self.at_end = False
