"""The lines above the tabs: which case this is, where it stands, when it is due, and who has it."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from screens.case_parts.restricting import reader_names
from screens.case_parts.words import MUTED, due
from wbs_tui.cases.handed_over import whereabouts
from wbs_tui.text.catalogue import _, language, n_
from wbs_tui.text.desks import taken_along
from wbs_tui.text.formats import date_short
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from datetime import datetime

    from wbs_tui.cases.away import Away
    from wbs_tui.cases.handed_over import HandedOver
    from wbs_tui.cases.views import CaseView, ClockView
    from wbs_tui.journal.desk import Desk

_SEVERITY = {"light": "$text-success", "medium": "$text-warning", "heavy": "bold $text-error"}


class CaseHeader(Static):
    """Three lines, one more for each proposal that waits, and one each for who else is there."""

    def __init__(self, desk: "Desk", register: str) -> None:
        super().__init__(Content.styled(register, "bold $text-primary"), id="case-header")
        self._desk = desk
        self._case: CaseView | None = None
        self._others: tuple[str, ...] = ()

    def gather(self, others: tuple[str, ...]) -> None:
        """Say who else has the case open."""
        if others != self._others:
            self._others = others
            if self._case is not None:
                self.show(self._case)

    def show(self, case: "CaseView") -> None:
        """Show the case as it is now."""
        self._case = case
        parts = [_title(case), *_restricted(case), self._standing(case), self._deadline(case)]
        parts += [self._handed_over(case.handed_over)] if case.handed_over else []
        parts += [self._away(case.away)] if case.away else []
        parts += [_crossed(case.crossed, settles=self._desk.may("conflict.settle"))] if case.crossed else []
        parts += [_remarks(case.remarks)] if case.remarks else []
        parts += [_open_elsewhere(self._others)] if self._others else []
        parts += [self._proposal(case, number) for number in range(len(case.proposals))]
        self.update(Content("\n").join(parts))
        self.set_class(case.overdue, "-overdue")

    def _label(self, kind: str, code: str | None) -> str:
        return self._desk.policy.label(kind, code, language()) if code else ""

    def _standing(self, case: "CaseView") -> Content:
        suggested = "" if case.classified else f" ({_('saran')})"
        assigned = case.assigned_to or _("belum ditugaskan")
        parts = [
            Content.styled(self._label("stage", case.stage), "bold"),
            Content(self._label("category", case.category) + suggested),
            Content.styled(self._label("severity", case.severity), _SEVERITY[case.severity]),
            Content(self._label("jurisdiction", case.jurisdiction)),
            Content.styled(assigned, "" if case.assigned_to else MUTED),
        ]
        return Content.styled(" · ", MUTED).join(part for part in parts if part.plain)

    def _deadline(self, case: "CaseView") -> Content:
        if case.due_at is None:
            ended = [self._label("result", case.result), self._label("closure", case.closure)]
            said = " · ".join(part for part in (*ended, self._kept(case)) if part)
            return Content.styled(said or _("Tidak ada tenggat yang berjalan."), MUTED)
        clock = next((clock for clock in case.clocks if clock.id == case.due_clock), None)
        when = due(self._desk, case.due_at, overdue=case.overdue)
        return Content.assemble((_("Tenggat") + " ", MUTED), when, _source(clock))

    def _handed_over(self, told: "HandedOver") -> Content:
        """To whom the case went, and whether that waits for him or for this office."""
        said = whereabouts(told, self._day, lambda stage: self._label("stage", stage))
        style = "bold $text-error" if told.late else "bold $text-warning"
        return Content.styled(f"⇒ {said}", style)

    def _day(self, when: "datetime") -> str:
        return date_short(self._desk.calendar.local_date(when))

    def _away(self, away: "Away") -> Content:
        """That a desk elsewhere works on it too, and until when."""
        said = taken_along(away.mark, self._desk.calendar.local_date(away.ends_at))
        return Content.styled(f"⇄ {said}", "bold $text-warning")

    def _kept(self, case: "CaseView") -> str:
        """Until when an ended case is kept, and that a hold keeps it longer."""
        if case.kept_until is None:
            return ""
        day = date_short(self._desk.calendar.local_date(case.kept_until))
        told = _("disimpan s.d. {day}").format(day=day)
        return f"{told}, {_('ditahan')}" if case.held else told

    def _proposal(self, case: "CaseView", number: int) -> Content:
        proposal = case.proposals[number]
        said = _("{account} mengusulkan {stage}: {reason}").format(
            account=proposal.account,
            stage=self._label("stage", proposal.to_stage),
            reason=" ".join(proposal.reason.split()),
        )
        return Content.styled(f"► {said}", "$text-accent")


def _title(case: "CaseView") -> Content:
    return Content.assemble((case.register, "bold $text-primary"), "  ", (case.title, "bold"))


def _restricted(case: "CaseView") -> list[Content]:
    """That only some of the office read it, and who."""
    if not case.restricted:
        return []
    said = _("hanya dibaca oleh: {names}").format(names=reader_names(case))
    return [Content.assemble((f" {_('TERBATAS')} ", "bold reverse $text-error"), f" {said}")]


def _remarks(count: int) -> Content:
    """That other offices have said something, and which key shows it."""
    said = n_("{count} pesan instansi lain menunggu dibaca atau dijawab (9)", count).format(count=count)
    return Content.styled(f"✉ {said}", "bold $text-accent")


def _crossed(count: int, *, settles: bool) -> Content:
    """That edits of two places wait for a decision, and which key shows them to who may decide."""
    said = n_("{count} perubahan bertabrakan antara kantor dan mejanya", count).format(count=count)
    if settles:
        said = f"{said}: {_('v memutuskan')}"
    return Content.styled(f"≠ {said}", "bold $text-error")


def _open_elsewhere(others: tuple[str, ...]) -> Content:
    said = _("Juga dibuka sekarang oleh: {names}").format(names=", ".join(map(clean_cell, others)))
    return Content.styled(f"◉ {said}", "bold $text-warning")


def _source(clock: "ClockView | None") -> Content:
    """The clock's name, its citation, and that days off may still move it."""
    if clock is None:
        return Content("")
    warning = f" ({clock.warning})" if clock.warning else ""
    return Content.assemble(f" · {clock.label} ", (f"· {clock.citation}{warning}", MUTED))
