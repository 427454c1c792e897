"""Ask for a recommendation, and for what became of one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Label, Select, Static

from screens.case_parts.act_dialog import ActDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.cases.steps.followup import add, set_status
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import parse_date

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView, RecommendationView
    from wbs_tui.journal.desk import Desk


class NewRecommendationDialog(ActDialog):
    """What is recommended, and until when."""

    def __init__(self, desk: "Desk", case: "CaseView") -> None:
        super().__init__()
        self._desk = desk
        self._case = case

    def title_text(self) -> str:
        return _("Rekomendasi baru")

    def compose_body(self) -> ComposeResult:
        yield Label(_("Isi rekomendasi"), classes="dialog-label", markup=False)
        yield DraftText(self._desk, f"recommendation:{self._case.id}", id="recommendation-text")
        due = Input(
            id="recommendation-due", classes="dialog-field", placeholder=_("31/12/2026 atau 31 Des 2026")
        )
        yield from self.labelled(_("Batas waktu"), due)

    def service(self) -> Callable[[], object]:
        due = parse_date(self.value("recommendation-due"))
        if due is None:
            raise Refused(_("Batas waktu tidak terbaca. Tulis seperti 31/12/2026 atau 31 Desember 2026."))
        return self.recording(lambda text: add(self._desk, self._case.register, text, due))


class StatusDialog(ActDialog):
    """One of the four statuses, with a note."""

    def __init__(self, desk: "Desk", recommendation: "RecommendationView") -> None:
        super().__init__()
        self._desk = desk
        self._of = recommendation

    def title_text(self) -> str:
        return _("Status rekomendasi {number}").format(number=self._of.number)

    def compose_body(self) -> ComposeResult:
        yield Static(self._of.text, classes="dialog-text", markup=False)
        policy = self._desk.policy
        options = [
            (f"{code} {policy.label('recommendation_status', code, language())}", code)
            for code in policy.choices("recommendation_status")
        ]
        status = Select(
            options, id="status", allow_blank=False, value=str(int(self._of.status)), compact=True
        )
        yield from self.labelled(_("Status"), status)
        note = Input(id="status-note", classes="dialog-field", placeholder=_("Wajib untuk status 4"))
        yield from self.labelled(_("Keterangan"), note)

    def service(self) -> Callable[[], object]:
        status = int(str(self.query_one("#status", Select).value))
        note = self.value("status-note")
        shown = Shown(str(int(self._of.status)))
        return lambda: set_status(self._desk, self._of.register, self._of.id, status, note, shown)
