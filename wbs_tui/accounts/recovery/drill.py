"""Recovery while everybody is there: one share is checked, two are drilled, and all are made anew."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import escrow_shares
from models.words.recovery import SHARE_HOLDERS, ShareEvent, ShareHolder
from wbs_tui.accounts.compartments import Signer, signer_of
from wbs_tui.accounts.openings import opens, write_opening
from wbs_tui.accounts.recovery.errors import DrillFailed, NotYourShare
from wbs_tui.accounts.recovery.escrow import (
    Deliver,
    Renewed,
    StoreAccess,
    renew,
    share_context,
    super_admin_member,
)
from wbs_tui.accounts.recovery.generations import Generation
from wbs_tui.accounts.recovery.kinds import RECOVERY_DRILLED, SHARE_CHECKED
from wbs_tui.accounts.recovery.share_proofs import Opened, current, note_share, put_together, recognise
from wbs_tui.accounts.recovery.shares import ShareSheet, ShareSheets
from wbs_tui.accounts.slot_changes import SlotChange, changing_slots
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.vault.errors import WrongKey
from wbs_tui.vault.sealing import open_sealed
from wbs_tui.vault.shares import normalise
from wbs_tui.vault.slots import open_escrow_slot


@dataclass(frozen=True, slots=True)
class Checked:
    """A share that was proved."""

    generation: int
    number: int
    holder: ShareHolder


def check_share(desk: Desk, typed: str) -> Checked:
    """Prove one share against the signed hash, and note that it is good.

    Raises NotPermitted, NoEscrow, WrongShare (whichever it is); then nothing is changed.
    """
    desk.require(Operation.RECOVERY_CHECK)
    words = normalise(typed)
    with desk.transaction() as transaction:
        generation = current(transaction.connection, desk.keyring)
        number = recognise(transaction.connection, desk.keyring, desk.office.id, generation, words)
        with transaction.entry(SHARE_CHECKED) as change:
            note_share(change, desk.clock, desk.actor.id, generation, number, ShareEvent.CHECKED)
    return Checked(generation.number, number, SHARE_HOLDERS[number - 1])


def own_share(desk: Desk) -> ShareSheet:
    """The share that is sealed to the account at the desk; that it was looked at is an entry.

    Raises NotPermitted, NoEscrow, NotYourShare.
    """
    desk.require(Operation.RECOVERY_CHECK)
    with desk.transaction() as transaction:
        connection = transaction.connection
        generation = current(connection, desk.keyring)
        mine = select(escrow_shares).where(
            escrow_shares.c.escrow_id == generation.id,
            escrow_shares.c.account_id == desk.actor.id,
            escrow_shares.c.sealed.is_not(None),
        )
        row = connection.execute(mine).one_or_none()
        if row is None:
            raise NotYourShare
        words = _unsealed(desk, generation, row.sealed)
        number = recognise(connection, desk.keyring, desk.office.id, generation, words)
        with transaction.entry(SHARE_CHECKED) as change:
            note_share(change, desk.clock, desk.actor.id, generation, number, ShareEvent.SHOWN)
    return ShareSheet(desk.office, generation.number, number, generation.created_at, words)


def _unsealed(desk: Desk, generation: Generation, sealed: bytes) -> str:
    place = share_context(desk.office.id, generation.id, desk.actor.id)
    try:
        return open_sealed(desk.account_keys.sealing, sealed, place).decode()
    except WrongKey as error:  # sealed to a key that the owner has lost
        raise NotYourShare from error


def renew_shares(desk: Desk, deliver: Deliver) -> ShareSheets:
    """A new generation, by the Inspektur as a grantor, without any share of the one before.

    `deliver` is given the sheets before anything is kept. Raises NotPermitted, NotGrantor.
    """
    desk.require(Operation.RECOVERY_DRILL)
    with changing_slots(desk) as (transaction, slots):
        renewed = renew_at(desk, transaction.connection, slots, (signer_of(desk),))
        deliver(renewed.sheets)
    look_anew(desk)
    return renewed.sheets


def drill(desk: Desk, first: str, second: str, deliver: Deliver) -> ShareSheets:
    """Put two shares together, open with them all that the escrow must open, and split anew.

    Raises NotPermitted, NoEscrow, WrongShare, DrillFailed; then nothing is changed.
    """
    desk.require(Operation.RECOVERY_DRILL)
    with changing_slots(desk) as (transaction, slots):
        connection = transaction.connection
        desk.keyring.load(connection)
        opened = put_together(connection, desk.keyring, desk.office.id, first, second)
        escrow = opened.signer(connection, desk.office.id)
        inside = sorted(escrow.keyring.member_compartments())
        if not all(opens(connection, escrow.keyring, each) for each in inside):
            raise DrillFailed
        _open_store(slots, opened, desk)
        with transaction.entry(RECOVERY_DRILLED) as change:
            opened.note(change, desk.clock, desk.actor.id, ShareEvent.DRILLED)
            member = opened.generation.member
            for compartment_id in inside:
                write_opening(change, desk, member.account_id, member.key_id, compartment_id)
        renewed = renew_at(desk, connection, slots, (signer_of(desk), escrow))
        deliver(renewed.sheets)
    look_anew(desk)
    return renewed.sheets


def _open_store(slots: SlotChange, opened: Opened, desk: Desk) -> None:
    """The escrow's slot must open the store: without it two shares are of no use when nobody can log in."""
    store_id = slots.header.store_id
    for slot in slots.so_far(opened.generation.id):
        if desk.store_key in open_escrow_slot(store_id, slot, opened.keys).store_keys:
            return
    raise DrillFailed


def renew_at(desk: Desk, connection: Connection, slots: SlotChange, signers: tuple[Signer, ...]) -> Renewed:
    """A new generation by the account at the desk, and its slot in place of those before."""
    transaction = Transaction(
        connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
    )  # anew: another account may have written entries since the caller's was made
    access = StoreAccess(slots.header.store_id, desk.store_key)
    renewed = renew(transaction, signers, super_admin_member(connection), access)
    replace_escrow_slot(slots, renewed)
    return renewed


def replace_escrow_slot(slots: SlotChange, renewed: Renewed) -> None:
    """The header gets the new escrow's slot; those of the escrows before go."""
    slots.without |= {slot.account_id for slot in slots.header.slots if slot.kind == "escrow"}
    slots.new.append(renewed.slot)


def look_anew(desk: Desk) -> None:
    """Let the desk see what has become of its grants."""
    with desk.reading() as connection:
        desk.keyring.load(connection)
