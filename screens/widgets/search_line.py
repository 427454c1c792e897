"""The line in which an officer types what he looks for, and the place where the selected case holds it."""

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from wbs_tui.cases.finding.passages import Passage
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_short
from wbs_tui.text.terminal import clean_cell


class SearchField(Input):
    """A field of one size, whatever stands in it: no letter asks for a new layout of the screen."""

    virtual_size = Reactive(Size(0, 0))


class SearchLine(Vertical):
    """Hidden until it is asked for. Enter and the arrows lead to the list, Escape ends the search."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"search-line--quiet", "search-line--found"}
    DEFAULT_CSS = """
    SearchLine {
        display: none; height: auto; padding: 0 1; background: $background;
        &.-open { display: block; }
        & Horizontal { height: 1; }
        & #search-label { width: auto; color: $text-accent; text-style: bold; }
        & Input { width: 1fr; background: $surface; }
        & #search-place { height: 1; color: $foreground; }
        & > .search-line--quiet { color: $text-muted; }
        & > .search-line--found { color: $text-accent; text-style: bold underline; }
    }
    """

    @dataclass
    class Typed(Message):
        """Something else stands in the line now."""

        line: Widget
        text: str

    @dataclass
    class Left(Message):
        """On to the list."""

        line: Widget

    @dataclass
    class Ended(Message):
        """Nothing is looked for any more."""

        line: Widget

    def __init__(self, text: str, zone: ZoneInfo) -> None:
        """`text` is what is looked for already."""
        super().__init__(classes="-open" if text else "")
        keys = [
            Binding("enter", "leave", _("Ke daftar"), priority=True),
            Binding("down,up,tab", "leave", show=False, priority=True),
            Binding("escape", "end", _("Selesai mencari")),
        ]
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(keys)])
        self._text = text
        self._zone = zone
        self._said = ""

    def compose(self) -> ComposeResult:
        """The field, and one line below."""
        with Horizontal():
            yield Static(_("Cari "), id="search-label", markup=False)
            hint = _('kata, "frasa utuh", atau nomor register')
            yield SearchField(self._text, placeholder=hint, compact=True, id="search-field")
        yield Static("", id="search-place", markup=False)

    @property
    def field(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    def open(self) -> None:
        """Show the line, ready to be typed in."""
        self.add_class("-open")
        self.field.focus()
        self.field.action_select_all()

    def close(self) -> None:
        """Empty and hide it."""
        with self.prevent(Input.Changed):
            self.field.value = ""
        self.say("")
        self.remove_class("-open")

    def say(self, sentence: str) -> None:
        """A sentence in the place of what was found."""
        self._put(Text(sentence, self._style("quiet")))

    def _put(self, said: Text) -> None:
        """Without a new layout: a letter is being waited for."""
        if said.plain or self._said:
            self._said = said.plain
            self.query_one("#search-place", Static).update(said, layout=False)

    def show(self, passage: Passage | None) -> None:
        """Where the selected case holds what is looked for."""
        if passage is None:
            self.say("")
            return
        day = date_short(passage.at.astimezone(self._zone).date())
        said = Text(f"{_(passage.what)}, {day}: ", self._style("quiet"), no_wrap=True)
        said.append_text(found_text(passage, self._style("found")))
        self._put(said)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"search-line--{name}", partial=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def action_leave(self) -> None:
        """On to the list; what is looked for stays."""
        self.post_message(self.Left(self))

    def action_end(self) -> None:
        """Look for nothing."""
        self.post_message(self.Ended(self))


def found_text(passage: Passage, style: Style) -> Text:
    """A piece of a text that shows what was found in it."""
    said = Text(clean_cell(passage.piece.text), no_wrap=True)
    for start, end in passage.piece.spans:
        said.stylize(style, start, end)
    return said
