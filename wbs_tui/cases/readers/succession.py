"""An officer moves on: his open cases go to his successor in one step, what he wrote stays his."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, recusals
from wbs_tui.cases import words
from wbs_tui.cases.kinds import ASSIGNED
from wbs_tui.cases.lookup import account_id
from wbs_tui.cases.steps.assignment import working_account, write_assignment
from wbs_tui.cases.steps.work import entry_about
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.places import CASE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class SameAccount(Refused):
    """Nobody succeeds himself."""

    def __init__(self) -> None:
        super().__init__(_("Pengganti harus akun yang lain."))


@dataclass(frozen=True, slots=True)
class Left:
    """A case that could not go on to the successor."""

    register: str
    why: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What was handed on."""

    cases: tuple[str, ...]
    """Register numbers, with notes and due dates as they were."""
    left: tuple[Left, ...]


def hand_on(desk: Desk, from_name: str, to_name: str, reason: str) -> Succession:
    """Give every open case of one account to another, all in one transaction.

    Due dates are the cases' own and go with them; notes and entries keep their author. A restricted case that
    the successor may not read stays where it is. Raises NotPermitted, ReasonMissing, SameAccount,
    UnknownAccount, CannotWork.
    """
    desk.require(Operation.ACCOUNT_ROTATE)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        split = _split(desk, transaction.connection, from_name, to_name)
        for case in split.going:
            with entry_about(desk, transaction, case, ASSIGNED) as work:
                write_assignment(work, split.successor, given)
                work.update_case(assigned_to=split.successor)
    return split.told(to_name)


def would_hand_on(desk: Desk, from_name: str, to_name: str) -> Succession:
    """What `hand_on` would do now; raises what it raises."""
    desk.require(Operation.ACCOUNT_ROTATE)
    with desk.reading() as connection:
        return _split(desk, connection, from_name, to_name).told(to_name)


@dataclass(frozen=True, slots=True)
class _Split:
    """The open cases of an account: those that go on, and those that cannot."""

    successor: str
    going: tuple[Row[Any], ...]
    staying: tuple[Row[Any], ...]

    def told(self, to_name: str) -> Succession:
        return Succession(
            tuple(case.register for case in self.going), tuple(_left(case, to_name) for case in self.staying)
        )


def _split(desk: Desk, connection: Connection, from_name: str, to_name: str) -> _Split:
    if from_name == to_name:
        raise SameAccount
    successor = working_account(desk, connection, to_name, None)
    kept = _kept_from(desk, connection, successor)
    every = _open_cases(desk, connection, account_id(connection, from_name))
    return _Split(
        successor,
        tuple(case for case in every if case.id not in kept),
        tuple(case for case in every if case.id in kept),
    )


def _open_cases(desk: Desk, connection: Connection, assignee: str) -> list[Row[Any]]:
    """What the account has to work, as far as it is there for who hands it on; by register number."""
    query = select(cases).where(
        cases.c.assigned_to == assignee, cases.c.ended_at.is_(None), shown(desk, connection)
    )
    return list(connection.execute(query.order_by(cases.c.year, cases.c.running)))


def _kept_from(desk: Desk, connection: Connection, successor: str) -> set[str]:
    """The cases whose own compartment the successor is not in, and those that he recused himself from."""
    authority = desk.keyring.authority
    own = {case_id: places[CASE] for case_id, places in authority.of_case.items() if CASE in places}
    closed = {case_id for case_id, place in own.items() if (place, successor) not in authority.members}
    recused = select(recusals.c.case_id).where(recusals.c.account_id == successor)
    return closed | set(connection.execute(recused).scalars())


def _left(case: Row[Any], name: str) -> Left:
    return Left(
        case.register,
        _(
            "{name} tidak membaca kasus ini: beri akses kasusnya dahulu, atau tugaskan kepada yang lain."
        ).format(name=name),
    )
