"""The command palette: every action that applies here and now, found by typing its name."""

from collections.abc import Iterator
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from screens.bindings import shown_key
from screens.dialogs.dialog import Dialog
from screens.widgets.picker import Choice, Picker
from wbs_tui.actions import ACTIONS, Action, actions_of
from wbs_tui.text.catalogue import _

_LABEL = 18
"""Cells in which labels stand, so that what is said of them stands in one column."""


class Palette(Dialog[Action]):
    """Gives the chosen action."""

    def __init__(self, screen: Screen[Any]) -> None:
        """`screen` is the one that it was opened on."""
        super().__init__()
        self._over = screen

    def title_text(self) -> str:
        """The palette's name."""
        return _("Tindakan")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("↑ ↓ pilih · enter lakukan · esc batal")

    def compose_body(self) -> ComposeResult:
        """The actions with their keys."""
        yield Picker([_choice(action) for action in self._applying()], _("Ketik nama tindakan"))

    @on(Picker.Picked)
    def _take(self, picked: Picker.Picked) -> None:
        self.dismiss(next(action for action in ACTIONS if action.id == picked.choice.id))

    def _applying(self) -> Iterator[Action]:
        scope = getattr(self._over, "SCOPE", "")
        for action in (*actions_of(scope), *actions_of("app")):
            target = self.app if action.scope == "app" else self._over
            if action.id != "app.command_palette" and target.check_action(action.name, ()):
                yield action


def _choice(action: Action) -> Choice:
    group = _("Di semua layar") if action.scope == "app" else _("Di layar ini")
    return Choice(action.id, f"{shown_key(action):<6} {_(action.label):<{_LABEL}}", _(action.tooltip), group)
