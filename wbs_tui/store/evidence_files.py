"""Sealed evidence files in a folder beside the database, named only by their ids."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from wbs_tui.store.errors import StoreUnreachable, StrangeContents, disk_errors_named
from wbs_tui.vault.files import finish, sync_folder, temporary_beside
from wbs_tui.vault.ids import is_id
from wbs_tui.vault.stream import SealedFile, Source, export_to, open_file, seal_file


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """The folder; every file in it is sealed under a key of its own."""

    folder: Path

    def path(self, file_id: str) -> Path:
        """Where a file lies: spread over folders by the random end of its id.

        Rows and backups name files, and whoever can write them: raises StrangeContents for what is no id.
        """
        if not is_id(file_id):
            raise StrangeContents("evidence")
        return self.folder / file_id[-2:] / file_id

    def write(self, source: Source, key: bytes, file_id: str) -> SealedFile:
        """Seal what `source` holds; the file is there, whole and on the disk, when this returns.

        Raises DiskFull, StoreUnreachable.
        """
        with disk_errors_named():
            return seal_file(source, self._ready(file_id), key, file_id)

    def read(self, key: bytes, file_id: str) -> Iterator[bytes]:
        """The file's bytes, piece by piece; raises Damaged for a broken seal, StoreUnreachable when gone."""
        if not self.path(file_id).is_file():
            raise StoreUnreachable
        return open_file(self.path(file_id), key, file_id)

    def export(self, key: bytes, file_id: str, target: Path) -> None:
        """Write the opened file to `target`, whole or not at all; refuses to overwrite."""
        export_to(target, self.read(key, file_id))

    def remove(self, file_ids: Iterable[str]) -> None:
        """Gone for good, through a power cut too; what is not there is no error."""
        _remove([path for path in map(self.path, file_ids) if path.exists()])

    def held(self, file_ids: Collection[str]) -> set[str]:
        """Which of these are there."""
        return {file_id for file_id in file_ids if is_id(file_id) and self.path(file_id).is_file()}

    def orphans(self, known: Collection[str], before: datetime) -> list[str]:
        """Files written before that moment that no row names: what an interrupted import left behind."""
        return [path.name for path in self._strays(known, before)]

    def sweep(self, known: Collection[str], before: datetime) -> int:
        """Remove the orphans, and halves of files that were being written; how many there were."""
        strays = self._strays(known, before)
        _remove(strays)
        return len(strays)

    def _strays(self, known: Collection[str], before: datetime) -> list[Path]:
        oldest = before.timestamp()
        return [
            path
            for path in sorted(self.folder.glob("??/*"))
            if path.name not in known and path.stat().st_mtime < oldest
        ]

    @contextmanager
    def sealed(self, _connection: Connection, file_id: str) -> Iterator[Source | None]:
        """The file as it is sealed; None when it is not there."""
        try:
            file = self.path(file_id).open("rb")
        except FileNotFoundError:
            yield None
            return
        with file:
            yield file

    def take(self, file_id: str, pieces: Iterable[bytes]) -> None:
        """Keep a file that is sealed already, whole or not at all; one that was there is replaced."""
        with disk_errors_named():
            target = self._ready(file_id)
            with temporary_beside(target) as (file, temporary):
                for piece in pieces:
                    file.write(piece)
                finish(file)
                temporary.replace(target)
            sync_folder(target.parent)

    def _ready(self, file_id: str) -> Path:
        """Its path, in a folder that is there."""
        target = self.path(file_id)
        for folder in (self.folder, target.parent):
            folder.mkdir(exist_ok=True, mode=0o700)
        return target


def _remove(paths: Collection[Path]) -> None:
    with disk_errors_named():
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            sync_folder(folder)
