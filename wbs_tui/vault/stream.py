"""Large sealed things: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), AES-256-GCM, chunks of 256 KiB."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Unreadable
from wbs_tui.text.system import system_reason
from wbs_tui.vault.boxes import check_version
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.files import new_file

CHUNK_BYTES = 256 * 1024
_VERSION = 1
_PREFIX = 7
_TAG = 16
_FILE = N_("Berkas bukti")


@dataclass(frozen=True, slots=True)
class SealedFile:
    """Size in bytes and SHA-256 of the plaintext."""

    size: int
    sha256: str


class Source(Protocol):
    """What is read piece by piece: a file, a pipe, rows of a table. No bytes: it has ended."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        ...


def evidence_label(evidence_id: str) -> str:
    """What the chunks of an evidence file are bound to."""
    return joined("wbs-evidence-v1", evidence_id)


def seal_stream(source: Source, sink: Callable[[bytes], object], key: bytes, label: str) -> SealedFile:
    """Seal all of the source, bound to the label, and give it to the sink piece by piece.

    Sealed: version byte 1, nonce prefix (7), chunks of 256 KiB, each with its tag (16), the last shorter.
    Raises Unreadable (the source) and whatever the sink raises.
    """
    header = bytes([_VERSION]) + os.urandom(_PREFIX)
    digest, size = hashlib.sha256(), 0
    sink(header)
    chunks = _Chunks(key, label, header)
    for number, (chunk, last) in enumerate(_with_last(source, CHUNK_BYTES)):
        sink(chunks.seal(number, last, chunk))
        digest.update(chunk)
        size += len(chunk)
    return SealedFile(size, digest.hexdigest())


def open_stream(source: Source, key: bytes, label: str, what: str = _FILE) -> Iterator[bytes]:
    """The plaintext in chunks, each verified before it is given; that none is missing shows after the last.

    Raises Damaged (changed, cut, extended, reordered, or of another label) or NewerFormat, which name `what`.
    """
    header = read_full(source, 1 + _PREFIX)
    check_version(header, _VERSION, what)
    if len(header) != 1 + _PREFIX:
        raise Damaged(what)
    chunks = _Chunks(key, label, header, what)
    for number, (sealed, last) in enumerate(_with_last(source, CHUNK_BYTES + _TAG)):
        yield chunks.open(number, last, sealed)


def seal_file(source: Source, target: Path, key: bytes, evidence_id: str) -> SealedFile:
    """Seal all of the source into a new file; it has its name only once the last chunk is on the disk.

    Raises Refused when the target is there already, Unreadable (the source) or StoreTrouble (the disk).
    """
    with new_file(target) as file:
        return seal_stream(source, file.write, key, evidence_label(evidence_id))


def open_file(path: Path, key: bytes, evidence_id: str) -> Iterator[bytes]:
    """The plaintext of a file as `open_stream` gives it; Damaged, too, when it is not there."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Damaged(_FILE) from error
    with file:
        yield from open_stream(file, key, evidence_label(evidence_id))


def export_to(target: Path, opened: Iterable[bytes]) -> SealedFile:
    """Write the plaintext to a new file, which has its name only once all of it was verified. Mode 0600.

    Raises Refused when the target is there already; else as `open_stream`, and nothing is left behind.
    """
    digest, size = hashlib.sha256(), 0
    with new_file(target) as file:
        for chunk in opened:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return SealedFile(size, digest.hexdigest())


class _Chunks:
    """Seals and opens the numbered chunks of one file."""

    def __init__(self, key: bytes, label: str, header: bytes, what: str = _FILE) -> None:
        self._aead = AESGCM(key)
        self._prefix = header[1:]
        self._label = label.encode() + b"|" + header
        self._what = what

    def _nonce(self, number: int, last: bool) -> bytes:
        return self._prefix + number.to_bytes(4, "big") + bytes([last])

    def seal(self, number: int, last: bool, chunk: bytes) -> bytes:
        return self._aead.encrypt(self._nonce(number, last), chunk, self._label)

    def open(self, number: int, last: bool, sealed: bytes) -> bytes:
        if number and len(sealed) <= _TAG:  # an empty chunk stands only in an empty file
            raise Damaged(self._what)
        try:
            return self._aead.decrypt(self._nonce(number, last), sealed, self._label)
        except InvalidTag as error:
            raise Damaged(self._what) from error


def _with_last(source: Source, size: int) -> Iterator[tuple[bytes, bool]]:
    """Full chunks, then the last one flagged; an empty source is one empty last chunk."""
    current = read_full(source, size)
    while True:
        following = read_full(source, size) if len(current) == size else b""
        yield current, not following
        if not following:
            return
        current = following


def read_full(source: Source, size: int) -> bytes:
    """`size` bytes, or what is left; a pipe gives less than asked for."""
    parts: list[bytes] = []
    missing = size
    try:
        while missing and (part := source.read(missing)):
            parts.append(part)
            missing -= len(part)
    except OSError as error:
        raise Unreadable(
            _("Berkas tidak dapat dibaca: {reason}.").format(reason=system_reason(error))
        ) from error
    return parts[0] if len(parts) == 1 else b"".join(parts)
