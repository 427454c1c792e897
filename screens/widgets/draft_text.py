"""A field for long text whose words are kept at every pause: a killed program loses a second at most."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import TextArea

from screens.notices import say_trouble
from screens.turns import in_turn
from wbs_tui.cases.steps.drafts import keep_draft, load_draft
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

PAUSE = 0.8
"""Seconds without a key after which the draft is kept."""


@contextmanager
def said_by(app: App[Any]) -> Iterator[None]:
    """Say what words could not be kept for; they still stand where they were typed."""
    try:
        yield
    except WbsError as error:
        say_trouble(app, error)


async def kept(app: App[Any], keep: Callable[[], object], done: Callable[[], object] = bool) -> None:
    """Keep or forget a draft in a thread, then call `done`: not where it could not be."""
    with said_by(app):
        await asyncio.to_thread(keep)
        done()


class DraftKeeper:
    """Keeps and forgets the draft of one subject; a late write of an older text is passed over."""

    def __init__(self, desk: "Desk", subject: str) -> None:
        self._desk = desk
        self._subject = subject
        self._lock = threading.Lock()
        self._latest = 0

    def save(self, text: str, number: int) -> None:
        """Keep the text; `number` counts the changes. Raises StoreTrouble."""
        with self._lock:
            if number > self._latest:
                keep_draft(self._desk, self._subject, text)
                self._latest = number

    def drop(self, number: int) -> None:
        """Forget the draft and every change up to this one. Raises StoreTrouble."""
        with self._lock:
            keep_draft(self._desk, self._subject, None)
            self._latest = number


class DraftText(TextArea):
    """A TextArea that keeps drafts; what it begins with is not one."""

    def __init__(self, desk: "Desk", subject: str, id: str, text: str = "") -> None:
        """`text` is what it begins with, and no draft as it stands."""
        super().__init__(
            text, id=id, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True
        )
        self._desk = desk
        self._subject = subject
        self._keeper = DraftKeeper(desk, subject)
        self._changes = 0
        self._kept, self._kept_at = text, 0
        self._timer: Timer | None = None

    def begin(self, text: str) -> None:
        """Show a text that needs no keeping as it stands."""
        self._kept, self._kept_at = text, self._changes
        self.load_text(text)
        self.move_cursor((_first_gap(text), 0))
        self.call_after_refresh(self._show_cursor)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing once it was taken away: the screen may paint by its old layout, and its styles are gone."""
        if self._parent is None:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def _show_cursor(self) -> None:
        """With what stands above it, as far as there is room."""
        line, _column = self.cursor_location
        self.scroll_to(y=max(0, line - self.size.height // 2), animate=False)

    async def restore(self) -> bool:
        """Bring back the draft of the subject; gives whether there was one."""
        body = await asyncio.to_thread(load_draft, self._desk, self._subject)
        if body:
            self.begin(body)
            self.move_cursor(self.document.end)
        return bool(body)

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed that is not kept yet."""
        return self.text != self._kept

    @on(TextArea.Changed)
    def _wait_for_pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self.unsaved:
            self._changes += 1
            self._timer = self.set_timer(PAUSE, self._keep_soon)

    def _keep_soon(self) -> None:
        text, number = self.text, self._changes
        keep = partial(self._keeper.save, text, number)
        done = partial(self._was_kept, text, number)
        self.run_worker(in_turn(partial(kept, self.app, keep, done)), group="draft")

    def _was_kept(self, text: str, number: int) -> None:
        """Unless what was kept, forgotten or begun with since is newer."""
        if number > self._kept_at:
            self._kept, self._kept_at = text, number

    def keep(self) -> None:
        """Keep the draft now; waits for the store."""
        if self._timer is not None:
            self._timer.stop()
        if self.unsaved:
            self._changes += 1
            with said_by(self.app):
                self._keeper.save(self.text, self._changes)
                self._was_kept(self.text, self._changes)

    def forget(self) -> None:
        """Forget the draft; its text has been recorded, or is not wanted. Call it in a thread."""
        self._changes += 1
        self._was_kept(self.text, self._changes)
        self._keeper.drop(self._changes)

    def keep_under(self, subject: str) -> None:
        """From now on the draft has another subject; what is kept under the old one is forgotten."""
        self._subject = subject
        old, self._keeper = self._keeper, DraftKeeper(self._desk, subject)
        forget = partial(old.drop, self._changes)
        self.run_worker(in_turn(partial(kept, self.app, forget)), group="draft")


def _first_gap(text: str) -> int:
    """The line where writing begins: under the first heading that has nothing under it, else the last."""
    written = text.split("\n")
    gaps = (
        number
        for number, line in enumerate(written[1:], start=1)
        if not line.strip() and written[number - 1].startswith("## ")
    )
    return next(gaps, len(written) - 1)
