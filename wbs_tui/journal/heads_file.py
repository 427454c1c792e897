"""Heads in a file of their own: to be kept away from the store, mailed, or put beside a backup."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from wbs_tui.journal.heads import SignedHead
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Unreadable
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason
from wbs_tui.vault.errors import NewerFormat
from wbs_tui.vault.files import new_file

FORMAT = "wbs-heads"
_VERSION = 1
_LARGEST = 1 << 22
_FILE = N_("Berkas kepala jurnal")


class NoHeads(Unreadable):
    """The file is neither heads nor a backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} bukan berkas kepala jurnal dan bukan cadangan, atau rusak: tidak ada yang "
                "dibandingkan. Pakailah berkas dari `wbs verify --heads` atau `wbs backup`."
            ).format(path=path)
        )


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str = FORMAT
    version: int = _VERSION
    heads: tuple[SignedHead, ...]


def write_heads(path: Path, heads: Iterable[SignedHead]) -> None:
    """A new file with these heads. Raises Refused when something of that name is there, CannotWrite."""
    with new_file(path) as file:
        file.write(msgspec.json.encode(_Document(heads=tuple(heads))) + b"\n")


def format_of(path: Path) -> str | None:
    """What the first line of the file says it is; None when it says nothing. Raises Unreadable."""
    first = _start(path).partition(b"\n")[0]
    try:
        said = msgspec.json.decode(first)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    found = said.get("format") if isinstance(said, dict) else None
    return found if isinstance(found, str) else None


def read_heads(path: Path) -> tuple[SignedHead, ...]:
    """The heads of a file, whoever signed them. Raises NoHeads, NewerFormat, Unreadable."""
    try:
        document = msgspec.json.decode(_start(path), type=ready(_Document))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoHeads(path) from error
    if document.version > _VERSION:
        raise NewerFormat(_FILE)
    if document.format != FORMAT or not document.heads:
        raise NoHeads(path)
    return document.heads


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise Unreadable(
            _("Berkas {path} tidak dapat dibaca: {reason}.").format(path=path, reason=system_reason(error))
        ) from error
