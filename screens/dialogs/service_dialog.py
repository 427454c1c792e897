"""A dialog that does what it asks for: it closes with the result, and stays with the words when refused."""

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, Label

from screens.dialogs.changed_meanwhile import LeftAsItIs
from screens.dialogs.dialog import Dialog
from screens.dialogs.served import served
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

Result = TypeVar("Result")


class ServiceDialog(Dialog[Result], Generic[Result]):
    """Enter goes on to the next field; Ctrl+S does it from anywhere, Enter in the last field too."""

    ENTER_DOES: ClassVar[bool] = True
    """Whether Enter in the last field does it; else only Ctrl+S."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "do", show=False, priority=True)]

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter berikutnya · ^s lakukan · esc batal")

    def service(self) -> Callable[[], Result]:
        """What is to be done with the fields as they stand; raises Refused when one cannot be read."""
        raise NotImplementedError

    def labelled(self, label: str, field: Widget) -> ComposeResult:
        """A field under its label."""
        yield Label(label, classes="dialog-label", markup=False)
        yield field

    def value(self, field: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#{field}", Input).value

    @on(Input.Submitted)
    def _go_on(self, submitted: Input.Submitted) -> None:
        last = bool(self.focus_chain) and self.focus_chain[-1] is submitted.input
        if self.ENTER_DOES and last:
            self.action_do()
        else:
            self.focus_next()

    def action_do(self) -> None:
        """Do it."""
        self.run_worker(self._do(), group="do", exclusive=True)

    async def _do(self) -> None:
        self.refuse("")
        box, asked_in = self.query_one("#dialog"), self.focused
        try:
            service = self.service()
            box.disabled = True
            result = await served(self.app, service)
        except LeftAsItIs as left:
            self.app.notify(left.message, markup=False)
            self.dismiss(None)
        except WbsError as error:
            box.disabled = False
            self.refuse(error.message)
            self._back_to(self._wanting(error) or asked_in)
        else:
            self.dismiss(result)

    def _wanting(self, error: WbsError) -> Widget | None:
        """The field that a refusal asks for, when it is plain from it."""
        reasons = [each for each in self.query("Input, TextArea") if (each.id or "").endswith("reason")]
        return reasons[0] if reasons and isinstance(error, ReasonMissing) else None

    def _back_to(self, field: Widget | None) -> None:
        """Go on where the officer was; what stands there is mended, not typed over."""
        if field is None:
            self.focus_next("Input, TextArea")
            return
        if isinstance(field, Input):
            field.select_on_focus = False
        field.focus()
