"""Bringing a new escrow to where the one before was, when another grantor than its maker must let it in."""

from contextlib import suppress

from sqlalchemy import Connection, select

from models.tables.accounts import escrows
from wbs_tui.accounts.access_of import compartments_granted_by
from wbs_tui.accounts.compartments import CompartmentWriter, signer_of
from wbs_tui.accounts.generations import current_escrow
from wbs_tui.accounts.kinds import GRANTED
from wbs_tui.journal.desk import Desk
from wbs_tui.store.closed import BrokenCompartment, NoGenuineEpoch, NotLetIn

_UNUSABLE = (BrokenCompartment, NoGenuineEpoch, NotLetIn)


def escrow_awaited(desk: Desk, connection: Connection) -> tuple[str, ...]:
    """The compartments where this account may grant, an earlier escrow was, and the one of now never was.

    Where it was and is not any more, a grantor took it out on purpose.
    """
    escrow = current_escrow(connection, desk.keyring)
    if escrow is None:
        return ()
    earlier = set(connection.execute(select(escrows.c.id)).scalars()) - {escrow.account_id}
    chains = desk.keyring.authority.chains
    return tuple(
        compartment_id
        for compartment_id in compartments_granted_by(desk, connection)
        if not chains[compartment_id].broken
        and earlier & chains[compartment_id].history.keys()
        and escrow.account_id not in chains[compartment_id].history
    )


def let_escrow_in(desk: Desk) -> int:
    """Let it in there; gives how many. Raises StoreTrouble."""
    with desk.reading() as connection:
        awaited = escrow_awaited(desk, connection)
    return sum(_let_in(desk, compartment_id) for compartment_id in awaited)


def _let_in(desk: Desk, compartment_id: str) -> int:
    with suppress(*_UNUSABLE), desk.transaction() as transaction:
        connection = transaction.connection
        escrow = current_escrow(connection, desk.keyring)
        if escrow is None or compartment_id not in escrow_awaited(desk, connection):
            return 0
        with transaction.entry(GRANTED) as change:
            writer = CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id)
            writer.let_in(escrow, can_grant=True)
        desk.keyring.load(connection)
        return 1
    return 0
