"""Says something that is too long for a notice, and stays until it has been read."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from wbs_tui.text.catalogue import _


class SaidDialog(Dialog[None]):
    """Asks nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "dismiss", show=False)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def title_text(self) -> str:
        """What it is about."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("esc tutup")

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield Static(self._text, classes="dialog-text", markup=False)
