"""Two cases of two offices that look the same: whom to tell, in which words, and why."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Select, Static

from screens.case_parts.act_dialog import ActDialog
from wbs_tui.sync.duplicates.matches import MatchView, Side, decide_match
from wbs_tui.sync.duplicates.minhash import BANDS
from wbs_tui.text.catalogue import _
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class MatchDialog(ActDialog):
    """Gives True when it is decided. An office learns nothing but what is told here."""

    def __init__(self, desk: "Desk", match: MatchView) -> None:
        super().__init__()
        self._desk = desk
        self._match = match

    def title_text(self) -> str:
        """What is decided."""
        return _("Mungkin perkara yang sama")

    def compose_body(self) -> ComposeResult:
        """Both cases, and what to do."""
        match = self._match
        explained = _("{first} dan {second}: {bands} dari {most} tanda sama, kuartal {quarter}.").format(
            first=side_text(match.first),
            second=side_text(match.second),
            bands=match.bands,
            most=BANDS,
            quarter=match.quarter,
        )
        told = _(
            "Kedua instansi belum tahu apa-apa. Yang diberi tahu hanya membaca pemberitahuan Anda; alasannya "
            "tinggal di kantor ini."
        )
        yield Static(f"{explained}\n{told}", classes="dialog-text", markup=False)
        choice = Select(self._choices(), id="match-tell", allow_blank=False, compact=True)
        yield from self.labelled(_("Yang diberi tahu"), choice)
        yield from self.labelled(
            _("Pemberitahuan"), Input(self._proposal(), id="match-text", classes="dialog-field")
        )
        yield from self.labelled(_("Alasan (wajib)"), Input(id="match-reason", classes="dialog-field"))

    def _choices(self) -> list[tuple[str, str]]:
        sides = [side for side in (self._match.first, self._match.second) if side.foreign_id is not None]
        choices = [(_("Tidak seorang pun"), "")]
        if len(sides) > 1:
            choices.append((_("Keduanya"), ",".join(side.office for side in sides)))
        return choices + [(f"{side.office} {clean_cell(side.office_name)}", side.office) for side in sides]

    def _proposal(self) -> str:
        return _("Instansi lain mungkin menangani perkara yang sama. Hubungi kami sebelum melangkah.")

    def service(self) -> Callable[[], object]:
        """Decide."""
        told = str(self.query_one("#match-tell", Select).value)
        offices = told.split(",") if told else []
        text, reason = self.value("match-text"), self.value("match-reason")

        def decide() -> bool:
            decide_match(self._desk, self._match.id, offices, text, reason)
            return True

        return decide


def side_text(side: Side) -> str:
    """A case of one office, in a line."""
    number = clean_cell(side.register) or _("nomor belum diketahui")
    return f"{side.office} {clean_cell(side.office_name)} ({number})"
