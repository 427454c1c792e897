"""Pictures of an identity document: shown while it is revealed, decoded where they can do no harm."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from models.tables.cases import evidence
from models.words.outcomes import EvidenceState
from wbs_tui.cases.disclosures import is_revealed
from wbs_tui.cases.identity import decode_picture
from wbs_tui.cases.lookup import find
from wbs_tui.cases.steps.evidence import NoSuchEvidence, content
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

MOST_BYTES = 16 * 1024 * 1024
BOX = (1600, 1200)
"""Pixels that a decoded picture has at most."""
_SECONDS = 20
"""After which a decoder is ended, whatever it does."""
_PIXEL = 3  # bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: rows of pixels from the top, three bytes each."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


class NotShown(Refused):
    """A file that cannot be shown as a picture."""


class NotRevealed(Refused):
    """The identity is closed."""

    def __init__(self) -> None:
        super().__init__(_("Identitas kasus ini tertutup. Buka dahulu dengan alasan tertulis."))


def identity_picture(desk: Desk, register: str, evidence_id: str) -> Picture:
    """An identity document of the case, while the account has the identity revealed.

    Raises NotPermitted, NoSuchCase, NotRevealed, NoSuchEvidence, NotShown, NotLetIn, Damaged.
    """
    desk.require(Operation.IDENTITY_REVEAL)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        if not is_revealed(desk, connection, case.id):
            raise NotRevealed
        row = connection.execute(
            select(evidence.c.size, evidence.c.state).where(
                evidence.c.id == evidence_id, evidence.c.case_id == case.id
            )
        ).one_or_none()
    if row is None or row.state != EvidenceState.IDENTITY:
        raise NoSuchEvidence(evidence_id)
    if row.size > MOST_BYTES:
        raise _too_large()
    return decode(b"".join(content(desk, evidence_id)))


def decode(raw: bytes, box: tuple[int, int] = BOX) -> Picture:
    """The picture in a JPEG or PNG file, no larger than `box`; raises NotShown.

    The decoder is a process of its own, killed when it takes too long. Nothing is written to the disk.
    """
    if len(raw) > MOST_BYTES:
        raise _too_large()
    command = [sys.executable, "-I", "-B", str(Path(decode_picture.__file__)), *map(str, box)]
    with subprocess.Popen(  # noqa: S603 - our own file, by the interpreter that runs us
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        close_fds=True,
    ) as child:
        made = _exchange(child, raw, box[0] * box[1] * _PIXEL)
        code = child.wait()
    return _picture(code, made, box)


def _environment() -> dict[str, str]:
    """None of ours: nothing that the officer's environment holds is there for a decoder to tell."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _exchange(child: "subprocess.Popen[bytes]", raw: bytes, most: int) -> bytes:
    """Give the child the picture and take what it makes of it, up to the most that it may be."""
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    clock = threading.Timer(_SECONDS, child.kill)
    feeder = threading.Thread(target=_feed, args=(child, raw), daemon=True)
    clock.start()
    feeder.start()
    try:
        made = child.stdout.read(most + len("99999 99999\n") + 1)
        if child.stdout.read(1):
            child.kill()
    finally:
        child.wait()
        clock.cancel()
        feeder.join()
    return made


def _feed(child: "subprocess.Popen[bytes]", raw: bytes) -> None:
    assert child.stdin is not None  # noqa: S101
    try:
        child.stdin.write(raw)
        child.stdin.close()
    except OSError:  # it ended before it had read all: its code says why
        return


def _picture(code: int, made: bytes, box: tuple[int, int]) -> Picture:
    if code == decode_picture.NO_PICTURE:
        raise NotShown(_("Berkas ini bukan gambar JPEG atau PNG; tidak ditampilkan di layar."))
    if code == decode_picture.TOO_LARGE:
        raise _too_large()
    head, _line, pixels = made.partition(b"\n")
    sizes = head.split()
    if code != 0 or len(sizes) != 2 or not all(size.isdigit() for size in sizes):
        raise _damaged()
    width, height = map(int, sizes)
    if not (0 < width <= box[0] and 0 < height <= box[1] and len(pixels) == width * height * _PIXEL):
        raise _damaged()
    return Picture(width, height, pixels)


def _damaged() -> NotShown:
    return NotShown(_("Gambar ini rusak, atau tidak dapat dibaca dalam batas yang aman; tidak ditampilkan."))


def _too_large() -> NotShown:
    return NotShown(_("Gambar ini terlalu besar untuk ditampilkan dengan aman."))
