"""Compartments in the making: their birth, a new epoch, a seed sealed to a member."""

from dataclasses import dataclass

from models.tables.accounts import compartments, epochs, grants, seed_seals
from models.words.clock import Clock
from wbs_tui.journal.transaction import Change
from wbs_tui.store.authority import EpochStatement, sign_epoch
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.compartments import EpochSeed, seal_seed
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id


def found_compartment(
    change: Change, clock: Clock, kind: str, grantor: "Member", keys: AccountKeys
) -> EpochSeed:
    """Make a compartment whose founder, first member and first grantor is the account in this session."""
    compartment_id = change.insert(
        compartments, new_id(clock), kind=kind, founder_id=grantor.account_id, created_at=change.at
    )
    seed = EpochSeed.generate(compartment_id, 1)
    signing = Signing(keys, grantor.account_id, change.at)
    write_grant(change, clock, signing, compartment_id, grantor, epoch=1, can_grant=True)
    write_epoch(change, clock, signing, seed, [grantor])
    return seed


@dataclass(frozen=True, slots=True)
class Signing:
    """Who lets in or takes out, and the moment he signs, later than any before in the compartment."""

    keys: AccountKeys
    grantor_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """Whom a seed is sealed to: an account with its present key."""

    account_id: str
    key_id: str
    seal_public: bytes
    fingerprint: str


def write_grant(
    change: Change,
    clock: Clock,
    signing: Signing,
    compartment_id: str,
    member: Member,
    *,
    epoch: int,
    can_grant: bool = False,
    revoke: bool = False,
) -> None:
    """The grantor's signed word that an account may, or may no longer, enter."""
    statement = GrantStatement(
        office=change.office.id,
        compartment=compartment_id,
        account=member.account_id,
        fingerprint=member.fingerprint,
        can_grant=can_grant,
        epoch=epoch,
        action="revoke" if revoke else "grant",
        at=signing.at,
    )
    change.insert(
        grants,
        new_id(clock),
        compartment_id=compartment_id,
        account_id=member.account_id,
        statement=statement_bytes(statement),
        signature=sign_grant(signing.keys, statement),
        grantor_id=signing.grantor_id,
        granted_at=change.at,
    )


def write_epoch(
    change: Change, clock: Clock, signing: Signing, seed: EpochSeed, members: list[Member]
) -> None:
    """A new epoch, its public half signed, its seed sealed to every member."""
    statement = EpochStatement(
        office=change.office.id,
        compartment=seed.compartment,
        number=seed.epoch,
        public=seed.public(),
        at=signing.at,
    )
    encoded, signature = sign_epoch(signing.keys, statement)
    epoch_id = change.insert(
        epochs,
        new_id(clock),
        compartment_id=seed.compartment,
        number=seed.epoch,
        statement=encoded,
        signature=signature,
        grantor_id=signing.grantor_id,
        created_at=change.at,
    )
    for member in members:
        write_seed(change, clock, epoch_id, seed, member)


def write_seed(change: Change, clock: Clock, epoch_id: str, seed: EpochSeed, member: Member) -> None:
    """The seed of an epoch, sealed to one member."""
    change.insert(
        seed_seals,
        new_id(clock),
        epoch_id=epoch_id,
        account_id=member.account_id,
        account_key_id=member.key_id,
        sealed=seal_seed(member.seal_public, seed, office=change.office.id, account=member.account_id),
    )
