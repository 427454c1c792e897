"""Tells what became of each of several cases."""

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from wbs_tui.cases.views import Outcome
from wbs_tui.text.catalogue import _


class OutcomesDialog(Dialog[None]):
    """What was refused first, each with its reason."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "dismiss", show=False)]

    def __init__(self, title: str, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self._title = title
        self._outcomes = outcomes

    def title_text(self) -> str:
        """What was done."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter tutup")

    def compose_body(self) -> ComposeResult:
        """How many of how many, and a line for each."""
        refused = sum(outcome.error is not None for outcome in self._outcomes)
        said = _("{done} selesai, {refused} ditolak").format(
            done=len(self._outcomes) - refused, refused=refused
        )
        yield Static(said, classes="dialog-text", markup=False)
        yield Static(_table(self._outcomes), classes="dialog-text")

    def on_mount(self) -> None:
        """Let the arrows scroll a long list."""
        box = self.query_one("#dialog")
        box.can_focus = True
        box.focus()


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.error is None):
        sign = Text("✓" if outcome.error is None else "✗", "bold")
        table.add_row(sign, Text(outcome.register), Text(outcome.error or _("selesai")))
    return table
