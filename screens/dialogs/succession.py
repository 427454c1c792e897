"""An officer's open cases go to his successor: how many, which cannot, and why it is done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.dialogs.service_dialog import ServiceDialog
from wbs_tui.cases.readers.succession import Succession, hand_on
from wbs_tui.text.catalogue import _, n_

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_SHOWN = 5
"""Cases that are named; more are counted."""


class SuccessionDialog(ServiceDialog[Succession]):
    """Gives what was handed on."""

    def __init__(self, desk: "Desk", from_name: str, to_name: str, foreseen: Succession) -> None:
        """`foreseen` is what would be handed on now."""
        super().__init__()
        self._desk = desk
        self._from = from_name
        self._to = to_name
        self._foreseen = foreseen

    def title_text(self) -> str:
        """From whom to whom."""
        return _("Alihkan kasus {name} kepada {to}").format(name=self._from, to=self._to)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter alihkan · esc batal")

    def compose_body(self) -> ComposeResult:
        """How many go, which stay, and the reason."""
        explained = n_(
            "{count} kasus terbuka berpindah dalam satu langkah, dengan catatan dan tenggatnya. Yang "
            "sudah ditulis tetap atas nama {name}. Aksesnya tidak berubah: cabut sendiri dengan c bila "
            "ia pindah.",
            len(self._foreseen.cases),
        ).format(count=len(self._foreseen.cases), name=self._from)
        yield Static(explained, classes="dialog-text", markup=False)
        if self._foreseen.left:
            yield Static(self._staying(), classes="dialog-label", markup=False)
        yield from self.labelled(
            _("Alasan (wajib)"), Input(id="reason", max_length=500, classes="dialog-field")
        )

    def _staying(self) -> str:
        left = self._foreseen.left
        named = ", ".join(case.register for case in left[:_SHOWN])
        if len(left) > _SHOWN:
            named += " " + _("dan {count} lagi").format(count=len(left) - _SHOWN)
        said = n_("{count} kasus tidak dapat berpindah: {registers}.", len(left))
        reasons = dict.fromkeys(case.why for case in left)
        return "\n".join([said.format(count=len(left), registers=named), *reasons])

    def on_mount(self) -> None:
        """Begin with the reason."""
        self.query_one("#reason").focus()

    def service(self) -> Callable[[], Succession]:
        """Hand them on."""
        reason = self.value("reason")
        return lambda: hand_on(self._desk, self._from, self._to, reason)
