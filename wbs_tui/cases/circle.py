"""Who reads a case in compartments of its own: decided when it is moved there, from whom it implicates."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.tables.cases import recusals, restrictions
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.compartments import Member
from wbs_tui.accounts.proved import refuse_unsigned_accounts
from wbs_tui.accounts.recovery.generations import current_escrow
from wbs_tui.accounts.recovery.outside import outside_escrow
from wbs_tui.accounts.standing import holder
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import RestrictionDetail
from wbs_tui.cases.views import CaseReader
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.ordering import by_letters
from wbs_tui.store.places import CASE, CASE_IDENTITY

INSPECTOR = "inspector"
INSPECTORATE = "inspectorate"
STAFF = "staff"
_NO_SEAT = (Role.ESCROW, Role.OUTSIDE)
_HOLDERS = (Role.INSPECTOR, Role.SUPER_ADMIN)
"""Each holds a share of the office's own escrow."""


@dataclass(frozen=True, slots=True)
class Accused:
    """Whom a case implicates."""

    targets: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    """Ids."""
    conflict_only: bool = False
    """Nobody is accused: officers have recused themselves, and the others go on."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is let into a case's own compartments."""

    members: tuple[str, ...]
    """Account ids."""
    grantors: frozenset[str]
    implicated: frozenset[str]
    escrow: Member | None
    """None where a holder of a share is implicated and no other office is registered for such cases."""


def circle_of(
    desk: Desk, connection: Connection, case_id: str, compartment_id: str, accused: Accused, *, reads: bool
) -> Circle:
    """Who reads a case from now on; `compartment_id` is where it is until then.

    `reads`: whether the account at the desk has to do with the case already, so that it stays in it unless it
    is implicated. Raises AccountsNotSigned: roles, and who holds the offices, decide who reads.
    """
    refuse_unsigned_accounts(connection)
    implicated = _implicated(desk, connection, case_id, accused)
    inside = {
        account_id
        for owner, account_id in desk.keyring.authority.members
        if owner == compartment_id and account_id not in implicated
    }
    active = _seated(connection)
    inside &= active.keys()
    is_shared = compartment_id == desk.keyring.compartment(OFFICE)
    own = {desk.actor.id} if reads else set()
    members = inside & _wanted(active, accused, implicated, own) if is_shared else inside
    escrow = _escrow(desk, connection, implicated, accused)
    members = members or _in_their_stead(desk, active, implicated)
    if not members:  # nobody is left: two shares at least can open it, or else who holds it now
        escrow = escrow or current_escrow(connection, desk.keyring)
        members = set() if escrow else {desk.actor.id}
    return Circle(
        tuple(sorted(members)),
        frozenset(_grantors(active, members, desk.actor.id)),
        frozenset(implicated),
        escrow,
    )


def _seated(connection: Connection) -> dict[str, Role]:
    """The roles of the accounts at which somebody works."""
    rows = connection.execute(
        select(accounts.c.id, accounts.c.role).where(
            accounts.c.status == AccountStatus.ACTIVE,
            accounts.c.role.not_in((*_NO_SEAT, Role.SUPER_ADMIN)),
        )
    )
    return {row.id: Role(row.role) for row in rows}


def _implicated(desk: Desk, connection: Connection, case_id: str, accused: Accused) -> set[str]:
    """The accounts that must not read the case: those of now and those of before."""
    found = set(accused.accounts) | kept_out(desk, connection, case_id)
    head = holder(connection, Role.INSPECTOR)
    if head is not None and accused.targets & {INSPECTOR, INSPECTORATE}:
        found.add(head.id)
    return found


def kept_out(desk: Desk, connection: Connection, case_id: str) -> set[str]:
    """The accounts that are implicated in a case or have recused themselves, as far as this one may know."""
    opener = Opener(desk, connection)
    rows = connection.execute(select(restrictions).where(restrictions.c.case_id == case_id)).all()
    details = [opener.open(restrictions.c.detail, row.id, row.detail, RestrictionDetail) for row in rows]
    recused = select(recusals.c.account_id).where(recusals.c.case_id == case_id)
    named = {account_id for detail in details if detail for account_id in detail.implicated}
    return named | set(connection.execute(recused).scalars())


def case_readers(desk: Desk, connection: Connection, case_id: str) -> tuple[CaseReader, ...]:
    """Who reads a restricted case, by name; nobody for a case of the whole office."""
    own = desk.keyring.compartment_of_case(case_id, CASE)
    inner = desk.keyring.compartment_of_case(case_id, CASE_IDENTITY)
    members = desk.keyring.authority.members
    if own is None:
        return ()
    inside = {account_id for owner, account_id in members if owner == own}
    named = select(accounts).where(accounts.c.id.in_(inside), accounts.c.role.not_in(_NO_SEAT))
    return tuple(
        CaseReader(row.name, row.role, members[own, row.id].can_grant, (inner, row.id) in members)
        for row in connection.execute(named.order_by(by_letters(accounts.c.name)))
    )


def may_let_in(desk: Desk, case_id: str) -> bool:
    """Whether the account lets others into a restricted case."""
    own = desk.keyring.compartment_of_case(case_id, CASE)
    return own is not None and desk.keyring.authority.may_grant(own, desk.actor.id, desk.now())


def _wanted(
    active: dict[str, Role], accused: Accused, implicated: Collection[str], own: set[str]
) -> set[str]:
    if accused.conflict_only:
        return set(active)
    if INSPECTORATE in accused.targets:
        return own
    heads = _with_role(active, Role.INSPECTOR)
    if heads & set(implicated):
        return own | _with_role(active, Role.LEAD)
    return heads | own


def _in_their_stead(desk: Desk, active: dict[str, Role], implicated: Collection[str]) -> set[str]:
    """Where nobody is left of those who should read it: the Inspektur, else the leads, else the officers."""
    office = desk.keyring.compartment(OFFICE)
    left = {account_id for owner, account_id in desk.keyring.authority.members if owner == office}
    for role in (Role.INSPECTOR, Role.LEAD, Role.OFFICER):
        if found := (_with_role(active, role) & left) - set(implicated):
            return found
    return set()


def _with_role(active: dict[str, Role], role: Role) -> set[str]:
    return {account_id for account_id, own in active.items() if own is role}


def _grantors(active: dict[str, Role], members: set[str], founder: str) -> set[str]:
    """The Inspektur; without him the leads; without any the founder, or all who are there."""
    for role in (Role.INSPECTOR, Role.LEAD):
        if found := _with_role(active, role) & members:
            return found
    return {founder} & members or members


def _escrow(
    desk: Desk, connection: Connection, implicated: Collection[str], accused: Accused
) -> Member | None:
    holders = select(accounts.c.id).where(
        accounts.c.role.in_(_HOLDERS), accounts.c.status != AccountStatus.DISABLED
    )
    if INSPECTORATE in accused.targets or set(connection.execute(holders).scalars()) & set(implicated):
        return outside_escrow(connection, desk.keyring)
    return current_escrow(connection, desk.keyring)
