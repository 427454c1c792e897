"""How cases, due days and proposals stand as lines of a grouped list; more of them where there is room."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from models.words.exchange import MessageKind
from models.words.rows import CaseRow
from models.words.stages import ENDED
from screens.widgets.columns import restricted_title
from screens.widgets.grouped_list import LATE, QUIET, SOON, STRONG, Cell, Line
from wbs_tui.cases.from_offices import ReferralLine, RemarkLine
from wbs_tui.cases.handed_over import HandedOver, since_then
from wbs_tui.cases.views import DueLine, ProposalLine
from wbs_tui.sync.words import KINDS
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_short, relative_days

if TYPE_CHECKING:
    from screens.base import DeskScreen

ROOMY = 110
"""Cells from which a line also carries the date and who works the case."""
_NEAR = 3
"""Days up to which a day is shown as near."""
_DUE, _DAY, _STAGE, _KIND, _NAME = 14, 11, 13, 6, 10


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes the lines of one screen."""

    screen: "DeskScreen"

    @property
    def roomy(self) -> bool:
        """Whether there is room for more than the least."""
        return self.screen.size.width >= ROOMY

    def case(self, row: CaseRow, group: str) -> Line:
        """A case by its due day."""
        calendar = self.screen.desk.calendar
        days: int | None = None
        if row.due_at is not None and row.stage not in ENDED:
            days = (calendar.local_date(row.due_at) - calendar.local_date(self.screen.desk.clock())).days
        cells = [
            _due(days, row.overdue),
            *self._day(row.due_at),
            self._register(row.register),
            Cell(self.screen.label("stage", row.stage), _STAGE, QUIET),
            Cell(_titled(row), style=STRONG if row.unread else ""),
        ]
        return Line(f"{group}|{row.register}", tuple(cells))

    def decision(self, row: CaseRow, told: HandedOver | None, group: str) -> Line:
        """A case that only the head moves on: from where to where, or to whom it went and what he said."""
        line = self.case(row, group)
        if told is not None:
            said = since_then(told, self._date, lambda stage: self.screen.label("stage", stage))
        elif self.roomy:
            edges = self.screen.desk.policy.stages.next_from(row.stage)
            to = [self.screen.label("stage", edge.to) for edge in edges if edge.by != "reopen"]
            said = "→ " + " / ".join(dict.fromkeys(to))
        else:
            return line
        *cells, title = line.cells
        return Line(line.id, (*cells, Cell(said + " · ", style=SOON), title))

    def received(self, row: CaseRow, group: str) -> Line:
        """A new case by the day it came."""
        cells = [
            Cell(f"  {self._date(row.received_at)}", _DUE),
            *([Cell("", _DAY)] if self.roomy else []),
            self._register(row.register),
            Cell(self.screen.label("severity", row.severity), _STAGE, QUIET),
            Cell(_titled(row), style=STRONG),
        ]
        return Line(f"{group}|{row.register}", tuple(cells))

    def due(self, line: DueLine, group: str) -> Line:
        """A case's clock, or a recommendation."""
        number = "" if line.number is None else str(line.number)
        kind = _("rek. {number}").format(number=number) if number else _("kasus")
        who = [Cell(line.assigned_to or "-", _NAME, QUIET)] if self.roomy else []
        cells = [
            _due(line.days, line.overdue),
            *self._day(line.due_at),
            self._register(line.register),
            Cell(kind, _KIND, QUIET),
            *who,
            Cell(line.text if number else f"{line.text} · {_titled(line)}"),
        ]
        return Line(f"{group}|{line.register}|{number}", tuple(cells))

    def proposal(self, line: ProposalLine, group: str) -> Line:
        """Who proposes which step, and why."""
        proposal = line.proposal
        cells = [
            Cell(f"  {proposal.account}", _DUE),
            *self._day(proposal.at),
            self._register(line.register),
            Cell(f"→ {self.screen.label('stage', proposal.to_stage)}", _STAGE, QUIET),
            Cell(f"{proposal.reason} · {line.title}"),
        ]
        return Line(f"{group}|{line.register}|{proposal.to_stage}|{proposal.at.isoformat()}", tuple(cells))

    def remark(self, line: RemarkLine, group: str) -> Line:
        """What another office said of a case."""
        waits = line.kind is MessageKind.REQUEST
        cells = [
            Cell(f"  {self._date(line.at)}", _DUE),
            *([Cell("", _DAY)] if self.roomy else []),
            self._register(line.register),
            Cell(_(KINDS[line.kind]), _STAGE, SOON if waits else QUIET),
            Cell(f"{line.office}: {line.text}", style=STRONG),
        ]
        return Line(f"{group}|{line.register}|{line.id}", tuple(cells))

    def referral(self, line: ReferralLine, group: str) -> Line:
        """A case that was handed over, here or there, without an answer yet."""
        said = _("dari {office}") if line.incoming else _("kepada {office}; belum dijawab")
        cells = [
            Cell(f" {'!' if line.late else ' '}{self._date(line.at)}", _DUE, LATE if line.late else ""),
            *([Cell("", _DAY)] if self.roomy else []),
            self._register(line.register),
            Cell(said.format(office=line.office), style=STRONG if line.incoming else ""),
        ]
        return Line(f"{group}|{line.register}|{line.id}", tuple(cells))

    def _register(self, register: str) -> Cell:
        """The whole number, or without the office where there is little room."""
        short = register.removeprefix(f"{self.screen.desk.office.code}-")
        return Cell(register, len(register)) if self.roomy else Cell(short, len(short))

    def _day(self, when: datetime | None) -> list[Cell]:
        if not self.roomy:
            return []
        return [Cell(self._date(when) if when is not None else "", _DAY, QUIET)]

    def _date(self, when: datetime) -> str:
        return date_short(self.screen.desk.calendar.local_date(when))


def _titled(case: CaseRow | DueLine) -> str:
    return restricted_title(case.title, restricted=case.restricted)


def _due(days: int | None, overdue: bool) -> Cell:
    """How far a day is; what is over carries a sign, for those who see no colours."""
    if days is None:
        return Cell("  -", _DUE, QUIET)
    if overdue or days < 0:
        said = _("!lewat {days} hr").format(days=-days) if days < 0 else _("!hari ini")
        return Cell(f" {said}", _DUE, LATE)
    return Cell(f"  {relative_days(days)}", _DUE, SOON if days <= _NEAR else "")
