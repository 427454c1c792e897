"""The Inspektur's first session: the office's compartments, its key for tokens, and the first escrow."""

from models.words.office import Actor
from wbs_tui.accounts.compartments import Member, Signer, found_compartment
from wbs_tui.accounts.offices import TOKENS
from wbs_tui.accounts.recovery.escrow import Renewed, StoreAccess, super_admin_member, write_generation
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.keyring import IDENTITY, OFFICE, Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint


def found_office_compartments(change: Change, transaction: Transaction, access: StoreAccess) -> Renewed:
    """Make what an office needs to read and to be recovered; the transaction's account founds it.

    The sheets belong into their holders' hands, the slot into the header, before anything is kept.
    """
    actor, keys, clock = transaction.actor, transaction.account_keys, transaction.clock
    keyring = Keyring(change.office.id, actor.id, keys)
    signer = Signer(actor.id, keys, keyring)
    founder = _founder(actor, keys)
    for kind in (OFFICE, IDENTITY):
        found_compartment(change, clock, signer, kind, founder=founder)
    keyring.load(change.connection)
    keyring.make_key(change.connection, clock, TOKENS, keyring.compartment(OFFICE), None)
    super_admin = super_admin_member(change.connection)
    return write_generation(change, transaction, (signer,), (None, super_admin), access)


def _founder(actor: Actor, keys: AccountKeys) -> Member:
    public = keys.public()
    return Member(actor.id, actor.key_id, public.seal, fingerprint(public))
