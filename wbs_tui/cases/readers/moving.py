"""Takes a case out of the office's compartments into its own: with new keys, for a circle of readers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, recusals, restrictions
from models.words.roles import Role
from wbs_tui.accounts.compartments import CompartmentWriter, found_compartment, member_of, signer_of
from wbs_tui.accounts.standing import holder
from wbs_tui.cases.circle import Accused, Circle, circle_of, may_let_in
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.keys import CONTENT_KEY, IDENTITY_KEY, identity_compartment, new_content_key
from wbs_tui.cases.kinds import RESTRICTED
from wbs_tui.cases.sealed import Headline, RestrictionDetail
from wbs_tui.cases.steps.assignment import write_assignment
from wbs_tui.cases.steps.work import Work, entry_about
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.store.places import CASE, CASE_IDENTITY
from wbs_tui.text.catalogue import _

OF_RECUSAL = "recusal"
"""The origin of a restriction: an officer declared a conflict of interest."""


def found_for(desk: Desk, change: Change, case_id: str, kind: str, parent_id: str, circle: Circle) -> str:
    """A compartment of a case's own with its circle in it; gives its id. The desk's account founds it.

    An account that is not of the circle takes itself out again: what is sealed after opens no more for it.
    """
    signer = signer_of(desk)
    founder = member_of(change.connection, desk.actor.id)
    compartment_id = found_compartment(
        change, desk.clock, signer, kind, founder=founder, case_id=case_id, parent_id=parent_id
    ).compartment
    writer = CompartmentWriter(change, desk.clock, signer, compartment_id)
    for account_id in circle.members:
        if account_id != founder.account_id:
            member = member_of(change.connection, account_id)
            writer.let_in(member, can_grant=account_id in circle.grantors)
    if circle.escrow is not None:
        writer.let_in(circle.escrow, can_grant=True)
    if founder.account_id not in circle.members:
        writer.take_out(founder)
    elif founder.account_id not in circle.grantors:
        writer.let_in(founder)
    desk.keyring.load(change.connection)
    return compartment_id


def move(work: Work, accused: Accused, origin: str, reason: str) -> Circle:
    """Move the case of an entry of kind RESTRICTED; gives who reads it from now on.

    Raises NoGenuineEpoch, BrokenCompartment, MovedCase.
    """
    desk, case, connection = work.desk, work.case, work.connection
    desk.keyring.check_place(case.id, case.compartment_id)
    circle = circle_of(desk, connection, case.id, case.compartment_id, accused, reads=True)
    headline = work.opener.must_open(cases.c.headline, case.id, case.headline, Headline)
    compartment_id = found_for(desk, work.change, case.id, CASE, case.compartment_id, circle)
    desk.keyring.rewrap(connection, case.id, CONTENT_KEY, case.compartment_id, compartment_id)
    key = new_content_key(desk, connection, case.id, compartment_id)
    moved = Work(desk, work.change, case, key)  # what follows is sealed under the new key
    move_identity(desk, work.change, case.id, circle)
    assignee = None if case.assigned_to in circle.implicated else case.assigned_to
    if assignee != case.assigned_to:
        write_assignment(moved, assignee, reason)
    moved.update_case(
        compartment_id=compartment_id,
        restricted=True,
        assigned_to=assignee,
        headline=work.change.seal(key, cases.c.headline, case.id, headline),
    )
    write_restriction(moved, compartment_id, accused, circle, origin, reason)
    return circle


def move_recused(work: Work) -> None:
    """Move the case of an entry of kind RESTRICTED away from those who have recused themselves from it."""
    move(work, Accused(conflict_only=True), OF_RECUSAL, _("konflik kepentingan dinyatakan sendiri"))
    _mark_moved(work)


def write_restriction(
    work: Work, compartment_id: str, accused: Accused, circle: Circle, origin: str, reason: str
) -> None:
    """The row that says whom the case implicates, sealed to those who read it."""
    detail = RestrictionDetail(
        targets=tuple(sorted(accused.targets)), implicated=tuple(sorted(circle.implicated)), reason=reason
    )
    work.write(restrictions, {restrictions.c.detail: detail}, origin=origin, compartment_id=compartment_id)


def move_identity(desk: Desk, change: Change, case_id: str, circle: Circle) -> None:
    """Move who reported into a compartment of its own; it stays while nobody may read it there."""
    parent_id = identity_compartment(desk, case_id)
    compartment_id = found_identity_for(desk, change, case_id, circle)
    if compartment_id is not None:
        desk.keyring.rewrap(change.connection, case_id, IDENTITY_KEY, parent_id, compartment_id)


def found_identity_for(desk: Desk, change: Change, case_id: str, circle: Circle) -> str | None:
    """The compartment for who reported, with those of the circle who hold the identity grant; its id.

    None when this account does not hold it, or none of the circle does: it is due until one does.
    """
    parent_id = identity_compartment(desk, case_id)
    holders = {account for owner, account in desk.keyring.authority.members if owner == parent_id}
    members = tuple(account_id for account_id in circle.members if account_id in holders)
    if not members or desk.actor.id not in holders:
        return None
    grantors = frozenset(circle.grantors & set(members)) or frozenset(members)
    inner = Circle(members, grantors, circle.implicated, circle.escrow)
    return found_for(desk, change, case_id, CASE_IDENTITY, parent_id, inner)


@dataclass(frozen=True, slots=True)
class _Due:
    """A case that waits to be moved, whole or its identity alone."""

    case: Row[Any]
    whole: bool


def moves_due(desk: Desk) -> int:
    """How many cases wait for this account to move them."""
    with desk.reading() as connection:
        return len(_due(desk, connection))


def move_due(desk: Desk, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Move what is due: recusals not moved yet, identities still in the office's compartment; how many.

    Each in a transaction of its own, so that it can be cut off anywhere. Reports how many are done.
    """
    with desk.reading() as connection:
        waiting = _due(desk, connection)
    for done, due in enumerate(waiting, start=1):
        _move_one(desk, due.case.id)
        progress(done)
    return len(waiting)


def _due(desk: Desk, connection: Connection) -> list[_Due]:
    recused = select(recusals.c.case_id).where(recusals.c.moved_at.is_(None))
    waiting = select(cases).where(cases.c.id.in_(recused), still_there(cases.c.id))
    hidden = hidden_cases(desk, connection)
    found = [
        _Due(row, whole=True)
        for row in connection.execute(waiting.order_by(cases.c.id))
        if row.id not in hidden and _moves(desk, connection, row)
    ]
    identities = [_Due(row, whole=False) for row in _identities_left(desk, connection, hidden)]
    return found + [due for due in identities if due.case.id not in {each.case.id for each in found}]


def _moves(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether it is for this account: the Inspektur, or a lead when the Inspektur has left the case.

    In a case that has its own compartment already, whoever lets others into it.
    """
    if not desk.keyring.is_member(case.compartment_id):
        return False
    if desk.keyring.compartment_of_case(case.id, CASE) is not None:
        return may_let_in(desk, case.id)
    if desk.actor.role is not Role.LEAD:
        return desk.actor.role is Role.INSPECTOR
    own = select(recusals.c.account_id).where(recusals.c.case_id == case.id)
    gone = set(connection.execute(own).scalars())
    members = {account for owner, account in desk.keyring.authority.members if owner == case.compartment_id}
    return not any(account_id in members - gone for account_id in _heads(connection))


def _heads(connection: Connection) -> list[str]:
    head = holder(connection, Role.INSPECTOR)
    return [] if head is None else [head.id]


def _identities_left(desk: Desk, connection: Connection, hidden: frozenset[str]) -> list[Row[Any]]:
    if not desk.keyring.may_open(IDENTITY):
        return []
    left = [
        case_id
        for case_id, places in desk.keyring.authority.of_case.items()
        if CASE in places and CASE_IDENTITY not in places and case_id not in hidden
    ]
    waiting = select(cases).where(cases.c.id.in_(left), still_there(cases.c.id))
    return list(connection.execute(waiting.order_by(cases.c.id)))


def _move_one(desk: Desk, case_id: str) -> None:
    """The case as it is by now: another desk may have moved it meanwhile."""
    with desk.transaction() as transaction:
        still = {due.case.id: due for due in _due(desk, transaction.connection)}
        due = still.get(case_id)
        if due is None:
            return
        with entry_about(desk, transaction, due.case, RESTRICTED) as work:
            if due.whole:
                move_recused(work)
            else:
                circle = circle_of(
                    desk, work.connection, case_id, due.case.compartment_id, Accused(), reads=True
                )
                move_identity(desk, work.change, case_id, circle)


def _mark_moved(work: Work) -> None:
    open_ones = select(recusals.c.id).where(recusals.c.case_id == work.case.id, recusals.c.moved_at.is_(None))
    for row_id in work.connection.execute(open_ones).scalars().all():
        work.change.update(recusals, row_id, moved_at=work.change.at)
