"""The top line of every screen: the places one can go to with their keys, and who is at the desk."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from screens.bindings import shown_key
from screens.reach import lost_at
from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import clock_time
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


_FIRST_TO_GO = frozenset({"go_monitoring", "go_sync"})
"""Places that are left out before all others are."""
_LEAST = Size(36, 8)
"""A smaller window shows too little of anything."""


class StatusBar(Widget):
    """One line. `place` is the action that leads here (`go_inbox`); `here` names a screen that has none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"status-bar--{part}" for part in ("name", "here", "key", "who", "lost")
    }
    DEFAULT_CSS = """
    StatusBar {
        dock: top; width: 100%; height: 1; background: $panel; color: $foreground;
        & > .status-bar--name { text-style: bold; color: $text-primary; }
        & > .status-bar--here { text-style: bold reverse; color: $text-primary; }
        & > .status-bar--key { color: $text-primary; }
        & > .status-bar--who { color: $text-muted; }
        & > .status-bar--lost { text-style: bold reverse; color: $text-error; }
    }
    """

    def __init__(self, desk: "Desk", place: str = "", here: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._place = place
        self._here = here

    def name_place(self, here: str) -> None:
        """Say where the officer is, such as in which case."""
        self._here = here
        self.refresh()

    def render(self) -> Text:
        """Everything while there is room: who is left out first, then some places, then all but here."""
        width = self.size.width
        if width < _LEAST.width or self.screen.size.height < _LEAST.height:
            return Text(_("Perbesar jendela ini."), no_wrap=True)
        lost = lost_at(self.app)
        if lost is not None:
            return self._lost(lost)
        for places, words, alone in self._tiers():
            line = Text.assemble((" WBS ", self._style("name")), places)
            for said in words:
                gap = width - line.cell_len - cell_len(said) - 1
                if gap > 0:
                    return Text.assemble(line, " " * gap, (said + " ", self._style("who")))
            if alone and line.cell_len <= width:
                return line
        line.truncate(width, overflow="ellipsis")
        return line

    def _tiers(self) -> Iterator[tuple[Text, tuple[str, ...], bool]]:
        """Which places, what is said after them, and whether they may stand without it: the best first."""
        said = self._said()
        yield self._places(True), said[:1], False
        yield self._places(True, _FIRST_TO_GO), said, True
        yield self._places(False), said, True

    def _lost(self, since: datetime) -> Text:
        """Where one is, and that the store is away: what is done now is refused."""
        told = _("TERPUTUS sejak {time}").format(time=clock_time(since, self._desk.office.zone))
        said = Text(f" {told} ", self._style("lost"))
        line = Text.assemble((" WBS ", self._style("name")), self._places(False))
        line.truncate(max(0, self.size.width - said.cell_len), overflow="ellipsis", pad=True)
        return Text.assemble(line, said)

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"status-bar--{name}", partial=True))

    def _said(self) -> tuple[str, ...]:
        """What is being done beside the work, and who is at the desk; then as much of it as finds room."""
        name = clean_cell(self._desk.actor.name)
        trial = (_("uji coba"),) if getattr(self.app, "trial", False) else ()
        name = " · ".join((*trial, name))
        background = getattr(self.app, "background", "")
        return (f"{background} · {name}", background, *trial) if background else (name, *trial)

    def _places(self, every: bool, without: Collection[str] = ()) -> Text:
        shown = [
            action
            for action in actions_of("app")
            if action.name.startswith("go_") and (action.name not in without or action.name == self._place)
        ]
        parts = [self._named(action) for action in shown if self._is_shown(action, every)]
        if self._here:
            parts.append(Text(f" {clean_cell(self._here)} ", self._style("here")))
        return Text().join(parts)

    def _is_shown(self, action: Action, every: bool) -> bool:
        if action.name == self._place:
            return True
        return every and (action.operation is None or self._desk.may(action.operation))

    def _named(self, action: Action) -> Text:
        if action.name == self._place:
            return Text(f" {shown_key(action)} {_(action.label)} ", self._style("here"))
        return Text.assemble(" ", (shown_key(action), self._style("key")), f" {_(action.label)} ")
