"""Words of the exchange between offices, and between an office and its desks elsewhere."""

from enum import StrEnum


class OfficeKind(StrEnum):
    """What an office is in the integrated system."""

    INSPECTORATE = "inspectorate"
    PROVINCE = "province"
    KPK = "kpk"


class PeerStatus(StrEnum):
    """How far this office trusts the keys of another."""

    SEEN = "seen"
    """The directory names it; nothing is sealed to it."""
    CONFIRMED = "confirmed"
    """A person compared its fingerprint with an official letter."""
    BLOCKED = "blocked"
    """Its records contradict each other, or a person said so: nothing is sealed to it or taken from it."""
    CLOSED = "closed"
    """A hub's operator closed it: nothing is sealed to it until a person has confirmed it anew."""


class KeyPurpose(StrEnum):
    """What an exchange key of this office is for."""

    OFFICE = "office"
    """Ed25519: signs the office's records in the directory. Its fingerprint is what people compare."""
    STATION = "station"
    """Ed25519: signs parcels, heads and requests of one station."""
    AGE = "age"
    """X25519, as the age format has it: bundles for one station are encrypted to it."""


class Shared(StrEnum):
    """What a decision lets go to another office."""

    SUMMARY = "summary"
    """The summary of a restricted case, or of one that the policy keeps back."""
    TOKENS = "tokens"
    WHOLE = "whole"
    """The case with its texts and released evidence, without who reported it."""
    IDENTITY = "identity"
    """Who reported it: always a decision of its own."""
    REFERRAL = "referral"
    """The case is handed over (pelimpahan)."""


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"


class MessageKind(StrEnum):
    """What one office says to another about a case."""

    COMMENT = "comment"
    REQUEST = "request"
    """Asks for something, and waits for a reply."""
    HANDLED = "handled"
    """The other office handles the same matter already."""
    DUPLICATE = "duplicate"
    """Another office may have the same matter: KPK or the province tells."""
    REPLY = "reply"


class MessageState(StrEnum):
    """What became of a message."""

    NEW = "new"
    READ = "read"
    WAITING = "waiting"
    """A request that nobody has answered."""
    ANSWERED = "answered"


class ReferralState(StrEnum):
    """What the receiving office made of a case that was handed to it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class MatchState(StrEnum):
    """What KPK or the province decided about two cases that look the same."""

    WAITING = "waiting"
    TOLD = "told"
    DISMISSED = "dismissed"


class FileState(StrEnum):
    """Whether the file of a shared case has arrived."""

    AWAITED = "awaited"
    HERE = "here"


class DeadReason(StrEnum):
    """Why something that arrived could not be applied yet."""

    UNKNOWN_SENDER = "unknown_sender"
    NOT_CONFIRMED = "not_confirmed"
    BAD_SIGNATURE = "bad_signature"
    NEWER_VERSION = "newer_version"
    UNREADABLE = "unreadable"
    NOT_FOR_US = "not_for_us"
    NO_KEY = "no_key"
    """Sealed to a compartment that this account is not in, or to an epoch that is not there."""
    MISSING_BEFORE = "missing_before"
    """Something that came before it has not arrived."""
    CLOCK_AHEAD = "clock_ahead"
    EQUIVOCATION = "equivocation"
    """The same id or number with other bytes: both are set aside, and the station is named."""
    REFUSED = "refused"
    """A rule of this office forbids it."""
    OVER_LIMIT = "over_limit"
    """More than this office takes in from one sender without being asked; an officer may let it."""
