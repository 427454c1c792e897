"""Files that an officer attaches by their path: found, measured against the policy, read when he records."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wbs_tui.intake.files import UNKNOWN_TYPE, File
from wbs_tui.intake.sizes import size_in_words
from wbs_tui.policy.limits import Limits
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.system import system_reason

_ESCAPED = re.compile(r"\\(?=[ ()&'\[\]])")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that can be attached; `size` in bytes."""

    path: Path
    size: int


def chosen_path(typed: str) -> Path:
    """The path that is meant: `~`, quotes, `file://` and the escapes of a dropped file are understood."""
    words = typed.strip().replace("\0", "")
    if os.path.lexists(words):
        return Path(words)
    if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'":
        words = words[1:-1]
    elif words.startswith("file://"):
        words = unquote(urlsplit(words).path)
    elif os.name == "posix":
        words = _ESCAPED.sub("", words)
    return _at_home(Path(words))


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # the home of somebody who is not there: the path stays as it was typed
        return path


def find_file(typed: str, limits: Limits, others: int = 0) -> FoundFile:
    """The file that was typed; `others` bytes are attached already. Raises Refused, which says why."""
    path = chosen_path(typed)
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise Refused(_("Berkas {name} tidak ada. Periksa letaknya.").format(name=path.name)) from error
    if not stat.S_ISREG(found.st_mode):
        raise Refused(_("{name} bukan berkas. Ketik nama berkas di dalamnya.").format(name=path.name))
    if others + found.st_size > limits.message_bytes.value:
        raise _too_large(path, others + found.st_size, limits)
    return FoundFile(path.absolute(), found.st_size)


def read_files(paths: tuple[str, ...], limits: Limits) -> tuple[File, ...]:
    """The files with their contents. Raises Refused for one that is gone, or if all are too large."""
    if len(paths) > limits.parts.value:
        raise Refused(
            _("Lampiran lebih dari {limit}. Lampirkan selebihnya di tab Bukti kasus.").format(
                limit=limits.parts.value
            )
        )
    files: list[File] = []
    total = 0
    for path in paths:
        found = find_file(path, limits, total)
        content = _content(found.path, limits.message_bytes.value - total)
        total += len(content)
        if total > limits.message_bytes.value:
            raise _too_large(found.path, total, limits)
        files.append(File(found.path.name, UNKNOWN_TYPE, content))
    return tuple(files)


def _content(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Refused(
            _("Berkas {name} tidak dapat dibaca: {reason}.").format(
                name=path.name, reason=system_reason(error)
            )
        ) from error


def _too_large(path: Path, total: int, limits: Limits) -> Refused:
    return Refused(
        _(
            "Dengan {name} lampiran menjadi {size}; batasnya {limit}. Catat dahulu laporannya, lalu "
            "tambahkan berkas ini di tab Bukti kasus."
        ).format(name=path.name, size=size_in_words(total), limit=size_in_words(limits.message_bytes.value))
    )
