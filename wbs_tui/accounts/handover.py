"""The two offices change hands, each in one transaction: the old one is out before the new one counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.access_of import compartments_granted_by, compartments_of
from wbs_tui.accounts.administration import find_account, invited_anew
from wbs_tui.accounts.birth import check_account_name, write_invited
from wbs_tui.accounts.compartments import CompartmentWriter, Member, member_of, signer_of
from wbs_tui.accounts.ended_keys import end_covers_of, end_keys_of
from wbs_tui.accounts.errors import FingerprintDiffers, HandedOverAlready, MayNotSucceed, NotActivated
from wbs_tui.accounts.kinds import GIVEN_ROLES, OFFICE_HANDED_OVER, SUPER_ADMIN_HANDED_OVER
from wbs_tui.accounts.recovery.drill import replace_escrow_slot
from wbs_tui.accounts.recovery.escrow import StoreAccess, renew, super_admin_member
from wbs_tui.accounts.recovery.shares import ShareSheets
from wbs_tui.accounts.slot_changes import SlotChange, changing_slots
from wbs_tui.accounts.standing import holder
from wbs_tui.accounts.views import Invitation
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.errors import DamagedStore
from wbs_tui.vault.account_keys import same_fingerprint
from wbs_tui.vault.ids import new_id

MAY_HEAD = (Role.OFFICER, Role.LEAD)
"""Who may become the Inspektur, or stand in for him."""


@dataclass(frozen=True, slots=True)
class Decree:
    """The letter (SK) that appoints somebody. Dates are ISO days."""

    number: str
    date: str
    signer: str | None = None
    start: str | None = None

    def columns(self) -> dict[str, str | None]:
        """As the table of accounts keeps it."""
        return {
            "decree_number": self.number,
            "decree_date": self.date,
            "decree_signer": self.signer,
            "decree_start": self.start,
        }


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it."""

    was: str
    """The name of the account that held the office; it is disabled."""
    now: str
    invitation: Invitation | None = None
    """For a new account, which must make its keys yet: until then nobody holds its share of the escrow."""
    sheets: ShareSheets | None = field(default=None, repr=False)
    """The escrow's new shares; the successor's own is sealed to him."""


Deliver = Callable[[HandedOver], None]
"""Gets what must reach people while nothing is kept yet: when it raises, nothing has changed."""


def super_admin_of(desk: Desk) -> str:
    """The account id of the Super Admin."""
    with desk.reading() as connection:
        return str(_held_by(connection, Role.SUPER_ADMIN).id)


def hand_over_super_admin(
    desk: Desk, name: str, decree: Decree, deliver: Deliver, expected: str | None = None
) -> HandedOver:
    """Make another account the Super Admin, by decree; the one who was it is disabled.

    An account that is active is taken out of every compartment; any other name is a new account with an
    invitation. The escrow is made anew, with a share sealed to the successor: to a new account once it has
    its keys, by another renewal that is due then. `expected` is whom the Inspektur saw in the office when he
    decided (`super_admin_of`). Raises NotPermitted, NotGrantor, NotActivated, MayNotSucceed,
    HandedOverAlready, BadAccountName.
    """
    desk.require(Operation.ACCOUNT_HANDOVER)
    expected = expected or super_admin_of(desk)
    with changing_slots(desk) as (transaction, slots):
        old = _held_by(transaction.connection, Role.SUPER_ADMIN)
        if old.id != expected:
            raise HandedOverAlready
        successor = _row(transaction.connection, name)
        if successor is None:
            invitation = _to_new(desk, transaction, slots, old.id, name, decree)
        else:
            refuse_successor(successor, GIVEN_ROLES)
            invitation = None
            _to_active(desk, transaction, slots, old.id, successor.id, decree)
        done = HandedOver(old.name, name, invitation, _renewed(desk, transaction, slots))
        desk.keyring.load(transaction.connection)
        deliver(done)
    return done


def _to_new(
    desk: Desk, transaction: Transaction, slots: SlotChange, old_id: str, name: str, decree: Decree
) -> Invitation:
    check_account_name(name)
    new = new_id(desk.clock)
    with transaction.entry(SUPER_ADMIN_HANDED_OVER) as change:
        _stand_down(change, slots, old_id)
        write_invited(change, new, name, Role.SUPER_ADMIN, **decree.columns())
    return invited_anew(desk, slots, new, name)


def _to_active(
    desk: Desk, transaction: Transaction, slots: SlotChange, old_id: str, new_id: str, decree: Decree
) -> None:
    with transaction.entry(SUPER_ADMIN_HANDED_OVER) as change:
        for compartment_id in compartments_of(desk, new_id):
            CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id).take_out(new_id)
        _stand_down(change, slots, old_id)
        end_covers_of(change, new_id)
        change.update(accounts, new_id, role=Role.SUPER_ADMIN, **decree.columns())


def hand_over_office(
    desk: Desk,
    name: str,
    typed_fingerprint: str,
    deliver: Deliver,
    decree: Decree | None,
    kept_from: frozenset[str],
) -> HandedOver:
    """Make another account the Inspektur: it grants wherever the old one did, who is disabled and out.

    `kept_from` are the cases that implicate it: of their compartments it gets nothing. The escrow is made
    anew, with a share sealed to it. The desk is of no use afterwards. Raises NotPermitted, NotGrantor,
    NoSuchAccount, NotActivated, MayNotSucceed, FingerprintDiffers.
    """
    desk.require(Operation.HEAD_HANDOVER)
    with changing_slots(desk) as (transaction, slots):
        successor = find_account(transaction.connection, name)
        member = compared_member(transaction.connection, successor, typed_fingerprint)
        sheets = _renewed(desk, transaction, slots, head=member)
        with transaction.entry(OFFICE_HANDED_OVER) as change:
            _hand_on_grants(desk, change, member, kept_from)
            _stand_down(change, slots, desk.actor.id)
            end_covers_of(change, successor.id)
            columns = {} if decree is None else decree.columns()
            change.update(accounts, successor.id, role=Role.INSPECTOR, **columns)
        done = HandedOver(desk.actor.name, name, sheets=sheets)
        deliver(done)
    return done


def _hand_on_grants(desk: Desk, change: Change, successor: Member, kept_from: frozenset[str]) -> None:
    signer = signer_of(desk)
    for compartment_id, case_id in compartments_granted_by(desk, change.connection).items():
        writer = CompartmentWriter(change, desk.clock, signer, compartment_id)
        if case_id not in kept_from:
            writer.let_in(successor, can_grant=True)
        writer.take_out(desk.actor.id)


def compared_member(connection: Connection, row: Row[Any], typed_fingerprint: str) -> Member:
    """The account that may rise to the Inspektur's office or stand in for him, its fingerprint compared.

    Raises MayNotSucceed, NotActivated, FingerprintDiffers.
    """
    refuse_successor(row, MAY_HEAD)
    member = member_of(connection, row.id)
    if not same_fingerprint(member.fingerprint, typed_fingerprint):
        raise FingerprintDiffers
    return member


def refuse_successor(row: Row[Any], roles: tuple[Role, ...]) -> None:
    """Raise MayNotSucceed or NotActivated unless the account is active in one of the roles."""
    if row.role not in roles or row.status == AccountStatus.DISABLED:
        raise MayNotSucceed
    if row.status != AccountStatus.ACTIVE:
        raise NotActivated


def _renewed(
    desk: Desk, transaction: Transaction, slots: SlotChange, head: Member | None = None
) -> ShareSheets:
    """New shares for new holders; the slot of the new escrow takes the place of the old one's."""
    renewed = renew(
        transaction,
        (signer_of(desk),),
        super_admin_member(transaction.connection),
        StoreAccess(slots.header.store_id, desk.store_key),
        head=head,
    )
    replace_escrow_slot(slots, renewed)
    return renewed.sheets


def _stand_down(change: Change, slots: SlotChange, account_id: str) -> None:
    """Switch the account off that held the office: first, for there is never a second in it."""
    change.update(accounts, account_id, status=AccountStatus.DISABLED, disabled_at=change.at)
    end_keys_of(change, account_id)
    end_covers_of(change, account_id)
    slots.without.add(account_id)


def _held_by(connection: Connection, role: Role) -> Row[Any]:
    row = holder(connection, role)
    if row is None:
        raise DamagedStore
    return row


def _row(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
