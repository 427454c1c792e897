"""Asks which of the edits that crossed shall stand: who wrote what, when and where, and what was before."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.dialogs.dialog import Dialog
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.sync.conflicts.conflict_views import ConflictView, Side, Values

_MOST = 9
"""Sides that have a key; of more, the first are shown and the one that stands."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was decided."""

    entry: str
    reason: str


class ConflictDialog(Dialog[Kept]):
    """Shows one conflict, and takes the choice and its reason; Escape leaves it open."""

    DEFAULT_CSS = """
    ConflictDialog > #dialog { width: 100; border: round $warning; border-title-color: $text-warning; }
    ConflictDialog #conflict-values { height: auto; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"choose({number})", show=False) for number in range(1, _MOST + 1)
    ]

    def __init__(self, conflict: "ConflictView", zone: "ZoneInfo") -> None:
        super().__init__()
        self._conflict = conflict
        self._zone = zone
        self._sides = _shown(conflict.sides)
        self._chosen: Side | None = None

    def title_text(self) -> str:
        """Which case and which field."""
        return _("Bertabrakan: {register}, {what}").format(
            register=self._conflict.register, what=clean_cell(self._conflict.what)
        )

    def keys_text(self) -> str:
        """Which keys do what."""
        last = len(self._sides)
        return _("1–{last} yang berlaku · enter simpan · esc nanti").format(last=last)

    def compose_body(self) -> ComposeResult:
        """What happened, the values beside each other, the choice and its reason."""
        said = _(
            "Diubah di beberapa tempat tanpa saling melihat. Pilih yang berlaku; yang lain tetap tercatat di "
            "jurnal."
        )
        yield Static(said, classes="dialog-text", markup=False)
        yield Static(self._values(), id="conflict-values")
        yield Static(_("Belum dipilih."), id="conflict-chosen", classes="dialog-text", markup=False)
        yield Static(_("Alasan (wajib)"), classes="dialog-label", markup=False)
        yield Input(id="conflict-reason", classes="dialog-field", disabled=True)

    def _values(self) -> Table:
        """A column for each side, a line for each value that any of them has."""
        table = Table(box=None, expand=True, padding=(0, 1), show_edge=False, show_header=False)
        table.add_column(ratio=3, style="dim")
        table.add_column(ratio=4, style="dim")
        for _side in self._sides:
            table.add_column(ratio=6)
        heads = (self._head(number, side) for number, side in enumerate(self._sides, start=1))
        table.add_row(Text(_("Isian"), "bold"), Text(_("Semula"), "bold"), *heads, end_section=True)
        before = dict(self._conflict.before)
        for name in _names(self._conflict.before, self._sides):
            said = [dict(side.values).get(name, "") for side in self._sides]
            table.add_row(Text(clean_cell(name)), _cell(before.get(name, "")), *map(_cell, said))
        return table

    def _head(self, number: int, side: "Side") -> Text:
        """Who, where and when, and whether it is what stands now."""
        written = moment(side.at, self._zone)
        head = Text(f"{number}  {clean_cell(side.account)} ({side.station})", style="bold")
        stands = _("berlaku sekarang") if side.stands else _("tidak berlaku sekarang")
        return head.append(f"\n{written}\n{stands}", style="not bold")

    def action_choose(self, number: int) -> None:
        """Choose a side; its reason is asked for next."""
        if number > len(self._sides):
            return
        self._chosen = self._sides[number - 1]
        said = _("Dipilih: {number}, {account} ({station}).").format(
            number=number, account=clean_cell(self._chosen.account), station=self._chosen.station
        )
        self.query_one("#conflict-chosen", Static).update(said)
        reason = self.query_one("#conflict-reason", Input)
        reason.disabled = False
        reason.focus()

    @on(Input.Submitted)
    def _take(self, submitted: Input.Submitted) -> None:
        reason = submitted.value.strip()
        if self._chosen is None or not reason:
            self.refuse(_("Tulis alasannya dengan singkat."))
            return
        self.dismiss(Kept(self._chosen.entry, reason))


def _shown(sides: "tuple[Side, ...]") -> "tuple[Side, ...]":
    if len(sides) <= _MOST:
        return sides
    first = sides[: _MOST - 1]
    return (*first, next((side for side in reversed(sides) if side.stands), sides[-1]))


def _names(before: "Values", sides: "tuple[Side, ...]") -> list[str]:
    """The names of all values, in the order in which they are met."""
    return list(
        dict.fromkeys(name for values in (before, *(side.values for side in sides)) for name, _v in values)
    )


def _cell(words: str) -> Text:
    return Text(clean_cell(words) or "–")
