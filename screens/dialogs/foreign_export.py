"""Asks where a file of another office's case shall be written to, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.case_parts.act_dialog import ActDialog
from screens.widgets.path_input import PathInput
from wbs_tui.intake.attaching import chosen_path
from wbs_tui.sync.foreign_cases.foreign_export import export_foreign
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignFileView


class ForeignExportDialog(ActDialog):
    """Gives the path."""

    def __init__(self, desk: "Desk", file: "ForeignFileView", folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._file = file
        self._folder = folder

    def title_text(self) -> str:
        return _("Ekspor bukti {number}").format(number=self._file.number)

    def keys_text(self) -> str:
        return _("tab lengkapi nama · enter berikutnya · ^s ekspor · esc batal")

    def compose_body(self) -> ComposeResult:
        explained = _(
            "Berkas ditulis TANPA segel di luar WBS, dan hal itu dicatat. Yang sudah ada tidak ditimpa."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        path = PathInput(str(self._folder / self._file.name), id="export-path")
        yield from self.labelled(_("Tulis ke"), path)
        yield from self.labelled(_("Alasan"), Input(id="export-reason", classes="dialog-field"))

    def service(self) -> Callable[[], object]:
        typed = self.value("export-path")
        if not typed.strip():
            raise Refused(_("Ketik letak berkasnya."))
        path, reason = chosen_path(typed), self.value("export-reason")
        return lambda: export_foreign(self._desk, self._file.id, path, reason)
