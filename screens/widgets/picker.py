"""A field to type in and the choices that match: in the palette and in every dialog that asks which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from wbs_tui.text.catalogue import _
from wbs_tui.text.terminal import clean_cell

CHOSEN, OTHER = "●", "○"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    id: str
    label: str
    note: str = ""
    """Said after the label, in a quieter voice."""
    group: str = ""
    """Choices of one group stand together under its name."""
    enabled: bool = True
    chosen: bool | None = None
    """Whether it is chosen so far; None where there is no such thing."""

    def matches(self, words: Sequence[str]) -> bool:
        """Whether every typed word is part of it."""
        said = f"{self.group} {self.label} {self.note}".casefold()
        return all(word in said for word in words)

    def named(self, words: Sequence[str]) -> bool:
        """Whether every typed word is part of its label."""
        return all(word in self.label.casefold() for word in words)

    def line(self) -> Text:
        """How it stands in the list."""
        sign = "" if self.chosen is None else f"{CHOSEN if self.chosen else OTHER} "
        line = Text(sign + clean_cell(self.label), "" if self.enabled else "dim")
        return line.append(f"  {clean_cell(self.note)}", "dim") if self.note else line


class Picker(Vertical):
    """Choices narrowed by typing; Enter takes the highlighted one, Tab too where several may be taken."""

    DEFAULT_CSS = """
    Picker {
        height: auto;
        & OptionList {
            border: none; padding: 0; margin-top: 1; height: auto; max-height: 16;
            background: $surface; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList > .option-list--option-highlighted {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
        }
        & OptionList > .option-list--option-disabled { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    @dataclass
    class Picked(Message):
        """Enter was pressed on a choice."""

        picker: Widget
        choice: Choice

        @property
        def control(self) -> Widget:
            """The picker that says so."""
            return self.picker

    def __init__(self, choices: Iterable[Choice], placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = tuple(choices)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The field above the list; only the field takes the focus."""
        yield Input(placeholder=self._placeholder or _("Ketik untuk mencari"), compact=True)
        choices = OptionList(markup=False)
        choices.can_focus = False
        yield choices

    def on_mount(self) -> None:
        """Show everything before a letter is typed."""
        self._show("")

    @property
    def current(self) -> Choice | None:
        """The highlighted choice."""
        option = self.query_one(OptionList).highlighted_option
        return next((c for c in self._choices if option is not None and c.id == option.id), None)

    def put(self, choices: Iterable[Choice]) -> None:
        """Show all of other choices, nothing typed, and stay at the one that is highlighted."""
        current = self.current
        self._choices = tuple(choices)
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self._show("", current.id if current else None)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _pick(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        if self.current is not None:
            self.post_message(self.Picked(self, self.current))

    def _show(self, typed: str, at: str | None = None) -> None:
        matching = _ranked(self._choices, typed.casefold().split())
        options = list(_options(matching))
        box = self.query_one(OptionList)
        box.set_options(options or [Option(Text(_("Tidak ada yang cocok")), disabled=True)])
        ids = [option.id for option in options]
        if at is not None and at in ids:
            box.highlighted = ids.index(at)
        else:
            box.action_first()

    def action_move(self, where: str) -> None:
        """Move the highlight while the field keeps the focus."""
        getattr(self.query_one(OptionList), f"action_{where}")()


def _ranked(choices: Sequence[Choice], words: Sequence[str]) -> list[Choice]:
    """What matches; labels that do before notes that do, and their groups first."""
    matching = [choice for choice in choices if choice.matches(words)]
    if not words:
        return matching
    best: dict[str, bool] = {}
    for choice in matching:
        best[choice.group] = best.get(choice.group, True) and not choice.named(words)
    groups = sorted(best, key=best.__getitem__)
    return sorted(matching, key=lambda choice: (groups.index(choice.group), not choice.named(words)))


def _options(choices: Sequence[Choice]) -> Iterable[Option]:
    for group, members in groupby(choices, key=lambda choice: choice.group):
        if group:
            yield Option(Text(group, "bold"), disabled=True)
        for choice in members:
            yield Option(
                Text.assemble("  " if group else "", choice.line()), id=choice.id, disabled=not choice.enabled
            )
