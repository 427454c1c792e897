"""Letting accounts into compartments and out of them: by a grantor's signature alone."""

from sqlalchemy import Connection

from models.words.roles import AccountStatus
from wbs_tui.accounts.administration import find_account
from wbs_tui.accounts.compartments import CompartmentWriter, Member, member_of, signer_of
from wbs_tui.accounts.errors import FingerprintDiffers, NotActivated, NotGrantor
from wbs_tui.accounts.kinds import GRANTED, REVOKED
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import OFFICE
from wbs_tui.vault.account_keys import same_fingerprint


def fingerprint_of(desk: Desk, name: str) -> str:
    """What the owner of the account must read out before he is let in, computed from his keys themselves."""
    with desk.reading() as connection:
        return member_of(connection, find_account(connection, name).id).fingerprint


def look_again(desk: Desk) -> bool:
    """Read the grants anew; whether the account at the desk is in the office by now."""
    with desk.reading() as connection:
        desk.keyring.load(connection)
    return desk.keyring.may_open(OFFICE)


def grant(desk: Desk, kind: str, name: str, typed_fingerprint: str) -> None:
    """Let an account into `office` or `identity`, once its fingerprint has been compared.

    Raises NotPermitted, NotGrantor, NoSuchAccount, NotActivated, FingerprintDiffers.
    """
    desk.require("grant")
    with desk.transaction() as transaction:
        compartment_id = _as_grantor(desk, transaction.connection, kind)
        member = _active_member(transaction.connection, name)
        if not same_fingerprint(member.fingerprint, typed_fingerprint):
            raise FingerprintDiffers
        if (compartment_id, member.account_id) in desk.keyring.authority.members:
            return
        with transaction.entry(GRANTED) as change:
            CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id).let_in(member)
        desk.keyring.load(transaction.connection)


def revoke(desk: Desk, kind: str, name: str) -> None:
    """Take an account out and begin a new epoch: it reads nothing that is written from now on.

    Raises NotPermitted, NotGrantor, NoSuchAccount. What it has read cannot be unread.
    """
    desk.require("grant")
    with desk.transaction() as transaction:
        compartment_id = _as_grantor(desk, transaction.connection, kind)
        account = find_account(transaction.connection, name)
        if account.id == desk.actor.id:
            raise NotGrantor
        if (compartment_id, account.id) not in desk.keyring.authority.granted:
            return
        with transaction.entry(REVOKED) as change:
            CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id).take_out(account.id)
        desk.keyring.load(transaction.connection)


def _as_grantor(desk: Desk, connection: Connection, kind: str) -> str:
    """The compartment, freshly read; raises NotGrantor unless the account at the desk may grant in it."""
    desk.keyring.load(connection)
    compartment_id = desk.keyring.compartment(kind)
    if not desk.keyring.authority.may_grant(compartment_id, desk.actor.id):
        raise NotGrantor
    return compartment_id


def _active_member(connection: Connection, name: str) -> Member:
    account = find_account(connection, name)
    if account.status != AccountStatus.ACTIVE:
        raise NotActivated
    return member_of(connection, account.id)
