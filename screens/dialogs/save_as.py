"""Asks where to write a file, and writes it: a new one, for its owner's eyes."""

import os
from collections.abc import Callable
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.path_input import PathInput
from wbs_tui.intake.attaching import chosen_path
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class SaveAsDialog(ServiceDialog[Path]):
    """Gives the path that was written."""

    def __init__(self, title: str, file_name: str, write: Callable[[Path], None]) -> None:
        """`write` makes the file and raises Refused where one is already."""
        super().__init__()
        self._title = title
        self._file_name = file_name
        self._write = write

    def title_text(self) -> str:
        """What is saved."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter simpan · tab lengkapi · esc batal")

    def compose_body(self) -> ComposeResult:
        """The path, with a proposal in the home folder."""
        explained = _("Hanya Anda yang dapat membaca berkas ini; yang sudah ada tidak ditimpa.")
        yield Static(explained, classes="dialog-text", markup=False)
        yield from self.labelled(_("Simpan sebagai"), PathInput(f"~/{self._file_name}", id="save-path"))

    def service(self) -> Callable[[], Path]:
        """Write it; a folder stands for a file of the proposed name in it."""
        typed = self.value("save-path")
        if not typed.strip():
            raise Refused(_("Ketik letak berkas yang akan ditulis."))
        path = chosen_path(typed)
        is_folder = os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        target = path / self._file_name if is_folder else path

        def write() -> Path:
            self._write(target)
            return target

        return write
