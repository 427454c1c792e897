"""Asks where a courier's bundle lies, and takes it in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.path_input import PathInput
from wbs_tui.intake.attaching import chosen_path
from wbs_tui.sync.bundles.courier import BundleRead, read_bundle
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class ReadBundleDialog(ServiceDialog[BundleRead]):
    """Gives what the bundle brought."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def title_text(self) -> str:
        """What is read."""
        return _("Baca bundel kurir")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("tab lengkapi nama · enter baca · esc batal")

    def compose_body(self) -> ComposeResult:
        """What happens, and the path."""
        explained = _(
            "Seluruh bundel diperiksa dahulu, lalu isinya diterapkan. Yang sudah pernah diterima tidak "
            "dihitung dua kali."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        yield from self.labelled(_("Berkas"), PathInput(id="bundle-path"))

    def service(self) -> Callable[[], BundleRead]:
        """Take it in."""
        typed = self.value("bundle-path")
        if not typed.strip():
            raise Refused(_("Ketik letak berkasnya."))
        path = chosen_path(typed)
        return lambda: read_bundle(self._desk, path)
