"""A minimal Textual app that repaints one line on a key: run as a program of its own, as a peer."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    """A line that counts how often `j` was pressed."""

    BINDINGS: ClassVar = [("j", "count"), ("q", "quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("Minimal 0")

    def action_count(self) -> None:
        """Count."""
        self.pressed += 1
        self.query_one(Static).update(f"Minimal {self.pressed}")


MinimalApp().run()
