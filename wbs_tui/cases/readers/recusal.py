"""An officer declares a conflict of interest: the case is gone for him at once, in every session of his."""

from models.tables.cases import recusals
from wbs_tui.cases import words
from wbs_tui.cases.circle import case_readers
from wbs_tui.cases.kinds import RECUSED, RESTRICTED
from wbs_tui.cases.lookup import find
from wbs_tui.cases.readers.moving import move_recused
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.assignment import write_assignment
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation


def recuse(desk: Desk, register: str, reason: str) -> None:
    """Record that the account at the desk must not work this case, and take the case from him.

    The move into a compartment of its own is due from now on (`moving.move_due`). Where nobody else reads a
    restricted case it is moved here and now, or nobody could. Raises NotPermitted, ReasonMissing, TooLong,
    NoSuchCase.
    """
    desk.require(Operation.CASE_RECUSE)
    given = words.required_reason(desk, reason)
    if not _is_last_reader(desk, register):
        with work_on(desk, register, RECUSED) as work:
            _declare(work, given)
            if work.case.assigned_to == desk.actor.id:
                write_assignment(work, None, given)
                work.update_case(assigned_to=None)
        return
    with work_on(desk, register, RESTRICTED) as work:
        _declare(work, given)
        move_recused(work)
        desk.keyring.load(work.connection)


def _declare(work: Work, reason: str) -> None:
    work.write(recusals, {recusals.c.reason: Words(text=reason)})


def _is_last_reader(desk: Desk, register: str) -> bool:
    """Whether a restricted case has no reader but this account; raises NoSuchCase."""
    with desk.reading() as connection:
        case = find(desk, connection, register)
        readers = case_readers(desk, connection, case.id)
    return [reader.name for reader in readers] == [desk.actor.name]
