"""The escrow: an account that nobody sits at, whose keys two of three shares make."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sqlalchemy import Connection, select

from models.tables.accounts import accounts, escrow_shares, escrows
from models.words.recovery import SHARE_HOLDERS, THRESHOLD
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.birth import write_keys
from wbs_tui.accounts.compartments import CompartmentWriter, Member, Signer, member_of
from wbs_tui.accounts.ended_keys import end_keys_of
from wbs_tui.accounts.errors import NotGrantor
from wbs_tui.accounts.proved import refuse_unsigned_accounts
from wbs_tui.accounts.recovery.generations import next_number
from wbs_tui.accounts.recovery.kinds import ESCROW_MADE
from wbs_tui.accounts.recovery.shares import ShareSheet, ShareSheets
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.keyring import IDENTITY, OFFICE, Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.escrow import EscrowStatement, sign_escrow
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.sealing import seal_to
from wbs_tui.vault.shares import SECRET_BYTES, combine, escrow_keys, share_hash, split
from wbs_tui.vault.slots import Slot, make_escrow_slot

Deliver = Callable[[ShareSheets], None]
"""Gets the sheets while nothing is kept yet: when it raises, there is no new escrow."""


@dataclass(frozen=True, slots=True)
class StoreAccess:
    """What the escrow's slot is to open."""

    store_id: str
    store_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A new generation. Its slot belongs into the header, in place of those of the escrows before."""

    escrow: Member
    number: int
    sheets: ShareSheets
    slot: Slot


@dataclass(frozen=True, slots=True)
class _Made:
    """A generation in the making."""

    member: Member
    name: str
    number: int
    keys: AccountKeys
    words: tuple[str, ...] = field(repr=False)


def super_admin_member(connection: Connection) -> Member | None:
    """The Super Admin, to whom share 2 is sealed; None while he has not made his keys."""
    active = select(accounts.c.id).where(
        accounts.c.role == Role.SUPER_ADMIN, accounts.c.status == AccountStatus.ACTIVE
    )
    account_id = connection.execute(active).scalar()
    return None if account_id is None else member_of(connection, account_id)


def renew(
    transaction: Transaction,
    signers: Sequence[Signer],
    super_admin: Member | None,
    access: StoreAccess,
    *,
    head: Member | None = None,
) -> Renewed:
    """A new generation with new shares, wherever a signer may let it in; those before are out.

    The transaction's account is the Inspektur, who gets the first share in the sheets; for another `head` it
    is sealed. Without a Super Admin nobody gets the second, and another renewal is due when there is one.
    Within the caller's transaction and lock of the header, which gets the slot. Raises NotGrantor,
    NoGenuineEpoch, AccountsNotSigned.
    """
    refuse_unsigned_accounts(transaction.connection)
    with transaction.entry(ESCROW_MADE) as change:
        return write_generation(change, transaction, signers, (head, super_admin), access)


def write_generation(
    change: Change,
    transaction: Transaction,
    signers: Sequence[Signer],
    sealed_to: tuple[Member | None, Member | None],
    access: StoreAccess,
) -> Renewed:
    """The rows of `renew`, for an entry that is being made; the first two shares are sealed to these."""
    before = _before(change.connection)
    made = _make(change, transaction)
    _write_statement(change, transaction, made)
    _write_shares(change, transaction, made, sealed_to)
    _place(change, transaction, signers, made, before)
    for escrow_id in before:
        _end(change, escrow_id)
    slot = make_escrow_slot(
        store_id=access.store_id,
        slot_id=new_id(transaction.clock),
        escrow_id=made.member.account_id,
        escrow_name=made.name,
        seal_public=made.member.seal_public,
        store_key=access.store_key,
        created_at=change.at,
    )
    first, _second, third = (
        ShareSheet(change.office, made.number, place, change.at, words)
        for place, words in enumerate(made.words, start=1)
    )
    sheets = ShareSheets(first if sealed_to[0] is None else None, third, sealed_to[1] is not None)
    return Renewed(made.member, made.number, sheets, slot)


def _before(connection: Connection) -> list[str]:
    """The escrows that have not ended."""
    return list(connection.execute(select(escrows.c.id).where(escrows.c.ended_at.is_(None))).scalars())


def _make(change: Change, transaction: Transaction) -> _Made:
    """The account with its keys, its statement, and shares that have been put together once."""
    secret = os.urandom(SECRET_BYTES)
    keys, words = escrow_keys(secret), split(secret)
    if any(combine(*pair) != secret for pair in combinations(words, THRESHOLD)):
        raise RuntimeError("shares that do not make their secret")
    public, clock = keys.public(), transaction.clock
    number = next_number(change.connection)
    member = Member(new_id(clock), new_id(clock), public.seal, fingerprint(public))
    name = _free_name(change.connection, f"escrow-{number}")
    change.insert(
        accounts,
        member.account_id,
        name=name,
        role=Role.ESCROW,
        status=AccountStatus.ACTIVE,
        created_at=change.at,
        activated_at=change.at,
    )
    write_keys(change, member.account_id, member.key_id, keys)
    return _Made(member, name, number, keys, words)


def _free_name(connection: Connection, name: str) -> str:
    """Nobody may be called so today, but a store of an earlier version may have such an account."""
    taken = set(connection.execute(select(accounts.c.name)).scalars())
    while name in taken:
        name += "-"
    return name


def _write_statement(change: Change, transaction: Transaction, made: _Made) -> None:
    """The signed hashes of all three shares."""
    office_id, escrow_id = change.office.id, made.member.account_id
    hashes = (
        share_hash(office_id, escrow_id, place, words) for place, words in enumerate(made.words, start=1)
    )
    statement = EscrowStatement(
        office=office_id,
        escrow=escrow_id,
        number=made.number,
        fingerprint=made.member.fingerprint,
        threshold=THRESHOLD,
        hashes=tuple(hashes),
        at=change.at,
    )
    encoded, signature = sign_escrow(made.keys, statement)
    change.insert(
        escrows,
        escrow_id,
        number=made.number,
        statement=encoded,
        signature=signature,
        made_by=transaction.actor.id,
        created_at=change.at,
    )


def _write_shares(
    change: Change, transaction: Transaction, made: _Made, sealed_to: tuple[Member | None, Member | None]
) -> None:
    """Who holds which share; what is not on paper is sealed to its holder."""
    head, super_admin = sealed_to
    holders = (
        transaction.actor.id if head is None else head.account_id,
        None if super_admin is None else super_admin.account_id,
        None,
    )
    for place, (holder, account_id, member, words) in enumerate(
        zip(SHARE_HOLDERS, holders, (*sealed_to, None), made.words, strict=True), start=1
    ):
        change.insert(
            escrow_shares,
            new_id(transaction.clock),
            escrow_id=made.member.account_id,
            number=place,
            holder=holder,
            account_id=account_id,
            sealed=None if member is None else _sealed(change.office.id, made, member, words),
        )


def _sealed(office_id: str, made: _Made, holder: Member, words: str) -> bytes:
    place = share_context(office_id, made.member.account_id, holder.account_id)
    return seal_to(holder.seal_public, words.encode(), place)


def share_context(office_id: str, escrow_id: str, account_id: str) -> str:
    """What a share that is sealed to its holder is bound to."""
    return joined("wbs-escrow-share-v1", office_id, escrow_id, account_id)


def _place(
    change: Change, transaction: Transaction, signers: Sequence[Signer], made: _Made, before: Sequence[str]
) -> None:
    """Let the new one in beside those before, then take those out, which begins a new epoch."""
    own = Signer(
        made.member.account_id, made.keys, Keyring(change.office.id, made.member.account_id, made.keys)
    )
    for compartment_id, signer in _compartments(change.connection, signers, before).items():
        CompartmentWriter(change, transaction.clock, signer, compartment_id).let_in(
            made.member, can_grant=True
        )
        leaving = [
            escrow_id
            for escrow_id in before
            if (compartment_id, escrow_id) in signer.keyring.authority.granted
        ]
        if leaving:
            out = own if signer.account_id in leaving else signer
            CompartmentWriter(change, transaction.clock, out, compartment_id).take_out(*leaving)


def _compartments(
    connection: Connection, signers: Sequence[Signer], before: Sequence[str]
) -> dict[str, Signer]:
    """Where the escrow belongs, each with the first signer who may let it in.

    That is the office's own compartments, and those of cases in which an escrow has been: one that implicates
    a holder of a share has none. Raises NotGrantor when one of the office's own has no signer: the escrow of
    before would end, and the new one be nowhere.
    """
    found: dict[str, Signer] = {}
    shared: set[str] = set()
    for signer in signers:
        signer.keyring.load(connection)
        authority = signer.keyring.authority
        shared |= {signer.keyring.compartment(kind) for kind in (OFFICE, IDENTITY)}
        wanted = shared | {place[0] for place in authority.granted if place[1] in before}
        for compartment_id in sorted(wanted):
            if authority.may_grant(compartment_id, signer.account_id):
                found.setdefault(compartment_id, signer)
    if not shared <= found.keys():
        raise NotGrantor
    return found


def _end(change: Change, escrow_id: str) -> None:
    change.update(escrows, escrow_id, ended_at=change.at)
    change.update(accounts, escrow_id, status=AccountStatus.DISABLED, disabled_at=change.at)
    end_keys_of(change, escrow_id)
