"""Bringing a new escrow to where the one before was, when another grantor than its maker must let it in."""

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.words.roles import Role
from wbs_tui.accounts.access_of import compartments_granted_by
from wbs_tui.accounts.compartments import CompartmentWriter, Member, signer_of
from wbs_tui.accounts.kinds import GRANTED
from wbs_tui.accounts.proved import AccountsNotSigned, refuse_unsigned_accounts
from wbs_tui.accounts.recovery.generations import current_escrow
from wbs_tui.accounts.recovery.outside import outside_escrow
from wbs_tui.journal.desk import Desk
from wbs_tui.store.closed import BrokenCompartment, NoGenuineEpoch, NotLetIn

_UNUSABLE = (AccountsNotSigned, BrokenCompartment, NoGenuineEpoch, NotLetIn)


def escrow_awaited(desk: Desk, connection: Connection) -> dict[str, list[Member]]:
    """By compartment where this account may grant: the escrow, ours or the outside one, that waits for it.

    That is where an earlier one was and the one of now never was. Where it was and is not any more, a grantor
    took it out on purpose.
    """
    chains = desk.keyring.authority.chains
    waiting: dict[str, list[Member]] = {}
    for member, earlier in _successors(desk, connection):
        for compartment_id in compartments_granted_by(desk, connection):
            known = chains[compartment_id].history.keys()
            if chains[compartment_id].granted[desk.actor.id].until is not None:
                continue  # who grants for a time lets in nobody who grants
            if not chains[compartment_id].broken and earlier & known and member.account_id not in known:
                waiting.setdefault(compartment_id, []).append(member)
    return waiting


def _successors(desk: Desk, connection: Connection) -> Iterator[tuple[Member, set[str]]]:
    """The two that count now, each with the accounts of those before it."""
    for role, member in (
        (Role.ESCROW, current_escrow(connection, desk.keyring)),
        (Role.OUTSIDE, outside_escrow(connection, desk.keyring)),
    ):
        if member is not None:
            every = connection.execute(select(accounts.c.id).where(accounts.c.role == role)).scalars()
            yield member, set(every) - {member.account_id}


def let_escrow_in(desk: Desk) -> int:
    """Let them in there; gives into how many compartments. Raises StoreTrouble."""
    with desk.reading() as connection:
        awaited = escrow_awaited(desk, connection)
    return sum(_let_in(desk, compartment_id) for compartment_id in awaited)


def _let_in(desk: Desk, compartment_id: str) -> int:
    with suppress(*_UNUSABLE), desk.transaction() as transaction:
        waiting = escrow_awaited(desk, transaction.connection).get(compartment_id, [])
        if not waiting:
            return 0
        refuse_unsigned_accounts(transaction.connection)
        with transaction.entry(GRANTED) as change:
            writer = CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id)
            for member in waiting:
                writer.let_in(member, can_grant=True)
        desk.keyring.load(transaction.connection)
        return 1
    return 0
