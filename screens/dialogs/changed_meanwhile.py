"""Asks which of two officers' words shall stand, with both beside each other."""

from enum import Enum
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from wbs_tui.cases.steps.meanwhile import ChangedMeanwhile
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.terminal import clean_cell


class Choice(Enum):
    """What the second officer decides."""

    THEIRS = "theirs"
    MINE = "mine"


class LeftAsItIs(Refused):
    """The officer keeps what the other has written, and gives up his own."""

    def __init__(self, changed: ChangedMeanwhile) -> None:
        super().__init__(
            _("Tidak diubah: yang berlaku adalah yang dicatat {account}.").format(account=changed.account)
        )


class ChangedDialog(Dialog[Choice]):
    """Gives the choice; Escape goes back to one's own words, and nothing is written."""

    DEFAULT_CSS = """
    ChangedDialog > #dialog { width: 90; border: round $warning; border-title-color: $text-warning; }
    ChangedDialog #changed-values { height: auto; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "choose('theirs')", show=False),
        Binding("2", "choose('mine')", show=False),
    ]

    def __init__(self, changed: ChangedMeanwhile) -> None:
        super().__init__()
        self._changed = changed

    def title_text(self) -> str:
        """What is the matter."""
        return _("Sudah diubah oleh {account}").format(account=clean_cell(self._changed.account))

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("1 biarkan · 2 ganti dengan milik saya · esc kembali")

    def compose_body(self) -> ComposeResult:
        """Who did what and when, the values beside each other, and what each key does."""
        said = _(
            "Sejak Anda membukanya, {account} mengubah {what} pada {when}. Isian Anda belum disimpan."
        ).format(account=clean_cell(self._changed.account), what=self._changed.what, when=self._changed.when)
        yield Static(said, classes="dialog-text", markup=False)
        yield Static(self._values(), id="changed-values")
        explained = _(
            "1  Biarkan: yang dicatat {account} tetap berlaku, isian Anda dibuang.\n"
            "2  Ganti: isian Anda berlaku, dan jurnal menyebut apa yang digantikannya.\n"
            "Esc  Kembali ke isian Anda, tanpa menyimpan."
        )
        yield Static(
            explained.format(account=clean_cell(self._changed.account)), classes="dialog-text", markup=False
        )

    def _values(self) -> Table:
        """One line for each value: as it was shown, as it stands, and as this officer wants it."""
        table = Table(box=None, expand=True, padding=(0, 1), show_edge=False)
        table.add_column("", ratio=3, style="dim")
        table.add_column(_("Semula"), ratio=4, style="dim", header_style="dim")
        table.add_column(
            Text(_("Sekarang ({account})").format(account=clean_cell(self._changed.account))), ratio=5
        )
        table.add_column(_("Isian Anda"), ratio=5)
        for each in self._changed.values:
            before, theirs, mine = (
                Text(clean_cell(words) or "–") for words in (each.before, each.theirs, each.mine)
            )
            if each.theirs != each.before:
                theirs.stylize("bold")
            if each.mine != each.theirs:
                mine.stylize("bold")
            table.add_row(Text(each.name), before, theirs, mine)
        return table

    def action_choose(self, choice: str) -> None:
        """Decide."""
        self.dismiss(Choice(choice))
