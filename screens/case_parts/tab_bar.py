"""One line with the names of the tabs and the keys that open them; short names where it is narrow."""

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

_SHORT, _SHORTER = 4, 3
"""Letters that are left of a name where not all fit, and where fewer do."""


class TabBar(Widget):
    """Shows the tabs; the screen's keys open them."""

    active: reactive[int] = reactive(0)

    def __init__(self, names: Sequence[str], actions: Sequence[str]) -> None:
        """`actions` are the screen's actions that open the tabs, in the order of `names`."""
        super().__init__(id="case-tab-bar")
        self._names = names
        self._actions = actions

    def render(self) -> Content:
        """The line for the width that there is."""
        for shorten in (_whole, _cut, _clipped, _nothing):
            shown = self._line([shorten(name) for name in self._names])
            if shown.cell_length <= self.size.width:
                break
        return shown

    def _line(self, names: list[str]) -> Content:
        names[self.active] = self._names[self.active]
        return Content("").join(self._tab(number, name) for number, name in enumerate(names))

    def _tab(self, number: int, name: str) -> Content:
        chosen = number == self.active
        look = Style.parse("bold reverse" if chosen else "")
        key = Style.parse("" if chosen else "bold")
        opens = Style.from_meta({"@click": f"screen.{self._actions[number]}"})
        text = Content.assemble(" ", (str(number + 1), key), f" {name} " if name else " ")
        return text.stylize(look + opens)


def _whole(name: str) -> str:
    return name


def _cut(name: str) -> str:
    return name if len(name) <= _SHORT + 1 else f"{name[:_SHORT]}."


def _clipped(name: str) -> str:
    return name[:_SHORTER]


def _nothing(name: str) -> str:
    return name[:0]
