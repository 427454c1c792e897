"""A courier's bundle as a file: age for the receiving station, and inside what its sender signed.

Format 1 (docs/formats.md, Bundle). The standard `age` tool opens one with the receiver's key. Who sent it is
said inside and not in clear: the sending station signs over sender, recipient, number and every byte.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyrage

from wbs_tui.store.backup_file import FileBegins, FileEnds, Piece
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Refused, Unreadable
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason
from wbs_tui.vault.errors import NewerFormat
from wbs_tui.vault.files import new_file
from wbs_tui.vault.stream import Source

FORMAT = 1
BUNDLE_CONTEXT = "bundle-v1"
_BUNDLE = N_("Bundel")
_LARGEST_FRAME = 8 * 1024 * 1024


class BrokenBundle(Unreadable):
    """No bundle, or not all of one, or one that was changed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Berkas ini bukan bundel yang utuh: rusak, terpotong, atau pernah diubah. Tidak ada yang "
                "dibaca darinya. Minta pengirim menulis bundel baru."
            )
        )


class BundleForOthers(Unreadable):
    """A bundle that is encrypted to somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Bundel ini tidak dialamatkan ke meja ini, sehingga tidak terbuka di sini. Bukalah di meja "
                "yang dituju, atau minta pengirim menulisnya untuk meja ini."
            )
        )


class NoBundleKey(Refused):
    """What the recipient's record names for bundles is no key."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci bundel dalam catatan penerima rusak, sehingga tidak ada bundel untuknya. "
                "Laporkan kepadanya."
            )
        )


class Cover(msgspec.Struct, array_like=True, frozen=True, tag="cover"):
    """The first frame. Ids are 32 hexadecimal characters, `made_at` UTC milliseconds."""

    version: int
    id: str
    office: str
    """Who sends."""
    station: str
    to_office: str
    to_station: str
    """Empty: wherever the office's own store is."""
    number: int
    """1, 2, 3, ... from this station to this recipient."""
    made_at: int


class Directory(msgspec.Struct, array_like=True, frozen=True, tag="directory"):
    """What offices say of themselves: the sender's own records first."""

    records: tuple[SignedRecord, ...]


class OneParcel(msgspec.Struct, array_like=True, frozen=True, tag="parcel"):
    """A signed parcel as it would have crossed the wire."""

    data: bytes


class Seal(msgspec.Struct, array_like=True, frozen=True, tag="seal"):
    """The last frame: SHA-256 of all before it, lengths included, and the station's signature over that."""

    digest: bytes
    signature: bytes


Frame = Cover | Directory | OneParcel | FileBegins | Piece | FileEnds | Seal
_frame = msgspec.msgpack.Decoder(ready(Frame))


class _AnyCover(msgspec.Struct, array_like=True, frozen=True, tag="cover"):
    version: int


_any_cover = msgspec.msgpack.Decoder(ready(_AnyCover))


def write_bundle_file(
    target: Path, age_recipient: str, frames: Iterable[Frame], sign: Callable[[bytes], bytes]
) -> int:
    """Write frames (a Cover first) and their Seal to a new file for an age recipient; its size in bytes.

    It has its name only when all of it is on the disk. Raises Refused when something of that name is there,
    CannotWrite, NoBundleKey, and whatever the frames raise.
    """
    try:
        to = pyrage.x25519.Recipient.from_str(age_recipient)
    except pyrage.RecipientError as error:
        raise NoBundleKey from error
    with new_file(target) as file:
        pyrage.encrypt_io(_Pulled(_sealed(frames, sign)), file, [to])
        return file.tell()


@contextmanager
def read_bundle_file(path: Path, age_identity: str) -> Iterator[Iterator[Frame]]:
    """The frames of a bundle in order; only the Seal, the last, says that nothing is missing or changed.

    Whether its signature is the sender's is for the reader to ask. Raises BrokenBundle, BundleForOthers,
    NewerFormat, Unreadable (the file).
    """
    with _decrypted(path, age_identity) as source:
        yield _frames(source)


def _sealed(frames: Iterable[Frame], sign: Callable[[bytes], bytes]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for frame in frames:
        data = _framed(frame)
        digest.update(data)
        yield data
    yield _framed(Seal(digest.digest(), sign(digest.digest())))


def _framed(frame: Frame) -> bytes:
    body = msgspec.msgpack.encode(frame)
    return len(body).to_bytes(4, "big") + body


def _frames(source: Source) -> Iterator[Frame]:
    digest = hashlib.sha256()
    first = True
    while True:
        length = _exactly(source, 4)
        body = _exactly(source, min(int.from_bytes(length, "big"), _LARGEST_FRAME))
        frame = _decoded(body, first=first)
        if first != isinstance(frame, Cover):
            raise BrokenBundle
        yield frame
        if isinstance(frame, Seal):
            if frame.digest != digest.digest() or source.read(1):
                raise BrokenBundle
            return
        digest.update(length + body)
        first = False


def _decoded(body: bytes, *, first: bool) -> Frame:
    try:
        if first and _any_cover.decode(body).version > FORMAT:
            raise NewerFormat(_BUNDLE)
        frame: Frame = _frame.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenBundle from error
    return frame


def _exactly(source: Source, size: int) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing:
        raise BrokenBundle
    return b"".join(parts)


class _Pulled:
    """Pieces in a row, as a file is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        given = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(given) :]
        return bytes(given)


@contextmanager
def _decrypted(path: Path, age_identity: str) -> Iterator[BinaryIO]:
    """The plaintext as a pipe that a thread fills: none of it lies on a disk."""
    try:
        sealed = path.open("rb")
    except OSError as error:
        raise Unreadable(
            _("Bundel {path} tidak dapat dibaca: {reason}.").format(path=path, reason=system_reason(error))
        ) from error
    troubles: list[Exception] = []
    reader, writer = os.pipe()
    filler = threading.Thread(
        target=_fill, args=(sealed, writer, age_identity, troubles), name="bundle", daemon=True
    )
    filler.start()
    try:
        with os.fdopen(reader, "rb") as plain:
            yield plain
    except BrokenBundle:
        filler.join()
        _raise(troubles)
        raise
    finally:
        filler.join()
    _raise(troubles)


def _fill(sealed: BinaryIO, writer: int, age_identity: str, troubles: list[Exception]) -> None:
    try:
        with sealed, suppress(BrokenPipeError), os.fdopen(writer, "wb") as plain:
            identity = pyrage.x25519.Identity.from_str(age_identity)
            pyrage.decrypt_io(sealed, plain, [identity])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        troubles.append(error)


def _raise(troubles: list[Exception]) -> None:
    """What kept the thread from going on to the end, in words."""
    for trouble in troubles:
        if isinstance(trouble, pyrage.DecryptError) and "No matching keys" in str(trouble):
            raise BundleForOthers from trouble
        raise BrokenBundle from trouble
