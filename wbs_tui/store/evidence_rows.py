"""Sealed evidence files as rows of the database: the bytes of a file in pieces, in one transaction each."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Select, delete, insert, select

from models.tables.local import evidence_chunks
from models.words.clock import Clock, system_clock, to_millis
from wbs_tui.store.engine import adding, reading
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.vault.stream import SealedFile, Source, evidence_label, export_to, open_stream, seal_stream

PIECE_BYTES = 256 * 1024
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """The rows; every file in them is sealed under a key of its own."""

    engine: Engine
    clock: Clock = system_clock

    def write(self, source: Source, key: bytes, file_id: str) -> SealedFile:
        """Seal what `source` holds; the file is there, whole, when this returns.

        Raises DiskFull, StoreUnreachable.
        """
        with self._new(file_id) as pieces:
            return seal_stream(source, pieces.add, key, evidence_label(file_id))

    def read(self, key: bytes, file_id: str) -> Iterator[bytes]:
        """The file's bytes, piece by piece; raises Damaged for a broken seal, StoreUnreachable when gone."""
        if not self.held([file_id]):
            raise StoreUnreachable
        pieces = _Reader(lambda number: self._piece(file_id, number))
        return open_stream(pieces, key, evidence_label(file_id))

    def export(self, key: bytes, file_id: str, target: Path) -> None:
        """Write the opened file to `target`, whole or not at all; refuses to overwrite."""
        export_to(target, self.read(key, file_id))

    def remove(self, file_ids: Iterable[str]) -> None:
        """Gone for good; what is not there is no error."""
        with adding(self.engine) as connection:
            for some in _batches(list(file_ids)):
                connection.execute(delete(evidence_chunks).where(evidence_chunks.c.file_id.in_(some)))

    def held(self, file_ids: Collection[str]) -> set[str]:
        """Which of these are there."""
        found: set[str] = set()
        with reading(self.engine) as connection:
            for some in _batches(list(file_ids)):
                asked = select(evidence_chunks.c.file_id).where(
                    evidence_chunks.c.file_id.in_(some), evidence_chunks.c.number == 0
                )
                found.update(connection.execute(asked).scalars())
        return found

    def orphans(self, known: Collection[str], before: datetime) -> list[str]:
        """Files written before that moment that no row names: what an interrupted import left behind."""
        old = (
            select(evidence_chunks.c.file_id)
            .where(evidence_chunks.c.number == 0, evidence_chunks.c.written_at < to_millis(before))
            .order_by(evidence_chunks.c.file_id)
        )
        with reading(self.engine) as connection:
            return [each for each in connection.execute(old).scalars() if each not in known]

    def sweep(self, known: Collection[str], before: datetime) -> int:
        """Remove the orphans; how many there were."""
        orphans = self.orphans(known, before)
        self.remove(orphans)
        return len(orphans)

    @contextmanager
    def sealed(self, connection: Connection, file_id: str) -> Iterator[Source | None]:
        """The file as it is sealed, as this view of the store has it; None when it is not there."""
        reader = _Reader(lambda number: connection.execute(_piece(file_id, number)).scalar())
        yield None if reader.empty() else reader

    def take(self, file_id: str, pieces: Iterable[bytes]) -> None:
        """Keep a file that is sealed already, whole or not at all; one that was there is replaced."""
        with self._new(file_id) as kept:
            for piece in pieces:
                kept.add(piece)

    @contextmanager
    def _new(self, file_id: str) -> Iterator["_Writer"]:
        with adding(self.engine) as connection:
            connection.execute(delete(evidence_chunks).where(evidence_chunks.c.file_id == file_id))
            pieces = _Writer(connection, file_id, to_millis(self.clock()))
            yield pieces
            pieces.end()

    def _piece(self, file_id: str, number: int) -> bytes | None:
        """In a look of its own: who reads a large file keeps nobody from anything."""
        with reading(self.engine) as connection:
            return connection.execute(_piece(file_id, number)).scalar()


def _piece(file_id: str, number: int) -> Select[bytes]:
    return select(evidence_chunks.c.chunk).where(
        evidence_chunks.c.file_id == file_id, evidence_chunks.c.number == number
    )


def _batches(file_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(file_ids), _ASKED_AT_ONCE):
        yield file_ids[start : start + _ASKED_AT_ONCE]


class _Writer:
    """Cuts what it is given into rows."""

    def __init__(self, connection: Connection, file_id: str, at: int) -> None:
        self._connection = connection
        self._row = {"file_id": file_id, "written_at": at}
        self._number = 0
        self._waiting = bytearray()

    def add(self, data: bytes) -> None:
        """The next bytes, however many."""
        self._waiting += data
        while len(self._waiting) >= PIECE_BYTES:
            self._write(bytes(self._waiting[:PIECE_BYTES]))
            del self._waiting[:PIECE_BYTES]

    def end(self) -> None:
        """What is left becomes the last row."""
        if self._waiting:
            self._write(bytes(self._waiting))

    def _write(self, piece: bytes) -> None:
        values = {**self._row, "number": self._number, "chunk": piece}
        self._connection.execute(insert(evidence_chunks), values)
        self._number += 1


class _Reader:
    """The pieces in a row, as a file is read."""

    def __init__(self, piece: Callable[[int], bytes | None]) -> None:
        self._piece = piece
        self._number = 0
        self._left = b""

    def empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self._filled()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        if not self._filled():
            return b""
        given, self._left = self._left[:size], self._left[size:]
        return given

    def _filled(self) -> bool:
        if not self._left:
            self._left = self._piece(self._number) or b""
            self._number += 1
        return bool(self._left)
