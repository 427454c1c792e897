"""Text of any length under one scroll bar."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static


class Prose(VerticalScroll):
    """Shows one text; a new one leaves the scroll where it is."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._shown: VisualType = ""

    def compose(self) -> ComposeResult:
        yield Static(self._shown, markup=False)

    def show(self, text: VisualType) -> None:
        """Show another text, also before this is mounted."""
        self._shown = text
        for static in self.query(Static):
            static.update(text)

    def scroll_to_offset(self, text: str, offset: int) -> None:
        """Bring the character at `offset` of the shown `text` into view, with some lines before it."""
        width = self.query_one(Static).size.width
        if width > 0:
            line = len(Content(text[: offset + 1]).wrap(width)) - 1
            self.scroll_to(y=max(0, line - self.size.height // 3), animate=False)
