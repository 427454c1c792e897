"""My work today: what is late, what is due, what waits for my decision, what is new."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList, Static

from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.disclosures import DisclosuresScreen
from screens.widgets.figures import figure
from screens.widgets.grouped_list import HEADING, LATE, STRONG, Cell, Group, GroupedList, Line
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from screens.widgets.work_lines import ROOMY, Lines
from wbs_tui.cases.reading.today import today
from wbs_tui.cases.views import TodayView
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long, weekday

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

_TABS = {"recommendations": "followup", "remarks": "offices", "referred": "offices"}
"""The tab of a case that a group leads to, where it is not the first."""


_DISCLOSED = "disclosures"
_HANDED_TO_US = "handed_to_us"
"""The group of other offices' cases: they are opened where those are."""


def _disclosed(count: int) -> Line:
    """The Inspektur's way to the list of what was opened since he last looked."""
    said = _("{count} sejak Anda terakhir melihat: siapa, kapan, kasus apa, dan mengapa")
    return Line(f"{_DISCLOSED}|", (Cell(f"  {said.format(count=count)}", style=STRONG),))


def _rest(count: int) -> str:
    """Where to find the cases that the list has no room for."""
    if count <= 0:
        return ""
    return _("dan {count} lagi: tekan F2, lalu m, untuk semua kasus Anda").format(count=figure(count))


class TodayScreen(DeskScreen):
    """One list in the order in which to work it off."""

    SCOPE = "today"
    CSS_PATH = "today.tcss"
    AUTO_FOCUS = "GroupedList"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._view: TodayView | None = None
        self._roomy = False

    def compose(self) -> ComposeResult:
        """The day and its figures, and the list; in place of an empty list what to do."""
        yield StatusBar(self.desk, "go_today")
        with Horizontal(id="day"):
            day = self.desk.calendar.local_date(self.desk.clock())
            yield Static(f"{weekday(day)}, {date_long(day)}", id="date", markup=False)
            yield Static("", id="figures", markup=False)
        yield GroupedList(id="work")
        yield Static(self._empty(), id="nothing", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Opened, or back from a case: read it anew."""
        self.action_reload()

    def follow(self, changes: "Changes") -> None:
        """Read it anew; a screen that is covered does so when it is seen again."""
        if changes.cases and (self.is_current or isinstance(self.app.screen, Dialog)):
            self.action_reload()

    def applies(self, action: str) -> bool:
        """Opening needs a line to stand on."""
        return action != "open" or not self.is_mounted or self.query_one(GroupedList).current is not None

    def action_next_group(self) -> None:
        """To the first line of the next group."""
        self.query_one(GroupedList).next_group()

    def action_previous_group(self) -> None:
        """To the first line of this group, or of the one before."""
        self.query_one(GroupedList).previous_group()

    def action_reload(self) -> None:
        """Read it again."""
        self.serve(lambda: today(self.desk), self._show, group="today", stale=True)

    def on_resize(self, event: events.Resize) -> None:
        """Lines carry more where there is room."""
        if self._view is not None and (event.size.width >= ROOMY) != self._roomy:
            self._show(self._view)

    def _show(self, view: TodayView) -> None:
        self._view, self._roomy = view, self.size.width >= ROOMY
        groups = [group for group in self._groups(view) if group.lines]
        self.set_class(not groups, "-nothing")
        self.query_one("#figures", Static).update(self._figures(view))
        self.query_one(GroupedList).show(groups)
        self.refresh_bindings()

    def _figures(self, view: TodayView) -> Text:
        decided = self.desk.may(Operation.CASE_ASSIGN)
        parts = [
            (view.figures.overdue, _("lewat")),
            (view.figures.today, _("hari ini")),
            (view.figures.this_week, _("pekan ini")),
            *([(len(view.proposals), _("usulan"))] if decided else []),
            *([(len(view.decisions), _("keputusan"))] if self._roomy and view.decisions else []),
            (len(view.unread), _("baru")),
        ]
        return Text("  ").join([Text.assemble((figure(n), "bold"), f" {words}") for n, words in parts])

    def _groups(self, view: TodayView) -> Iterator[Group]:
        lines = Lines(self)
        if view.disclosures:
            yield Group(_("Pembukaan identitas"), [_disclosed(view.disclosures)])
        yield Group(
            _("Pelimpahan yang menunggu jawaban"),
            [lines.referral(line, _HANDED_TO_US if line.incoming else "referred") for line in view.referrals],
        )
        yield Group(_("Dari instansi lain"), [lines.remark(line, "remarks") for line in view.remarks])
        for name, title, rows, total in (
            ("overdue", _("Lewat tenggat"), view.overdue, view.figures.overdue),
            ("today", _("Tenggat hari ini"), view.due_today, view.figures.today),
            ("week", _("Tenggat enam hari ke depan"), view.due_this_week, view.figures.this_week),
        ):
            cases = [lines.case(row, name) for row in rows]
            style = LATE if name == "overdue" else HEADING
            yield Group(title, cases, style, total, _rest(total - len(rows)))
        yield Group(
            _("Usulan yang menunggu keputusan Anda"),
            [lines.proposal(line, "proposals") for line in view.proposals],
        )
        decisions = [
            lines.decision(row, view.handed_over.get(row.register), "decisions") for row in view.decisions
        ]
        yield Group(_("Menunggu keputusan Anda"), decisions)
        yield Group(
            _("Rekomendasi yang jatuh tempo"),
            [lines.due(line, "recommendations") for line in view.follow_ups],
        )
        yield Group(
            _("Laporan baru yang belum Anda baca"), [lines.received(row, "unread") for row in view.unread]
        )

    def _empty(self) -> str:
        said = _("Tidak ada yang menunggu Anda hari ini.")
        if self.desk.may(Operation.CASE_LIST):
            return f"{said} {_('Tekan F2 untuk melihat semua kasus.')}"
        return said

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the case of the highlighted line."""
        current = self.query_one(GroupedList).current
        if current is not None:
            from screens.case import CaseScreen
            from screens.foreign_case import ForeignCaseScreen

            group, register, *more = current.split("|")
            if group == _DISCLOSED:
                self.app.push_screen(DisclosuresScreen(self.desk))
                return
            if group == _HANDED_TO_US:
                self.app.push_screen(ForeignCaseScreen(self.desk, more[0]))
                return
            tab = _TABS.get(group)
            case = CaseScreen(self.desk, register, tab) if tab else CaseScreen(self.desk, register)
            self.app.push_screen(case)
