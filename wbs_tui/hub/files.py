"""Sealed files that go with parcels: taken in chunks that can be resumed, given to the recipient alone."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, select, update

from wbs_tui.hub.core import Caller, Hub, Rejected, malformed, not_found
from wbs_tui.hub.database import add_new
from wbs_tui.hub.tables import file_chunks, files, parcel_files, parcels
from wbs_tui.store.engine import reading, writing
from wbs_tui.sync.protocol import LENGTH_HEADER, OFFSET_HEADER
from wbs_tui.sync.wire import NamedFile, Parcel

_PIECE = 256 * 1024
"""Bytes of one row."""


@dataclass(frozen=True, slots=True)
class Upload:
    """How far a file has come, in bytes."""

    received: int
    size: int

    def headers(self) -> dict[str, str]:
        """What tells the sender where to go on."""
        return {OFFSET_HEADER: str(self.received), LENGTH_HEADER: str(self.size)}


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that can be given."""

    office: str
    id: str
    size: int


def new_bytes(connection: Connection, parcel: Parcel) -> int:
    """What the files of a parcel will take that no parcel before has named."""
    known = {file.id for file, _row in _known(connection, parcel)}
    return sum({file.id: file.size for file in parcel.files if file.id not in known}.values())


def contradicts(connection: Connection, parcel: Parcel) -> bool:
    """Whether a file of the parcel is said to be another than before, or is said twice."""
    if len({file.id for file in parcel.files}) != len(parcel.files):
        return True
    return any(row != (file.size, file.digest) for file, row in _known(connection, parcel))


def _known(connection: Connection, parcel: Parcel) -> Iterator[tuple[NamedFile, tuple[int, bytes]]]:
    for file in parcel.files:
        mine = files.c.office == parcel.office, files.c.id == file.id
        row = connection.execute(select(files.c.size, files.c.digest).where(*mine)).one_or_none()
        if row is not None:
            yield file, (row.size, row.digest)


def name(connection: Connection, parcel: Parcel) -> None:
    """Await the files of a parcel that has been taken."""
    for file in parcel.files:
        row = {"office": parcel.office, "id": file.id, "size": file.size, "digest": file.digest}
        add_new(connection, files, **row)
        link = {"parcel": parcel.id, "file": file.id, "office": parcel.office}
        connection.execute(parcel_files.insert().values(link))


def state(hub: Hub, caller: Caller, id_: str) -> Upload:
    """How far the file has come. Raises Rejected unless a held parcel of this station names it."""
    with reading(hub.engine) as connection:
        upload, whole = _mine(connection, caller, id_)
    return upload if whole or upload.received < upload.size else _settle(hub, caller.office, id_)


def _mine(connection: Connection, caller: Caller, id_: str, *, lock: bool = False) -> tuple[Upload, bool]:
    named = (
        exists()
        .where(parcel_files.c.file == files.c.id, parcel_files.c.office == files.c.office)
        .where(parcels.c.id == parcel_files.c.parcel, parcels.c.station == caller.station)
    )
    wanted = select(files).where(files.c.office == caller.office, files.c.id == id_, named)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise not_found()
    return Upload(row.received, row.size), bool(row.whole)


def put_chunk(hub: Hub, caller: Caller, id_: str, offset: int, size: int, data: bytes) -> Upload:
    """Add the bytes that come next; with the last the digest is compared. Raises Rejected."""
    with writing(hub.engine) as connection:
        upload, whole = _mine(connection, caller, id_, lock=True)
        if size != upload.size or offset + len(data) > size:
            raise malformed()
        if offset != upload.received:
            raise Rejected(409, "conflict", headers=upload.headers())
        upload = Upload(offset + len(data), size)
        if data:
            pieces = ((start, data[start : start + _PIECE]) for start in range(0, len(data), _PIECE))
            rows = [
                {"office": caller.office, "id": id_, "start": offset + start, "data": piece}
                for start, piece in pieces
            ]
            connection.execute(file_chunks.insert(), rows)
            mine = update(files).where(files.c.office == caller.office, files.c.id == id_)
            connection.execute(mine.values(received=upload.received))
    return upload if whole or upload.received < size else _settle(hub, caller.office, id_)


def _settle(hub: Hub, office: str, id_: str) -> Upload:
    """Compare a file that has come to its end with what its parcel says; drop what is something else."""
    mine = files.c.office == office, files.c.id == id_
    with reading(hub.engine) as connection:
        row = connection.execute(select(files).where(*mine)).one()
    digest = hashlib.sha256()
    for piece in content(hub, Whole(office, id_, row.size), 0, row.size):
        digest.update(piece)
    with writing(hub.engine) as connection:
        if digest.digest() == row.digest:
            connection.execute(update(files).where(*mine).values(whole=1))
            return Upload(row.size, row.size)
        drop_chunks(connection, office, id_)
        connection.execute(update(files).where(*mine).values(received=0))
    raise Rejected(409, "conflict", headers=Upload(0, row.size).headers())


def drop_chunks(connection: Connection, office: str, id_: str) -> None:
    """Forget what has come of a file."""
    connection.execute(delete(file_chunks).where(file_chunks.c.office == office, file_chunks.c.id == id_))


def find(hub: Hub, caller: Caller, id_: str, sender: str | None) -> Whole:
    """The file that a held parcel for this station names: `sender`'s, else the first. Raises Rejected."""
    wanted = (
        select(files.c.office, files.c.id, files.c.size)
        .join(parcel_files, (parcel_files.c.file == files.c.id) & (parcel_files.c.office == files.c.office))
        .join(parcels, parcels.c.id == parcel_files.c.parcel)
        .where(files.c.id == id_, files.c.whole == 1, parcels.c.to_office == caller.office)
        .where(parcels.c.to_station.in_(caller.boxes()))
        .order_by(parcels.c.position)
        .limit(1)
    )
    if sender is not None:
        wanted = wanted.where(files.c.office == sender)
    with reading(hub.engine) as connection:
        row = connection.execute(wanted).one_or_none()
    if row is None:
        raise not_found()
    return Whole(*row)


def content(hub: Hub, file: Whole, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` to before `stop`, one chunk at a time, each read by itself."""
    mine = file_chunks.c.office == file.office, file_chunks.c.id == file.id
    while start < stop:
        wanted = select(file_chunks.c.start, file_chunks.c.data).where(*mine, file_chunks.c.start <= start)
        with reading(hub.engine) as connection:
            row = connection.execute(wanted.order_by(file_chunks.c.start.desc()).limit(1)).one_or_none()
        piece = row.data[start - row.start : stop - row.start] if row is not None else b""
        if not piece:
            raise not_found()  # it was removed while it was read
        yield piece
        start += len(piece)
