"""Compartments in the making: their birth, whom a grantor lets in and takes out, a new epoch."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts, compartments, epochs, grants, seed_seals
from models.words.clock import Clock
from wbs_tui.accounts.ended_keys import end_caches_of
from wbs_tui.accounts.errors import NoSuchAccount, NotGrantor
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import Keyring, NotLetIn
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint
from wbs_tui.vault.charters import Charter, charter_bytes, sign_charter
from wbs_tui.vault.compartments import EpochSeed, seal_seed
from wbs_tui.vault.epochs import EpochStatement, sign_epoch
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id


@dataclass(frozen=True, slots=True)
class Signer:
    """Who lets in and takes out: the account at a desk, or the escrow."""

    account_id: str
    keys: AccountKeys
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class Member:
    """Whom a seed is sealed to: an account with its present key."""

    account_id: str
    key_id: str
    seal_public: bytes
    fingerprint: str


def signer_of(desk: Desk) -> Signer:
    """The account at the desk, to sign with."""
    return Signer(desk.actor.id, desk.account_keys, desk.keyring)


def member_of(connection: Connection, account_id: str) -> Member:
    """An account with its present key; the fingerprint is computed, never believed. Raises NoSuchAccount."""
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


def found_compartment(
    change: Change,
    clock: Clock,
    signer: Signer,
    kind: str,
    *,
    founder: Member,
    case_id: str | None = None,
    parent_id: str | None = None,
) -> EpochSeed:
    """Make a compartment whose first member and first grantor is its founder, the signer himself.

    One of a case (`case`, `case_identity`) needs the case and the compartment it is taken out of, of which
    the founder is a member: he signs its charter. Raises NotLetIn, MovedCase, NoGenuineEpoch,
    BrokenCompartment.
    """
    if founder.account_id != signer.account_id or (case_id is None) != (parent_id is None):
        raise ValueError("a founder signs for himself, and a case's compartment has a parent")
    compartment_id = new_id(clock)
    at, chartered = change.at, dict[str, bytes]()
    if case_id is not None and parent_id is not None:
        at = _moment_of_leaving(change, signer, kind, case_id, parent_id)
        charter = Charter(
            office=change.office.id,
            compartment=compartment_id,
            kind=kind,
            case=case_id,
            parent=parent_id,
            founder=founder.account_id,
            fingerprint=founder.fingerprint,
            at=at,
        )
        chartered = {"statement": charter_bytes(charter), "signature": sign_charter(signer.keys, charter)}
    change.insert(
        compartments,
        compartment_id,
        kind=kind,
        case_id=case_id,
        parent_id=parent_id,
        founder_id=founder.account_id,
        created_at=change.at,
        **chartered,
    )
    pen = _Pen(change, clock, signer, compartment_id, at, b"")
    pen.write_grant(founder.account_id, founder.fingerprint, epoch=1, can_grant=True)
    seed = EpochSeed.generate(compartment_id, 1)
    pen.write_epoch(seed, [founder])
    return seed


def _moment_of_leaving(change: Change, signer: Signer, kind: str, case_id: str, parent_id: str) -> int:
    """After all that was signed in the parent so far; raises NotLetIn, MovedCase, BrokenCompartment."""
    keyring = signer.keyring
    keyring.load(change.connection)
    if not keyring.is_member(parent_id):
        raise NotLetIn
    keyring.check_place(case_id, parent_id, kind)
    keyring.seed(parent_id)
    return keyring.authority.next_moment(parent_id, change.at)


class CompartmentWriter:
    """Lets accounts into a compartment and takes them out, in one entry, by one grantor's signature.

    Several writers of one entry see each other's work. When the transaction is kept, load the keyring anew.
    """

    def __init__(self, change: Change, clock: Clock, signer: Signer, compartment_id: str) -> None:
        """Raises NotGrantor, NoGenuineEpoch, BrokenCompartment, RolledBack."""
        keyring = signer.keyring
        keyring.load(change.connection)
        authority = keyring.authority
        at = authority.next_moment(compartment_id, change.at)
        if not authority.may_grant(compartment_id, signer.account_id, at):
            raise NotGrantor
        own = authority.members[compartment_id, signer.account_id]
        self._for_a_time = own.until is not None
        self._connection = change.connection
        self._signer = signer
        self._compartment_id = compartment_id
        self._seeds = {seed.epoch: seed for seed in keyring.seeds(compartment_id)}
        self._epoch_ids = {said.number: row_id for row_id, said in authority.epochs[compartment_id]}
        self._latest = keyring.seed(compartment_id).epoch
        known = authority.granted_in(compartment_id)
        self._granted = {account_id: membership.fingerprint for account_id, membership in known.items()}
        self._for_good = {account_id for account_id, membership in known.items() if membership.for_good}
        self._inside = {
            account_id: member_of(change.connection, account_id)
            for owner, account_id in authority.members
            if owner == compartment_id
        }
        self._pen = _Pen(change, clock, signer, compartment_id, at, authority.head(compartment_id))

    def let_in(self, member: Member, *, can_grant: bool = False, until: int | None = None) -> None:
        """A grant, and every seed so far: a member reads what was written before he came.

        `until` (UTC milliseconds) is when `can_grant` ends; the membership stays until it is taken back. Who
        grants for a time lets nobody grant: raises NotGrantor.
        """
        if can_grant and self._for_a_time:
            raise NotGrantor
        self._pen.write_grant(
            member.account_id,
            member.fingerprint,
            epoch=min(self._epoch_ids),
            can_grant=can_grant,
            until=until,
        )
        for number, seed in sorted(self._seeds.items()):
            self._pen.write_seed(self._epoch_ids[number], seed, member)
        self._granted[member.account_id] = member.fingerprint
        self._inside[member.account_id] = member

    def take_out(self, *leaving: Member | str) -> None:
        """Revocations, and a new epoch for those who stay; accounts by member or by id.

        A grantor may take out himself too: his own revocation comes after the epoch, which he still signs.
        Who grants for a time takes out nobody who grants for good. Raises NotGrantor, or NoSuchAccount for
        an account that was not let in.
        """
        accounts_out = [who if isinstance(who, str) else who.account_id for who in leaving]
        if self._for_a_time and not self._for_good.isdisjoint(accounts_out):
            raise NotGrantor
        if not self._granted.keys() >= set(accounts_out):
            raise NoSuchAccount
        signer_id = self._signer.account_id
        for account_id in accounts_out:
            self._inside.pop(account_id, None)
            if account_id != signer_id:
                self._revoke(account_id, self._latest + 1)
        self.new_epoch()
        if signer_id in accounts_out:
            self._revoke(signer_id, self._latest)

    def _revoke(self, account_id: str, epoch: int) -> None:
        end_caches_of(self._connection, account_id)
        self._pen.write_grant(account_id, self._granted.pop(account_id), epoch=epoch, revoke=True)

    def new_epoch(self) -> EpochSeed:
        """A new epoch, its seed sealed to everybody who is in the compartment now."""
        seed = EpochSeed.generate(self._compartment_id, self._latest + 1)
        self._epoch_ids[seed.epoch] = self._pen.write_epoch(seed, list(self._inside.values()))
        self._seeds[seed.epoch] = seed
        self._latest = seed.epoch
        return seed


class _Pen:
    """Signs the statements of one compartment, each after the last and at a later moment."""

    def __init__(
        self, change: Change, clock: Clock, signer: Signer, compartment_id: str, at: int, previous: bytes
    ) -> None:
        self._change, self._clock, self._signer = change, clock, signer
        self._compartment_id = compartment_id
        self._at = at
        self._previous = previous

    def _go_on(self, statement: bytes) -> None:
        self._previous = hashlib.sha256(statement).digest()
        self._at += 1

    def write_grant(
        self,
        account_id: str,
        known_as: str,
        *,
        epoch: int,
        can_grant: bool = False,
        until: int | None = None,
        revoke: bool = False,
    ) -> None:
        """The grantor's signed word that an account may, or may no longer, enter."""
        statement = GrantStatement(
            office=self._change.office.id,
            compartment=self._compartment_id,
            account=account_id,
            fingerprint=known_as,
            can_grant=can_grant,
            epoch=epoch,
            action="revoke" if revoke else "grant",
            at=self._at,
            previous=self._previous,
            until=until,
        )
        self._change.insert(
            grants,
            new_id(self._clock),
            compartment_id=self._compartment_id,
            account_id=account_id,
            statement=statement_bytes(statement),
            signature=sign_grant(self._signer.keys, statement),
            grantor_id=self._signer.account_id,
            granted_at=self._change.at,
        )
        self._go_on(statement_bytes(statement))

    def write_epoch(self, seed: EpochSeed, members: list[Member]) -> str:
        """A new epoch, its public half signed, its seed sealed to every member; gives its row's id."""
        statement = EpochStatement(
            office=self._change.office.id,
            compartment=seed.compartment,
            number=seed.epoch,
            public=seed.public(),
            at=self._at,
            previous=self._previous,
        )
        encoded, signature = sign_epoch(self._signer.keys, statement)
        epoch_id = self._change.insert(
            epochs,
            new_id(self._clock),
            compartment_id=seed.compartment,
            number=seed.epoch,
            statement=encoded,
            signature=signature,
            grantor_id=self._signer.account_id,
            created_at=self._change.at,
        )
        self._go_on(encoded)
        for member in members:
            self.write_seed(epoch_id, seed, member)
        return epoch_id

    def write_seed(self, epoch_id: str, seed: EpochSeed, member: Member) -> None:
        """The seed of an epoch, sealed to one member."""
        office_id = self._change.office.id
        self._change.insert(
            seed_seals,
            new_id(self._clock),
            epoch_id=epoch_id,
            account_id=member.account_id,
            account_key_id=member.key_id,
            sealed=seal_seed(member.seal_public, seed, office=office_id, account=member.account_id),
        )
