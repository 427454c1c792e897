"""The officer's classification: accepting the suggestion is deciding its values; a change needs a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, classifications
from models.words.classification import Origin
from wbs_tui.cases import words
from wbs_tui.cases.kinds import CLASSIFIED
from wbs_tui.cases.sealed import ClassificationDetail, Headline
from wbs_tui.cases.steps.meanwhile import Compared, Shown, changed_by, has_changed
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.errors import Refused

_NAMES = {
    "category": N_("kategori"),
    "severity": N_("tingkat"),
    "jurisdiction": N_("kewenangan"),
    "supervisory": N_("kadar pengawasan"),
    "subject_class": N_("golongan terlapor"),
}


class ChangeNeedsReason(Refused):
    """Something of the standing classification was changed without saying why."""

    def __init__(self, changed: list[str]) -> None:
        names = ", ".join(_(_NAMES[name]) for name in changed)
        super().__init__(
            _("Anda mengubah {names} dari klasifikasi yang berlaku: tuliskan alasannya.").format(names=names)
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decides. None keeps the value that stands, so `Decision()` accepts the suggestion."""

    category: str | None = None
    severity: str | None = None
    jurisdiction: str | None = None
    supervisory: str | None = None
    subject_class: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Values:
    """A whole classification. The names of the fields are the kinds of code of the taxonomy."""

    category: str
    severity: str
    jurisdiction: str
    supervisory: str
    subject_class: str


def decide(desk: Desk, register: str, decision: Decision, shown: Shown | None = None) -> str:
    """Record the classification; gives its row's id. The due date follows.

    `shown` names the classification (a row) that the officer saw. Raises NotPermitted, NoSuchCase,
    UnknownCode, ChangedMeanwhile, ChangeNeedsReason, NotLetIn.
    """
    desk.require(Operation.CASE_CLASSIFY)
    reason = words.reason(desk, decision.reason)
    with work_on(desk, register, CLASSIFIED) as work:
        latest = latest_classification(work.connection, work.case.id)
        standing = _values(work, latest)
        decided = _decided(desk, standing, decision)
        if has_changed(shown, latest.id):
            values = _compared(work, shown, standing, decided)
            changed_by(desk, work.connection, latest, _("klasifikasi"), values, latest.id)
        changed = list(_changes(standing, decided))
        if changed and not reason:
            raise ChangeNeedsReason(changed)
        _update_case(work, decided)
        return _write(work, decided, reason, latest.id if latest.origin == Origin.OFFICER else None)


def classify_again(work: Work, row_id: str, reason: str) -> str:
    """Let an earlier classification of the case stand from now on; gives the new row's id."""
    of_case = (classifications.c.case_id == work.case.id) & (classifications.c.id == row_id)
    row = work.connection.execute(select(classifications).where(of_case)).one()
    decided = _values(work, row)
    _update_case(work, decided)
    return _write(work, decided, reason, latest_classification(work.connection, work.case.id).id)


def _values(work: Work, row: Row[Any]) -> _Values:
    detail = work.opener.must_open(classifications.c.detail, row.id, row.detail, ClassificationDetail)
    return _Values(row.category, row.severity, detail.jurisdiction, detail.supervisory, detail.subject_class)


def _compared(work: Work, shown: Shown | None, standing: _Values, decided: _Values) -> tuple[Compared, ...]:
    """Every value that is not the same in what was shown, in what stands and in what is decided."""
    wanted = classifications.c.id == (shown.mark if shown else None)
    of_case = classifications.c.case_id == work.case.id
    seen = work.connection.execute(select(classifications).where(of_case, wanted)).one_or_none()
    before = None if seen is None else _values(work, seen)
    compared = []
    for field in fields(_Values):
        codes = [getattr(each, field.name) if each else "" for each in (before, standing, decided)]
        if len(set(codes)) > 1:
            said = [work.desk.policy.label(field.name, code, language()) if code else "" for code in codes]
            compared.append(Compared(_(_NAMES[field.name]), *said))
    return tuple(compared)


def latest_classification(connection: Connection, case_id: str) -> Row[Any]:
    """The classification that stands."""
    newest = (
        select(classifications)
        .where(classifications.c.case_id == case_id)
        .order_by(classifications.c.at.desc(), classifications.c.id.desc())
        .limit(1)
    )
    return connection.execute(newest).one()


def _decided(desk: Desk, standing: _Values, decision: Decision) -> _Values:
    chosen = {}
    for field in fields(_Values):
        wanted = getattr(decision, field.name)
        known = getattr(standing, field.name)
        same = wanted is None or wanted == known
        chosen[field.name] = known if same else words.checked_code(desk, field.name, str(wanted))
    return _Values(**chosen)


def _changes(standing: _Values, decided: _Values) -> Iterator[str]:
    """The names of what differs; to fill in what was left open is no change."""
    for field in fields(_Values):
        known = getattr(standing, field.name)
        if known and known != getattr(decided, field.name):
            yield field.name


def _update_case(work: Work, decided: _Values) -> None:
    case = work.case
    old = work.opener.must_open(cases.c.headline, case.id, case.headline, Headline)
    headline = Headline(
        title=old.title, jurisdiction=decided.jurisdiction, subject_class=decided.subject_class
    )
    work.update_case(
        category=decided.category,
        severity=decided.severity,
        supervisory=decided.supervisory,
        classified=True,
        headline=work.seal(cases.c.headline, case.id, headline),
    )


def _write(work: Work, decided: _Values, reason: str, corrects: str | None) -> str:
    detail = ClassificationDetail(
        jurisdiction=decided.jurisdiction,
        supervisory=decided.supervisory,
        subject_class=decided.subject_class,
        reason=reason,
    )
    return work.write(
        classifications,
        {classifications.c.detail: detail},
        origin=Origin.OFFICER,
        category=decided.category,
        severity=decided.severity,
        corrects=corrects,
    )
