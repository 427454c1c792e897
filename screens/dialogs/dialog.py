"""What every dialog shares: a framed box with a title, a line that says which keys do what, and Escape."""

from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

Decision = TypeVar("Decision")


class Dialog(ModalScreen[Decision | None], Generic[Decision]):
    """Asks one thing; gives the answer, or None when the officer thinks better of it."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > #dialog {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; background: $surface; padding: 0 1;
            border-title-color: $text-primary; border-title-style: bold;
            border-subtitle-color: $text-muted;
        }
        & Toast { display: none; }  /* news would stand over the field that is typed in */
        & .dialog-label { color: $text-muted; margin-top: 1; }
        & .dialog-text { height: auto; }
        & .dialog-error { color: $text-error; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def title_text(self) -> str:
        """What is asked, in the frame's top."""
        raise NotImplementedError

    def keys_text(self) -> str:
        """Which keys do what, in the frame's bottom."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box around what `compose_body` gives."""
        with VerticalScroll(id="dialog", can_focus=False) as box:
            box.border_title = Text(self.title_text())
            box.border_subtitle = Text(self.keys_text())
            yield from self.compose_body()
            yield Static("", id="dialog-error", classes="dialog-error", markup=False)

    def compose_body(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def refuse(self, message: str) -> None:
        """Say why the answer is not taken, and stay open."""
        self.query_one("#dialog-error", Static).update(message)
