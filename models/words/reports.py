"""A report as it arrives, before anything of it is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class IdentityPolicy(StrEnum):
    """What an office, or a reporter for one report, has chosen about the reporter's identity."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class AttachmentKind(StrEnum):
    """What a file is: evidence may be released to the case, an identity document never is."""

    EVIDENCE = "evidence"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a report, its name cleaned; the name as received stays in `original_name`."""

    name: str
    original_name: str
    media_type: str
    content: bytes = field(repr=False)
    kind: AttachmentKind = AttachmentKind.EVIDENCE


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported, as far as he said. Every field is identity."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    nik: str | None = None
    address: str | None = None
    occupation: str | None = None

    def __repr__(self) -> str:
        """Say nothing: a repr ends in logs and tracebacks."""
        return "Reporter(...)"


@dataclass(frozen=True, slots=True)
class IncomingReport:
    """One report read from one message, cleaned and masked."""

    channel: str
    external_id: str
    """What makes it the same message when it is read again: a Message-ID, a web form's id, else a hash."""
    received_at: datetime
    """UTC, aware; the message's own time when it is believable, else the time of import."""
    title: str
    text: str = field(repr=False)
    """Masked: contacts stand as `[identitas n]`."""
    masked: tuple[str, ...] = field(repr=False)
    """What stood where `[identitas n]` stands; the first is n = 1."""
    reporter: Reporter
    raw: bytes = field(repr=False)
    """The message as received, every byte."""
    attachments: tuple[Attachment, ...] = field(repr=False)
    in_reply_to: tuple[str, ...] = ()
    """External ids that it says it answers, nearest first."""
    sender_key: str | None = field(default=None, repr=False)
    """Normalised sender address, to compare a reply's sender with the first report's."""
    identity_policy: IdentityPolicy | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """What the form asked for: (`where`, ...), (`when`, ...), (`who`, ...), (`amount_idr`, digits)."""
    warnings: tuple[str, ...] = ()
    """Sentences for the officer, such as an impossible NIK."""
    source: str = ""
    """File and position, cleaned, for the list of what was read."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that is kept whole without a register number."""

    channel: str
    external_id: str
    received_at: datetime
    reason: str
    raw: bytes = field(repr=False)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that cannot be read; kept whole, listed with its reason."""

    channel: str
    external_id: str
    reason: str
    raw: bytes = field(repr=False)
    source: str = ""


Incoming = IncomingReport | SetAside | Rejected
