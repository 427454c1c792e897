"""What services give to screens and commands about cases: frozen, opened, cleaned, and without identity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.words.classification import Origin, Reason, Severity
from models.words.outcomes import ChecklistAnswer, EvidenceState, RecommendationStatus
from models.words.rows import CaseRow
from wbs_tui.cases.away import Away
from wbs_tui.cases.from_offices import ReferralLine, RemarkLine
from wbs_tui.cases.handed_over import HandedOver


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
    described_as: str = ""
    """What it is said to be: a code of `evidence_kind`, or an officer's own words."""


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
class EarlierAnswerView:
    """An answer to an item of the checklist that a later one has corrected."""

    answer: ChecklistAnswer
    note: str
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
    corrected: tuple[EarlierAnswerView, ...] = ()
    """Those answers, oldest first."""
    answer_id: str | None = None
    """The row of the answer that stands."""


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
    corrects: str | None = None
    corrected_by: str | None = None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A step that somebody who may not decide has proposed and nobody has decided yet."""

    to_stage: str
    reason: str
    at: datetime
    account: str
    result: str | None = None
    closure: str | None = None
    assign: str | None = None
    """Account name."""


@dataclass(frozen=True, slots=True)
class ClockView:
    """One of a case's clocks."""

    id: str
    label: str
    starts: datetime
    """The first moment of the day from which it counts."""
    due_at: datetime
    """The end of the day on which it runs out."""
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
    """Sentences that say what each gate still wants, besides what is given with the step itself."""
    needs_assignee: bool
    needs_result: bool
    needs_closure: bool
    needs_reason: bool = False
    excused: tuple[str, ...] = ()
    """Sentences of gates that are not met, but for which a reason of this account stands in."""


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
class CaseReader:
    """Somebody who reads a restricted case."""

    name: str
    role: str
    may_grant: bool
    reads_identity: bool


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
    subject_class: str = ""
    opened: bool = True
    """Whether this account could open everything; what it could not stands as empty or UNOPENED."""
    restricted: bool = False
    readers: tuple[CaseReader, ...] = ()
    """Of a restricted case; of any other, everybody with access to the office reads it."""
    may_let_in: bool = False
    """Whether this account lets others into the restricted case."""
    stands_in: bool = False
    """Whether this account takes the Inspektur's decisions in it, because he is kept out."""
    kept_until: datetime | None = None
    """The last moment of an ended case's term; None while it is at work."""
    held: bool = False
    """Whether a legal hold keeps it longer."""
    away: Away | None = None
    """The desk elsewhere that has it along; never at that desk itself."""
    provisional: str | None = None
    """The number that a desk elsewhere gave it; receipts may bear it."""
    crossed: int = 0
    """How many of its fields were changed at two places at once and wait for a decision."""
    remarks: int = 0
    """How much other offices have said that nobody has read or answered."""
    handed_over: HandedOver | None = None
    """To whom it went, while it is with another or was closed there."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """What became of a step that somebody wanted to take."""

    register: str
    stage: str
    """Where the case stands now."""
    proposed: bool
    """Recorded as a proposal; the case has not moved."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several cases."""

    register: str
    error: str | None
    """A sentence for the officer; None when it was done."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something with a day: a case by its earliest clock, or an open recommendation."""

    kind: str
    """`case` or `recommendation`."""
    case_id: str
    register: str
    stage: str
    title: str = field(repr=False)
    number: int | None
    """Of the recommendation."""
    text: str = field(repr=False)
    """The clock's label, or what is recommended."""
    due_at: datetime
    due_on: date
    """The day in office time."""
    overdue: bool
    days: int
    """Days from today in office time; negative when it is over."""
    assigned_to: str | None
    restricted: bool = False
    status: RecommendationStatus | None = None
    """Of the recommendation."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal that waits for the account at the desk to decide."""

    register: str
    title: str = field(repr=False)
    stage: str
    proposal: ProposalView


@dataclass(frozen=True, slots=True)
class DueFigures:
    """How many cases of the account are due when, listed or not."""

    overdue: int
    today: int
    this_week: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """What the account at the desk has to do. A case stands in the first list that fits."""

    overdue: tuple[CaseRow, ...]
    """Of this list and the next two the most urgent, at most 100 each; `figures` says how many there are."""
    due_today: tuple[CaseRow, ...]
    due_this_week: tuple[CaseRow, ...]
    """Within the six days after today."""
    figures: DueFigures
    follow_ups: tuple[DueLine, ...]
    """Recommendations of any case that are over or due within the week."""
    proposals: tuple[ProposalLine, ...]
    decisions: tuple[CaseRow, ...]
    """Cases in a stage out of which this role takes every step and no officer any, by due day; at most 50."""
    unread: tuple[CaseRow, ...]
    """Cases received or in verification that this account has not read, the newest first; at most 50."""
    remarks: tuple[RemarkLine, ...] = ()
    """What other offices said of its cases that nobody has read or answered, the newest first; at most 50."""
    referrals: tuple[ReferralLine, ...] = ()
    """For who leads: referrals without an answer, those that came before those that went."""
    handed_over: Mapping[str, HandedOver] = field(default_factory=dict)
    """Of the `decisions` that are with another, by register number: to whom, and what he said."""
    disclosures: int = 0
    """For the Inspektur: identities that others opened, or warnings, since he last looked at their list."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the inbox's header."""

    all: int
    mine: int
    overdue: int
    unread: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft of the account at the desk."""

    subject: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """An identity document that came with a report, such as a KTP."""

    id: str
    name: str = field(repr=False)
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class ReporterView:
    """Who sent one report. Only `identity.reveal` gives this."""

    report_id: str
    channel: str
    received_at: datetime
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    nik: str | None = field(repr=False)
    nik_region: str | None = field(repr=False)
    """Where it was first registered, as far as its code is known."""
    nik_remark: str | None = field(repr=False)
    """What its digits say, what is odd, and that its form is no Dukcapil check; None without one."""
    address: str | None = field(repr=False)
    occupation: str | None = field(repr=False)
    sender: str | None = field(repr=False)
    external_id: str = field(repr=False)
    source: str = field(repr=False)
    masked: tuple[str, ...] = field(repr=False)
    """What stands behind `[identitas 1]`, `[identitas 2]`, ..."""
    files: tuple[str, ...] = field(repr=False)
    """The original names of the files that came with it."""
    pictures: tuple["IdentityFile", ...] = ()
    """Its identity documents, which are never released."""


@dataclass(frozen=True, slots=True)
class IdentityView:
    """The reporters of a case, shown until a time."""

    register: str
    until: datetime
    """When the screen must forget it."""
    reports: tuple[ReporterView, ...]
