"""An officer declares a conflict of interest: the case is gone for him at once, in every session of his."""

from models.tables.cases import recusals
from wbs_tui.cases import words
from wbs_tui.cases.assignment import write_assignment
from wbs_tui.cases.kinds import RECUSED
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.work import work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation


def recuse(desk: Desk, register: str, reason: str) -> None:
    """Record that the account at the desk must not work this case, and take the case from him.

    The move into a compartment of its own is due from now on (`moving.move_due`). Raises NotPermitted,
    ReasonMissing, TooLong, NoSuchCase.
    """
    desk.require(Operation.CASE_RECUSE)
    given = words.required_reason(desk, reason)
    with work_on(desk, register, RECUSED) as work:
        work.write(recusals, {recusals.c.reason: Words(text=given)})
        if work.case.assigned_to == desk.actor.id:
            write_assignment(work, None, given)
            work.update_case(assigned_to=None)
