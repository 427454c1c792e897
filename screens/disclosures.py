"""Who looked at a reporter's identity, when and why: the Inspektur's list, the newest first."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from screens.base import DeskScreen
from screens.widgets.grouped_list import QUIET, SOON, STRONG, Cell, Group, GroupedList, Line
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from wbs_tui.cases.identity.disclosure_list import DisclosureView, list_disclosures, note_seen
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.formats import date_long, weekday

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_WHAT = {
    "identity": N_("dibuka"),
    "copied": N_("disalin"),
    "export": N_("berkas diekspor"),
    "typed": N_("peringatan"),
    "policy": N_("kebijakan diubah"),
    "adapter": N_("adaptor"),
}
_TIME, _ACCOUNT, _REGISTER, _KIND = 8, 14, 15, 16


def named(what: str) -> str:
    """What happened, in a word or two."""
    return _(_WHAT[what]) if what in _WHAT else what


class DisclosuresScreen(DeskScreen):
    """By day; Enter opens the case."""

    SCOPE = "disclosures"
    AUTO_FOCUS = "GroupedList"
    DEFAULT_CSS = """
    DisclosuresScreen {
        & #nothing { display: none; height: 1fr; content-align: center middle; color: $text-muted; }
        &.-nothing #nothing { display: block; }
        &.-nothing GroupedList { display: none; }
        & #about { height: auto; max-height: 5; padding: 0 1; border-top: solid $border-blurred; }
    }
    """

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._views: tuple[DisclosureView, ...] = ()

    def compose(self) -> ComposeResult:
        yield StatusBar(self.desk, here=_("Pembukaan identitas"))
        yield GroupedList(id="disclosed")
        yield Static(_("Belum ada identitas yang dibuka."), id="nothing", markup=False)
        yield Static("", id="about", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        self.action_reload()

    def applies(self, action: str) -> bool:
        """Opening needs a case that is there."""
        return action != "open" or (self._current is not None and self._current.register is not None)

    def action_reload(self) -> None:
        """Read the list, and remember that it was looked at."""

        def read() -> tuple[DisclosureView, ...]:
            views = list_disclosures(self.desk)
            note_seen(self.desk)
            return views

        self.serve(read, self._show, stale=True)

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss()

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the case of the highlighted line at its history."""
        current = self._current
        if current is not None and current.register is not None:
            from screens.case import CaseScreen

            self.app.push_screen(CaseScreen(self.desk, current.register, "history"))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        current = self._current
        self.query_one("#about", Static).update("" if current is None else self._about(current))
        self.refresh_bindings()

    @property
    def _current(self) -> DisclosureView | None:
        current = self.query_one(GroupedList).current if self.is_mounted else None
        return next((view for view in self._views if view.id == current), None)

    def _show(self, views: tuple[DisclosureView, ...]) -> None:
        self._views = views
        self.set_class(not views, "-nothing")
        self.query_one(GroupedList).show(list(self._groups()))
        self._highlighted()

    def _groups(self) -> Iterator[Group]:
        zone = self.desk.office.zone
        for day, views in groupby(self._views, key=lambda view: view.at.astimezone(zone).date()):
            yield Group(f"{weekday(day)}, {date_long(day)}", [self._line(view) for view in views])

    def _line(self, view: DisclosureView) -> Line:
        style = SOON if view.running or view.what in ("typed", "copied") else STRONG
        cells = (
            Cell(f"  {self._time(view.at)}", _TIME, QUIET),
            Cell(view.account, _ACCOUNT, STRONG),
            Cell(view.register or "-", _REGISTER),
            Cell(named(view.what), _KIND, style),
            Cell(self._reason(view), style=QUIET),
        )
        return Line(view.id, cells)

    def _reason(self, view: DisclosureView) -> str:
        if view.what == "typed":
            return _("tulisannya tampak memuat identitas; mungkin kebetulan, mungkin menebak")
        return " ".join((view.reason or "").split())

    def _about(self, view: DisclosureView) -> str:
        if view.until is None:
            return self._reason(view)
        said = _("Terbuka sampai {until}.") if view.running else _("Tertutup sejak {until}.")
        return f"{said.format(until=self._time(view.until))} {self._reason(view)}"

    def _time(self, moment: datetime) -> str:
        """The time of day in the office's zone, as the language writes it."""
        local = moment.astimezone(self.desk.office.zone)
        return f"{local:%H:%M}" if language() == "en" else f"{local:%H.%M}"
