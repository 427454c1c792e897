"""What of a long list is in view, and which row is selected."""

from collections.abc import Sequence

from models.words.rows import CaseRow, FindsRows, Key, RowSource
from screens.widgets.row_window import RowWindow


class Viewport:
    """`height` rows from number `top` of a list, one of them selected: `cursor`.

    Every method may raise what the source raises; `place` and `restore` take a step back then.
    """

    def __init__(self, source: RowSource, height: int, total: int | None = None) -> None:
        self.window = RowWindow(source)
        self.height = max(1, height)
        self.top = 0
        self.cursor = 0
        self.total = total

    @property
    def selected(self) -> CaseRow | None:
        """The row under the cursor, None in an empty list."""
        return self.window.row(self.cursor)

    @property
    def place(self) -> tuple[int, int]:
        """Where the view stands, for `restore`."""
        return self.top, self.cursor

    def restore(self, place: tuple[int, int]) -> None:
        """Stand again where the view stood."""
        self.top, self.cursor = place

    def home(self) -> None:
        """Select the list's first row."""
        if not self.window.at_start:
            self.window.load_first(self.height)
        self.top = self.cursor = self.window.first
        self._follow()

    def tail(self) -> None:
        """Select the list's last row, read from the list's end."""
        if not self.window.at_end:
            self.window.load_last(self.total)
        self.cursor = max(self.window.first, self.window.end - 1)
        self.top = self.cursor
        self._follow()

    def move(self, by: int) -> None:
        """Select the row `by` rows further down, or the last one there is."""
        self.cursor = self._reach(self.cursor + by)
        self._follow()

    def page(self, by: int) -> None:
        """Turn over `by` pages, the cursor keeping its line."""
        step = by * max(1, self.height - 1)
        target = self._reach(self.cursor + step)
        self.top += target - self.cursor
        self.cursor = target
        self._follow()

    def scroll(self, by: int) -> None:
        """Shift the view; the cursor stays on its row while that is in view."""
        self.top += by
        self.window.ensure(self.top, self.top + self.height)
        self._hold_top()
        self.cursor = min(max(self.cursor, self.top), self.top + self.height - 1)
        self._follow()

    def shows(self, line: int) -> bool:
        """Whether a row stands on this line of the view."""
        return 0 <= line < self.height and self.window.row(self.top + line) is not None

    def select_line(self, line: int) -> None:
        """Select the row on this line of the view."""
        self.cursor = self.top + line

    def resize(self, height: int) -> None:
        """Show `height` rows, the selected one among them."""
        self.height = max(1, height)
        self._follow()

    def count(self, total: int) -> None:
        """Take in how long the list is."""
        self.total = total
        self._settle()

    def go(self, key: Key, line: int = 0) -> None:
        """Select the row at a place, or the first behind it, on this line of the view."""
        self.cursor = self.window.load_around(key, self.cursor)
        self.cursor = self._reach(self.cursor)
        self.top = self.cursor - line
        self._follow()

    def reload(self) -> None:
        """Read again, staying with the selected case where it still stands."""
        row = self.selected
        if row is None:
            self.window.load_first(self.height)
            self.home()
            return
        source = self.window.source
        now = source.find(row.id) if isinstance(source, FindsRows) else row
        self.go(now.key if now else row.key, self.cursor - self.top)
        found = self.window.number_of(row.id)
        if found is not None and found != self.cursor:
            self.cursor = found
            self._follow()

    def jump(self, number: int, anchors: Sequence[Key], every: int) -> None:
        """Show the list from its row `number` on, by way of the nearest of the `anchors`."""
        if not anchors:
            return
        index = min(number // every, len(anchors) - 1)
        place = self.window.load_around(anchors[index], index * every)
        self.top = self.cursor = self._reach(place + number - index * every)
        self._follow()

    def _reach(self, number: int) -> int:
        """The nearest number that the list has, its row held."""
        self.window.ensure(number, number + 1)
        return max(self.window.first, min(number, self.window.end - 1))

    def _follow(self) -> None:
        """Bring the cursor into view and hold every row of the view."""
        self.top = max(min(self.top, self.cursor), self.cursor - self.height + 1)
        self.window.ensure(self.top, self.top + self.height)
        self._hold_top()
        self._settle()

    def _hold_top(self) -> None:
        """Leave no empty lines at either end of the list."""
        if self.window.at_end and self.top > self.window.end - self.height:
            self.top = self.window.end - self.height
            self.window.ensure(self.top, self.window.end)
        self.top = max(self.top, self.window.first)

    def _settle(self) -> None:
        """Number the rows truly wherever an end of the list is in sight."""
        window = self.window
        if window.at_start:
            shift = -window.first
        elif window.at_end and self.total is not None:
            shift = self.total - window.end
        else:
            shift = max(0, -window.first)
        window.renumber(shift)
        self.top += shift
        self.cursor += shift
        if window.at_start and window.at_end:
            self.total = window.end
