"""Pemantauan: the cases of all other offices, by what they say of them; and what they add up to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from models.words.rows import ForeignRow, Key
from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.dialogs.foreign_filter import FLAG_NAMES, ForeignFilterDialog
from screens.monitored_lines import FigureLines
from screens.widgets import list_messages
from screens.widgets.figures import figure
from screens.widgets.foreign_list import ForeignList
from screens.widgets.grouped_list import GroupedList
from screens.widgets.key_bar import KeyBar
from screens.widgets.not_let_in import NotLetInNotice
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.access import look_again
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.foreign_cases.monitored_figures import Figures, figures, recent_months
from wbs_tui.sync.foreign_cases.monitoring import (
    ForeignQuery,
    ForeignSource,
    receives_summaries,
    watched_offices,
)
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError
from wbs_tui.text.formats import month_name

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

_CODES = ("stage", "result", "severity", "category")


class MonitoringScreen(DeskScreen):
    """A list as the inbox is, and figures in its place."""

    SCOPE = "monitoring"
    CSS_PATH = "monitoring.tcss"
    AUTO_FOCUS = "ForeignList"

    def __init__(
        self,
        desk: "Desk",
        query: ForeignQuery | None = None,
        at: Key | None = None,
        *,
        in_figures: bool = False,
    ) -> None:
        """`at` is the place in the list to begin at; `in_figures`: whether the figures stand there."""
        super().__init__(desk)
        self._query = query or ForeignQuery()
        self._at = at
        self._in_figures = in_figures
        self._figures: Figures | None = None
        self._total: int | None = None
        self._left = False
        self._let_in = desk.keyring.may_open(OFFICE)

    def remade(self) -> "MonitoringScreen":
        """The same list at the same place, or the figures."""
        row = self.cases.selected if self._let_in else None
        at = row.key if row else None
        return MonitoringScreen(self.desk, self._query, at, in_figures=self._in_figures)

    def compose(self) -> ComposeResult:
        """What is shown, and the list; for who is not let in yet, what to do."""
        yield StatusBar(self.desk, "go_monitoring")
        if self._let_in:
            yield Static("", id="monitoring-head", markup=False)
            yield ForeignList(self.label, zone=self.desk.office.zone, clock=self.desk.clock, id="foreign")
            yield Static("", id="figures-head", markup=False)
            yield GroupedList(id="foreign-figures")
        else:
            yield NotLetInNotice(self.desk)
        yield KeyBar()

    @property
    def cases(self) -> ForeignList:
        """The list."""
        return self.query_one(ForeignList)

    def on_mount(self) -> None:
        """Show the list."""
        if self._let_in:
            self._show_list(self._at)
            self._stand(in_figures=self._in_figures)

    def follow(self, changes: "Changes") -> None:
        """Read it anew; a screen that is covered does so when it is seen again."""
        if changes.office and self._let_in and (not self._left or isinstance(self.app.screen, Dialog)):
            self.action_reload()

    def on_screen_suspend(self) -> None:
        """Another screen or a dialog covers this one."""
        self._left = True

    def on_screen_resume(self) -> None:
        """Back again: what was done elsewhere is read again."""
        if self._left and self._let_in:
            self._left = False
            self.action_reload()

    def on_resize(self, _event: events.Resize) -> None:
        """Figures carry more where there is room."""
        if self._figures is not None:
            self._show_figures(self._figures)

    def applies(self, action: str) -> bool:
        """Opening needs a line; who is not let in may only look again."""
        if not self._let_in or not self.is_mounted:
            return action == "reload"
        if action in ("next_group", "previous_group"):
            return self._in_figures
        if action == "clear_filter":
            return self._query != ForeignQuery()
        if action == "open":
            listed = self.query_one(GroupedList).current if self._in_figures else self.cases.selected
            return listed is not None
        return True

    def action_reload(self) -> None:
        """Read it again; who was not let in may have been by now."""
        if not self._let_in:
            self.serve(lambda: look_again(self.desk), self._looked_again)
            return
        self.cases.reload()
        if self._in_figures:
            self._count()
        self.refresh_bindings()

    def _looked_again(self, let_in: bool) -> None:
        if let_in and self.is_current:
            self.app.switch_screen(MonitoringScreen(self.desk))

    def _show_list(self, at: Key | None = None) -> None:
        """The list of the query from its first row, or from a place."""
        self._total = None
        try:
            self.cases.empty_message = self._nothing()
            self.cases.set_source(ForeignSource(self.desk, self._query))
        except WbsError as error:
            self.show_error(error)
            return
        if at is not None:
            self.cases.goto(at)
        self._show_head()
        self.refresh_bindings()

    def _nothing(self) -> str:
        if self._query != ForeignQuery():
            return _(
                "Tidak ada kasus instansi lain dengan saringan: {words}. Tekan x untuk melihat semua."
            ).format(words=", ".join(self._words()))
        if not receives_summaries(self.desk):
            return _(
                "Belum ada kasus instansi lain. Ringkasan kasus hanya dikirim kepada KPK dan provinsi; di "
                "sini tampak kasus yang dibagikan atau dilimpahkan kepada kantor ini."
            )
        return _(
            "Belum ada ringkasan kasus dari instansi lain. Ringkasan tiba dengan sinkronisasi, sesudah sidik "
            "kunci instansi itu dan sidik kunci kantor ini saling dipastikan (^r)."
        )

    def _words(self) -> Iterator[str]:
        query = self._query
        if query.office is not None:
            yield query.office
        for name in _CODES:
            if (code := getattr(query, name)) is not None:
                yield self.label(name, code)
        if query.month is not None:
            yield month_name(query.month)
        for name, label in FLAG_NAMES.items():
            if getattr(query, name):
                yield _(label).lower()

    def _show_head(self) -> None:
        words = ", ".join(self._words())
        total = "" if self._total is None else f": {figure(self._total)}"
        said = Text(_("Kasus instansi lain") + total if not words else _("Saringan") + " ")
        if words:
            said.append(words, "bold").append(total)
        if self._in_figures:
            said.append(" · " + _("per instansi dan bulan; saringan lain tidak dihitung"), "dim")
        self.query_one("#monitoring-head", Static).update(said)

    def _look(self, query: ForeignQuery) -> None:
        self._query = query
        self._show_list()
        self._stand(in_figures=False)

    def _stand(self, *, in_figures: bool) -> None:
        """Show the figures, or the list."""
        self._in_figures = in_figures
        self.set_class(in_figures, "-figures")
        (self.query_one(GroupedList) if in_figures else self.cases).focus()
        if in_figures:
            self._count()
        self._show_head()
        self.refresh_bindings()

    def _count(self) -> None:
        query = self._query
        self.serve(lambda: figures(self.desk, query), self._show_figures, group="figures", stale=True)

    def _show_figures(self, found: Figures) -> None:
        self._figures = found
        lines = FigureLines(self.label, self.size.width)
        self.query_one("#figures-head", Static).update(lines.headings())
        self.query_one(GroupedList).show(list(lines.groups(found)))
        self.refresh_bindings()

    @on(list_messages.Counted)
    def _counted(self, counted: list_messages.Counted) -> None:
        self._total = counted.total
        self._show_head()

    @on(list_messages.SourceFailed)
    def _failed(self, failed: list_messages.SourceFailed) -> None:
        if not isinstance(failed.error, WbsError):
            raise failed.error
        self.show_error(failed.error)

    @on(list_messages.Highlighted)
    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    @on(list_messages.Opened)
    def _opened(self, opened: list_messages.Opened) -> None:
        self._open_case(opened.row.id)

    def _open_case(self, foreign_id: str) -> None:
        from screens.foreign_case import ForeignCaseScreen

        self.app.push_screen(ForeignCaseScreen(self.desk, foreign_id))

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the selected case; of a figure, the cases that it counts."""
        if not self._in_figures:
            row = self.cases.selected
            if isinstance(row, ForeignRow):
                self._open_case(row.id)
            return
        kind, _bar, value = (self.query_one(GroupedList).current or "").partition("|")
        if kind == "office":
            self._look(replace(self._query, office=value))
        elif kind == "month":
            self._look(replace(self._query, month=date.fromisoformat(value)))

    def action_filter(self) -> None:
        """Ask what to show."""
        self.flow(self._filter())

    async def _filter(self) -> None:
        offices = await self.call(lambda: watched_offices(self.desk))
        dialog = ForeignFilterDialog(self.desk.policy, self._query, offices, recent_months(self.desk))
        query = await self.app.push_screen_wait(dialog)
        if query is not None and query != self._query:
            self._look(query)

    def action_overdue(self) -> None:
        """Only what is late, or all again."""
        self._look(replace(self._query, overdue=not self._query.overdue))

    def action_referred(self) -> None:
        """Only what waits for our answer, or all again."""
        self._look(replace(self._query, referred=not self._query.referred))

    def action_shared(self) -> None:
        """Only what is shared whole, or all again."""
        self._look(replace(self._query, shared=not self._query.shared))

    def action_clear_filter(self) -> None:
        """Show all."""
        self._query = ForeignQuery()
        self._show_list()
        self._stand(in_figures=self._in_figures)

    def action_figures(self) -> None:
        """The figures, or the list again."""
        self._stand(in_figures=not self._in_figures)

    def action_next_group(self) -> None:
        """To the months."""
        self.query_one(GroupedList).next_group()

    def action_previous_group(self) -> None:
        """To the offices."""
        self.query_one(GroupedList).previous_group()
