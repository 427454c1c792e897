"""The tab with what came of the case: recommendations with their status, and the answer to the reporter."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from models.words.outcomes import RecommendationStatus
from screens.case_parts.answer_dialog import AnswerDialog
from screens.case_parts.recommendation_dialogs import NewRecommendationDialog, StatusDialog
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import HEADING, MUTED, at, by, due, lines
from screens.widgets.keyed_list import KeyedList
from screens.widgets.prose import Prose
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import AnswerView, RecommendationView

_STYLES = {
    RecommendationStatus.DONE: "$text-success",
    RecommendationStatus.IN_PROGRESS: "$text-warning",
    RecommendationStatus.NOT_STARTED: "bold $text-error",
    RecommendationStatus.CANNOT_BE_DONE: "$text-accent",
}
_ANSWER = "answer"
"""The clock that runs until the reporter has an answer."""


class FollowUpTab(CaseTab):
    """The answer's clock on top, recommendations under it, the highlighted one in full below."""

    tab_id: ClassVar[str] = "followup"
    ACTS: ClassVar[frozenset[str]] = frozenset({"recommend", "set_status", "correct_answer"})

    def compose(self) -> ComposeResult:
        yield Static(id="followup-answer", markup=False)
        yield KeyedList(id="followup-list")
        yield Prose(id="followup-about")

    def show(self) -> None:
        """Show the recommendations and answers as they are now."""
        self.query_one("#followup-answer", Static).update(self._answered())
        self.query_one(KeyedList).fill(self._options())
        self._show_about()
        self.set_class(not self.case.recommendations and not self.case.answers, "-empty")

    def focus_inside(self) -> None:
        self.query_one(KeyedList).focus()

    def applies(self, act: str) -> bool:
        """A status needs a recommendation, a correction an answer that stands."""
        if act == "correct_answer":
            return self._answer is not None and self._answer.corrected_by is None
        return act != "set_status" or self._recommendation is not None

    def hides(self, act: str) -> bool:
        """Only what can be done with the highlighted line is told."""
        return act in ("correct_answer", "set_status") and not self.applies(act)

    def answer(self, corrects: "AnswerView | None" = None) -> None:
        """Ask for the answer that was given to the reporter, or for what it really was."""
        dialog = AnswerDialog(self.desk, self.case, corrects)
        said = _("Jawaban kepada pelapor dicatat.")
        self.app.push_screen(dialog, lambda done: self.changed(said) if done else None)

    def action_correct_answer(self) -> None:
        """Record the highlighted answer anew."""
        self.answer(self._answer)

    def action_recommend(self) -> None:
        """Add a recommendation."""
        dialog = NewRecommendationDialog(self.desk, self.case)
        said = _("Rekomendasi dicatat.")
        self.app.push_screen(dialog, lambda done: self.changed(said) if done else None)

    def action_set_status(self) -> None:
        """Record what became of the highlighted recommendation."""
        chosen = self._recommendation
        if chosen is None:
            return
        dialog = StatusDialog(self.desk, chosen)
        said = _("Status rekomendasi dicatat.")
        self.app.push_screen(dialog, lambda done: self.changed(said) if done else None)

    @property
    def _recommendation(self) -> "RecommendationView | None":
        current = self.query_one(KeyedList).current
        return next((each for each in self.case.recommendations if each.id == current), None)

    @property
    def _answer(self) -> "AnswerView | None":
        current = self.query_one(KeyedList).current
        return next((each for each in self.case.answers if each.id == current), None)

    def _answered(self) -> Content:
        """Whether the reporter has an answer, and until when he must have one."""
        name = _("Jawaban kepada pelapor: ")
        if self.case.answered_at is not None:
            said = _("sudah, {at}").format(at=at(self.desk, self.case.answered_at))
            return Content.assemble((name, "bold"), (said, "$text-success"))
        clock = next((clock for clock in self.case.clocks if clock.id == _ANSWER), None)
        if clock is None:
            return Content.assemble((name, "bold"), _("belum (b mencatatnya)"))
        when = due(self.desk, clock.due_at, overdue=clock.due_at < self.desk.clock())
        return Content.assemble(
            (name, "bold"), _("belum, tenggat "), when, (f" · {clock.citation} · {_('b mencatatnya')}", MUTED)
        )

    def _options(self) -> Iterator[Option]:
        for each in self.case.recommendations:
            yield Option(self._line(each), id=each.id)
        for number, answer in enumerate(self.case.answers, start=1):
            yield Option(self._answer_line(number, answer), id=answer.id)

    def _line(self, each: "RecommendationView") -> Content:
        first = " ".join(each.text.split())
        status = f"{int(each.status)} {self.label('recommendation_status', str(int(each.status)))}"
        return Content.assemble(
            (f"{each.number}. ", "bold"),
            (status, _STYLES[each.status]),
            (" · ", MUTED),
            due(self.desk, each.due_at, overdue=each.overdue),
            f"\n   {first}",
        )

    def _answer_line(self, number: int, answer: "AnswerView") -> Content:
        about = by(self.desk, answer.at, answer.account)
        said = _("Jawaban {number}").format(number=number)
        corrected = f" · {_('sudah dikoreksi')}" if answer.corrected_by else ""
        return Content.assemble((said, "bold"), (f" · {about}{corrected}", MUTED))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_about()
        self.over.refresh_bindings()

    def _show_about(self) -> None:
        self.query_one(Prose).show(self._about())

    def _about(self) -> Content:
        chosen = self._recommendation
        if chosen is not None:
            return lines(self._about_recommendation(chosen))
        if self._answer is not None:
            return Content(self._answer.body)
        return Content.styled(_("Belum ada rekomendasi. n menambahkan satu, dengan batas waktunya."), MUTED)

    def _about_recommendation(self, chosen: "RecommendationView") -> Iterator[Content]:
        yield Content(chosen.text)
        if not chosen.updates:
            yield Content.styled("\n" + _("Belum ada perubahan status. s mencatatnya."), MUTED)
            return
        yield Content.styled("\n" + _("Perubahan status, yang terbaru di bawah"), HEADING)
        for update in chosen.updates:
            status = self.label("recommendation_status", str(int(update.status)))
            about = by(self.desk, update.at, update.account)
            yield Content.assemble(
                (f"{int(update.status)} {status}", _STYLES[update.status]), (f" · {about}", MUTED)
            )
            if update.note:
                yield Content(f"  {update.note}")
