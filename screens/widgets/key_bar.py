"""The bottom line: which keys do what here, as many as there is room for; help and palette never give way."""

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from screens.bindings import key_name
from wbs_tui.actions import actions_of


@dataclass(frozen=True, slots=True)
class Key:
    """One key that does something now, or would if it applied."""

    key: str
    label: str
    applies: bool
    everywhere: bool
    """Whether it belongs to the program and not to the screen."""

    @property
    def width(self) -> int:
        """Cells that it takes up."""
        return cell_len(key_name(self.key)) + 1 + cell_len(self.label)


class KeyBar(Widget):
    """Our footer: one widget instead of one for each key, so that a change of keys is one repaint."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label", "key-bar--off"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; width: 100%; background: $footer-background; color: $foreground;
        & > .key-bar--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-bar--label { color: $foreground; }
        & > .key-bar--off { color: $text-disabled; }
    }
    """

    def on_mount(self) -> None:
        """Paint anew whenever other keys apply."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        """Look no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _changed(self, _screen: Screen[Any]) -> None:
        self.refresh()

    def render(self) -> Text:
        """The keys, those of the screen first; what finds no room is left to help."""
        line = Text(no_wrap=True)
        for key, start in self._places():
            line.pad_right(start - line.cell_len)
            line.append(key_name(key.key), self._style("key" if key.applies else "off"))
            line.append(f" {key.label}", self._style("label" if key.applies else "off"))
        return line

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        for key, start in self._places():
            if key.applies and start <= event.x < start + key.width:
                self.app.simulate_key(key.key)

    def _places(self) -> list[tuple[Key, int]]:
        """The keys that find room, each with the cell it begins at."""
        keys = self._fitting(self._keys(), self.size.width - 1)
        gap = 2 if _needed(keys, 2) < self.size.width else 1
        return [(key, 1 + _needed(keys[:n], gap)) for n, key in enumerate(keys)]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"key-bar--{name}", partial=True)

    def _keys(self) -> list[Key]:
        seen: dict[str, Key] = {}
        of_app = {f"app.{action.name}" for action in actions_of("app")}
        for key, (_node, binding, enabled, _tooltip) in self.screen.active_bindings.items():
            if binding.show and binding.action not in seen:
                everywhere = binding.action in of_app
                seen[binding.action] = Key(key, binding.description, enabled, everywhere)
        return sorted(seen.values(), key=lambda shown: shown.everywhere)

    def _fitting(self, keys: list[Key], width: int) -> list[Key]:
        """All, or without some of the screen's own: those that do not apply go first, then from the end."""
        giving_way = [key for key in reversed(keys) if not key.everywhere]
        giving_way.sort(key=lambda key: key.applies)
        while giving_way and _needed(keys, 1) > width:
            keys = [key for key in keys if key is not giving_way[0]]
            giving_way.pop(0)
        return keys


def _needed(keys: list[Key], gap: int) -> int:
    return sum(key.width + gap for key in keys)
