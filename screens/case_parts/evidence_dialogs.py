"""Ask for a file to add, and for the place to write one to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Select, Static

from screens.case_parts.act_dialog import ActDialog
from screens.widgets.path_input import PathInput
from wbs_tui.cases.steps.evidence import add, export
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.cases.views import EvidenceView
    from wbs_tui.journal.desk import Desk


class AddEvidenceDialog(ActDialog):
    """Where the file is, and what it is said to be."""

    def __init__(self, desk: "Desk", register: str) -> None:
        super().__init__()
        self._desk = desk
        self._register = register

    def title_text(self) -> str:
        return _("Tambah bukti")

    def keys_text(self) -> str:
        return _("tab lengkapi nama · enter berikutnya · ^s simpan · esc batal")

    def compose_body(self) -> ComposeResult:
        explained = _("Berkas disalin dan disegel ke dalam kasus; berkas aslinya tidak disentuh.")
        yield Static(explained, classes="dialog-text", markup=False)
        yield from self.labelled(_("Berkas"), PathInput(id="evidence-path"))
        policy = self._desk.policy
        kinds = [
            (policy.label("evidence_kind", kind, language()), kind)
            for kind in policy.choices("evidence_kind")
        ]
        kind = Select(kinds, id="evidence-kind", prompt=_("Tidak disebut"), compact=True)
        yield from self.labelled(_("Jenis bukti"), kind)

    def service(self) -> Callable[[], object]:
        path = _given(self.value("evidence-path"))
        kind = self.query_one("#evidence-kind", Select).value
        described = "" if kind is Select.NULL else str(kind)
        return lambda: add(self._desk, self._register, [path], described)


class ExportDialog(ActDialog):
    """Where to, and why."""

    def __init__(self, desk: "Desk", register: str, file: "EvidenceView", folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._register = register
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
        path = _given(self.value("export-path"))
        reason = self.value("export-reason")
        return lambda: export(self._desk, self._register, self._file.id, path, reason)


def _given(typed: str) -> Path:
    """The path that was typed or dropped on the terminal; quotes and `~` are understood."""
    bare = typed.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    if not bare:
        raise Refused(_("Ketik letak berkasnya."))
    return Path(bare).expanduser()
