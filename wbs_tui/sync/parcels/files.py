"""Sealed files that go with parcels: handed to the hub and fetched from it in chunks, from where it was cut.

They are sealed evidence, under keys that the parcels carry: whoever relays them reads nothing. What arrives
is kept only when a parcel has named it, with the size and the digest that the parcel said.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select, update

from models.tables.cases import evidence
from models.tables.exchange import foreign_cases, foreign_files, outbox
from models.words.exchange import FileState
from wbs_tui.cases.destroyed import still_there
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.errors import disk_errors_named
from wbs_tui.sync.errors import HubMisbehaves, HubRefused
from wbs_tui.sync.kinds import FOREIGN_FILE_KEPT
from wbs_tui.sync.link.client import CHUNK, HubClient
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import NamedFile, read_parcel, read_signed
from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.stream import Source

_UPLOADS = "uploads"
_DOWNLOADS = "downloads"
_TRIED = "files_tried"
_FILE = N_("Berkas bukti")
_PAUSE = 15 * 60 * 1000
"""Milliseconds until a hub is asked again for files that it did not have, when nothing else is new."""
MOST_AWAITED = 2000
"""Files of our own desks that have been named and are not here."""
MOST_IN_VAIN = 50
"""Files of one office that the hub is asked for in one exchange and does not have."""
Told = Callable[[int, int], None]
"""How many bytes of how many."""


class _Upload(msgspec.Struct, array_like=True, frozen=True):
    """A file that the hub is owed."""

    id: str
    size: int
    parcel: str


class _Download(msgspec.Struct, array_like=True, frozen=True):
    """A file of another station of this office that is not here yet."""

    id: str
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that a parcel has named and that is not here yet."""

    id: str
    office: str
    size: int
    digest: bytes
    foreign: bool
    """Whether it belongs to a case of another office."""


def due_files(connection: Connection, parcels: Iterable[bytes]) -> None:
    """The hub has taken these parcels: it is owed the files that they name."""
    due = {each.id: each for each in read_state(connection, _UPLOADS, list[_Upload]) or []}
    before = len(due)
    for data in parcels:
        parcel = read_parcel(read_signed(data).statement)
        due.update({file.id: _Upload(file.id, file.size, parcel.id) for file in parcel.files})
    if len(due) != before:
        write_state(connection, _UPLOADS, list(due.values()))


def awaits(connection: Connection, files: Sequence[NamedFile]) -> bool:
    """Whether there is room to wait for these too: a stolen desk could name files without end."""
    if not files:
        return True
    due = {each.id for each in read_state(connection, _DOWNLOADS, list[_Download]) or []}
    return len(due.union(file.id for file in files)) <= MOST_AWAITED


def await_files(connection: Connection, files: Iterable[NamedFile]) -> None:
    """Another station of this office sends these: fetch them when they are not here."""
    due = {each.id: each for each in read_state(connection, _DOWNLOADS, list[_Download]) or []}
    due.update({file.id: _Download(file.id, file.size, file.digest) for file in files})
    write_state(connection, _DOWNLOADS, list(due.values()))


def expected_files(desk: Desk) -> tuple[Expected, ...]:
    """What is not here yet of all that parcels have named."""
    with desk.reading() as connection:
        own = read_state(connection, _DOWNLOADS, list[_Download]) or []
        rows = connection.execute(
            select(foreign_files, foreign_cases.c.office_id)
            .join(foreign_cases, foreign_cases.c.id == foreign_files.c.foreign_id)
            .where(foreign_files.c.state == FileState.AWAITED, still_there(foreign_files.c.foreign_id))
            .where(foreign_files.c.id.not_in(select(evidence.c.id)))
            .order_by(foreign_files.c.id)
        ).all()
    ours = tuple(Expected(each.id, desk.office.id, each.size, each.digest, foreign=False) for each in own)
    theirs = tuple(Expected(row.id, row.office_id, row.size, row.digest, foreign=True) for row in rows)
    return ours + theirs


def keep_file(desk: Desk, expected: Expected, pieces: Iterable[bytes]) -> None:
    """Keep a sealed file that has arrived, by whatever way. Raises Damaged when it is not the one named."""
    if not desk.evidence_files.held([expected.id]):
        desk.evidence_files.take(expected.id, _proved(expected, pieces))
    if expected.foreign:
        if not _kept_foreign(desk, expected.id):
            desk.evidence_files.remove([expected.id])
        return
    with writing(desk.engine) as connection:
        due = read_state(connection, _DOWNLOADS, list[_Download]) or []
        write_state(connection, _DOWNLOADS, [each for each in due if each.id != expected.id])


def _kept_foreign(desk: Desk, file_id: str) -> bool:
    """Note that the file is here; whether its case is still there: it may be destroyed while a file comes."""
    with desk.transaction() as transaction:
        case = select(foreign_files.c.foreign_id).where(
            foreign_files.c.id == file_id, still_there(foreign_files.c.foreign_id)
        )
        if transaction.connection.execute(case).first() is None:
            return False
        with transaction.entry(FOREIGN_FILE_KEPT) as change:
            change.update(foreign_files, file_id, state=FileState.HERE)
    return True


def send_files(desk: Desk, client: HubClient, stop: Callable[[], bool], told: Told) -> None:
    """Hand the hub the files that it is owed, each from where it has come to."""
    with desk.reading() as connection:
        due = read_state(connection, _UPLOADS, list[_Upload]) or []
    for upload in due:
        if stop():
            return
        if _sent(desk, client, upload, stop, told):
            _forget(desk, upload)


def fetch_files(desk: Desk, client: HubClient, stop: Callable[[], bool], told: Told) -> tuple[str, ...]:
    """Fetch what is awaited; sentences about files that are not what their parcel said."""
    awaited = expected_files(desk)
    if not awaited or not _is_time(desk, awaited):
        return ()
    sentences = []
    vain: Counter[str] = Counter()
    for expected in _in_turn(desk, awaited):
        if stop():
            break
        if vain[expected.office] >= MOST_IN_VAIN:
            continue
        with disk_errors_named():
            incoming = _incoming(desk, expected)
            if not _fetched(client, expected, incoming, stop, told):
                vain[expected.office] += 1
                continue
            try:
                keep_file(desk, expected, _pieces(incoming))
            except Damaged:
                said = _("Berkas dari hub {hub} bukan yang disebut pengirimnya; dibuang dan diminta lagi.")
                sentences.append(said.format(hub=client.place.url))
            incoming.unlink()
    return tuple(sentences)


def _in_turn(desk: Desk, awaited: tuple[Expected, ...]) -> list[Expected]:
    """Each time in another order, so that what is asked for in vain keeps nothing else from coming."""
    turn = desk.now().to_bytes(8, "big")
    return sorted(awaited, key=lambda each: hashlib.sha256(turn + each.id.encode()).digest())


def _is_time(desk: Desk, awaited: tuple[Expected, ...]) -> bool:
    """Whether something else is awaited than when the hub was asked last, or that was a while ago."""
    mark = hashlib.sha256("".join(each.id for each in awaited).encode()).digest()
    with writing(desk.engine) as connection:
        last = read_state(connection, _TRIED, tuple[bytes, int])
        if last is not None and last[0] == mark and desk.now() - last[1] < _PAUSE:
            return False
        write_state(connection, _TRIED, (mark, desk.now()))
    return True


def _sent(desk: Desk, client: HubClient, upload: _Upload, stop: Callable[[], bool], told: Told) -> bool:
    """Whether nothing is left to do for this file."""
    try:
        offset = client.file_offset(upload.id)
    except HubRefused:  # the hub has forgotten its parcel: that goes out once more, and the file after it
        with writing(desk.engine) as connection:
            lost = (outbox.c.id == upload.parcel) & outbox.c.received_at.is_(None)
            connection.execute(update(outbox).where(lost).values(hub_at=None))
        return True
    with desk.reading() as connection, desk.evidence_files.sealed(connection, upload.id) as source:
        if source is None or offset > upload.size:
            return True  # destroyed since, or nothing that this hub can be helped with
        _skip(source, offset)
        while offset < upload.size and not stop():
            piece = _full(source, min(CHUNK, upload.size - offset))
            reached = client.put_chunk(upload.id, offset, upload.size, piece)
            if reached != offset + len(piece) or not piece:
                return False  # the next exchange asks the hub anew
            offset = reached
            told(offset, upload.size)
    return offset >= upload.size


def _fetched(
    client: HubClient, expected: Expected, incoming: Path, stop: Callable[[], bool], told: Told
) -> bool:
    """Whether all bytes have come; what has come so far stays for the next time."""
    offset = incoming.stat().st_size if incoming.exists() else 0
    with incoming.open("ab") as file:
        while offset < expected.size and not stop():
            piece = client.get_chunk(expected.id, expected.office, offset, min(CHUNK, expected.size - offset))
            if piece is None:
                break
            if not piece:
                raise HubMisbehaves(client.place.url, N_("terpotong"))
            file.write(piece)
            offset += len(piece)
            told(offset, expected.size)
    if offset == 0 and expected.size:
        incoming.unlink()
    return offset >= expected.size


def _incoming(desk: Desk, expected: Expected) -> Path:
    """Where the bytes of an unfinished file wait; they are sealed."""
    folder = desk.location.caches / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = hashlib.sha256(f"{expected.office}|{expected.id}".encode() + expected.digest).hexdigest()
    return folder / mark[:32]


def _proved(expected: Expected, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces; raises Damaged behind the last unless they are what the parcel said."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        if size > expected.size:
            raise Damaged(_FILE)
        yield piece
    if (size, digest.digest()) != (expected.size, expected.digest):
        raise Damaged(_FILE)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _forget(desk: Desk, upload: _Upload) -> None:
    with writing(desk.engine) as connection:
        due = read_state(connection, _UPLOADS, list[_Upload]) or []
        write_state(connection, _UPLOADS, [each for each in due if each.id != upload.id])


def _skip(source: Source, offset: int) -> None:
    while offset > 0:
        offset -= len(source.read(min(offset, CHUNK))) or offset


def _full(source: Source, size: int) -> bytes:
    """So many bytes, fewer only at the end."""
    piece = bytearray()
    while len(piece) < size and (more := source.read(size - len(piece))):
        piece += more
    return bytes(piece)
