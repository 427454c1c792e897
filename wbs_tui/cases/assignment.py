"""Who works a case."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.tables.cases import assignments
from models.words.roles import AccountStatus
from wbs_tui.cases import words
from wbs_tui.cases.batch import each
from wbs_tui.cases.kinds import ASSIGNED
from wbs_tui.cases.lookup import UnknownAccount
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.views import Outcome
from wbs_tui.cases.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import WORKING_ROLES
from wbs_tui.store.authority import read_authority
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class CannotWork(Refused):
    """The account works no cases, or may not read them yet."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Akun {name} tidak dapat menerima kasus: akun harus aktif, mengerjakan kasus, "
                "dan sudah diberi akses kantor oleh Inspektur."
            ).format(name=name)
        )


def assign(
    desk: Desk, registers: Collection[str], account_name: str, reason: str = ""
) -> tuple[Outcome, ...]:
    """Give cases to an account, each in a transaction of its own. Raises NotPermitted."""
    return each(registers, lambda register: assign_one(desk, register, account_name, reason))


def unassign(desk: Desk, registers: Collection[str], reason: str = "") -> tuple[Outcome, ...]:
    """Take cases from whoever has them. Raises NotPermitted."""
    return each(registers, lambda register: assign_one(desk, register, None, reason))


def assign_one(desk: Desk, register: str, account_name: str | None, reason: str = "") -> None:
    """Give one case to an account, or to nobody.

    Raises NotPermitted, NoSuchCase, UnknownAccount, CannotWork.
    """
    desk.require(Operation.CASE_ASSIGN)
    given = words.reason(desk, reason)
    with work_on(desk, register, ASSIGNED) as work:
        assignee = None if account_name is None else working_account(desk, work.connection, account_name)
        write_assignment(work, assignee, given)
        work.update_case(assigned_to=assignee)


def write_assignment(work: Work, assignee: str | None, reason: str) -> None:
    """The row that says who has the case from now on."""
    work.write(assignments, {assignments.c.reason: Words(text=reason)}, assigned_to=assignee)


def working_account(desk: Desk, connection: Connection, name: str) -> str:
    """The id of an active account that works cases and is let in; raises UnknownAccount, CannotWork."""
    row = connection.execute(
        select(accounts.c.id, accounts.c.role, accounts.c.status).where(accounts.c.name == name)
    ).one_or_none()
    if row is None:
        raise UnknownAccount(name)
    works = row.status == AccountStatus.ACTIVE and row.role in WORKING_ROLES
    if not works or row.id not in _members(desk, connection):
        raise CannotWork(name)
    return str(row.id)


def assignable(desk: Desk) -> tuple[str, ...]:
    """The names of the accounts that can be given a case, in order. Raises NotPermitted."""
    desk.require(Operation.CASE_LIST)
    with desk.reading() as connection:
        members = _members(desk, connection)
        query = select(accounts).where(
            accounts.c.status == AccountStatus.ACTIVE, accounts.c.role.in_(sorted(WORKING_ROLES))
        )
        rows = connection.execute(query.order_by(accounts.c.name))
        return tuple(row.name for row in rows if row.id in members)


def _members(desk: Desk, connection: Connection) -> set[str]:
    """Who is in the office by the signatures of now, not of when the desk was opened."""
    office = desk.keyring.compartment(OFFICE)
    members = read_authority(connection, desk.office.id).members
    return {account for compartment, account in members if compartment == office}
