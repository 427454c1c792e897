"""A sealed file as records of a backup, in constant memory."""

from collections.abc import Iterator
from hashlib import sha256

from wbs_tui.journal.desk import Desk
from wbs_tui.store.backup_file import FileBegins, FileEnds, Lost, Piece
from wbs_tui.store.engine import reading
from wbs_tui.store.evidence_rows import PIECE_BYTES


def file_records(desk: Desk, file_id: str) -> Iterator[FileBegins | Piece | FileEnds | Lost]:
    """The file's bytes as they lie; `Lost` where it is not there any more."""
    with (
        reading(desk.engine) as connection,
        desk.evidence_files.sealed(connection, file_id) as source,
    ):
        if source is None:
            yield Lost(file_id)
            return
        yield FileBegins(file_id)
        digest, size = sha256(), 0
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
            yield Piece(piece)
        yield FileEnds(size, digest.digest())
