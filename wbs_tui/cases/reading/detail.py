"""A whole case, opened for the account at the desk; never who reported."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, update

from models.tables.cases import cases, transitions
from models.tables.local import read_marks
from models.words.classification import Severity
from models.words.clock import nearest
from wbs_tui.cases import parts
from wbs_tui.cases.away import Away, away
from wbs_tui.cases.circle import case_readers, may_let_in
from wbs_tui.cases.crossed import crossed
from wbs_tui.cases.deciding import stands_in
from wbs_tui.cases.from_offices import open_remarks
from wbs_tui.cases.handed_over import handed_over
from wbs_tui.cases.kept.holds import standing
from wbs_tui.cases.kept.retention import term_ends_at
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.numbers.deadlines import clock_views
from wbs_tui.cases.opening import Opener, has_damage, untitled, with_damage
from wbs_tui.cases.proposals import proposal_views, undecided
from wbs_tui.cases.sealed import Headline
from wbs_tui.cases.steps.verification import items_of
from wbs_tui.cases.views import CaseView
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing


def load_case(desk: Desk, register: str) -> CaseView:
    """The case with all its parts; marks nothing as read. Raises NotPermitted, NoSuchCase, NotLetIn."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        return _view(Opener(desk, connection), case, account_names(connection))


def _view(opener: Opener, case: Row[Any], names: dict[str, str]) -> CaseView:
    headline = opener.show(cases.c.headline, case.id, case.headline, Headline, untitled)
    steps = parts.rows_of(opener.connection, transitions, case.id)
    view = CaseView(
        id=case.id,
        register=case.register,
        title=headline.title,
        stage=case.stage,
        stage_entered_at=nearest(case.stage_entered_at),
        channel=case.channel,
        category=case.category,
        severity=Severity(case.severity),
        jurisdiction=headline.jurisdiction,
        supervisory=case.supervisory,
        classified=bool(case.classified),
        identity_policy=case.identity_policy,
        received_at=nearest(case.received_at),
        due_at=parts.moment(case.due_at),
        due_clock=case.due_clock,
        overdue=case.due_at is not None and case.due_at < opener.desk.now(),
        assigned_to=names.get(case.assigned_to),
        result=case.result,
        closure=case.closure,
        answered_at=parts.moment(case.answered_at),
        reports=parts.report_views(opener, case.id),
        evidence=parts.evidence_views(opener, case.id, names),
        classifications=parts.classification_views(opener, case, names),
        checklist=items_of(opener, case),
        notes=parts.note_views(opener, case.id, names),
        recommendations=parts.recommendation_views(opener, case, names),
        answers=parts.answer_views(opener, case.id, names),
        proposals=tuple(proposal_views(opener, undecided(steps))),
        clocks=clock_views(opener.desk, opener.connection, case),
        subject_class=headline.subject_class,
        opened=opener.complete,
        restricted=bool(case.restricted),
        readers=case_readers(opener.desk, opener.connection, case.id),
        may_let_in=may_let_in(opener.desk, case.id),
        stands_in=stands_in(opener.desk, opener.connection, case),
        kept_until=term_ends_at(opener.desk, case),
        held=standing(opener.connection, case.id),
        away=_away(opener, case.id),
        provisional=case.provisional,
        crossed=crossed(opener.connection, [case.id])[case.id],
        remarks=open_remarks(opener.connection, case.id),
        handed_over=handed_over(opener, case, steps),
    )
    spoilt = opener.damaged or has_damage(cases, case) or any(has_damage(transitions, step) for step in steps)
    return replace(view, title=with_damage(view.title)) if spoilt else view


def _away(opener: Opener, case_id: str) -> Away | None:
    desk = opener.desk
    return None if desk.lease else away(opener.connection, [case_id], desk.now()).get(case_id)


def mark_read(desk: Desk, case_id: str) -> None:
    """Remember that the account has read the case as it is now. Of this store alone, not journaled."""
    mine = (read_marks.c.account_id == desk.actor.id) & (read_marks.c.case_id == case_id)
    now = desk.now()
    with writing(desk.engine) as connection:
        if connection.execute(update(read_marks).where(mine).values(read_at=now)).rowcount == 0:
            connection.execute(
                read_marks.insert(), {"account_id": desk.actor.id, "case_id": case_id, "read_at": now}
            )
