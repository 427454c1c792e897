"""Where the sealed files of a store are: beside a database file as files, on a server as rows."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from wbs_tui.store.evidence_files import EvidenceFiles
from wbs_tui.store.evidence_rows import EvidenceRows
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.vault.stream import SealedFile, Source


class EvidencePlace(Protocol):
    """Sealed files by their ids, each under a key of its own. All raise DiskFull and StoreUnreachable."""

    def write(self, source: Source, key: bytes, file_id: str) -> SealedFile:
        """Seal what `source` holds; the file is there, whole and on the disk, when this returns."""
        ...

    def read(self, key: bytes, file_id: str) -> Iterator[bytes]:
        """The file's bytes, piece by piece; raises Damaged for a broken seal, StoreUnreachable when gone."""
        ...

    def export(self, key: bytes, file_id: str, target: Path) -> None:
        """Write the opened file to `target`, whole or not at all; refuses to overwrite. Raises as `read`."""
        ...

    def remove(self, file_ids: Iterable[str]) -> None:
        """Gone for good, through a power cut too; what is not there is no error."""
        ...

    def held(self, file_ids: Collection[str]) -> set[str]:
        """Which of these are there."""
        ...

    def orphans(self, known: Collection[str], before: datetime) -> list[str]:
        """Files written before that moment that no row names: what an interrupted import left behind."""
        ...

    def sweep(self, known: Collection[str], before: datetime) -> int:
        """Remove the orphans; how many there were."""
        ...

    def sealed(self, connection: Connection, file_id: str) -> AbstractContextManager[Source | None]:
        """The file as it is sealed, as this view of the store has it; None when it is not there."""
        ...

    def take(self, file_id: str, pieces: Iterable[bytes]) -> None:
        """Keep a file that is sealed already, whole or not at all; one that was there is replaced."""
        ...


def evidence_place(location: StoreLocation, engine: Engine) -> EvidencePlace:
    """Where the store at this address keeps its sealed files."""
    return EvidenceFiles(location.evidence) if isinstance(location, FileStore) else EvidenceRows(engine)
