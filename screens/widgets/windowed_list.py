"""A list of any length of which only a window is held and only what changed is painted.

A plain `Widget` that keeps its own `top`: scrolling is one repaint without a new layout. It knows a
`RowSource` and nothing of stores; what a row looks like is for the class above.
"""

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget

from models.words.rows import CaseRow, Key, RowSource
from screens.widgets import list_messages
from screens.widgets.scrollbar import row_at, thumb
from screens.widgets.survey import Survey
from screens.widgets.viewport import Viewport


def headings(height: int) -> int:
    """Lines of headings in a list so high: none where there is hardly room for rows."""
    return 1 if height > 2 else 0


_MOVES = frozenset({"row_down", "row_up", "page_down", "page_up", "first_row", "last_row"})


class WindowedList(Widget, can_focus=True):
    """Moves a cursor over a source. Give it no border and no padding."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "row_down", show=False),
        Binding("up,k", "row_up", show=False),
        Binding("pagedown,ctrl+f", "page_down", show=False),
        Binding("pageup,ctrl+b", "page_up", show=False),
        Binding("home,g", "first_row", show=False),
        Binding("end,G", "last_row", show=False),
    ]
    Highlighted = list_messages.Highlighted
    Counted = list_messages.Counted
    SourceFailed = list_messages.SourceFailed

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view: Viewport | None = None
        self._survey: Survey | None = None
        self._counts = True
        self._error: Exception | None = None
        self._thumb = range(0)
        self._dragging = False
        self._untold = False

    def set_source(self, source: RowSource, total: int | None = None) -> bool:
        """Show another list from its first row; counts it unless `total` is given.

        Where it cannot be read, rows that were read stay: gives whether it is shown.
        """
        view = Viewport(source, self.body_height, total)
        if self.selected is not None and not self._take(view, Viewport.home):
            return False
        self._survey = Survey(self, source)
        self._counts = total is None
        self._view = view
        self._read(Viewport.home)
        self._tell_after_paint()
        return True

    def reload(self, keep: bool = True) -> None:
        """Read the list again: with `keep`, stay with the selected case where it still stands."""
        if self._view is None or self._survey is None:
            return
        self._survey.forget_anchors()
        if not keep:
            self._view = Viewport(self._view.window.source, self.body_height, self._view.total)
        self._read(Viewport.reload if keep else Viewport.home)

    def set_count(self, total: int) -> None:
        """Tell the list how long it is, so that it need not count."""
        self._counts = False
        self._take_count(total)

    def goto(self, key: Key) -> None:
        """Select the row at this place, or the first one behind it."""
        self._change(lambda view: view.go(key, view.height // 2))

    def jump_to(self, fraction: float) -> None:
        """Show this part of the list, 0 to 1; what is far from both ends needs a source with anchors."""
        if self.total is not None:
            self._jump(round(max(0, self.total - self.body_height) * min(max(fraction, 0.0), 1.0)))

    @property
    def selected(self) -> CaseRow | None:
        """The row under the cursor."""
        return self._view.selected if self._view else None

    @property
    def total(self) -> int | None:
        """How many rows the list has, None while that is not known."""
        return self._view.total if self._view else None

    @property
    def position(self) -> int:
        """The number of the selected row, from 1; a close guess after a jump, 0 in an empty list."""
        return self._view.cursor + 1 if self._view and self._view.selected else 0

    @property
    def header_height(self) -> int:
        """Lines of headings."""
        return headings(self.size.height)

    @property
    def body_height(self) -> int:
        """Lines for rows."""
        return max(1, self.size.height - self.header_height)

    def take_key(self, key: str) -> bool:
        """Move at once, if this key moves: handed on by every parent, a held key takes six times as long."""
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if binding.action in _MOVES:
                getattr(self, f"action_{binding.action}")()
                return True
        return False

    def action_row_down(self) -> None:
        """Select the next row."""
        self._change(lambda view: view.move(1))

    def action_row_up(self) -> None:
        """Select the row before."""
        self._change(lambda view: view.move(-1))

    def action_page_down(self) -> None:
        """Turn over one page."""
        self._change(lambda view: view.page(1))

    def action_page_up(self) -> None:
        """Turn back one page."""
        self._change(lambda view: view.page(-1))

    def action_first_row(self) -> None:
        """Select the first row of the list."""
        self._change(Viewport.home)

    def action_last_row(self) -> None:
        """Select the last row of the list."""
        self._change(Viewport.tail)

    def repaint_all(self) -> None:
        """Paint every line anew; a class that keeps painted lines forgets them here."""
        self.refresh()

    def refresh_row(self, number: int) -> None:
        """Paint the line of one row."""
        if self._view is not None:
            line = number - self._view.top + self.header_height
            self.refresh(Region(0, line, self.size.width, 1))

    def _read(self, step: Callable[[Viewport], object]) -> None:
        self._error = None
        self.repaint_all()
        self._change(step)
        if self.is_mounted:
            self.call_after_refresh(self._count)

    def _change(self, step: Callable[[Viewport], object]) -> None:
        """Take a step; a source that fails leaves the list as it stood."""
        view = self._view
        if view is None:
            return
        place, selected = view.place, view.selected
        if not self._take(view, step):
            return
        self._repaint_moved(view, *place)
        if view.selected is not selected:
            self._tell_after_paint()

    def _take(self, view: Viewport, step: Callable[[Viewport], object]) -> bool:
        """Whether the step could be taken; else the view is as it was, and what failed is told."""
        place = view.place
        try:
            step(view)
        except Exception as error:  # noqa: BLE001 - handed on: what a source raises is its own
            view.restore(place)
            self._error = error
            self.refresh()
            self.post_message(self.SourceFailed(self, error))
            return False
        return True

    def _tell_after_paint(self) -> None:
        """Say which row is selected once it is seen to be; of many steps in between only the last is told."""
        if not self._untold:
            self._untold = True
            self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        self._untold = False
        self.post_message(self.Highlighted(self, self.selected))

    def _repaint_moved(self, view: Viewport, top: int, cursor: int) -> None:
        """Paint two lines where the view stands still, else the whole view."""
        if view.top != top or not self._place_thumb():
            self._place_thumb()
            self.refresh()
        elif view.cursor != cursor:
            self.refresh_row(cursor)
            self.refresh_row(view.cursor)

    def _place_thumb(self) -> bool:
        """Put the scrollbar's thumb where it belongs; True when it stood there."""
        view, stood = self._view, self._thumb
        self._thumb = thumb(view.height, view.top, view.total or 0) if view else range(0)
        return stood == self._thumb

    def _count(self) -> None:
        if self._survey is not None and self._counts:
            self._survey.count()

    @on(Survey.Answered)
    def _take_answer(self, answer: Survey.Answered) -> None:
        """Believe an answer about the source shown now; one about an older source is stale."""
        survey = self._survey
        if survey is None or answer.survey is not survey:
            return
        if answer.total is not None and self._counts:
            self._take_count(answer.total)
        if answer.total is None and survey.wanted is not None and survey.anchors:
            self._jump(survey.wanted)

    def _take_count(self, total: int) -> None:
        if self._view is not None:
            self._view.count(total)
            self.post_message(self.Counted(self, self._view.total or 0))
            if not self._place_thumb():
                self.refresh()

    def _jump(self, number: int) -> None:
        """Show the list from a row on, building anchors first where none are built."""
        view, survey = self._view, self._survey
        if view is None or survey is None or view.total is None:
            return
        window, last = view.window, max(0, view.total - view.height)
        if number <= 0 or number >= last:
            self._change(Viewport.home if number <= 0 else Viewport.tail)
        elif window.first <= number and number + view.height <= window.end:
            self._change(lambda view: view.scroll(number - view.top))
        elif survey.anchors:
            self._change(lambda view: view.jump(number, survey.anchors, survey.every))
        else:
            survey.build_anchors(view.total, number)

    def on_mount(self) -> None:
        """Count once the first rows stand on the screen."""
        self.call_after_refresh(self._count)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the selected row in view."""
        self.repaint_all()
        self._change(lambda view: view.resize(self.body_height))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll three rows on."""
        event.stop()
        self._change(lambda view: view.scroll(3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll three rows back."""
        event.stop()
        self._change(lambda view: view.scroll(-3))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scrollbar."""
        if self._thumb and event.x == self.size.width - 1:
            self._dragging = True
            self.capture_mouse()
            self._drag(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scrollbar."""
        if self._dragging:
            self._drag(event)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go of the scrollbar."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag(self, event: events.MouseEvent) -> None:
        if self.total is not None:
            self._jump(row_at(event.y - self.header_height, self.body_height, self.total))
