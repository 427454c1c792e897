"""Asks for one of several things."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from screens.widgets.picker import Choice, Picker
from wbs_tui.text.catalogue import _


class PickDialog(Dialog[str]):
    """Gives the id of the choice."""

    def __init__(self, title: str, choices: Iterable[Choice], explanation: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._explanation = explanation

    def title_text(self) -> str:
        """What is asked."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("↑ ↓ pilih · enter ambil · esc batal")

    def compose_body(self) -> ComposeResult:
        """An explanation, where there is one, and the choices."""
        if self._explanation:
            yield Static(self._explanation, classes="dialog-text", markup=False)
        yield Picker(self._choices)

    @on(Picker.Picked)
    def _take(self, picked: Picker.Picked) -> None:
        self.dismiss(picked.choice.id)
