"""The list of cases: columns by width, marks, and one painted line kept per row and state."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from functools import cache
from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.color import TRANSPARENT
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip

from models.words.clock import Clock, system_clock
from models.words.rows import CaseRow, RowSource
from screens.widgets import list_messages
from screens.widgets.columns import Column, Scene, columns_for
from screens.widgets.row_strips import FLAGS, header_strip, kept, line_strip, row_strip
from screens.widgets.windowed_list import WindowedList, headings
from wbs_tui.search.words import Term

STRIPS_KEPT = 256
"""Painted lines held at most: a few screens of them."""
StripKey = tuple[str, bool, bool, str]
"""Row id, selected, marked, and the sign of the scrollbar; all else that shows clears what is kept."""
_WHOLE = frozenset({"row", "cursor", "marked-row", "header", "bar", "thumb"})
_PARTS = frozenset(
    {"marked", "unread", "muted", "overdue", "soon", "light", "medium", "heavy", "empty", "error"}
    | {"found", "found-selected"}
)
"""Component classes that colour a whole line, and those laid over it."""
_BARS = {"thumb": "█", "bar": "│", "row": " "}


class CaseList(WindowedList):
    """Cases to look through, mark and open."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"case-list--{name}" for name in _WHOLE | _PARTS}
    DEFAULT_CSS = """
    CaseList {
        width: 1fr; height: 1fr; background: $surface; color: $foreground;
        & > .case-list--header { text-style: bold; color: $foreground; background: $panel; }
        & > .case-list--row { color: $foreground; background: $surface; }
        & > .case-list--cursor { color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background; text-style: $block-cursor-blurred-text-style; }
        &:focus > .case-list--cursor { color: $block-cursor-foreground;
            background: $block-cursor-background; text-style: bold; }
        & > .case-list--marked-row { color: $foreground; background: $boost; }
        & > .case-list--marked { color: $text-accent; text-style: bold; }
        & > .case-list--unread { text-style: bold; }
        & > .case-list--muted { color: $text-muted; }
        & > .case-list--overdue { color: $text-error; text-style: bold; }
        & > .case-list--soon { color: $text-warning; }
        & > .case-list--light { color: $text-success; }
        & > .case-list--medium { color: $text-warning; }
        & > .case-list--heavy { color: $text-error; text-style: bold; }
        & > .case-list--bar { color: $panel; background: $surface; }
        & > .case-list--thumb { color: $primary; background: $surface; }
        & > .case-list--found { color: $text-accent; text-style: bold underline; }
        & > .case-list--found-selected { text-style: bold underline; }
        & > .case-list--empty { color: $text-muted; }
        & > .case-list--error { color: $text-error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_row", show=False),
        Binding("space", "mark_row", show=False),
        Binding("shift+down,J", "mark_down", show=False),
        Binding("shift+up,K", "mark_up", show=False),
    ]
    Opened = list_messages.Opened
    MarksChanged = list_messages.MarksChanged

    def __init__(
        self,
        labels: Callable[[str, str], str],
        *,
        zone: tzinfo = UTC,
        clock: Clock = system_clock,
        empty_message: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`labels(kind, code)` says what the screen shows for a code; `zone` is the office's."""
        super().__init__(id=id, classes=classes)
        self.empty_message = empty_message
        self._labels = labels
        self._zone = zone
        self._clock = clock
        self._terms: tuple[Term, ...] = ()
        self._marks: dict[str, CaseRow] = {}
        self._strips: LRUCache[StripKey, Strip] = LRUCache(STRIPS_KEPT)
        self._filters: Sequence[LineFilter] = ()
        self._background = TRANSPARENT
        self._styles: dict[str, Style] = {}
        self._scene = self._new_scene()

    def set_source(self, source: RowSource, total: int | None = None) -> bool:
        """Show another list from its first row, nothing marked; counts it unless `total` is given."""
        shown = super().set_source(source, total)
        if shown:
            self.clear_marks()
        return shown

    def columns_for(self, width: int) -> tuple[Column, ...]:
        """What it shows in so many cells."""
        return columns_for(width)

    def set_terms(self, terms: tuple[Term, ...]) -> None:
        """Show where titles hold what is looked for."""
        if terms != self._terms:
            self._terms = terms
            self.repaint_all()

    def reload(self, keep: bool = True) -> None:
        """Read the list again; marked cases are known as they stand now."""
        super().reload(keep)
        rows = self._view.window.rows if self._view else []
        self._marks |= {row.id: row for row in rows if row.id in self._marks}

    def set_labels(self, labels: Callable[[str, str], str]) -> None:
        """Say codes in other words."""
        self._labels = labels
        self.repaint_all()

    @property
    def marked(self) -> frozenset[str]:
        """The ids of the marked cases, in view or not."""
        return frozenset(self._marks)

    @property
    def marked_rows(self) -> tuple[CaseRow, ...]:
        """The marked rows as they stood when they were marked, in that order."""
        return tuple(self._marks.values())

    def clear_marks(self) -> None:
        """Mark nothing."""
        if self._marks:
            self._marks.clear()
            self._marks_changed()

    def action_open_row(self) -> None:
        """Open the selected case."""
        if self.selected:
            self.post_message(self.Opened(self, self.selected))

    def action_mark_row(self) -> None:
        """Mark the selected case, or take its mark away, and go on to the next."""
        if self.selected:
            self._toggle(self.selected)
            self.action_row_down()

    def action_mark_down(self) -> None:
        """Mark the selected case and the next."""
        self._mark_selected()
        self.action_row_down()
        self._mark_selected()

    def action_mark_up(self) -> None:
        """Mark the selected case and the one before."""
        self._mark_selected()
        self.action_row_up()
        self._mark_selected()

    def _mark_selected(self) -> None:
        if self.selected and self.selected.id not in self._marks:
            self._toggle(self.selected)

    def _toggle(self, row: CaseRow) -> None:
        if self._marks.pop(row.id, None) is None:
            self._marks[row.id] = row
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.MarksChanged(self, self.marked))

    def on_click(self, event: events.Click) -> None:
        """Select the row; in front of it, mark it; twice, open it."""
        view = self._view
        line = event.y - self.header_height
        if view is None or event.x >= self.size.width - 1 or not view.shows(line):
            return
        self._change(lambda view: view.select_line(line))
        if event.x < FLAGS and view.selected:
            self._toggle(view.selected)
        elif event.chain == 2:
            self.action_open_row()

    def repaint_all(self) -> None:
        """Paint every line anew: rows, words, the width or the day may have changed."""
        self._scene = self._new_scene()
        self._strips.clear()
        super().repaint_all()

    def notify_style_update(self) -> None:
        """Take in new colours: a theme, or focus."""
        super().notify_style_update()
        self._forget_lines()

    def _forget_lines(self) -> None:
        """With the styles, which only colours change: finding them takes as long as painting five rows."""
        self._styles.clear()
        self._strips.clear()

    def _new_scene(self) -> Scene:
        today = self._clock().astimezone(self._zone).date()
        return Scene(cache(self._labels), self._zone, today, self._terms)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            style = self.get_component_rich_style(f"case-list--{name}", partial=name in _PARTS)
            self._styles[name] = style
        return self._styles[name]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The kept lines as they are: with no border to add they go to the terminal unchanged."""
        size = self.size
        filters, background = self.get_line_filters(), self.background_colors[1]
        if (filters, background) != (self._filters, self._background):
            self._filters, self._background = filters, background
            self._forget_lines()
        strips = [self._line(y, size) for y in crop.line_range]
        if crop.column_span == (0, size.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of the list, the headings first."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def _line(self, y: int, size: Size) -> Strip:
        """The headings, a row with its piece of the scrollbar, or what an empty list says."""
        view, line = self._view, y - headings(size.height)
        row = view.window.row(view.top + line) if view and 0 <= line < view.height else None
        if view is None or row is None:
            return self._keep(self._wordy_line(line, size))
        bar = "thumb" if line in self._thumb else "bar" if self._thumb else "row"
        key = (row.id, view.top + line == view.cursor, row.id in self._marks, bar)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._keep(self._row_line(row, size.width, key))
        return strip

    def _keep(self, strip: Strip) -> Strip:
        return kept(strip, self._filters, self._background)

    def _row_line(self, row: CaseRow, width: int, key: StripKey) -> Strip:
        _id, selected, marked, bar = key
        cells = row_strip(
            row,
            self._scene,
            self._style,
            width - 1,
            selected=selected,
            marked=marked,
            columns=self.columns_for,
        )
        return Strip.join([cells, Strip([Segment(_BARS[bar], self._style(bar))], 1)])

    def _wordy_line(self, line: int, size: Size) -> Strip:
        if line < 0:
            return header_strip(self._style, size.width, self.columns_for)
        style, said = self._style("row"), ""
        if self.selected is None:
            name = "error" if self._error else "empty"
            lines = wrap(str(self._error or self.empty_message), max(8, size.width - 4))
            index = line - max(0, (size.height - len(lines)) // 3)
            if 0 <= index < len(lines):
                style, said = style + self._style(name), "  " + lines[index]
        return line_strip(said, style, size.width)
