"""The Super Admin's work: who has an account. He lets nobody read; that is the grantors'."""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.account_list import NO_SEAT, list_accounts
from wbs_tui.accounts.birth import check_account_name, write_invited
from wbs_tui.accounts.ended_keys import end_covers_of, end_keys_of
from wbs_tui.accounts.errors import (
    AccountNameTaken,
    IsDisabled,
    MayNotDisable,
    MayNotReset,
    NoSuchAccount,
    RoleNotInvited,
)
from wbs_tui.accounts.invitations import new_invitation
from wbs_tui.accounts.kinds import (
    ACCOUNT_DISABLED,
    ACCOUNT_INVITED,
    ACCOUNT_RESET,
    GIVEN_ROLES,
    RENAMED,
    ROLE_CHANGED,
)
from wbs_tui.accounts.slot_changes import SlotChange, changing_slots
from wbs_tui.accounts.views import Invitation
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.vault.ids import new_id

__all__ = ["change_role", "disable", "find_account", "invite", "list_accounts", "rename", "reset"]

_HELD_BY_ONE = (Role.SUPER_ADMIN, Role.INSPECTOR)


def find_account(connection: Connection, name: str) -> Row[Any]:
    """The row of somebody's account; raises NoSuchAccount."""
    row = connection.execute(
        select(accounts).where(accounts.c.name == name, accounts.c.role.not_in(NO_SEAT))
    ).one_or_none()
    if row is None:
        raise NoSuchAccount
    return row


def invite(desk: Desk, name: str, role: Role, full_name: str | None = None) -> Invitation:
    """A new account and its one-time code.

    `full_name` is the owner's, so that a report against him is recognised before he sees it. Raises
    NotPermitted, BadAccountName, AccountNameTaken, RoleNotInvited.
    """
    desk.require(Operation.ACCOUNT_MANAGE)
    check_account_name(name)
    if role not in GIVEN_ROLES:
        raise RoleNotInvited
    account_id = new_id(desk.clock)
    with changing_slots(desk) as (transaction, slots):
        refuse_taken(transaction.connection, name)
        with transaction.entry(ACCOUNT_INVITED) as change:
            write_invited(change, account_id, name, role, full_name)
        return invited_anew(desk, slots, account_id, name)


def invited_anew(desk: Desk, slots: SlotChange, account_id: str, name: str) -> Invitation:
    """A fresh code, its slot among the new ones; those that the account had go."""
    header = slots.header
    invitation, slot = new_invitation(header.store_id, desk.store_key, account_id, name, desk.clock)
    slots.new.append(slot)
    slots.without.add(account_id)
    return invitation


def refuse_taken(connection: Connection, name: str) -> None:
    """Raise AccountNameTaken when an account has the name."""
    if connection.execute(select(accounts.c.id).where(accounts.c.name == name)).first() is not None:
        raise AccountNameTaken


def reset(desk: Desk, name: str) -> Invitation:
    """A new invitation for somebody who lost his password, or his code: he makes new keys with it.

    His slots and his key end at once. What he was let into stays closed to the new keys until a grantor
    lets them in; the old key's place in the compartments is due for a new epoch. By the Super Admin for all
    others, by the Inspektur for him. Raises NotPermitted, NoSuchAccount, MayNotReset, IsDisabled.
    """
    if desk.actor.role is not Role.INSPECTOR:
        desk.require(Operation.ACCOUNT_MANAGE)
    with changing_slots(desk) as (transaction, slots):
        account = find_account(transaction.connection, name)
        _refuse_reset(desk, account)
        with transaction.entry(ACCOUNT_RESET) as change:
            change.update(accounts, account.id, status=AccountStatus.INVITED)
            end_keys_of(change, account.id)
            end_covers_of(change, account.id)
        return invited_anew(desk, slots, account.id, account.name)


def _refuse_reset(desk: Desk, account: Row[Any]) -> None:
    of_super_admin = account.role == Role.SUPER_ADMIN
    by_super_admin = desk.actor.role is Role.SUPER_ADMIN
    if account.id == desk.actor.id or of_super_admin == by_super_admin:
        raise MayNotReset
    if account.status == AccountStatus.DISABLED:
        raise IsDisabled


def disable(desk: Desk, name: str) -> None:
    """Switch an account off: its slots go at once, and its key signs nothing any more.

    Where it was let in, a new epoch is due and made at a grantor's next unlock. Raises NotPermitted,
    NoSuchAccount, MayNotDisable, IsDisabled.
    """
    desk.require(Operation.ACCOUNT_MANAGE)
    with changing_slots(desk) as (transaction, slots):
        account = find_account(transaction.connection, name)
        if account.role in _HELD_BY_ONE:
            raise MayNotDisable
        if account.status == AccountStatus.DISABLED:
            raise IsDisabled
        with transaction.entry(ACCOUNT_DISABLED) as change:
            change.update(accounts, account.id, status=AccountStatus.DISABLED, disabled_at=change.at)
            end_keys_of(change, account.id)
            end_covers_of(change, account.id)
        slots.without.add(account.id)


def change_role(desk: Desk, name: str, role: Role) -> None:
    """Give an account another of the roles that can be given; no role lets anybody read.

    A role that may not know who reported makes the account's place in `identity` due for removal. Raises
    NotPermitted, NoSuchAccount, RoleNotInvited, IsDisabled.
    """
    desk.require(Operation.ACCOUNT_MANAGE)
    with desk.transaction() as transaction:
        account = find_account(transaction.connection, name)
        if role not in GIVEN_ROLES or account.role not in GIVEN_ROLES:
            raise RoleNotInvited
        if account.status == AccountStatus.DISABLED:
            raise IsDisabled
        if account.role == role:
            return
        with transaction.entry(ROLE_CHANGED) as change:
            change.update(accounts, account.id, role=role)


def rename(desk: Desk, name: str, full_name: str) -> None:
    """Write down the full name of an account's owner. Raises NotPermitted, NoSuchAccount."""
    desk.require(Operation.ACCOUNT_MANAGE)
    with desk.transaction() as transaction:
        account = find_account(transaction.connection, name)
        with transaction.entry(RENAMED) as change:
            change.update(accounts, account.id, full_name=full_name or None)
