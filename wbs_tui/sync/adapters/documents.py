"""What passes between this desk and a system of KPK's own, and what such a system's adapter has to do.

No public specification of KPK's interface exists. Whoever has it writes one more class like `FolderAdapter`
and names it in `choosing.ADAPTERS`; nothing else changes. The documents: docs/kpk-adapter.md.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal, Protocol

import msgspec
from msgspec import Meta

from wbs_tui.text.errors import StoreTrouble

CASE_FORMAT = "wbs-case"
VERSION = 1
LONGEST_TEXT = 200_000
"""Characters of an answer."""


class AdapterTrouble(StoreTrouble):
    """The other system cannot be reached; what waits goes with the next run."""


class OfOffice(msgspec.Struct, frozen=True, kw_only=True):
    """Whose case it is."""

    id: str
    code: str
    name: str


class TextDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was written of a shared case."""

    kind: str
    title: str
    at: datetime
    by: str
    text: str


class FileDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a shared case; its bytes leave the desk by a decision of their own."""

    id: str
    number: int
    name: str
    media_type: str
    sha256: str
    described_as: str


class RemarkDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What one of both offices said to the other about the case."""

    id: str
    direction: str
    kind: str
    state: str
    at: datetime
    by: str
    text: str
    reply_to: str | None


class CaseDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A case of another office as it is now, whole: a later one of the same `case` takes its place."""

    format: str = CASE_FORMAT
    version: int = VERSION
    office: OfOffice
    case: str
    register: str
    stage: str
    stage_entered_at: datetime
    category: str
    severity: str
    jurisdiction: str
    region: str
    received_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    answered_at: datetime | None
    result: str | None
    closure: str | None
    open_recommendations: int
    late_recommendations: int
    told_at: datetime
    shared: bool
    referral: str | None
    title: str
    reason: str
    texts: tuple[TextDocument, ...]
    files: tuple[FileDocument, ...]
    remarks: tuple[RemarkDocument, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the other system says of a case: hostile until it has been read as this."""

    format: Literal["wbs-answer"]
    version: Literal[1]
    id: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]{1,64}\Z")]
    """The system's own, for ever: the same once more does nothing."""
    case: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    kind: Literal["comment", "request", "handled", "reply"]
    by: Annotated[str, Meta(min_length=1, max_length=120)]
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
    reply_to: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")] | None = None


class Adapter(Protocol):
    """A system of KPK's own. Every function may be repeated at any time, and raises AdapterTrouble alone."""

    def deliver(self, cases: Iterable[CaseDocument]) -> None:
        """Hand over cases as they are now; when this returns, the system has them."""

    def withdraw(self, case_ids: Iterable[str]) -> None:
        """These cases are no longer here: the system is told to let go of them."""

    def answers(self) -> Iterator[Answer]:
        """The answers that wait, in their order; what is none has been set aside with its reason."""

    def settle(self, answer: Answer, refused: str = "") -> None:
        """The answer is taken in, or refused for a reason; it does not come again."""
