"""The first time that an account opens something with its present key: what going live waits for."""

from contextlib import suppress

from sqlalchemy import Connection, select

from models.tables.accounts import openings
from models.tables.local import key_wraps
from wbs_tui.accounts.recovery.kinds import OPENED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import Keyring, NotLetIn
from wbs_tui.text.errors import CannotUnlock, StoreTrouble
from wbs_tui.vault.ids import new_id


def note_openings(desk: Desk) -> None:
    """Note each compartment of which the account at the desk opens something for the first time.

    Called after every unlock; writes nothing when there is nothing new, or when the store cannot be written.
    """
    with desk.reading() as connection:
        new = _new(connection, desk)
    if not new:
        return
    with suppress(StoreTrouble), desk.change(OPENED) as change:
        for compartment_id in sorted(_new(change.connection, desk)):
            write_opening(change, desk, desk.actor.id, desk.actor.key_id, compartment_id)


def write_opening(change: Change, desk: Desk, account_id: str, key_id: str, compartment_id: str) -> None:
    """The row of one."""
    change.insert(
        openings,
        new_id(desk.clock),
        account_id=account_id,
        account_key_id=key_id,
        compartment_id=compartment_id,
        at=change.at,
    )


def _new(connection: Connection, desk: Desk) -> set[str]:
    known = select(openings.c.compartment_id).where(openings.c.account_key_id == desk.actor.key_id)
    noted = set(connection.execute(known).scalars())
    mine = {place[0] for place in desk.keyring.authority.members if place[1] == desk.actor.id}
    return {each for each in mine - noted if opens(connection, desk.keyring, each)}


def opens(connection: Connection, keyring: Keyring, compartment_id: str) -> bool:
    """Whether the keyring has the latest seed, and opens a key that is wrapped for the compartment."""
    try:
        keyring.seed(compartment_id)
        newest = (
            select(key_wraps.c.key_id)
            .where(key_wraps.c.compartment_id == compartment_id)
            .order_by(key_wraps.c.key_id.desc())
            .limit(1)
        )
        key_id = connection.execute(newest).scalar()
        if key_id is not None:
            keyring.key(connection, key_id)
    except (NotLetIn, CannotUnlock, StoreTrouble):
        return False
    return True
