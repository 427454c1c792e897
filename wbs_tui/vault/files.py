"""Files that are there whole or not at all."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.errors import CannotWrite

_PREFIX, _ENDING = ".wbs-", ".part"


@contextlib.contextmanager
def temporary_beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """An open file (mode 0600) in the target's folder, removed at the end unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_ENDING, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)


def finish(file: BinaryIO) -> None:
    """Put all of it on the disk and close it, so that it can be renamed (Windows renames no open file)."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last through a power cut; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep_parts(folder: Path, before: float) -> None:
    """Remove halves of files that somebody was killed over, last written before that moment (POSIX)."""
    for path in folder.glob(f"{_PREFIX}*{_ENDING}*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """A file under a temporary name (0600) that gets its name when the block ends well, else is removed.

    Raises Refused when there is a file of that name, CannotWrite.
    """
    if os.path.lexists(target):
        raise _there_already(target)
    try:
        with temporary_beside(target) as (file, temporary):
            yield file
            finish(file)
            _give_name(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise CannotWrite(target, error) from error


def _give_name(temporary: Path, target: Path) -> None:
    """Rename without ever replacing a file that appeared meanwhile."""
    try:
        if sys.platform == "win32":
            temporary.rename(target)
            return
        try:
            target.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:  # a memory stick: no hard links
            if os.path.lexists(target):
                raise FileExistsError(target) from None
            temporary.rename(target)
    except FileExistsError as error:
        raise _there_already(target) from error


def _there_already(target: Path) -> Refused:
    return Refused(_("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=target.name))
