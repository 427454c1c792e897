"""A field of a form: its label, what is typed in, and beneath it what the program makes of that."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label, Static


class FormField(Vertical):
    """One line, and a second one only while there is something to say."""

    DEFAULT_CSS = """
    FormField {
        height: auto;
        & > .field-line { height: auto; }
        & > .field-line > Label { width: 15; color: $text-muted; }
        & > .field-line > Input { width: 1fr; background: $panel; padding: 0 1; }
        & > .field-line > Select { width: 1fr; }
        & > .field-said { display: none; height: auto; padding-left: 16; }
        &.-saying > .field-said { display: block; }
        &.-inside > .field-line > Label { color: $text-primary; text-style: bold; }
    }
    """

    def __init__(self, label: str, *fields: Widget, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label
        self._fields = fields

    def compose(self) -> ComposeResult:
        """Label and fields side by side."""
        yield Horizontal(Label(self._label, markup=False), *self._fields, classes="field-line")
        yield Static(classes="field-said", markup=False)

    def on_descendant_focus(self) -> None:
        """The officer is here."""
        self.add_class("-inside")

    def on_descendant_blur(self) -> None:
        """He has gone on."""
        self.remove_class("-inside")

    def remark(self, said: str, style: str = "$text-muted") -> None:
        """Say something about what was typed; nothing with an empty text."""
        self.set_class(bool(said), "-saying")
        self.query_one(".field-said", Static).update(Content.styled(said, style))

    def warn(self, said: str) -> None:
        """Say that something looks wrong; it may stay so."""
        self.remark(f"! {said}" if said else "", "$text-warning")

    def refuse(self, said: str) -> None:
        """Say what must be changed."""
        self.remark(f"✗ {said}" if said else "", "bold $text-error")
