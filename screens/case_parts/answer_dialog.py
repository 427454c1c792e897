"""Asks for the answer that the reporter was given."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from screens.case_parts.act_dialog import ActDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.cases.steps.answers import answer
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import AnswerView, CaseView
    from wbs_tui.journal.desk import Desk


class AnswerDialog(ActDialog):
    """The words, as they went to him."""

    def __init__(self, desk: "Desk", case: "CaseView", corrects: "AnswerView | None" = None) -> None:
        """`corrects` is an earlier answer whose record was wrong; it stays readable."""
        super().__init__()
        self._desk = desk
        self._case = case
        self._corrects = corrects

    def title_text(self) -> str:
        return _("Koreksi jawaban") if self._corrects else _("Jawaban kepada pelapor")

    def compose_body(self) -> ComposeResult:
        explained = _(
            "Dicatat sebagai bukti; program ini tidak mengirimkannya. Tulis seperti yang disampaikan."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        what = f"answer:{self._corrects.id if self._corrects else self._case.id}"
        yield DraftText(
            self._desk, what, id="answer-text", text=self._corrects.body if self._corrects else ""
        )

    def service(self) -> Callable[[], object]:
        corrects = self._corrects.id if self._corrects else None
        return self.recording(lambda text: answer(self._desk, self._case.register, text, corrects))
