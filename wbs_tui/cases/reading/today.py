"""What the account at the desk has to do today, and the figures of the inbox's header."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from models.words.clock import from_millis, to_millis
from models.words.roles import Role
from models.words.rows import CaseRow
from models.words.stages import ENDED, Stage
from wbs_tui.cases.due import due_recommendations
from wbs_tui.cases.from_offices import referrals_waiting, remarks_waiting
from wbs_tui.cases.handed_over import handed_over_many
from wbs_tui.cases.identity.disclosure_list import new_disclosures
from wbs_tui.cases.lookup import reads_own_only
from wbs_tui.cases.proposals import open_proposals
from wbs_tui.cases.reading.inbox import InboxQuery, InboxSource, list_cases
from wbs_tui.cases.reading.inbox_sql import WAITS
from wbs_tui.cases.views import Counts, DueFigures, TodayView
from wbs_tui.cases.visibility import NOT_HIDDEN, hidden_cases, with_hidden
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation

_WEEK = 6  # days after today
_MOST_UNREAD = 50
_MOST_DECISIONS = 50
_MOST_DUE = 100

_WAITING = f"SELECT count(*) FROM cases c WHERE {WAITS}"  # noqa: S608 - our words
_READ = (
    "SELECT count(*) FROM read_marks m JOIN cases c ON c.id = m.case_id "  # noqa: S608 - our words
    f"WHERE m.account_id = :me AND {WAITS} AND m.read_at >= c.last_report_at"
)
_PLAIN = (with_hidden(_WAITING), with_hidden(_READ))
_SHOWN = (with_hidden(f"{_WAITING} AND {NOT_HIDDEN}"), with_hidden(f"{_READ} AND {NOT_HIDDEN}"))


def counts(desk: Desk) -> Counts:
    """The figures of the header; at a million cases some tens of milliseconds. Raises NotPermitted."""
    return Counts(
        all=InboxSource(desk, InboxQuery()).count(),
        mine=InboxSource(desk, InboxQuery(mine=True)).count(),
        overdue=InboxSource(desk, InboxQuery(overdue=True)).count(),
        unread=_unread(desk),
    )


def _unread(desk: Desk) -> int:
    if reads_own_only(desk):
        return InboxSource(desk, InboxQuery(unread=True)).count()
    with desk.reading() as connection:
        waiting, read = _waiting_and_read(desk, connection)
    return waiting - read


def _waiting_and_read(desk: Desk, connection: Connection) -> tuple[int, int]:
    hidden = hidden_cases(desk, connection)
    waiting, read = _SHOWN if hidden else _PLAIN
    values = {"hidden": sorted(hidden)} if hidden else {}
    of_me = {**values, "me": desk.actor.id}
    return connection.execute(waiting, values).scalar_one(), connection.execute(read, of_me).scalar_one()


def today(desk: Desk) -> TodayView:
    """What waits for the account: its cases, follow-ups, proposals, decisions, unread ones. NotPermitted."""
    overdue, this_day, this_week = (InboxSource(desk, query) for query in _due(desk))
    late, near, later = (source.first(_MOST_DUE).rows for source in (overdue, this_day, this_week))
    proposals = open_proposals(desk)
    referrals = referrals_waiting(desk)
    shown = {row.register for row in (*late, *near, *later)} | {line.register for line in proposals}
    shown |= {line.register for line in referrals if not line.incoming}
    decisions = _decisions(desk, shown)
    referred = {row.register for row in decisions if row.stage == Stage.REFERRED}
    return TodayView(
        overdue=late,
        due_today=near,
        due_this_week=later,
        figures=DueFigures(overdue.count(), this_day.count(), this_week.count()),
        follow_ups=due_recommendations(desk, _WEEK),
        proposals=proposals,
        decisions=decisions,
        unread=_unread_in_verification(desk),
        remarks=remarks_waiting(desk),
        referrals=referrals,
        handed_over=handed_over_many(desk, referred),
        disclosures=new_disclosures(desk) if desk.may(Operation.DISCLOSURE_LIST) else 0,
    )


def _due(desk: Desk) -> tuple[InboxQuery, InboxQuery, InboxQuery]:
    """The account's cases that are late, due in the rest of today, and in the days after it."""
    now = desk.now()
    day = desk.calendar.local_date(from_millis(now))
    tomorrow, end = (_start_of(desk, day + timedelta(days=days)) for days in (1, _WEEK + 1))
    return (
        InboxQuery(mine=True, due_before=now),
        InboxQuery(mine=True, due_from=now, due_before=tomorrow),
        InboxQuery(mine=True, due_from=tomorrow, due_before=end),
    )


def _start_of(desk: Desk, day: date) -> int:
    return to_millis(datetime.combine(day, time.min, desk.office.zone))


def _decisions(desk: Desk, shown: Collection[str]) -> tuple[CaseRow, ...]:
    """The cases that only this role moves on and that no list before shows, the most urgent first."""
    rows = [
        row
        for stage in Stage
        if stage not in ENDED and _decides_alone(desk, stage)
        for row in list_cases(desk, InboxQuery(stage=stage, sort="due"), _MOST_DECISIONS + len(shown))
        if row.register not in shown
    ]
    return tuple(sorted(rows, key=_urgency)[:_MOST_DECISIONS])


def _decides_alone(desk: Desk, stage: Stage) -> bool:
    """Whether the account's role takes every step out of a stage, and no officer any."""
    edges = desk.policy.stages.next_from(stage)
    steps = [edge for edge in edges if edge.by == "advance"]
    if not steps or any(Role.OFFICER in edge.roles for edge in edges):
        return False
    return all(desk.actor.role in edge.roles for edge in steps)


def _urgency(row: CaseRow) -> tuple[bool, float, str]:
    """By due day, those without one last."""
    return row.due_at is None, row.due_at.timestamp() if row.due_at else 0.0, row.id


def _unread_in_verification(desk: Desk) -> tuple[CaseRow, ...]:
    rows = [
        row
        for stage in (Stage.RECEIVED, Stage.VERIFICATION)
        for row in list_cases(desk, InboxQuery(stage=stage, unread=True), _MOST_UNREAD)
    ]
    return tuple(sorted(rows, key=lambda row: row.received_at, reverse=True)[:_MOST_UNREAD])
