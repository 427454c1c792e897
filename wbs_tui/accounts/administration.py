"""The Super Admin's work: who has an account. He lets nobody read; that is the grantors'."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, accounts, compartments
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.birth import check_account_name, write_invited
from wbs_tui.accounts.errors import AccountNameTaken, MayNotDisable, NoSuchAccount, RoleNotInvited
from wbs_tui.accounts.invitations import new_invitation
from wbs_tui.accounts.kinds import ACCOUNT_DISABLED, ACCOUNT_INVITED
from wbs_tui.accounts.views import AccountView, Invitation
from wbs_tui.journal.desk import Desk
from wbs_tui.store.authority import Place
from wbs_tui.vault.header import header_lock, read_header, write_header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import Slot

_BORN_WITH_THE_OFFICE = (Role.SUPER_ADMIN, Role.INSPECTOR)


def list_accounts(desk: Desk) -> tuple[AccountView, ...]:
    """Every account by name, with what it has been let into."""
    desk.require("account.list")
    with desk.reading() as connection:
        desk.keyring.load(connection)
        prints = _fingerprints(connection)
        kinds = _compartment_kinds(connection)
        rows = connection.execute(select(accounts).order_by(accounts.c.name)).all()
        authority = desk.keyring.authority
        invited = _invited_until(desk)
        let_in = _by_account(authority.members, kinds)
        left_over = _by_account(authority.granted.keys() - authority.members.keys(), kinds)
        return tuple(
            AccountView(
                row.id,
                row.name,
                Role(row.role),
                AccountStatus(row.status),
                row.created_at,
                row.activated_at,
                prints.get(row.id),
                let_in.get(row.id, ()),
                left_over.get(row.id, ()),
                invited.get(row.id),
            )
            for row in rows
        )


def _by_account(places: Iterable[Place], kinds: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """The kinds of shared compartments by account, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for compartment_id, account_id in places:
        if compartment_id in kinds:
            found[account_id].append(kinds[compartment_id])
    return {account_id: tuple(sorted(those)) for account_id, those in found.items()}


def _invited_until(desk: Desk) -> dict[str, int | None]:
    """When the invitation of each invited account ends, by the header's slots."""
    slots = read_header(desk.location.header).slots
    return {slot.account_id: slot.expires_at for slot in slots if slot.kind == "invitation"}


def _fingerprints(connection: Connection) -> dict[str, str]:
    current = select(account_keys.c.account_id, account_keys.c.fingerprint).where(
        account_keys.c.ended_at.is_(None)
    )
    return {row.account_id: row.fingerprint for row in connection.execute(current)}


def _compartment_kinds(connection: Connection) -> dict[str, str]:
    shared = select(compartments.c.id, compartments.c.kind).where(compartments.c.case_id.is_(None))
    return {row.id: row.kind for row in connection.execute(shared)}


def find_account(connection: Connection, name: str) -> Row[*tuple[object, ...]]:
    """The row of an account; raises NoSuchAccount."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    if row is None:
        raise NoSuchAccount
    return row


def invite(desk: Desk, name: str, role: Role) -> Invitation:
    """A new account and its one-time code. Raises BadAccountName, AccountNameTaken, RoleNotInvited."""
    desk.require("account.manage")
    check_account_name(name)
    if role in _BORN_WITH_THE_OFFICE:
        raise RoleNotInvited
    account_id = new_id(desk.clock)
    with header_lock(desk.location.header), desk.transaction() as transaction:
        _refuse_taken(transaction.connection, name)
        with transaction.entry(ACCOUNT_INVITED) as change:
            write_invited(change, account_id, name, role)
        header = read_header(desk.location.header)
        invitation, slot = new_invitation(header.store_id, desk.store_key, account_id, name, desk.clock)
        _replace_slots(desk, (*header.slots, slot))
    return invitation


def _refuse_taken(connection: Connection, name: str) -> None:
    if connection.execute(select(accounts.c.id).where(accounts.c.name == name)).first() is not None:
        raise AccountNameTaken


def disable(desk: Desk, name: str) -> None:
    """Switch an account off: its slots go at once, so that its password opens nothing any more.

    Raises NoSuchAccount, MayNotDisable.
    """
    desk.require("account.manage")
    with header_lock(desk.location.header), desk.transaction() as transaction:
        account = find_account(transaction.connection, name)
        if account.role in _BORN_WITH_THE_OFFICE:
            raise MayNotDisable
        header = read_header(desk.location.header)
        _replace_slots(desk, tuple(slot for slot in header.slots if slot.account_id != account.id))
        with transaction.entry(ACCOUNT_DISABLED) as change:
            change.update(accounts, account.id, status=AccountStatus.DISABLED, disabled_at=change.at)


def _replace_slots(desk: Desk, slots: tuple[Slot, ...]) -> None:
    """Write the header before the rows are kept: cut off between, a slot leads to nothing at worst."""
    header = read_header(desk.location.header)
    write_header(desk.location.header, msgspec.structs.replace(header, slots=slots))
