"""A list of cases in memory whose rows can change, move and vanish, as those of a store do."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from models.words.rows import CaseRow, Key, Page
from wbs_tui.operations.bench.synthetic import synthetic_row
from wbs_tui.text.errors import StoreTrouble


class ListedRows:
    """A row source over a sorted list that counts what it is asked."""

    def __init__(self, rows: Iterable[CaseRow]) -> None:
        self.rows = sorted(rows, key=lambda row: row.key)
        self.asked = 0
        self.broken = False

    def first(self, n: int) -> Page:
        return self._page(0, n)

    def last(self, n: int) -> Page:
        return self._page(len(self.rows) - n, len(self.rows))

    def after(self, key: Key, n: int) -> Page:
        place = bisect_right(self.rows, key, key=lambda row: row.key)
        return self._page(place, place + n)

    def before(self, key: Key, n: int) -> Page:
        place = bisect_left(self.rows, key, key=lambda row: row.key)
        return self._page(place - n, place)

    def count(self) -> int:
        if self.broken:
            raise StoreTrouble("Penyimpanan tidak terjangkau.")
        return len(self.rows)

    def find(self, case_id: str) -> CaseRow | None:
        return next((row for row in self.rows if row.id == case_id), None)

    def anchors(self, every: int, cancelled: Callable[[], bool]) -> Sequence[Key]:
        return [] if cancelled() else [row.key for row in self.rows[::every]]

    def change(self, case_id: str, **changes: object) -> None:
        """Change one row; a new key moves it."""
        self.rows = sorted(
            (replace(row, **changes) if row.id == case_id else row for row in self.rows),  # type: ignore[arg-type]
            key=lambda row: row.key,
        )

    def remove(self, case_id: str) -> None:
        self.rows = [row for row in self.rows if row.id != case_id]

    def _page(self, low: int, high: int) -> Page:
        self.asked += 1
        if self.broken:
            raise StoreTrouble("Penyimpanan tidak terjangkau.")
        return Page(tuple(self.rows[max(0, low) : max(0, high)]))


def listed(total: int) -> ListedRows:
    """A source of so many made-up cases."""
    return ListedRows(map(synthetic_row, range(total)))
