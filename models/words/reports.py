"""A report as it arrives, before anything of it is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a report reached the office; the names an officer reads are policy data."""

    EMAIL = "email"
    WEB = "web"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    SP4N = "sp4n"
    TELEPHONE = "telephone"
    LETTER = "letter"
    IN_PERSON = "in_person"
    COMPLAINT_BOX = "complaint_box"
    SOCIAL_MEDIA = "social_media"
    JAGA = "jaga"
    KPK = "kpk"
    APH = "aph"
    AUDIT = "audit"
    REFERRAL = "referral"
    """Another office handed the case over."""


class SetAsideReason(StrEnum):
    """Why a message is kept without a register number."""

    EMPTY = "empty"


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
    """A file that came with a report; `name` is cleaned and masked, `original_name` is as received."""

    name: str
    original_name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    kind: AttachmentKind = AttachmentKind.EVIDENCE
    described_as: str = ""
    """What the sender's form says it is, cleaned: `document`, `photo`, `recording`, `witness`."""


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
    title: str = field(repr=False)
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
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What the form asked for: (`where`, ...), (`when`, ...), (`who`, ...), (`amount_idr`, digits)."""
    warnings: tuple[str, ...] = ()
    """Sentences for the officer, such as an impossible NIK."""
    source: str = field(default="", repr=False)
    """File and position, cleaned, for the list of what was read."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that is kept whole without a register number."""

    channel: str
    external_id: str
    received_at: datetime
    reason: SetAsideReason
    raw: bytes = field(repr=False)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that cannot be read, listed with its reason.

    `raw` holds it whole up to the hard cap of the limits. It is empty when no message was read (a path that
    does not exist, a folder that may not be listed, a file of no known format, which stays where it is) and
    when the cap was passed: `kept_whole` is then false, `size` tells how much there was, the reason says to
    keep the file.
    """

    channel: str
    """Empty when it is not known."""
    external_id: str
    """SHA-256 of all its bytes; empty when no message was read."""
    reason: str
    """A sentence for the officer."""
    raw: bytes = field(repr=False)
    source: str = ""
    size: int = 0
    """Bytes met, kept or not."""
    kept_whole: bool = True


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """How much is taken in from one message; policy data, these are the shipped values."""

    message_bytes: int = 25 * 1024 * 1024
    """A larger message or form line is rejected, and kept whole."""
    kept_bytes: int = 100 * 1024 * 1024
    """The hard cap: of anything larger only size and hash are kept."""
    parts: int = 200
    """Parts of one mail, nested ones included."""
    nesting: int = 20
    """Parts within parts."""
    text_characters: int = 500_000
    """A longer text is cut; the whole stays in the sealed original."""


Incoming = IncomingReport | SetAside | Rejected
