"""Longer texts that a command is given: from a file, or from standard input for the name `-`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused, Unreadable, WrongUse
from wbs_tui.text.system import system_reason

if TYPE_CHECKING:
    from wbs_tui.policy.limits import Limit

_BYTES_PER_CHARACTER = 4
STANDARD_INPUT = "-"


def read_text(name: str, limit: "Limit") -> str:
    """At most `limit` characters of text. Raises WrongUse, Unreadable (not UTF-8), Refused (too long)."""
    most = limit.value * _BYTES_PER_CHARACTER
    try:
        if name == STANDARD_INPUT:
            content = _read(sys.stdin.buffer, most)
        else:
            with Path(name).open("rb") as file:
                content = _read(file, most)
    except OSError as error:
        raise WrongUse(
            _("Berkas {path} tidak dapat dibaca: {reason}.").format(path=name, reason=system_reason(error))
        ) from error
    if content is None:
        raise Refused(limit.say(language()))
    return _decoded(content, name)


def _read(file: BinaryIO, most: int) -> bytes | None:
    content = file.read(most + 1)
    return content if len(content) <= most else None


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("Berkas {path} bukan teks UTF-8. Simpan ulang sebagai UTF-8.").format(path=name)
        ) from error
