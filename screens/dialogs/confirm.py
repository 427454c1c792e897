"""Asks whether something grave shall be done, and says what follows from it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Label, Static

from screens.dialogs.dialog import Dialog
from wbs_tui.text.catalogue import _


class ConfirmDialog(Dialog[bool]):
    """Gives True for yes: by the key `y`, or, where nothing undoes it, by typing a name out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "confirm", show=False)]

    def __init__(self, title: str, explanation: str, *, type_out: str = "", mismatch: str = "") -> None:
        """`mismatch` is said when something else than `type_out` was typed."""
        super().__init__()
        self._mismatch = mismatch or _("Namanya tidak sama. Periksa apakah ini akun yang Anda maksud.")
        self._title = title
        self._explanation = explanation
        self._type_out = type_out

    def title_text(self) -> str:
        """What would be done."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter lakukan · esc batal") if self._type_out else _("y ya, lakukan · esc batal")

    def compose_body(self) -> ComposeResult:
        """What follows from it; a line to type the name on."""
        yield Static(self._explanation, classes="dialog-text", markup=False)
        if self._type_out:
            asked = _("Ketik {name} untuk melanjutkan").format(name=self._type_out)
            yield Label(asked, classes="dialog-label", markup=False)
            yield Input(classes="dialog-field", id="typed-out")

    @on(Input.Submitted)
    def _typed(self, submitted: Input.Submitted) -> None:
        if submitted.value.strip() == self._type_out:
            self.dismiss(True)
        else:
            self.refuse(self._mismatch)

    def action_confirm(self) -> None:
        """Yes."""
        if not self._type_out:
            self.dismiss(True)
