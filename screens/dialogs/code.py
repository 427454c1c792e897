"""Shows a code that is shown only once: to write down, or to save into a file for its owner's eyes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from screens.dialogs.save_as import SaveAsDialog
from wbs_tui.text.catalogue import _
from wbs_tui.vault.secret_files import write_secret_file


class CodeDialog(Dialog[bool]):
    """Closes at the second Escape while the code is not saved: it cannot be shown again."""

    DEFAULT_CSS = """
    CodeDialog {
        & .code { text-align: center; text-style: bold; color: $text-primary; padding: 1 0; }
        & .code-done { height: auto; color: $text-success; padding-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, title: str, code: str, explanation: str, file_name: str) -> None:
        """`file_name` is proposed for the file."""
        super().__init__()
        self._title = title
        self._code = code
        self._explanation = explanation
        self._file_name = file_name
        self._may_leave = False

    def title_text(self) -> str:
        """What it is."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("s simpan ke berkas · esc tutup")

    def compose_body(self) -> ComposeResult:
        """The code, and what happens with it."""
        yield Static(self._code, classes="code", markup=False)
        yield Static(self._explanation, classes="dialog-text", markup=False)
        yield Static("", id="code-done", classes="code-done", markup=False)

    def action_save(self) -> None:
        """Ask where, and write the code there."""
        self.run_worker(self._save(), group="flow", exclusive=True)

    async def _save(self) -> None:
        asked = SaveAsDialog(self._title, self._file_name, lambda path: write_secret_file(path, self._code))
        path = await self.app.push_screen_wait(asked)
        if path is not None:
            self._may_leave = True
            self.refuse("")
            self.query_one("#code-done", Static).update(_("Tersimpan di {path}").format(path=path))

    def action_leave(self) -> None:
        """Close, once it is sure that the code is somewhere."""
        if self._may_leave:
            self.dismiss(True)
        self._may_leave = True
        self.refuse(_("Kode ini tidak akan tampil lagi. Bila sudah dicatat, tekan esc sekali lagi."))
