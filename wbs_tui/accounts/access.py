"""Letting accounts into compartments and out of them: by a grantor's signature alone."""

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts
from models.words.roles import AccountStatus
from wbs_tui.accounts.administration import find_account
from wbs_tui.accounts.compartments import Member, Signing, write_epoch, write_grant, write_seed
from wbs_tui.accounts.errors import FingerprintDiffers, NoSuchAccount, NotActivated, NotGrantor
from wbs_tui.accounts.kinds import GRANTED, REVOKED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.keyring import OFFICE
from wbs_tui.vault.account_keys import PublicKeys, fingerprint, same_fingerprint
from wbs_tui.vault.compartments import EpochSeed


def fingerprint_of(desk: Desk, name: str) -> str:
    """What the owner of the account must read out before he is let in, computed from his keys themselves."""
    with desk.reading() as connection:
        return _member(connection, find_account(connection, name).id).fingerprint


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
        _let_in(desk, transaction, compartment_id, member)
        desk.keyring.load(transaction.connection)


def _let_in(desk: Desk, transaction: Transaction, compartment_id: str, member: Member) -> None:
    """Write the grant, and every seed so far: a member reads what was written before he came."""
    epoch_ids = {
        statement.number: row_id for row_id, statement in desk.keyring.authority.epochs[compartment_id]
    }
    with transaction.entry(GRANTED) as change:
        first = min(epoch_ids)
        signing = _signing(desk, change, compartment_id)
        write_grant(change, desk.clock, signing, compartment_id, member, epoch=first)
        for seed in desk.keyring.seeds(compartment_id):
            write_seed(change, desk.clock, epoch_ids[seed.epoch], seed, member)


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
            _take_out(desk, change, compartment_id, _member(transaction.connection, account.id))
        desk.keyring.load(transaction.connection)


def _take_out(desk: Desk, change: Change, compartment_id: str, leaving: Member) -> None:
    latest = desk.keyring.seed(compartment_id).epoch
    signing = _signing(desk, change, compartment_id)
    write_grant(change, desk.clock, signing, compartment_id, leaving, epoch=latest + 1, revoke=True)
    staying = [
        _member(change.connection, account_id)
        for owner, account_id in desk.keyring.authority.members
        if owner == compartment_id and account_id != leaving.account_id
    ]
    write_epoch(change, desk.clock, signing, EpochSeed.generate(compartment_id, latest + 1), staying)


def _signing(desk: Desk, change: Change, compartment_id: str) -> Signing:
    at = desk.keyring.authority.next_moment(compartment_id, change.at)
    return Signing(desk.account_keys, desk.actor.id, at)


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
    return _member(connection, account.id)


def _member(connection: Connection, account_id: str) -> Member:
    """An account with its present key; the fingerprint is computed, never believed."""
    current = (
        select(account_keys)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .where(account_keys.c.account_id == account_id, account_keys.c.ended_at.is_(None))
    )
    row = connection.execute(current).one_or_none()
    if row is None:
        raise NoSuchAccount
    public = PublicKeys(row.sign_public, row.seal_public)
    return Member(account_id, row.id, row.seal_public, fingerprint(public))
