"""A report gets its case: a register number without gaps or doubles, a first classification, a due date.

Intake calls these inside its own entry, and writes the rows of `reports` and `evidence` itself:

    with desk.transaction() as transaction:                      # one for many reports
        case_id = new_id(desk.clock)
        with transaction.entry(REPORT_RECEIVED, case_id) as change:
            registered = register_case(desk, change, case_id, NewCase(...))
            key = registered.content_key                         # for reports.content, evidence.description
            identity = identity_key(desk, change.connection, case_id)
            change.insert(reports, report_id, case_id=case_id, ...)

    with transaction.entry(REPORT_JOINED, case_id) as change:    # a reply
        key = join_report(desk, change, case_id, evidence=2)
        number = next_evidence_number(change.connection, case_id)
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, func, select

from models.tables.accounts import offices
from models.tables.base import Values
from models.tables.cases import cases, classifications, evidence
from models.words.classification import Origin, Suggestion
from models.words.clock import from_millis, to_millis
from models.words.stages import Stage
from wbs_tui.cases.keys import content_key, new_content_key
from wbs_tui.cases.numbers.deadlines import due_of
from wbs_tui.cases.numbers.numbering import next_running
from wbs_tui.cases.numbers.provisional import YEAR, next_provisional
from wbs_tui.cases.sealed import ClassificationDetail, Headline
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.policy.deadlines import CaseMoments
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.places import CASE
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import new_id

_ASKED_NOW = select(offices.c.identity_policy)
"""The desk's own `office` says what was asked when the account sat down."""
_COUNTERS = select(cases.c.compartment_id, cases.c.reports, cases.c.evidence).where(
    cases.c.id == bindparam("case_id")
)
_EVIDENCE_OF_CASE = (
    select(func.count()).select_from(evidence).where(evidence.c.case_id == bindparam("case_id"))
)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What registering needs to know of a case's first report."""

    channel: str
    received_at: datetime
    """UTC, aware: when the report arrived. Its clocks run from here."""
    title: str = field(repr=False)
    """Cleaned and masked."""
    suggestion: Suggestion = field(repr=False)
    identity_policy: str | None = None
    """What the reporter chose; None for the office's own."""
    evidence: int = 0
    """Files that came with it and may become evidence: identity documents do not count."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The number a case was given, and the key for what else is written of it in the same entry."""

    case_id: str
    register: str
    content_key: CellKey


def register_number(office_code: str, year: int, running: int) -> str:
    """`16-2026-000123`."""
    return f"{office_code}-{year}-{running:06}"


def register_case(desk: Desk, change: Change, case_id: str, new: NewCase) -> Registered:
    """Write the rows of a new case within an entry of kind REPORT_RECEIVED.

    Raises NoCompartments, NumbersOnHold.

    A case that has a compartment of its own by then (REPORT_RESTRICTED) is sealed to that one alone.
    The number is the next of the year in office time, at a leased desk a provisional one. The transaction
    holds the only right to write, so two desks cannot be given the same, and one that is rolled back leaves
    no gap.
    """
    connection = change.connection
    number = _next_number(desk, change)
    own = desk.keyring.compartment_of_case(case_id, CASE)
    compartment_id = own or desk.keyring.compartment(OFFICE)
    key = new_content_key(desk, connection, case_id, compartment_id)
    headline = Headline(title=new.title, jurisdiction=new.suggestion.jurisdiction)
    received_at = to_millis(new.received_at)
    change.insert(
        cases,
        case_id,
        **number,
        channel=new.channel,
        stage=Stage.RECEIVED,
        stage_entered_at=change.at,
        category=new.suggestion.category,
        severity=new.suggestion.severity,
        supervisory=new.suggestion.supervisory,
        classified=False,
        identity_policy=new.identity_policy or connection.execute(_ASKED_NOW).scalar_one(),
        received_at=received_at,
        last_report_at=min(received_at, change.at),
        reports=1,
        evidence=new.evidence,
        compartment_id=compartment_id,
        restricted=own is not None,
        headline=change.seal(key, cases.c.headline, case_id, headline),
        **due_of(desk, CaseMoments(new.received_at, Stage.RECEIVED, {})),
    )
    _write_suggestion(desk, change, case_id, key, new.suggestion)
    return Registered(case_id, str(number["register"]), key)


def _next_number(desk: Desk, change: Change) -> Values:
    """The columns of a case's number: the next of the year, or at a leased desk the next of the desk."""
    if desk.lease is not None:
        provisional, running = next_provisional(change.connection, desk.lease)
        return {"register": provisional, "year": YEAR, "running": running, "provisional": provisional}
    year = from_millis(change.at).astimezone(desk.office.zone).year
    running = next_running(change.connection, year)
    return {
        "register": register_number(desk.office.code, year, running),
        "year": year,
        "running": running,
    }


def _write_suggestion(desk: Desk, change: Change, case_id: str, key: CellKey, suggestion: Suggestion) -> None:
    row_id = new_id(desk.clock)
    detail = ClassificationDetail(
        jurisdiction=suggestion.jurisdiction,
        supervisory=suggestion.supervisory,
        confidence=suggestion.confidence,
        alternatives=suggestion.alternatives,
        reasons=suggestion.reasons,
        lexicon_version=suggestion.lexicon_version,
    )
    change.insert(
        classifications,
        row_id,
        case_id=case_id,
        origin=Origin.SYSTEM,
        category=suggestion.category,
        severity=suggestion.severity,
        at=change.at,
        account_id=desk.actor.id,
        detail=change.seal(key, classifications.c.detail, row_id, detail),
    )


def join_report(desk: Desk, change: Change, case_id: str, *, evidence: int = 0) -> CellKey:
    """Count one more report within an entry of kind REPORT_JOINED; gives the key for its contents."""
    case = _counters(change.connection, case_id)
    change.update(
        cases,
        case_id,
        reports=case.reports + 1,
        evidence=case.evidence + evidence,
        last_report_at=change.at,
    )
    return content_key(desk, change.connection, case_id, case.compartment_id)


def _counters(connection: Connection, case_id: str) -> Row[str, int, int]:
    return connection.execute(_COUNTERS, {"case_id": case_id}).one()


def next_evidence_number(connection: Connection, case_id: str) -> int:
    """The number of the case's next file; the first file of a case is number 1."""
    return int(connection.execute(_EVIDENCE_OF_CASE, {"case_id": case_id}).scalar_one()) + 1
