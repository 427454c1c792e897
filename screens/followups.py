"""Follow-ups: the clocks of all cases and the open recommendations, the most urgent first."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from models.words.outcomes import RecommendationStatus
from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.save_as import SaveAsDialog
from screens.widgets.figures import figure
from screens.widgets.grouped_list import HEADING, LATE, Group, GroupedList
from screens.widgets.key_bar import KeyBar
from screens.widgets.picker import Choice
from screens.widgets.status_bar import StatusBar
from screens.widgets.work_lines import ROOMY, Lines
from wbs_tui.cases.due import due_list
from wbs_tui.cases.kept.retention import past_term
from wbs_tui.cases.steps.followup import set_status
from wbs_tui.cases.steps.ics import ics
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.cases.views import DueLine
from wbs_tui.text.catalogue import _
from wbs_tui.vault.files import new_file

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

PERIODS: tuple[int | None, ...] = (30, 90, None, 7)
"""Days to look ahead, in the order in which the key goes round; None: whenever."""
_MOST = 1000


class FollowupsScreen(DeskScreen):
    """What is due across cases."""

    SCOPE = "followups"
    CSS_PATH = "followups.tcss"
    AUTO_FOCUS = "GroupedList"

    def __init__(self, desk: "Desk", days: int | None = PERIODS[0]) -> None:
        """`days` to look ahead from today; None: whenever."""
        super().__init__(desk)
        self._days = days
        self._lines: tuple[DueLine, ...] = ()
        self._settable = False
        self._roomy = False

    def remade(self) -> "FollowupsScreen":
        """The same period."""
        return FollowupsScreen(self.desk, self._days)

    def compose(self) -> ComposeResult:
        """The period, and the list; in place of an empty list what that means."""
        yield StatusBar(self.desk, "go_followups")
        yield Static("", id="period", markup=False)
        yield GroupedList(id="due")
        yield Static("", id="nothing", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Opened, or back from a case or a dialog: read it anew."""
        self.action_reload()

    def follow(self, changes: "Changes") -> None:
        """Read it anew; a screen that is covered does so when it is seen again."""
        if changes.cases and (self.is_current or isinstance(self.app.screen, Dialog)):
            self.action_reload()

    def applies(self, action: str) -> bool:
        """Only a recommendation has a status to set; only a list that is not empty can be written."""
        if not self.is_mounted:
            return True
        if action == "set_status":
            return bool(self._recommendation())
        return action not in ("open", "export") or bool(self._lines)

    def action_next_group(self) -> None:
        """To the first line of the next group."""
        self.query_one(GroupedList).next_group()

    def action_previous_group(self) -> None:
        """To the first line of this group, or of the one before."""
        self.query_one(GroupedList).previous_group()

    def action_reload(self) -> None:
        """Read it again."""
        days = self._days
        self.serve(lambda: due_list(self.desk, days, _MOST), self._show, group="due", stale=True)

    def on_resize(self, event: events.Resize) -> None:
        """Lines carry more where there is room."""
        if self._lines and (event.size.width >= ROOMY) != self._roomy:
            self._show(self._lines)

    def _show(self, lines: tuple[DueLine, ...]) -> None:
        self._lines, self._roomy = lines, self.size.width >= ROOMY
        self.set_class(not lines, "-nothing")
        self.query_one("#period", Static).update(self._summary())
        self.query_one("#nothing", Static).update(self._nothing())
        self.query_one(GroupedList).show(list(self._groups()))
        self.refresh_bindings()

    def _groups(self) -> Iterator[Group]:
        make = Lines(self)
        for number, lines in groupby(self._lines, key=_urgency):
            title = (
                _("Lewat tenggat"),
                _("Hari ini"),
                _("Tujuh hari ke depan"),
                _("Tiga puluh hari ke depan"),
                _("Sesudah itu"),
            )[number]
            yield Group(title, [make.due(line, str(number)) for line in lines], HEADING if number else LATE)

    def _summary(self) -> str:
        late = sum(line.overdue for line in self._lines)
        said = _("{period}: {late} lewat tenggat, {coming} akan datang").format(
            period=self._period(), late=figure(late), coming=figure(len(self._lines) - late)
        )
        if len(self._lines) >= _MOST:
            said += " · " + _("hanya {most} yang paling mendesak").format(most=figure(_MOST))
        return said

    def _period(self) -> str:
        if self._days is None:
            return _("Semua tenggat")
        return _("Sampai {days} hari lagi").format(days=self._days)

    def _nothing(self) -> str:
        if self._days is None:
            return _("Tidak ada tenggat atau rekomendasi yang berjalan.")
        return _(
            "Tidak ada yang jatuh tempo sampai {days} hari lagi. Tekan d untuk melihat lebih jauh."
        ).format(days=self._days)

    def _current(self) -> tuple[str, str] | None:
        """Register number, and the recommendation's number or nothing, of the highlighted line."""
        current = self.query_one(GroupedList).current
        if current is None:
            return None
        _group, register, number = current.split("|")
        return register, number

    def _recommendation(self) -> tuple[str, str] | None:
        current = self._current()
        return current if current is not None and current[1] else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        settable = self._recommendation() is not None
        if settable != self._settable:  # the footer is made anew only when it would differ
            self._settable = settable
            self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the case of the highlighted line, a recommendation at its tab."""
        current = self._current()
        if current is not None:
            from screens.case import CaseScreen

            register, number = current
            case = CaseScreen(self.desk, register, "followup") if number else CaseScreen(self.desk, register)
            self.app.push_screen(case)

    def action_period(self) -> None:
        """The next period."""
        self._days = PERIODS[(PERIODS.index(self._days) + 1) % len(PERIODS)]
        self.action_reload()

    def action_set_status(self) -> None:
        """Record what became of the highlighted recommendation."""
        recommendation = self._recommendation()
        if recommendation is not None:
            self.flow(self._set_status(*recommendation))

    async def _set_status(self, register: str, number: str) -> None:
        shown = self._shown(register, number)
        title = _("Rekomendasi {number} dari {register}").format(number=number, register=register)
        choices = [
            Choice(
                str(status.value), f"{status.value} {self.label('recommendation_status', str(status.value))}"
            )
            for status in RecommendationStatus
        ]
        chosen = await self.app.push_screen_wait(PickDialog(title, choices))
        if chosen is None:
            return
        status = RecommendationStatus(int(chosen))
        note = await self.app.push_screen_wait(
            ReasonDialog(
                f"{title}: {self.label('recommendation_status', chosen)}",
                required=status is RecommendationStatus.CANNOT_BE_DONE,
            )
        )
        if note is not None:
            await self.call(lambda: set_status(self.desk, register, number, status, note, shown))
            self.tell(_("Status rekomendasi dicatat."))
            self.action_reload()

    def _shown(self, register: str, number: str) -> Shown | None:
        """The status that the recommendation had as the list was read."""
        lines = (line for line in self._lines if (line.register, str(line.number)) == (register, number))
        status = next((line.status for line in lines if line.status is not None), None)
        return None if status is None else Shown(str(int(status)))

    def action_past_term(self) -> None:
        """Choose one of the cases whose term is over, and open it."""
        self.flow(self._past_term())

    async def _past_term(self) -> None:
        lines = await self.call(lambda: past_term(self.desk))
        if not lines:
            self.tell(_("Tidak ada kasus yang melewati masa simpannya."))
            return
        choices = [
            Choice(
                line.register,
                line.register,
                line.title,
                _("Ditahan") if line.held else _("Masa simpan lewat"),
            )
            for line in sorted(lines, key=lambda line: line.held)
        ]
        title = _("Melewati masa simpan: {count}").format(count=figure(len(lines)))
        register = await self.app.push_screen_wait(PickDialog(title, choices))
        if register is not None:
            from screens.case import CaseScreen

            self.app.push_screen(CaseScreen(self.desk, register))

    def action_export(self) -> None:
        """Write what is shown as a calendar file."""
        self.flow(self._export())

    async def _export(self) -> None:
        day = self.desk.calendar.local_date(self.desk.clock())
        calendar = ics(self._lines, self.desk.clock)

        def write(path: Path) -> None:
            with new_file(path) as file:
                file.write(calendar.encode())

        path = await self.app.push_screen_wait(
            SaveAsDialog(_("Tulis kalender tenggat (.ics)"), f"tenggat-{day.isoformat()}.ics", write)
        )
        if path is not None:
            self.tell(
                _("Kalender ditulis ke {path}. Isinya nomor register dan tenggat saja.").format(path=path)
            )


def _urgency(line: DueLine) -> int:
    """0 over, 1 today, 2 within a week, 3 within thirty days, 4 later."""
    if line.overdue or line.days < 0:
        return 0
    return 1 if line.days == 0 else 2 if line.days <= 7 else 3 if line.days <= 30 else 4
