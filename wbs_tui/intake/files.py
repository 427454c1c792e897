"""Files that came with a report: a harmless name, a media type, and whether they show who someone is."""

import re
from dataclasses import dataclass, field
from mimetypes import MimeTypes

from models.words.reports import AttachmentKind
from wbs_tui.text.clean import safe_name

_TYPES = MimeTypes()  # those of Python, whatever the machine has besides
UNKNOWN_TYPE = "application/octet-stream"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_SHOWS_IDENTITY = re.compile(
    r"(?<![a-z])(?:e-?ktp|ktp(?:-?el)?|kartu[ .-]?tanda[ .-]?penduduk|kk|kartu[ .-]?keluarga|identitas"
    r"|paspor|passport|sim(?:[ .-]?[abc])?|surat[ .-]?izin[ .-]?mengemudi|nik)(?![a-z])"
)
_NIK_FIELD = re.compile(rb"\bNIK\b\s*[:.]?\s*\d{16}", re.IGNORECASE)
_CARD_FIELD = re.compile(
    rb"berlaku\s*hingga|gol(?:ongan|\.)?\s*darah|status\s*perkawinan|kartu\s*(?:tanda\s*penduduk|keluarga)",
    re.IGNORECASE,
)
_HEAD = 65_536  # bytes in which the words of a card are looked for


@dataclass(frozen=True, slots=True)
class File:
    """A file as received, before its name is cleaned and masked."""

    original_name: str
    media_type: str
    content: bytes = field(repr=False)
    described_as: str = ""
    hint: str = ""
    """What else the sender says about it, such as a Content-Description."""
    kind: AttachmentKind | None = None
    """What it is when that is known; else name and content decide."""


def harmless_name(file: File, number: int) -> str:
    """The file's name without path and tricks; a file without one is numbered."""
    if file.original_name.strip():
        return safe_name(file.original_name)
    extension = _TYPES.guess_extension(plain_media_type(file)) or ""
    return f"lampiran-{number}{extension}"


def plain_media_type(file: File) -> str:
    """The media type when it looks like one, else what the name suggests."""
    media_type = file.media_type.strip().lower()
    if _MEDIA_TYPE.fullmatch(media_type) and media_type != UNKNOWN_TYPE:
        return media_type
    return _TYPES.guess_type(safe_name(file.original_name))[0] or UNKNOWN_TYPE


def kind_of(file: File) -> AttachmentKind:
    """Identity when name, description or content say KTP, KK, passport or licence; never released then."""
    if file.kind:
        return file.kind
    words = f"{file.original_name} {file.hint}".lower().replace("_", " ")
    if _SHOWS_IDENTITY.search(words) or _is_card(file.content[:_HEAD]):
        return AttachmentKind.IDENTITY
    return AttachmentKind.EVIDENCE


def _is_card(head: bytes) -> bool:
    may_be = any(
        word in head for word in (b"NIK", b"Nik", b"nik")
    )  # most files are pictures: look fast first
    return may_be and bool(_NIK_FIELD.search(head) and _CARD_FIELD.search(head))
