"""What is found out about a long list in threads: how long it is, and anchors to jump to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from models.words.rows import HasAnchors, Key, RowSource
from screens.widgets.list_messages import SourceFailed

ANCHORS_KEPT = 4096
"""Anchors of one list at most, however long it is."""


class Survey:
    """The surveys of one source for one list; a list that shows another source makes another."""

    @dataclass
    class Answered(Message, bubble=False):
        """A thread is done; `total` is None when it looked for anchors."""

        survey: "Survey"
        total: int | None = None

    def __init__(self, asker: Widget, source: RowSource) -> None:
        self._asker = asker
        self._source = source
        self._building = False
        self.anchors: Sequence[Key] = ()
        self.every = 1
        self.wanted: int | None = None
        """The row that waits for the anchors."""

    def count(self) -> None:
        """Count the rows, and answer."""
        self._in_thread(lambda: self.Answered(self, self._source.count()), "count")

    def build_anchors(self, total: int, wanted: int) -> None:
        """Make anchors in order to show the row `wanted`, and answer; nothing when the source has none."""
        self.wanted = wanted
        if isinstance(self._source, HasAnchors) and not self._building:
            self._building = True
            self._in_thread(lambda: self._anchors(max(1, total // ANCHORS_KEPT)), "anchors")

    def forget_anchors(self) -> None:
        """The list has changed: what was built is no longer true."""
        self.anchors, self.every = (), 1

    def _anchors(self, every: int) -> Message:
        assert isinstance(self._source, HasAnchors)  # noqa: S101 - build_anchors looked
        worker = get_current_worker()
        try:
            self.anchors, self.every = self._source.anchors(every, lambda: worker.is_cancelled), every
        finally:
            self._building = False
        return self.Answered(self)

    def _in_thread(self, find_out: Callable[[], Message], group: str) -> None:
        def run() -> None:
            try:
                answer = find_out()
            except Exception as error:  # noqa: BLE001 - handed on: what a source raises is its own
                answer = SourceFailed(self._asker, error)
            self._asker.post_message(answer)

        self._asker.run_worker(run, thread=True, exclusive=True, group=group)
