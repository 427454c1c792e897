"""Asks for a reason, or for any other line of words."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.dialogs.dialog import Dialog
from wbs_tui.text.catalogue import _


class ReasonDialog(Dialog[str]):
    """Gives the words; an empty line only where none are required."""

    def __init__(self, title: str, explanation: str = "", *, required: bool = True, value: str = "") -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._required = required
        self._value = value

    def title_text(self) -> str:
        """What is asked."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter simpan · esc batal")

    def compose_body(self) -> ComposeResult:
        """What it is for, and the line to write on."""
        if self._explanation:
            yield Static(self._explanation, classes="dialog-text", markup=False)
        yield Static(self._label(), classes="dialog-label", markup=False)
        yield Input(self._value, classes="dialog-field", id="reason")

    def _label(self) -> str:
        return _("Alasan (wajib)") if self._required else _("Alasan (boleh kosong)")

    @on(Input.Submitted)
    def _take(self, submitted: Input.Submitted) -> None:
        words = submitted.value.strip()
        if self._required and not words:
            self.refuse(_("Tulis alasannya dengan singkat."))
            return
        self.dismiss(words)
