"""The verification checklist: an answer in a key, its note in a line, and what the gate still wants."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from models.words.outcomes import ChecklistAnswer
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import HEADING, MUTED, by, lines
from screens.widgets.keyed_list import KeyedList
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.text.catalogue import N_, _

if TYPE_CHECKING:
    from wbs_tui.cases.views import ChecklistItemView, EarlierAnswerView

_SIGNS = {
    ChecklistAnswer.YES: ("✓", "bold $text-success"),
    ChecklistAnswer.NO: ("✗", "bold $text-error"),
    ChecklistAnswer.WAIVED: ("–", "bold $text-accent"),
}
_ASKS = {
    ChecklistAnswer.YES: N_("YA. Catatan, boleh kosong (enter simpan, esc batal):"),
    ChecklistAnswer.NO: N_("TIDAK. Catatan, boleh kosong (enter simpan, esc batal):"),
    ChecklistAnswer.WAIVED: N_("DIKESAMPINGKAN. Alasan, wajib (enter simpan, esc batal):"),
}


_ROOMY = 60
"""Cells from which labels are set in a column of their own."""


class ChecklistTab(CaseTab):
    """Items by group; the highlighted one is answered."""

    tab_id: ClassVar[str] = "checklist"
    ACTS: ClassVar[frozenset[str]] = frozenset({"answer_yes", "answer_no", "answer_waived", "next_open"})
    _items: tuple["ChecklistItemView", ...] = ()
    _asked: ChecklistAnswer | None = None
    _shown = Shown(None)
    """The answer that stood when the line for the note was opened: the list goes on following others."""
    _answered: str | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="checklist-progress", markup=False)
        yield KeyedList(id="checklist-items")
        yield Static(id="checklist-about", markup=False)
        yield Static(id="checklist-ask", markup=False)
        yield Input(id="checklist-note")

    def show(self) -> None:
        """Show the answers that stand; after an answer the highlight goes on to the next open item."""
        self._items = self.case.checklist
        self.query_one("#checklist-progress", Static).update(_progress(self._items))
        self.query_one(KeyedList).fill(self._options())
        if self._answered is not None:
            self._go_on_from(self._answered)
            self._answered = None
        self._show_about()

    def on_resize(self) -> None:
        """Columns only where they fit."""
        self.query_one(KeyedList).fill(self._options())

    def focus_inside(self) -> None:
        self.query_one(KeyedList).focus()

    def applies(self, act: str) -> bool:
        """An answer needs an item; waiving is for the roles that the policy names."""
        if self._asked is not None:
            return False
        item = self._item
        if act == "answer_waived":
            return item is not None and item.may_waive
        return act == "next_open" or item is not None

    def holds(self) -> bool:
        """Escape closes the line for the note first."""
        if self._asked is None:
            return False
        self._close_ask()
        return True

    def action_answer_yes(self) -> None:
        """The item is met."""
        self._ask(ChecklistAnswer.YES)

    def action_answer_no(self) -> None:
        """The item is not met."""
        self._ask(ChecklistAnswer.NO)

    def action_answer_waived(self) -> None:
        """The item is waived, for a reason."""
        self._ask(ChecklistAnswer.WAIVED)

    def action_next_open(self) -> None:
        """Go to the next mandatory item without an answer."""
        self._go_on_from(self.query_one(KeyedList).current or "")

    @property
    def _item(self) -> "ChecklistItemView | None":
        current = self.query_one(KeyedList).current
        return next((item for item in self._items if item.id == current), None)

    def _ask(self, answer: ChecklistAnswer) -> None:
        """Open the line for the note; a corrected answer begins with the note that stands."""
        item = self._item
        if item is None:
            return
        self._asked, self._shown = answer, Shown(item.answer_id)
        self.query_one("#checklist-ask", Static).update(Content.styled(_(_ASKS[answer]), "bold"))
        note = self.query_one("#checklist-note", Input)
        note.value = item.note
        self.add_class("-asking")
        self.over.add_class("-asking")
        note.focus()
        self.over.refresh_bindings()

    def _close_ask(self) -> None:
        self._asked = None
        self.remove_class("-asking")
        self.over.remove_class("-asking")
        self.query_one(KeyedList).focus()
        self.over.refresh_bindings()

    @on(Input.Submitted, "#checklist-note")
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        item, answer, note, shown = self._item, self._asked, event.value, self._shown
        if item is None or answer is None:
            return

        def done(_row: object) -> None:
            self._answered = item.id
            self._close_ask()
            self.changed("")

        self.serve(lambda: answer_item(self.desk, self.register, item.id, answer, note, shown), done)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_about()
        self.over.refresh_bindings()

    def _go_on_from(self, item_id: str) -> None:
        """Highlight the next mandatory open item after this one, from the top again at the end."""
        ids = [item.id for item in self._items]
        at = ids.index(item_id) + 1 if item_id in ids else 0
        around = [*self._items[at:], *self._items[:at]]
        following = next((item for item in around if item.mandatory and item.answer is None), None)
        if following is not None:
            self.query_one(KeyedList).stand_on(following.id)

    def _options(self) -> Iterator[Option]:
        roomy = self.size.width >= _ROOMY
        width = max((len(item.label) for item in self._items), default=0) if roomy else 0
        for group, items in groupby(self._items, key=lambda item: item.group):
            yield Option(Content.styled(group, HEADING), disabled=True)
            for item in items:
                yield Option(_line(item, width), id=item.id)

    def _show_about(self) -> None:
        item = self._item
        self.query_one("#checklist-about", Static).update(self._about(item) if item else "")

    def _about(self, item: "ChecklistItemView") -> Content:
        parts = [Content.styled(item.hint, MUTED)]
        if item.answer is not None and item.at is not None:
            said = self.label("checklist_answer", item.answer)
            parts.append(
                Content.assemble((said, "bold"), (f" · {by(self.desk, item.at, item.account or '')}", MUTED))
            )
        if item.note:
            parts.append(Content(item.note))
        return lines([*parts, *map(self._corrected, reversed(item.corrected))])

    def _corrected(self, earlier: "EarlierAnswerView") -> Content:
        """An answer that does not stand any more, struck through and still readable."""
        said = self.label("checklist_answer", earlier.answer)
        words = f"{said} {earlier.note}".rstrip()
        about = f" · {by(self.desk, earlier.at, earlier.account)} · {_('dikoreksi')}"
        return Content.assemble((words, "strike"), (about, MUTED))


def _line(item: "ChecklistItemView", width: int) -> Content:
    sign, style = _SIGNS[item.answer] if item.answer else ("·", "")
    wanted = f"{_('Wajib') if item.mandatory else '':<9}"
    look = "bold $text-warning" if item.mandatory and item.answer is None else MUTED
    note = f"  {' '.join(item.note.split())}" if item.note else ""
    return Content.assemble("  ", (sign, style), f" {item.label:<{width}}  ", (wanted, look), (note, MUTED))


def _progress(items: tuple["ChecklistItemView", ...]) -> Content:
    mandatory = [item for item in items if item.mandatory]
    missing = [item.label for item in mandatory if item.answer is None]
    done = len(mandatory) - len(missing)
    bar = "█" * done + "░" * len(missing)
    counted = _("{done}/{all} wajib").format(done=done, all=len(mandatory))
    if not missing:
        left = _("lengkap: kasus dapat dilanjutkan ke disposisi (tombol p)")
    else:
        left = _("kurang {count}: {labels}").format(count=len(missing), labels=", ".join(missing))
    return Content.assemble((bar, "$text-primary"), (f" {counted}", "bold"), (f" · {left}", MUTED))
