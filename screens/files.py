"""Writes what an officer exports: to a new file, never over another."""

from pathlib import Path

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class NotWritten(Refused):
    """The file could not be made."""


def write_new(path: Path, text: str) -> None:
    """Write UTF-8 text with its line ends as they are; raises NotWritten."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        said = _("{name} sudah ada dan tidak ditimpa. Pilih nama lain.")
        raise NotWritten(said.format(name=path.name)) from error
    except OSError as error:
        said = _("Berkas {path} tidak dapat ditulis: {reason}.")
        raise NotWritten(said.format(path=path, reason=error.strerror)) from error
