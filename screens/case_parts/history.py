"""The tab with the case's journal told in sentences."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, at, lines, masked, muted
from screens.widgets.prose import Prose
from wbs_tui.cases.reading.history import history
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import HistoryLine


class HistoryTab(CaseTab):
    """Every entry with its time, its account and the reason given; the newest on top, or the oldest."""

    tab_id: ClassVar[str] = "history"
    ACTS: ClassVar[frozenset[str]] = frozenset({"turn_around"})
    _lines: tuple["HistoryLine", ...] = ()
    _newest_first = True

    def compose(self) -> ComposeResult:
        yield Prose(id="history-lines")

    def show(self) -> None:
        """Fetch the journal anew: whatever changed the case stands in it."""
        self.serve(lambda: history(self.desk, self.register), self._told, stale=True)

    def focus_inside(self) -> None:
        self.query_one("#history-lines").focus()

    def action_turn_around(self) -> None:
        """The other end first."""
        self._newest_first = not self._newest_first
        self._show_lines()
        self.query_one(Prose).scroll_home(animate=False)

    def _told(self, told: tuple["HistoryLine", ...]) -> None:
        self._lines = tuple(sorted(told, key=lambda line: line.at))
        self._show_lines()

    def _show_lines(self) -> None:
        if not self._lines:
            self.query_one(Prose).show(muted(_("Belum ada yang tercatat.")))
            return
        ordered = reversed(self._lines) if self._newest_first else self._lines
        said = (
            _("Terbaru di atas; o membalik urutan.")
            if self._newest_first
            else _("Terlama di atas; o membalik urutan.")
        )
        self.query_one(Prose).show(lines([muted(said), *map(self._line, ordered)]))

    def _line(self, line: "HistoryLine") -> Content:
        head = Content.assemble(
            "\n",
            (at(self.desk, line.at), MUTED),
            ("  ", ""),
            (line.account, "bold $text-primary"),
            f"  {line.sentence}",
        )
        if not line.detail:
            return head
        indented = "\n".join(f"    {each}" for each in line.detail.splitlines())
        return Content.assemble(head, "\n", masked(indented).stylize("italic"))
