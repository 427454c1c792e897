"""Asks for the answer that the reporter was given."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from screens.case_parts.act_dialog import ActDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.cases.answers import answer
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView
    from wbs_tui.journal.desk import Desk


class AnswerDialog(ActDialog):
    """The words, as they went to him."""

    def __init__(self, desk: "Desk", case: "CaseView") -> None:
        super().__init__()
        self._desk = desk
        self._case = case

    def title_text(self) -> str:
        return _("Jawaban kepada pelapor")

    def compose_body(self) -> ComposeResult:
        explained = _(
            "Dicatat sebagai bukti; program ini tidak mengirimkannya. Tulis seperti yang disampaikan."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        yield DraftText(self._desk, f"answer:{self._case.id}", id="answer-text")

    def service(self) -> Callable[[], object]:
        return self.recording(lambda text: answer(self._desk, self._case.register, text))
