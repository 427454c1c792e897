"""A case's due date as its row carries it: the earliest of the policy's clocks that run."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, TypedDict

from sqlalchemy import Connection, Row, func, select

from models.tables.cases import transitions
from models.words.clock import nearest, to_millis
from models.words.stages import ENDED
from wbs_tui.cases.views import ClockView
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.deadlines import CaseMoments, clocks, due, warning
from wbs_tui.policy.parts import cited
from wbs_tui.policy.workdays import due_at
from wbs_tui.text.catalogue import language


class Due(TypedDict):
    """The two columns of `cases` that follow from its clocks."""

    due_at: int | None
    due_clock: str | None


def due_of(desk: Desk, moments: CaseMoments) -> Due:
    """When the case is due by the earliest clock, at the end of that day in office time."""
    clock = due(moments, desk.policy, desk.calendar)
    if clock is None:
        return {"due_at": None, "due_clock": None}
    return {"due_at": to_millis(due_at(clock.due, desk.office.zone)), "due_clock": clock.id}


def moments_of(
    connection: Connection, case: Row[Any], changes: Mapping[str, Any] | None = None
) -> CaseMoments:
    """What the clocks of a case depend on, with the columns that are about to change."""
    values = {**case._mapping, **(changes or {})}
    entered = _entered(connection, case.id)
    entered[values["stage"]] = values["stage_entered_at"]
    answered_at = values["answered_at"]
    return CaseMoments(
        received_at=nearest(values["received_at"]),
        stage=values["stage"],
        entered={stage: nearest(at) for stage, at in entered.items()},
        supervisory=values["supervisory"] if values["classified"] else None,
        answered_at=None if answered_at is None else nearest(answered_at),
        ended=values["stage"] in ENDED,
    )


def _entered(connection: Connection, case_id: str) -> dict[str, int]:
    """The latest entry to each stage, in milliseconds since 1970 UTC."""
    latest = (
        select(transitions.c.to_stage, func.max(transitions.c.at).label("at"))
        .where(transitions.c.case_id == case_id, transitions.c.proposed.is_(False))
        .group_by(transitions.c.to_stage)
    )
    return {row.to_stage: row.at for row in connection.execute(latest)}


def clock_views(desk: Desk, connection: Connection, case: Row[Any]) -> tuple[ClockView, ...]:
    """Every clock that runs on the case, the earliest first."""
    zone = desk.office.zone
    return tuple(
        ClockView(
            id=clock.id,
            label=clock.label.text(language()),
            starts=datetime.combine(clock.starts, time.min, zone).astimezone(UTC),
            due_at=due_at(clock.due, zone),
            citation=cited(clock.citation, language()),
            warning=warning(clock, desk.calendar),
        )
        for clock in clocks(moments_of(connection, case), desk.policy, desk.calendar)
    )
