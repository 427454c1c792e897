"""A backup as a file: who can open it, in clear, and everything else sealed (docs/formats.md, Backup)."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from wbs_tui.store.dump import Rows, Total
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Unreadable
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, DamagedHeader, NewerFormat
from wbs_tui.vault.files import new_file
from wbs_tui.vault.header import Header, decoded_header, encoded_header
from wbs_tui.vault.passwords import hkdf
from wbs_tui.vault.stream import Source, open_stream, seal_stream

BACKUP = "wbs-backup"
DESK = "wbs-desk"
"""A part of a store, for a leased desk: nobody restores an office from one."""
_VERSION = 1
_SALT = 32
_LONGEST_LINE = 16 * 1024 * 1024
_LARGEST_RECORD = 1 << 28
_BACKUP = N_("Berkas cadangan")


class BrokenBackup(Unreadable):
    """No backup, or not all of one, or one that was changed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Berkas ini bukan cadangan yang utuh: rusak, terpotong, atau pernah diubah. Tidak ada yang "
                "dipulihkan. Pakailah cadangan lain."
            )
        )


class Begin(msgspec.Struct, array_like=True, frozen=True, tag="begin"):
    """What the backup is of, and what is to come."""

    office: str
    schema: str
    """The migration that the rows are of."""
    made_by: str
    """Account id."""
    heads: tuple[tuple[bytes, bytes], ...]
    """Signed heads: statement and signature."""
    rows: dict[str, int]
    files: int


class FileBegins(msgspec.Struct, array_like=True, frozen=True, tag="file"):
    """A sealed file; its pieces follow."""

    id: str


class Piece(msgspec.Struct, array_like=True, frozen=True, tag="piece"):
    """The next bytes of the sealed file."""

    data: bytes


class FileEnds(msgspec.Struct, array_like=True, frozen=True, tag="whole"):
    """All of the sealed file has been given."""

    size: int
    sha256: bytes


class Lost(msgspec.Struct, array_like=True, frozen=True, tag="lost"):
    """A sealed file that was not there when the backup was made."""

    id: str


class End(msgspec.Struct, array_like=True, frozen=True, tag="end"):
    """The last record: what all of it comes to."""

    totals: dict[str, Total]
    files: int
    lost: int


Record = Begin | Rows | FileBegins | Piece | FileEnds | Lost | End
_record = msgspec.msgpack.Decoder(ready(Record))


class _Cover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    format: str
    version: int = _VERSION
    id: str
    made_at: int
    salt: bytes


class _AnyCover(msgspec.Struct, frozen=True):
    format: str
    version: int


@dataclass(frozen=True, slots=True)
class Backup:
    """What is to be seen of a backup without a password."""

    path: Path
    id: str
    made_at: int
    """UTC milliseconds."""
    header: Header
    """As it was then: the slots open with the passwords of then."""
    salt: bytes = field(repr=False)
    clear: bytes = field(repr=False)
    """The two lines as they stand in the file."""
    form: str = BACKUP

    def key(self, store_key: bytes) -> bytes:
        """What it is sealed under (32 bytes)."""
        return hkdf(store_key, self.salt, joined(f"{self.form}-v1", self.header.store_id, self.id), 32)

    @property
    def label(self) -> str:
        """What its chunks are bound to."""
        digest = hashlib.sha256(self.clear).hexdigest()
        return joined(f"{self.form}-v1", self.header.store_id, self.id, digest)

    @contextmanager
    def records(self, store_keys: Sequence[bytes]) -> Iterator[Iterator[Record]]:
        """What it holds, in order; only `End` says that nothing is missing.

        One of the keys (32 bytes) opens it. Raises BrokenBackup, NewerFormat.
        """
        with _opened(self.path) as file:
            yield _records(self._plain(file, store_keys))

    def key_that_opens(self, store_keys: Sequence[bytes]) -> bytes:
        """The one of the keys (32 bytes) that opens it. Raises BrokenBackup, NewerFormat."""
        with _opened(self.path) as file, _breaks_named():
            return self._first(file, store_keys)[0]

    def _plain(self, file: BinaryIO, store_keys: Sequence[bytes]) -> "_Chained":
        with _breaks_named():
            _key, first, following = self._first(file, store_keys)
            return _Chained(first, following)

    def _first(self, file: BinaryIO, store_keys: Sequence[bytes]) -> tuple[bytes, bytes, Iterator[bytes]]:
        """The key that opens the first chunk, the chunk, and those that follow."""
        if _read_lines(file, self.form)[2] != self.clear:
            raise BrokenBackup
        start = file.tell()
        for store_key in store_keys:
            file.seek(start)
            opened = open_stream(file, self.key(store_key), self.label, _BACKUP)
            with suppress(Damaged):
                return store_key, next(opened), opened
        raise BrokenBackup


def write_backup(
    target: Path,
    backup_id: str,
    made_at: int,
    header: Header,
    store_key: bytes,
    records: Iterable[Record],
    form: str = BACKUP,
) -> int:
    """Seal the records into a new file, which has its name only when all of it is on the disk; its size.

    Raises Refused when something of that name is there, CannotWrite, and whatever the records raise.
    """
    backup = new_backup(target, backup_id, made_at, header, os.urandom(_SALT), form)
    with new_file(target) as file:
        file.write(backup.clear)
        source = _Chained(b"", map(_framed, records))
        seal_stream(source, file.write, backup.key(store_key), backup.label)
        return file.tell()


def new_backup(
    target: Path, backup_id: str, made_at: int, header: Header, salt: bytes, form: str = BACKUP
) -> Backup:
    """What a backup says in clear."""
    cover = msgspec.json.encode(_Cover(format=form, id=backup_id, made_at=made_at, salt=salt)) + b"\n"
    return Backup(target, backup_id, made_at, header, salt, cover + encoded_header(header), form)


def read_backup(path: Path, form: str = BACKUP) -> Backup:
    """What the file says in clear. Raises BrokenBackup, NewerFormat, Unreadable (the file)."""
    with _opened(path) as file, _breaks_named():
        cover, header, clear = _read_lines(file, form)
        return Backup(path, cover.id, cover.made_at, header, cover.salt, clear, form)


def _read_lines(file: BinaryIO, form: str) -> tuple[_Cover, Header, bytes]:
    first = file.readline(_LONGEST_LINE)
    known = msgspec.json.decode(first, type=ready(_AnyCover))
    if known.format != form or known.version < 1:
        raise BrokenBackup
    if known.version > _VERSION:
        raise NewerFormat(_BACKUP)
    cover = msgspec.json.decode(first, type=ready(_Cover))
    second = file.readline(_LONGEST_LINE)
    if msgspec.json.encode(cover) + b"\n" != first or len(cover.salt) != _SALT:
        raise BrokenBackup
    return cover, decoded_header(second), first + second


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unreadable(
            _("Berkas cadangan {path} tidak dapat dibaca: {reason}.").format(
                path=path, reason=system_reason(error)
            )
        ) from error
    with file:
        yield file


@contextmanager
def _breaks_named() -> Iterator[None]:
    """Whatever does not fit means one thing to who restores: this file will not do."""
    try:
        yield
    except (Damaged, DamagedHeader, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenBackup from error


def _framed(record: Record) -> bytes:
    body = msgspec.msgpack.encode(record)
    return len(body).to_bytes(4, "big") + body


def _records(source: Source) -> Iterator[Record]:
    """Until the source ends, which only its last chunk says that it may; the last record is an `End`."""
    record: Record | None = None
    while True:
        with _breaks_named():
            length = _exactly(source, 4, may_end=True)
            if not length:
                break
            if isinstance(record, End):
                raise BrokenBackup
            record = _record.decode(_exactly(source, min(int.from_bytes(length, "big"), _LARGEST_RECORD)))
        yield record
    if not isinstance(record, End):
        raise BrokenBackup


def _exactly(source: Source, size: int, *, may_end: bool = False) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing and not (may_end and missing == size):
        raise BrokenBackup
    return b"".join(parts)


class _Chained:
    """Pieces in a row, as a file is read."""

    def __init__(self, first: bytes, following: Iterator[bytes]) -> None:
        self._left = memoryview(first)
        self._following = following

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._left:
            piece = next(self._following, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)
