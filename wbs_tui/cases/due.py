"""What is due across all cases: the earliest clock of each, and recommendations that are not settled."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from models.tables.accounts import accounts
from models.tables.cases import cases, recommendations
from models.words.clock import from_millis, is_counted, nearest, to_millis
from models.words.outcomes import RecommendationStatus
from wbs_tui.cases.lookup import reads_own_only
from wbs_tui.cases.opening import Opener, unopened, untitled, with_damage
from wbs_tui.cases.sealed import Headline, Words
from wbs_tui.cases.views import DueLine
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import language

OPEN_STATUSES = (RecommendationStatus.IN_PROGRESS, RecommendationStatus.NOT_STARTED)
_MOST = 1000
_CASE = (
    cases.c.register,
    cases.c.stage,
    cases.c.headline,
    cases.c.restricted,
    accounts.c.name.label("assignee"),
)


def due_list(desk: Desk, days: int | None = None, limit: int = _MOST) -> tuple[DueLine, ...]:
    """What is over, or due within `days` from today (None: whenever), the most urgent first. NotPermitted."""
    desk.require(Operation.DUE_LIST)
    with desk.reading() as connection:
        lines = [
            *_case_lines(desk, connection, days, limit),
            *_recommendation_lines(desk, connection, days, limit),
        ]
        return tuple(sorted(lines, key=lambda line: (line.due_at, line.register, line.number or 0))[:limit])


def due_recommendations(desk: Desk, days: int | None = None, limit: int = _MOST) -> tuple[DueLine, ...]:
    """The recommendations of `due_list`; none for a role that may not see what is due."""
    if not desk.may(Operation.DUE_LIST):
        return ()
    with desk.reading() as connection:
        lines = _recommendation_lines(desk, connection, days, limit)
    return tuple(sorted(lines, key=lambda line: (line.due_at, line.register)))


def _case_lines(desk: Desk, connection: Connection, days: int | None, limit: int) -> list[DueLine]:
    query = (
        select(cases.c.id, cases.c.due_at, cases.c.due_clock, *_CASE)
        .join(accounts, accounts.c.id == cases.c.assigned_to, isouter=True)
        .where(cases.c.due_at.is_not(None), *_own(desk, connection))
        .order_by(cases.c.due_at, cases.c.id)
        .limit(limit)
    )
    rows = connection.execute(_until(desk, query, cases.c.due_at, days)).all()
    return [
        _line(desk, row, row.id, title, "case", None, _clock_label(desk, row.due_clock))
        for row, title in _with_titles(desk, connection, rows, "id")
    ]


def _recommendation_lines(desk: Desk, connection: Connection, days: int | None, limit: int) -> list[DueLine]:
    rows = [row for status in OPEN_STATUSES for row in _open_with(desk, connection, status, days, limit)]
    opener = _opener(desk, connection, [row.body for row in rows])
    return [
        _line(desk, row, row.case_id, title, "recommendation", row.number, _body(opener, row))
        for row, title in _with_titles(desk, connection, rows, "case_id")
    ]


def _open_with(
    desk: Desk, connection: Connection, status: int, days: int | None, limit: int
) -> Iterable[Row[Any]]:
    due_at = recommendations.c.due_at
    query = (
        select(
            recommendations.c.id,
            recommendations.c.case_id,
            recommendations.c.number,
            recommendations.c.body,
            recommendations.c.status,
            due_at,
            *_CASE,
        )
        .join(cases, cases.c.id == recommendations.c.case_id)
        .join(accounts, accounts.c.id == cases.c.assigned_to, isouter=True)
        .where(recommendations.c.status == status, *_own(desk, connection))
        .order_by(due_at)
        .limit(limit)
    )
    return connection.execute(_until(desk, query, due_at, days)).all()


def _own(desk: Desk, connection: Connection) -> list[Any]:
    own = [cases.c.assigned_to == desk.actor.id] if reads_own_only(desk) else []
    return [shown(desk, connection), *own]


def _until(desk: Desk, query: Select[Any], column: Any, days: int | None) -> Select[Any]:
    if days is None:
        return query
    last = datetime.combine(_today(desk) + timedelta(days=days + 1), time.min, desk.office.zone)
    return query.where(column < to_millis(last))


def _today(desk: Desk) -> date:
    return desk.calendar.local_date(from_millis(desk.now()))


def _opener(desk: Desk, connection: Connection, cells: list[bytes]) -> Opener | None:
    """None for an account that may not open anything of the office."""
    if not desk.keyring.may_open(OFFICE):
        return None
    opener = Opener(desk, connection)
    opener.fetch(cells)
    return opener


def _with_titles(
    desk: Desk, connection: Connection, rows: Iterable[Row[Any]], id_column: str
) -> list[tuple[Row[Any], str]]:
    rows = list(rows)
    opener = _opener(desk, connection, [row.headline for row in rows])
    titled = []
    for row in rows:
        case_id = getattr(row, id_column)
        title = unopened()
        if opener is not None:
            title = opener.show(cases.c.headline, case_id, row.headline, Headline, untitled).title
        titled.append((row, title if is_counted(row.due_at) else with_damage(title)))
    return titled


def _body(opener: Opener | None, row: Row[Any]) -> str:
    if opener is None:
        return unopened()
    return opener.show(recommendations.c.body, row.id, row.body, Words, lambda said: Words(text=said)).text


def _clock_label(desk: Desk, clock: str) -> str:
    return desk.policy.label("clock", clock, language())


def _line(
    desk: Desk, row: Row[Any], case_id: str, title: str, kind: str, number: int | None, words: str
) -> DueLine:
    due_at = nearest(row.due_at)
    due_on = desk.calendar.local_date(due_at)
    return DueLine(
        kind=kind,
        case_id=case_id,
        register=row.register,
        stage=row.stage,
        title=title,
        number=number,
        text=words,
        due_at=due_at,
        due_on=due_on,
        overdue=row.due_at < desk.now(),
        days=(due_on - _today(desk)).days,
        assigned_to=row.assignee,
        restricted=bool(row.restricted),
        status=None if number is None else RecommendationStatus(row.status),
    )
