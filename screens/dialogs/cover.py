"""Asks for what a stand-in for the Inspektur needs: Plh or Plt, until when, by which decree, whose key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Select, Static

from models.words.clock import from_millis
from models.words.roles import CoverKind
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.decree_fields import DecreeFields, day_typed
from screens.widgets.form_field import FormField
from screens.widgets.heard_fingerprint import HeardFingerprint
from wbs_tui.accounts.cover import begin_cover
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class CoverDialog(ServiceDialog[str]):
    """Gives until when he stands in, in words."""

    CSS = "CoverDialog { background: $background; }"

    def __init__(self, desk: "Desk", name: str, fingerprint: str) -> None:
        super().__init__()
        self._desk = desk
        self._account = name
        self._fingerprint = fingerprint

    def title_text(self) -> str:
        """Who."""
        return _("{name} menggantikan Inspektur").format(name=self._account)

    def compose_body(self) -> ComposeResult:
        """What follows from it, the fingerprint, the kind, the day, the decree."""
        explained = _(
            "Sampai akhir hari itu {name} membaca dan memutus seperti Inspektur, identitas termasuk, dan "
            "boleh memberi akses; tidak boleh menyerahkan jabatan atau mengatur pemulihan. Berakhir "
            "sendiri, dan dapat diakhiri lebih awal. Ia membacakan sidik jarinya (F7):"
        ).format(name=self._account)
        yield Static(explained, classes="dialog-text", markup=False)
        yield HeardFingerprint(self._fingerprint, tight=True)
        kinds = [
            (_("Plh: Inspektur berhalangan sementara"), CoverKind.PLH),
            (_("Plt: jabatan kosong"), CoverKind.PLT),
        ]
        yield FormField(_("Sebagai"), Select(kinds, id="kind", allow_blank=False, compact=True))
        hint = _("hari terakhir, misalnya 3 September 2026")
        yield FormField(_("Sampai"), Input(id="until", placeholder=hint, max_length=60))
        yield DecreeFields(short=True)

    def on_mount(self) -> None:
        """Begin with what he reads out."""
        self.query_one("#heard").focus()

    def service(self) -> Callable[[], str]:
        """Appoint him."""
        typed = self.query_one(HeardFingerprint).typed()
        kind = CoverKind(str(self.query_one("#kind", Select).value))
        until = day_typed(self.value("until"), _("Sampai"))
        decree = self.query_one(DecreeFields).decree()

        def begin() -> str:
            ends_at = begin_cover(self._desk, self._account, until, kind, decree, typed)
            return moment(from_millis(ends_at), self._desk.office.zone)

        return begin
