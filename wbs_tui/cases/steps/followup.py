"""Follow-up: recommendations, what became of them, and every change of their status."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.cases import recommendation_updates, recommendations
from models.words.clock import to_millis
from models.words.outcomes import RecommendationStatus
from wbs_tui.cases import words
from wbs_tui.cases.due import due_list
from wbs_tui.cases.kinds import RECOMMENDATION_ADDED, RECOMMENDATION_UPDATED
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.ics import ics
from wbs_tui.cases.steps.meanwhile import Compared, Shown, changed_by, has_changed
from wbs_tui.cases.steps.work import work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.workdays import due_at
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused

__all__ = ["NoSuchRecommendation", "add", "due_list", "ics", "set_status"]


class NoSuchRecommendation(Refused):
    """The case has no recommendation of that number."""

    def __init__(self) -> None:
        super().__init__(_("Tidak ada rekomendasi dengan nomor itu pada kasus ini."))


def add(desk: Desk, register: str, text: str, due: date) -> int:
    """Record a recommendation, not started yet, due at the end of a day in office time; gives its number.

    Raises NotPermitted, NoSuchCase, NothingWritten, TooLong.
    """
    desk.require(Operation.FOLLOWUP_ADD)
    written = words.body(desk, text)
    with work_on(desk, register, RECOMMENDATION_ADDED) as work:
        number = _last_number(work.connection, work.case.id) + 1
        work.write(
            recommendations,
            {recommendations.c.body: Words(text=written)},
            number=number,
            status=RecommendationStatus.NOT_STARTED,
            due_at=to_millis(due_at(due, desk.office.zone)),
        )
        return number


def _last_number(connection: Connection, case_id: str) -> int:
    last = select(func.max(recommendations.c.number)).where(recommendations.c.case_id == case_id)
    return connection.execute(last).scalar() or 0


def set_status(
    desk: Desk,
    register: str,
    recommendation: int | str,
    status: int | RecommendationStatus,
    note: str = "",
    shown: Shown | None = None,
) -> str:
    """Record what became of a recommendation, named by its number or id; gives the change's id.

    Status 4, cannot be done, needs its lawful reason. `shown` is the status that the officer saw. Raises
    NotPermitted, NoSuchCase, NoSuchRecommendation, UnknownCode, ReasonMissing, TooLong, ChangedMeanwhile.
    """
    desk.require(Operation.FOLLOWUP_SET)
    new = RecommendationStatus(int(words.checked_code(desk, "recommendation_status", str(int(status)))))
    needs_reason = new is RecommendationStatus.CANNOT_BE_DONE
    written = words.required_reason(desk, note) if needs_reason else words.reason(desk, note)
    with work_on(desk, register, RECOMMENDATION_UPDATED) as work:
        row = _recommendation(work.connection, work.case.id, str(recommendation))
        if shown is not None and has_changed(shown, str(row.status)):
            _refuse_changed(desk, work.connection, row, str(int(new)), shown)
        work.change.update(recommendations, row.id, status=new)
        return work.write(
            recommendation_updates,
            {recommendation_updates.c.note: Words(text=written)},
            recommendation_id=row.id,
            status=new,
        )


def _refuse_changed(desk: Desk, connection: Connection, row: Row[Any], mine: str, shown: Shown) -> None:
    """Raise ChangedMeanwhile unless the status that stands is mine."""
    codes = (shown.mark, str(row.status), mine)
    said = [desk.policy.label("recommendation_status", code, language()) if code else "" for code in codes]
    of_it = recommendation_updates.c.recommendation_id == row.id
    latest = (recommendation_updates.c.at.desc(), recommendation_updates.c.id.desc())
    last = connection.execute(select(recommendation_updates).where(of_it).order_by(*latest)).first()
    what = _("status rekomendasi {number}").format(number=row.number)
    changed_by(desk, connection, last, what, (Compared(_("status"), *said),), str(row.status))


def _recommendation(connection: Connection, case_id: str, named: str) -> Row[Any]:
    is_number = named.isdecimal() and len(named) < 10
    wanted = recommendations.c.number == int(named) if is_number else recommendations.c.id == named
    query = select(recommendations).where(recommendations.c.case_id == case_id, wanted)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchRecommendation
    return row
