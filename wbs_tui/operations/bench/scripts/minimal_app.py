"""A minimal Textual app that repaints its lines on a key: run as a program of its own, as a peer.

It does what a list does when it scrolls, in the fewest words: a screen of lines moves up by one.
"""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    """Lines with numbers, the first of which says how often `j` was pressed."""

    BINDINGS: ClassVar = [("j", "next"), ("q", "quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Static(self.lines(), markup=False)

    def action_next(self) -> None:
        """Move up by one."""
        self.pressed += 1
        self.query_one(Static).update(self.lines())

    def lines(self) -> str:
        """As many as the screen has."""
        return "\n".join(f"Minimal {self.pressed + line}." for line in range(self.size.height))


MinimalApp().run()
