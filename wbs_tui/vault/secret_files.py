"""Secrets in small files: a password or a code on one line, in a file that only its owner can read."""

import os
import stat
import sys
from pathlib import Path

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.text.system import system_reason

_LONGEST = 4096
_LONGEST_PAGE = 64 * 1024


def read_password_file(path: Path) -> str:
    """The one line of the file (password or code), without its line end.

    Raises Refused when others can read it (Windows exempt), WrongUse when it is missing or not one line.
    """
    return _one_line(_content(path, _LONGEST), path)


def read_secret_page(path: Path) -> str:
    """A secret of several lines, such as the sheet of a share.

    Raises Refused when others can read it (Windows exempt), WrongUse when it is missing or not a short text.
    """
    content = _content(path, _LONGEST_PAGE)
    try:
        page = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        page = ""
    if not page or len(content) > _LONGEST_PAGE:
        raise WrongUse(
            _("Berkas {path} bukan teks pendek. Periksa apakah berkasnya benar.").format(path=path)
        )
    return page


def _content(path: Path, longest: int) -> bytes:
    """At most one byte more than `longest`."""
    try:
        with path.open("rb") as file:
            if sys.platform != "win32" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise Refused(
                    _(
                        "Berkas {path} dapat dibaca orang lain. Jalankan `chmod 600` padanya lebih dahulu."
                    ).format(path=path)
                )
            return file.read(longest + 1)
    except OSError as error:
        raise WrongUse(
            _("Berkas {path} tidak dapat dibaca: {reason}.").format(path=path, reason=system_reason(error))
        ) from error


def _one_line(content: bytes, path: Path) -> str:
    try:
        line = content.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        line = ""
    if not line or len(content) > _LONGEST or "\n" in line or "\r" in line:
        raise WrongUse(_("Berkas {path} harus berisi tepat satu baris teks.").format(path=path))
    return line


def write_secret_file(path: Path, text: str) -> None:
    """Write a text and a line end into a new file that only its owner can read.

    Raises Refused when the file is there, WrongUse when it cannot be written; then there is none.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(
            _("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=path.name)
        ) from error
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> WrongUse:
    return WrongUse(
        _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=path, reason=system_reason(error))
    )
