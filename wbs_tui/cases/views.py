"""What services give to screens and commands about cases: frozen, opened, cleaned, and without identity."""

from dataclasses import dataclass, field
from datetime import datetime

from models.words.classification import Origin, Reason, Severity
from models.words.outcomes import ChecklistAnswer, EvidenceState, RecommendationStatus


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report of a case: the masked text, never who sent it."""

    id: str
    channel: str
    joined: str
    """`first`, `reply`, or `unconfirmed` (it says it answers, but another sender sent it)."""
    received_at: datetime
    recorded_at: datetime
    title: str
    text: str = field(repr=False)
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One file. Until it is released its name says only its number and type."""

    id: str
    number: int
    """1, 2, 3, ... within the case."""
    state: EvidenceState
    name: str
    media_type: str
    size: int
    """Bytes of the file as received."""
    sha256: str
    received_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class ClassificationView:
    """One classification in the history of a case, the latest last."""

    id: str
    origin: Origin
    category: str
    severity: Severity
    jurisdiction: str
    supervisory: str
    subject_class: str
    confidence: float | None
    alternatives: tuple[tuple[str, float], ...]
    reasons: tuple[Reason, ...]
    reason: str
    """The officer's words; empty for the system."""
    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class ChecklistItemView:
    """One item of the verification checklist with the answer that stands."""

    id: str
    group: str
    label: str
    hint: str
    mandatory: bool
    may_waive: bool
    """Whether the account at the desk may waive it."""
    answer: ChecklistAnswer | None
    note: str
    at: datetime | None
    account: str | None
    earlier: int
    """How many answers it had before this one."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note; a corrected one names its correction and stays."""

    id: str
    kind: str
    body: str = field(repr=False)
    at: datetime
    account: str
    corrects: str | None
    corrected_by: str | None


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A recommendation and where it stands."""

    id: str
    register: str
    number: int
    text: str
    status: RecommendationStatus
    due_at: datetime
    overdue: bool
    updates: tuple["RecommendationUpdateView", ...]


@dataclass(frozen=True, slots=True)
class RecommendationUpdateView:
    """One recorded change of a recommendation's status."""

    id: str
    status: RecommendationStatus
    note: str
    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer that went to the reporter."""

    id: str
    body: str = field(repr=False)
    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A step that somebody who may not decide has proposed and nobody has decided yet."""

    to_stage: str
    reason: str
    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """One of a case's clocks."""

    id: str
    label: str
    starts: datetime
    due_at: datetime
    citation: str
    warning: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that the graph allows from here: open, only to be proposed, or held by gates."""

    to_stage: str
    label: str
    may_decide: bool
    may_propose: bool
    missing: tuple[str, ...]
    """Sentences that say what each gate still wants; empty when it is open."""
    needs_assignee: bool
    needs_result: bool
    needs_closure: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of the journal, told to an officer."""

    entry_id: str
    at: datetime
    account: str
    kind: str
    sentence: str
    detail: str
    """The reason or words given, opened; empty when there are none or this account may not open them."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A whole case as the officer sees it."""

    id: str
    register: str
    title: str
    stage: str
    stage_entered_at: datetime
    channel: str
    category: str
    severity: Severity
    jurisdiction: str
    supervisory: str
    classified: bool
    identity_policy: str
    received_at: datetime
    due_at: datetime | None
    due_clock: str | None
    overdue: bool
    assigned_to: str | None
    result: str | None
    closure: str | None
    answered_at: datetime | None
    reports: tuple[ReportView, ...]
    evidence: tuple[EvidenceView, ...]
    classifications: tuple[ClassificationView, ...]
    checklist: tuple[ChecklistItemView, ...]
    notes: tuple[NoteView, ...]
    recommendations: tuple[RecommendationView, ...]
    answers: tuple[AnswerView, ...]
    proposals: tuple[ProposalView, ...]
    clocks: tuple[ClockView, ...]
