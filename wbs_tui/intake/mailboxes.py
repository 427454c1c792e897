"""Messages as bytes out of files, one at a time: memory holds one message of at most the hard cap."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from models.words.reports import IntakeLimits

_BLOCK = 65_536  # bytes read at once; a longer line comes in pieces
# An envelope names a time, or a dash (Thunderbird); "From the beginning" in a letter does not.
_ENVELOPE = re.compile(rb"From (?:-|.*\d\d?:\d\d.*\d{4})")
_HEADER = re.compile(rb">?[!-9;-~]+[ \t]*:|>?From ")
_QUOTED_FROM = re.compile(rb">+From ")


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message; `raw` is None when it passes the hard cap, `size` and `digest` tell of all of it."""

    raw: bytes | None = field(repr=False)
    size: int
    digest: str


class _Gathering:
    """Bytes gathered up to the cap, counted and hashed beyond it."""

    def __init__(self, limits: IntakeLimits) -> None:
        self._cap = limits.kept_bytes
        self._pieces: list[bytes] = []
        self._hash = hashlib.sha256()
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= self._cap:
            self._pieces.append(piece)
            return
        for kept in self._pieces:
            self._hash.update(kept)
        self._pieces.clear()
        self._hash.update(piece)

    def message(self) -> RawMessage:
        if self._size > self._cap:
            return RawMessage(None, self._size, self._hash.hexdigest())
        raw = b"".join(self._pieces)
        return RawMessage(raw, self._size, hashlib.sha256(raw).hexdigest())


def read_whole(path: Path, limits: IntakeLimits) -> RawMessage:
    """A file that holds one message; raises OSError when it cannot be read."""
    gathering = _Gathering(limits)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            gathering.add(block)
    return gathering.message()


def split_lines(stream: BinaryIO, limits: IntakeLimits) -> Iterator[RawMessage]:
    """A file that holds one message a line, without the line ends; blank lines come out empty."""
    gathering = _Gathering(limits)
    for piece in _pieces(stream):
        gathering.add(piece.rstrip(b"\r\n") if piece.endswith(b"\n") else piece)
        if piece.endswith(b"\n"):
            yield gathering.message()
            gathering = _Gathering(limits)
    yield gathering.message()


def split_mbox(stream: BinaryIO, limits: IntakeLimits) -> Iterator[RawMessage]:
    """The messages of an mbox, without envelopes; a quoted `>From ` loses one mark (mboxrd).

    A message begins at a `From ` line with a time in it, after a blank line and before a header: a sentence
    that begins with "From " does not split a message in two.
    """
    gathering: _Gathering | None = None
    blank, at_start = b"", True
    for piece, following in _with_next(_pieces(stream)):
        if gathering is None or (at_start and blank and _begins_message(piece, following)):
            if gathering:
                yield gathering.message()
            gathering, blank = _Gathering(limits), b""
        else:
            gathering.add(blank)
            blank = piece if at_start and piece in (b"\n", b"\r\n") else b""
            if not blank:
                gathering.add(piece[1:] if at_start and _QUOTED_FROM.match(piece) else piece)
        at_start = piece.endswith(b"\n")
    if gathering:
        yield gathering.message()


def _begins_message(piece: bytes, following: bytes) -> bool:
    return piece.startswith(b"From ") and bool(_ENVELOPE.match(piece) and _HEADER.match(following))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.readline(_BLOCK):
        yield piece


def _with_next(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    waiting: bytes | None = None
    for piece in pieces:
        if waiting is not None:
            yield waiting, piece
        waiting = piece
    if waiting is not None:
        yield waiting, b""
