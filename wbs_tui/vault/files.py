"""Files that are there whole or not at all."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def temporary_beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """An open file (mode 0600) in the target's folder, removed at the end unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".wbs-", suffix=".part", dir=target.parent)
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
