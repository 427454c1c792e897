"""Asks for the decree by which an account takes over the office of Inspektur."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Static

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.decree_fields import DecreeFields
from wbs_tui.accounts.handover import Decree
from wbs_tui.text.catalogue import _


class TakeOverDialog(ServiceDialog[Decree]):
    """Gives the decree."""

    def title_text(self) -> str:
        """What would be done."""
        return _("Ambil alih jabatan Inspektur")

    def compose_body(self) -> ComposeResult:
        """What follows from it; number and date."""
        explained = _(
            "Hanya bila Inspektur tidak ada lagi. Dengan SK dan dua bagian kunci pemulihan, akun Anda "
            "menjadi Inspektur dan akun Inspektur yang lama dinonaktifkan; ini tercatat di jurnal dan tidak "
            "dapat dibatalkan."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        yield DecreeFields()

    def service(self) -> Callable[[], Decree]:
        """Read the fields."""
        decree = self.query_one(DecreeFields).decree()
        return lambda: decree
