"""Proving shares: one against the signed hashes, two by what they make."""

from dataclasses import dataclass

from sqlalchemy import Connection

from models.tables.accounts import share_checks
from models.words.clock import Clock
from models.words.recovery import ShareEvent
from wbs_tui.accounts.compartments import Signer
from wbs_tui.accounts.recovery.errors import NoEscrow, OldGeneration, ShareOfNobody
from wbs_tui.accounts.recovery.generations import Generation, earlier, standing
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.shares import (
    SameShareTwice,
    SharesOfDifferentSets,
    combine,
    escrow_keys,
    normalise,
    number_of,
    share_hash,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The escrow, made of two shares; shows nothing of its keys."""

    generation: Generation
    keys: AccountKeys
    numbers: tuple[int, int]
    """Of the two shares."""

    def signer(self, connection: Connection, office_id: str) -> Signer:
        """The escrow as one who lets in and takes out."""
        keyring = Keyring(office_id, self.generation.id, self.keys)
        keyring.load(connection)
        return Signer(self.generation.id, self.keys, keyring)

    def note(self, change: Change, clock: Clock, account_id: str, event: ShareEvent) -> None:
        """The rows that say what was done with the two."""
        for number in self.numbers:
            note_share(change, clock, account_id, self.generation, number, event)


def current(connection: Connection, keyring: Keyring) -> Generation:
    """The escrow that counts; raises NoEscrow."""
    generation = standing(connection, keyring)
    if generation is None:
        raise NoEscrow
    return generation


def recognise(
    connection: Connection, keyring: Keyring, office_id: str, generation: Generation, words: str
) -> int:
    """The number of a normalised share of the generation that counts. Raises OldGeneration, ShareOfNobody."""
    number = number_of(words)

    def holds(one: Generation) -> bool:
        return share_hash(office_id, one.id, number, words) == one.hashes[number - 1]

    if holds(generation):
        return number
    for replaced in earlier(connection, keyring, generation):
        if holds(replaced):
            raise OldGeneration(replaced.number, generation.number)
    raise ShareOfNobody


def put_together(connection: Connection, keyring: Keyring, office_id: str, first: str, second: str) -> Opened:
    """The escrow of two typed shares. Raises NoEscrow, WrongShare (whichever it is)."""
    one, other = normalise(first), normalise(second)
    if one == other:
        raise SameShareTwice
    generation = current(connection, keyring)
    numbers = tuple(recognise(connection, keyring, office_id, generation, words) for words in (one, other))
    keys = escrow_keys(combine(one, other))
    if fingerprint(keys.public()) != generation.member.fingerprint:
        raise SharesOfDifferentSets
    return Opened(generation, keys, (numbers[0], numbers[1]))


def note_share(
    change: Change, clock: Clock, account_id: str, generation: Generation, number: int, event: ShareEvent
) -> None:
    """The row that says what was done with a share."""
    change.insert(
        share_checks,
        new_id(clock),
        escrow_id=generation.id,
        number=number,
        what=event,
        at=change.at,
        account_id=account_id,
    )
