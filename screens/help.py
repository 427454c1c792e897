"""Help: every action of the screen one came from, and of the program, with its keys."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.bindings import key_name
from screens.offering import is_offered
from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import N_, _

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_IN_LISTS = (
    ("↑ ↓ j k", N_("Baris sebelumnya dan berikutnya")),
    ("pgup pgdn", N_("Halaman sebelumnya dan berikutnya")),
    ("home end", N_("Awal dan akhir daftar")),
    ("tab", N_("Ke bagian berikutnya di layar")),
    ("esc", N_("Kembali, atau batal")),
)


class HelpScreen(ModalScreen[None]):
    """Lists actions; Escape leads back."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", show=False)]

    def __init__(self, scope: str, desk: "Desk | None" = None) -> None:
        super().__init__()
        self._scope = scope
        self._desk = desk

    def compose(self) -> ComposeResult:
        """The actions of the screen first, then what works everywhere."""
        here = self._offered(self._scope)
        with VerticalScroll(id="help") as box:
            box.border_title = _("Bantuan")
            box.border_subtitle = _("esc kembali · ↑ ↓ gulir")
            if here:
                yield Static(_("Di layar ini"), classes="help-title", markup=False)
                yield Static(_table(map(_line, here)))
            yield Static(_("Di setiap daftar"), classes="help-title", markup=False)
            yield Static(_table((keys, _(said), "") for keys, said in _IN_LISTS))
            yield Static(_("Di semua layar"), classes="help-title", markup=False)
            yield Static(_table(map(_line, self._offered("app"))))

    def _offered(self, scope: str) -> list[Action]:
        return [action for action in actions_of(scope) if is_offered(self._desk, action)]


def _line(action: Action) -> tuple[str, str, str]:
    keys = " ".join(key_name(key.strip()) for key in action.key.split(","))
    return keys, _(action.label), _(action.tooltip)


def _table(lines: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=11, no_wrap=True)
    table.add_column(ratio=1)
    for keys, label, tooltip in lines:
        said = Text.assemble(label, " · ", (tooltip, "dim")) if tooltip else Text(label)
        table.add_row(Text(keys, "bold"), said)
    return table
