"""What the dialogs of a case share: fields beside their labels, long texts kept as drafts until recorded."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Label

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError


class ActDialog(ServiceDialog[object]):
    """Gives what the service gave, None when the officer thinks better of it.

    A long text in it is a draft: it is there again when the dialog is opened anew.
    """

    DEFAULT_CSS = """
    ActDialog {
        & .dialog-row { height: auto; margin-top: 1; }
        & .dialog-row Label { width: 20; color: $text-muted; }
        & .dialog-row Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $panel; }
        & .dialog-row Select { width: 1fr; height: auto; }
        & Select:focus SelectCurrent { background: $block-cursor-background; }
        & Select:focus SelectCurrent Static#label { color: $block-cursor-foreground; }
        & DraftText { height: 8; background: $panel; padding: 0 1; border: none; }
    }
    ActDialog.-narrow { & .dialog-row { layout: vertical; } & .dialog-row Label { width: 100%; } }
    ActDialog.-short { & .dialog-row { margin-top: 0; } & DraftText { height: 4; } }
    """

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("tab berikutnya · ^s simpan · esc batal")

    def recording(self, service: Callable[[str], object]) -> Callable[[], object]:
        """The service with the words of the long text, whose draft is forgotten when it is done."""
        field = self.query_one(DraftText)
        text = field.text

        def act() -> object:
            result = service(text)
            field.forget()
            return result

        return act

    async def on_mount(self) -> None:
        """Bring back what was written and not recorded; without that, writing here might replace it."""
        for field in self.query(DraftText):
            try:
                restored = await field.restore()
            except WbsError as error:
                self.app.notify(error.message, severity="error", markup=False)
                self.dismiss(None)
                return
            if restored:
                self.notify(_("Tulisan yang belum disimpan dibawa kembali."), markup=False, timeout=4)

    def on_unmount(self) -> None:
        """Keep what was written."""
        for field in self.query(DraftText):
            field.keep()

    def labelled(self, label: str, field: Widget) -> ComposeResult:
        """A field beside its label."""
        yield Horizontal(Label(label, markup=False), field, classes="dialog-row")
