"""What the system suggests, reviewed: accepted in one key, or changed with a reason."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from models.words.classification import Origin, Reason
from screens.case_parts import reasons
from screens.case_parts.classify_dialog import ClassifyDialog
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, by, heading, lines, masked, muted, row, unwrapped
from screens.widgets.prose import Prose
from wbs_tui.cases.steps import classification
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import ClassificationView

_VALUES = ("category", "severity", "jurisdiction", "supervisory", "subject_class")


class ClassificationTab(CaseTab):
    """The suggestion with its reasons beside the text in which they are highlighted."""

    tab_id: ClassVar[str] = "classification"
    ACTS: ClassVar[frozenset[str]] = frozenset({"accept", "reclassify", "next_reason"})
    _current: Reason | None = None

    def compose(self) -> ComposeResult:
        yield Prose(id="suggestion")
        yield Prose(id="classified-text")

    def show(self) -> None:
        """Show the suggestion, the text, and every decision so far."""
        self._show_panes()

    def focus_inside(self) -> None:
        self.query_one("#suggestion").focus()

    def applies(self, act: str) -> bool:
        """Only a suggestion that stands can be accepted; only reasons that stand in the text are walked."""
        if act == "accept":
            return not self.case.classified
        return act != "next_reason" or bool(self._in_text())

    def action_accept(self) -> None:
        """Decide what is suggested."""
        decision, shown = classification.Decision(), Shown(self.case.classifications[-1].id)
        self.change(
            lambda: classification.decide(self.desk, self.register, decision, shown),
            _("Saran disetujui."),
        )

    def action_reclassify(self) -> None:
        """Ask for other values and why."""
        dialog = ClassifyDialog(self.desk, self.case)
        self.app.push_screen(dialog, lambda done: self.changed(_("Klasifikasi dicatat.")) if done else None)

    def action_next_reason(self) -> None:
        """Go to the next highlighted reason in the text."""
        inside = self._in_text()
        following = inside.index(self._current) + 1 if self._current in inside else 0
        self._current = inside[following % len(inside)]
        self._show_panes()
        self.query_one("#classified-text", Prose).scroll_to_offset(self._text, self._current.start)

    def _show_panes(self) -> None:
        given = self._reasons()
        self.query_one("#suggestion", Prose).show(lines(self._panel(given)))
        text = masked(self._text, reasons.marks(given, self._current))
        self.query_one("#classified-text", Prose).show(text)

    @property
    def _text(self) -> str:
        return unwrapped(self.case.reports[0].text) if self.case.reports else ""

    @property
    def _suggestion(self) -> "ClassificationView | None":
        found = [each for each in self.case.classifications if each.origin is Origin.SYSTEM]
        return found[-1] if found else None

    def _reasons(self) -> tuple[Reason, ...]:
        return reasons.of_suggestion(self._suggestion) if self._suggestion else ()

    def _in_text(self) -> list[Reason]:
        return [reason for reason in self._reasons() if reason.start >= 0]

    def _panel(self, given: tuple[Reason, ...]) -> Iterator[str | Content]:
        yield self._standing()
        suggestion = self._suggestion
        if suggestion is not None:
            yield from self._suggested(suggestion)
            yield from self._why(suggestion, given)
        decided = [each for each in self.case.classifications if each.origin is Origin.OFFICER]
        if decided:
            yield ""
            yield heading(_("Keputusan, yang terbaru di bawah"))
            for each in decided:
                yield from self._decision(each)

    def _standing(self) -> Content:
        if self.case.classified:
            return muted(_("Sudah diputuskan: u mengubahnya, dengan alasan."))
        return Content.styled(_("Belum diputuskan: a menyetujui saran, u mengubahnya."), "bold $text-accent")

    def _suggested(self, suggestion: "ClassificationView") -> Iterator[Content]:
        yield heading(_("Saran sistem"))
        sure = f" · {_('keyakinan {percent}').format(percent=_percent(suggestion.confidence or 0))}"
        yield row(
            _("Kategori"), Content.assemble((self._value(suggestion, "category"), "bold"), (sure, MUTED))
        )
        yield row(_("Tingkat"), self._value(suggestion, "severity"))
        yield row(_("Kewenangan"), self._value(suggestion, "jurisdiction"))
        yield row(_("Kadar"), self._value(suggestion, "supervisory"))
        others = [each for each in suggestion.alternatives if each[0] != suggestion.category]
        if others:
            said = [f"{self.label('category', code)} {_percent(share)}" for code, share in others]
            yield row(_("Mungkin juga"), ", ".join(said), MUTED)

    def _why(self, suggestion: "ClassificationView", given: tuple[Reason, ...]) -> Iterator[Content]:
        if not given:
            yield muted(_("Tidak ada kata yang dikenali; baca laporannya, lalu putuskan dengan u."))
            return
        yield heading(_("Alasan saran"))
        for reason in given:
            current = reason == self._current
            yield reasons.line(self.desk, reason, suggestion.category, current=current)

    def _decision(self, decided: "ClassificationView") -> Iterator[Content]:
        yield muted(by(self.desk, decided.at, decided.account))
        values = [self._value(decided, name) for name in _VALUES]
        yield Content("  " + " · ".join(value for value in values if value))
        if decided.reason:
            yield Content.styled(f"  {decided.reason}", "italic")

    def _value(self, classified: "ClassificationView", kind: str) -> str:
        return self.label(kind, getattr(classified, kind))


def _percent(share: float) -> str:
    """A share as people read it: never all, and never nothing."""
    return f"{min(99, round(100 * share))}%" if share >= 0.01 else "<1%"
