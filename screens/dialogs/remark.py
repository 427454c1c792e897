"""Asks for what is said to the office whose case it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from models.words.exchange import MessageKind
from screens.case_parts.act_dialog import ActDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.sync.talks.remarks import RemarkView, write_foreign_remark
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView

_TITLES = {
    MessageKind.COMMENT: N_("Tanggapan tentang {register}"),
    MessageKind.REQUEST: N_("Permintaan tentang {register}"),
    MessageKind.HANDLED: N_("{register} sudah ditangani di sini"),
    MessageKind.REPLY: N_("Jawaban tentang {register}"),
}


class ForeignRemarkDialog(ActDialog):
    """The words, as they go to the other office."""

    def __init__(
        self, desk: "Desk", case: "ForeignCaseView", kind: MessageKind, answered: RemarkView | None = None
    ) -> None:
        """`answered` is what is replied to."""
        super().__init__()
        self._desk = desk
        self._case = case
        self._kind = MessageKind.REPLY if answered else kind
        self._answered = answered

    def title_text(self) -> str:
        return _(_TITLES[self._kind]).format(register=clean_cell(self._case.register))

    def keys_text(self) -> str:
        return _("^s kirim · esc batal, tulisannya tetap ada")

    def compose_body(self) -> ComposeResult:
        if self._answered is not None:
            yield Static(f"“{self._answered.text}”", classes="dialog-text", markup=False)
        explained = _("Disegel untuk {office} dan terkirim pada sinkronisasi berikutnya.")
        yield Static(
            explained.format(office=clean_cell(self._case.office_name) or self._case.office),
            classes="dialog-text",
            markup=False,
        )
        about = self._answered.id if self._answered else self._case.id
        yield DraftText(self._desk, f"remark:{about}:{self._kind}", id="remark-text")

    def service(self) -> Callable[[], object]:
        answered = self._answered.id if self._answered else None
        return self.recording(
            lambda text: write_foreign_remark(self._desk, self._case.id, text, self._kind, answered)
        )
