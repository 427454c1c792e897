"""Who works a case."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts
from models.tables.cases import assignments, recusals
from models.words.roles import AccountStatus
from wbs_tui.cases import words
from wbs_tui.cases.kinds import ASSIGNED
from wbs_tui.cases.lookup import UnknownAccount, account_names, find
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.batch import each
from wbs_tui.cases.steps.meanwhile import Compared, Shown, changed_by, has_changed
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.views import Outcome
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import WORKING_ROLES
from wbs_tui.store.authority import Authority, read_authority
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.ordering import by_letters
from wbs_tui.store.places import CASE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class CannotWork(Refused):
    """The account works no cases, or may not read them yet."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Akun {name} tidak dapat menerima kasus: akun harus aktif, mengerjakan kasus, "
                "dan sudah diberi akses kantor oleh Inspektur; untuk kasus yang dibatasi juga akses ke "
                "kasus itu."
            ).format(name=name)
        )


def assign(
    desk: Desk,
    registers: Collection[str],
    account_name: str,
    reason: str = "",
    shown: Mapping[str, Shown] | None = None,
) -> tuple[Outcome, ...]:
    """Give cases to an account, each in a transaction of its own. Raises NotPermitted.

    `shown` has by register number the name of whoever had the case.
    """
    known = shown or {}
    return each(
        registers, lambda register: assign_one(desk, register, account_name, reason, known.get(register))
    )


def unassign(desk: Desk, registers: Collection[str], reason: str = "") -> tuple[Outcome, ...]:
    """Take cases from whoever has them. Raises NotPermitted."""
    return each(registers, lambda register: assign_one(desk, register, None, reason))


def assign_one(
    desk: Desk, register: str, account_name: str | None, reason: str = "", shown: Shown | None = None
) -> None:
    """Give one case to an account, or to nobody.

    `shown` is the name of whoever had it. Raises NotPermitted, NoSuchCase, UnknownAccount, CannotWork,
    ChangedMeanwhile.
    """
    desk.require(Operation.CASE_ASSIGN)
    given = words.reason(desk, reason)
    with work_on(desk, register, ASSIGNED) as work:
        assignee = (
            None if account_name is None else working_account(desk, work.connection, account_name, work.case)
        )
        refuse_changed_assignee(desk, work.connection, work.case, account_name, shown)
        write_assignment(work, assignee, given)
        work.update_case(assigned_to=assignee)


def refuse_changed_assignee(
    desk: Desk, connection: Connection, case: Row[Any], mine: str | None, shown: Shown | None
) -> None:
    """Raise ChangedMeanwhile where the case was given to somebody else than who had it as it was shown."""
    has_it = account_names(connection, [case.assigned_to]).get(case.assigned_to)
    if shown is None or not has_changed(shown, has_it):
        return
    query = select(assignments).where(assignments.c.case_id == case.id)
    last = query.order_by(assignments.c.at.desc(), assignments.c.id.desc()).limit(1)
    nobody = _("belum ditugaskan")
    values = (Compared(_("ditugaskan kepada"), shown.mark or nobody, has_it or nobody, mine or nobody),)
    changed_by(desk, connection, connection.execute(last).one_or_none(), _("penugasan"), values, has_it)


def write_assignment(work: Work, assignee: str | None, reason: str) -> None:
    """The row that says who has the case from now on."""
    work.write(assignments, {assignments.c.reason: Words(text=reason)}, assigned_to=assignee)


def working_account(desk: Desk, connection: Connection, name: str, case: Row[Any] | None) -> str:
    """The id of an active account that works cases and may read this one, or those of the whole office.

    Raises UnknownAccount, CannotWork.
    """
    row = connection.execute(
        select(accounts.c.id, accounts.c.role, accounts.c.status).where(accounts.c.name == name)
    ).one_or_none()
    if row is None:
        raise UnknownAccount(name)
    works = row.status == AccountStatus.ACTIVE and row.role in WORKING_ROLES
    if not works or row.id not in _members(desk, connection, case):
        raise CannotWork(name)
    return str(row.id)


def assignable(desk: Desk, register: str | None = None) -> tuple[str, ...]:
    """The names of the accounts that can be given a case, or this one, in order.

    Raises NotPermitted, NoSuchCase.
    """
    desk.require(Operation.CASE_LIST)
    with desk.reading() as connection:
        case = None if register is None else find(desk, connection, register)
        members = _members(desk, connection, case)
        query = select(accounts).where(
            accounts.c.status == AccountStatus.ACTIVE, accounts.c.role.in_(sorted(WORKING_ROLES))
        )
        rows = connection.execute(query.order_by(by_letters(accounts.c.name)))
        return tuple(row.name for row in rows if row.id in members)


def _members(desk: Desk, connection: Connection, case: Row[Any] | None) -> set[str]:
    """Who is in the office, and in the case's own compartment, by the signatures of now.

    Not of when the desk was opened. Who has recused himself from the case is not there for it any more.
    """
    authority = read_authority(connection, desk.office.id)
    office = _inside(authority, desk.keyring.compartment(OFFICE))
    if case is None:
        return office
    own = authority.of_case.get(case.id, {}).get(CASE)
    recused = select(recusals.c.account_id).where(recusals.c.case_id == case.id)
    left = set(connection.execute(recused).scalars())
    return (office if own is None else office & _inside(authority, own)) - left


def _inside(authority: Authority, compartment_id: str) -> set[str]:
    return {account for compartment, account in authority.members if compartment == compartment_id}
