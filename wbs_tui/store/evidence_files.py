"""Sealed evidence files in a folder beside the database, named only by their ids."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wbs_tui.store.errors import StoreUnreachable, disk_errors_named
from wbs_tui.vault.stream import SealedFile, export_file, open_file, seal_file


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """The folder; every file in it is sealed under a key of its own."""

    folder: Path

    def path(self, file_id: str) -> Path:
        """Where a file lies: spread over folders by the random end of its id."""
        return self.folder / file_id[-2:] / file_id

    def write(self, source: BinaryIO, key: bytes, file_id: str) -> SealedFile:
        """Seal what `source` holds; the file is there, whole and on the disk, when this returns.

        Raises DiskFull, StoreUnreachable.
        """
        target = self.path(file_id)
        with disk_errors_named():
            for folder in (self.folder, target.parent):
                folder.mkdir(exist_ok=True, mode=0o700)
            return seal_file(source, target, key, file_id)

    def read(self, key: bytes, file_id: str) -> Iterator[bytes]:
        """The file's bytes, piece by piece; raises Damaged for a broken seal, StoreUnreachable when gone."""
        if not self.path(file_id).is_file():
            raise StoreUnreachable
        return open_file(self.path(file_id), key, file_id)

    def export(self, key: bytes, file_id: str, target: Path) -> None:
        """Write the opened file to `target`, whole or not at all; refuses to overwrite."""
        if not self.path(file_id).is_file():
            raise StoreUnreachable
        export_file(self.path(file_id), key, file_id, target)

    def orphans(self, known: Collection[str]) -> list[Path]:
        """Files that no row names: what an interrupted import left behind."""
        return [path for path in sorted(self.folder.glob("??/*")) if path.name not in known]
