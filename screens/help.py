"""Help: every action of the screen one came from, and of the program, with its key."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import _


class HelpScreen(ModalScreen[None]):
    """Lists actions; Escape leads back."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "←")]

    def __init__(self, scope: str) -> None:
        super().__init__()
        self._scope = scope

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(_("Tombol di layar ini"), classes="help-title", markup=False)
            yield Static(_table(actions_of(self._scope)))
            yield Static(_("Di semua layar"), classes="help-title", markup=False)
            yield Static(_table(actions_of("app")))
        yield Footer()


def _table(actions: tuple[Action, ...]) -> Text:
    lines = [
        Text.assemble(
            (f"{action.key.split(',')[0]:<12}", "bold"), _(action.label), " · ", (_(action.tooltip), "dim")
        )
        for action in actions
    ]
    return Text("\n").join(lines) if lines else Text(_("Tidak ada tombol khusus di sini."))
