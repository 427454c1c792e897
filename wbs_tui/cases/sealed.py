"""What the sealed cells of a case hold, as bytes on disk.

Fields are written by name, and those that stand at their default are left out: a later version may add fields
with a default, and an earlier one passes over what it does not know. A repr says nothing of the contents.
"""

import msgspec

from models.words.classification import Reason


class SealedStruct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The plaintext of a sealed cell."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Headline(SealedStruct, frozen=True):
    """`cases.headline`, under the content key: what lists show besides the clear columns."""

    title: str = ""
    jurisdiction: str = ""
    subject_class: str = ""


class Guard(SealedStruct, frozen=True):
    """Part of a report's content: short keyed tokens of its identity, to warn before it is written down."""

    key: bytes = b""
    tokens: dict[str, tuple[int, ...]] = {}
    """By the kind of piece; the first bits of HMAC-SHA256 under the key."""


class ReportContent(SealedStruct, frozen=True):
    """`reports.content`, under the content key: what every officer reads. Cleaned, contacts masked."""

    title: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """What the form asked for, such as (`where`, ...)."""
    warnings: tuple[str, ...] = ()
    """Sentences for the officer; never with an identity in them."""
    guard: Guard | None = None
    """None when nothing is known of the reporter, and for reports from before there were guards."""


class ReportIdentity(SealedStruct, frozen=True):
    """`reports.identity`, under the identity key: everything that leads to the reporter."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    nik: str | None = None
    address: str | None = None
    occupation: str | None = None
    masked: tuple[str, ...] = ()
    """What stood where the text says `[identitas n]`; the first is n = 1."""
    sender: str | None = None
    """The normalised address it came from."""
    external_id: str = ""
    """Message-ID, form id, or hash."""
    source: str = ""
    """File and position it was read from."""


class KeptContent(SealedStruct, frozen=True):
    """`kept_messages.content`, under the identity key: why a message was kept without a number."""

    reason: str = ""
    """A code of SetAsideReason, or the sentence that says why it could not be read."""
    external_id: str = ""
    source: str = ""
    size: int = 0
    """Bytes met."""
    kept_whole: bool = True


class EvidenceDescription(SealedStruct, frozen=True):
    """`evidence.description`, under the content key: what every officer sees of a file."""

    number: int
    """1, 2, 3, ... within the case, identity documents included."""
    media_type: str = ""
    sha256: str = ""
    """Of the file as received, hexadecimal."""
    name: str = ""
    """Empty until the file is released: a file name can name the reporter."""
    described_as: str = ""
    """`document`, `photo`, `recording`, `witness`, or an officer's own words."""


class HeldDescription(SealedStruct, frozen=True):
    """`evidence.held_description`, under the identity key."""

    name: str = ""
    """Cleaned: one part, harmless on every system."""
    original_name: str = ""
    """As received."""


class Words(SealedStruct, frozen=True):
    """A reason, a note, an answer, a recommendation: what somebody wrote. Under the content key."""

    text: str = ""


class HoldWords(SealedStruct, frozen=True):
    """`legal_holds.reason`, under the content key: why a case is held, and why no longer."""

    text: str = ""
    lifted: str = ""


class StepWords(SealedStruct, frozen=True):
    """`transitions.reason`, under the content key: why, and what was decided (or proposed) with the step."""

    text: str = ""
    result: str | None = None
    closure: str | None = None
    assigned_to: str | None = None
    """Account id."""
    for_inspector: bool = False
    """Whether a lead decided in the Inspektur's place, because the case implicates him."""
    handed_to: str = ""
    """With a case handed over by letter: the institution that got it. `text` says it too."""
    letter: str = ""
    """With a case handed over: the number of the letter, where one was given. `text` says it too."""


class ClassificationDetail(SealedStruct, frozen=True):
    """`classifications.detail`, under the content key."""

    jurisdiction: str = ""
    supervisory: str = ""
    subject_class: str = ""
    confidence: float | None = None
    """None for an officer's decision."""
    alternatives: tuple[tuple[str, float], ...] = ()
    reasons: tuple[Reason, ...] = ()
    lexicon_version: str = ""
    reason: str = ""
    """The officer's words."""


class RestrictionDetail(SealedStruct, frozen=True):
    """`restrictions.detail`, under the first content key of the new compartment."""

    targets: tuple[str, ...] = ()
    """`inspector`, `inspectorate`, `staff`; none for accounts that are named."""
    implicated: tuple[str, ...] = ()
    """Ids of the accounts that must not read the case, those of `targets` included."""
    reason: str = ""


class MessageBody(SealedStruct, frozen=True):
    """`messages.body`, under the content key of the case that it is about."""

    text: str = ""
    by: str = ""
    """Name and role of who wrote it, as his office names him; empty for our own."""


class ForeignDetail(SealedStruct, frozen=True):
    """`foreign_cases.detail`: what a summary says besides the clear columns."""

    jurisdiction: str = ""
    region: str = ""


class ForeignText(SealedStruct, frozen=True, kw_only=True):
    """Something that was written of another office's case, cleaned."""

    kind: str
    title: str = ""
    at: int
    by: str = ""
    text: str = ""


class ForeignDocument(SealedStruct, frozen=True):
    """`foreign_cases.document`: a shared case as it came last, cleaned."""

    title: str = ""
    reason: str = ""
    """Why it was shared or handed over."""
    texts: tuple[ForeignText, ...] = ()


class ForeignIdentity(SealedStruct, frozen=True):
    """`foreign_cases.identity`, under a key of `identity`: who reported it, as it came, sealed."""

    epoch: int
    sealed: bytes


class ForeignFile(SealedStruct, frozen=True):
    """`foreign_files.description`: a file of a shared case, with its key."""

    key: bytes
    number: int
    name: str = ""
    media_type: str = ""
    sha256: str = ""
    described_as: str = ""
    received_at: int = 0
