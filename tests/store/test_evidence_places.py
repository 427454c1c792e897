"""Files and rows keep sealed files alike: whole or not at all, in constant memory, found when orphaned."""

import io
import os
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from models.tables.local import evidence_chunks
from tests.store.kept_files import EVER, ids, whole
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.store.evidence_files import EvidenceFiles
from wbs_tui.store.evidence_place import EvidencePlace
from wbs_tui.store.evidence_rows import PIECE_BYTES, EvidenceRows
from wbs_tui.text.errors import Refused, Unreadable
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.stream import CHUNK_BYTES

KEY = b"k" * 32
ONE, TWO = "1" * 32, "2" * 32


@dataclass
class Kept:
    """A place, and the engine of the store it belongs to."""

    place: EvidencePlace
    engine: Engine

    def sealed(self, file_id: str) -> bytes | None:
        """What is kept of a file."""
        with reading(self.engine) as connection, self.place.sealed(connection, file_id) as source:
            return None if source is None else whole(source)


@pytest.fixture(params=["files", "rows"])
def kept(request, office, tmp_path: Path) -> Iterator[Kept]:
    engine = office.desk("petugas").engine
    with writing(engine) as connection:
        connection.execute(evidence_chunks.delete())
    place = EvidenceFiles(tmp_path / "bukti") if request.param == "files" else EvidenceRows(engine)
    return Kept(place, engine)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * PIECE_BYTES - 60])
def test_what_went_in_comes_out(kept, tmp_path, size):
    given = os.urandom(size)
    sealed = kept.place.write(io.BytesIO(given), KEY, ONE)
    assert sealed.size == size
    assert b"".join(kept.place.read(KEY, ONE)) == given
    kept.place.export(KEY, ONE, tmp_path / "keluar")
    assert (tmp_path / "keluar").read_bytes() == given
    with pytest.raises(Refused, match="sudah ada"):
        kept.place.export(KEY, ONE, tmp_path / "keluar")


def test_a_source_that_breaks_off_leaves_nothing(kept):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 2 * PIECE_BYTES:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(Unreadable):
        kept.place.write(Broken(bytes(4 * PIECE_BYTES)), KEY, ONE)
    assert ids(kept.place) == []
    assert kept.sealed(ONE) is None


def test_it_moves_sealed_from_one_kind_of_place_to_the_other(kept, tmp_path):
    given = os.urandom(2 * PIECE_BYTES + 7)
    kept.place.write(io.BytesIO(given), KEY, ONE)
    sealed = kept.sealed(ONE)
    for other in (EvidenceFiles(tmp_path / "lain"), EvidenceRows(kept.engine)):
        other.take(ONE, [sealed[:9], sealed[9:PIECE_BYTES], sealed[PIECE_BYTES:]])
        assert b"".join(other.read(KEY, ONE)) == given
        assert Kept(other, kept.engine).sealed(ONE) == sealed


def test_what_is_taken_in_replaces_what_was_there_or_leaves_it(kept):
    kept.place.take(ONE, [b"lama" * PIECE_BYTES])

    def broken() -> Iterator[bytes]:
        yield b"baru" * PIECE_BYTES
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.place.take(ONE, broken())
    assert kept.sealed(ONE) == b"lama" * PIECE_BYTES
    kept.place.take(ONE, [b"baru"])
    assert kept.sealed(ONE) == b"baru"


def test_which_are_there_and_which_belong_to_nobody(kept):
    for file_id in (ONE, TWO):
        kept.place.write(io.BytesIO(b"isi"), KEY, file_id)
    assert kept.place.held({ONE, TWO, "3" * 32}) == {ONE, TWO}
    assert kept.place.orphans({ONE}, EVER) == [TWO]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert kept.place.orphans({ONE}, yesterday) == []
    assert kept.place.sweep({ONE}, yesterday) == 0
    assert kept.place.sweep({ONE}, EVER) == 1
    assert kept.place.held({ONE, TWO}) == {ONE}
    kept.place.remove([ONE, "3" * 32])
    assert ids(kept.place) == []
    with pytest.raises(StoreUnreachable):
        kept.place.read(KEY, TWO)


def test_a_piece_that_is_lost_or_changed_is_damage(office):
    engine = office.desk("petugas").engine
    place = EvidenceRows(engine)
    for lost in (0, 1, 2):
        place.write(io.BytesIO(os.urandom(3 * PIECE_BYTES)), KEY, ONE)
        with writing(engine) as connection:
            here = (evidence_chunks.c.file_id == ONE) & (evidence_chunks.c.number == lost)
            connection.execute(evidence_chunks.update().where(here).values(chunk=b"\1" + bytes(20)))
        with pytest.raises(Damaged):
            b"".join(place.read(KEY, ONE))


def test_rows_need_no_more_memory_for_more_bytes(office):
    place = EvidenceRows(office.desk("petugas").engine)
    place.write(io.BytesIO(b""), KEY, TWO)
    source = io.BytesIO(bytes(24 * 1024 * 1024))
    tracemalloc.start()
    try:
        place.write(source, KEY, ONE)
        read = sum(len(piece) for piece in place.read(KEY, ONE))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == 24 * 1024 * 1024
    assert peak < 4 * 1024 * 1024
    with reading(place.engine) as connection:
        assert (
            connection.execute(select(func.max(func.length(evidence_chunks.c.chunk)))).scalar() == PIECE_BYTES
        )
