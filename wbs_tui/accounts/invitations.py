"""Invitations: a one-time code that lets the owner of an account in to make its keys."""

from datetime import timedelta

import msgspec
from sqlalchemy import Engine, select

from models.tables.accounts import accounts
from models.words.clock import Clock, to_millis
from models.words.roles import AccountStatus
from wbs_tui.accounts.views import Invitation
from wbs_tui.store.engine import reading
from wbs_tui.store.location import StoreLocation
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.header import Header, header_lock, read_header, write_header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import Slot, make_invitation_slot

VALID_FOR = timedelta(days=14)


def new_invitation(
    store_id: str, store_key: bytes, account_id: str, name: str, clock: Clock
) -> tuple[Invitation, Slot]:
    """A fresh code for an account, and the slot that it opens until it is used or two weeks have passed."""
    code = new_code()
    now = to_millis(clock())
    expires_at = now + int(VALID_FOR.total_seconds() * 1000)
    slot = make_invitation_slot(
        store_id=store_id,
        slot_id=new_id(clock),
        account_id=account_id,
        account_name=name,
        code=code,
        store_key=store_key,
        created_at=now,
        expires_at=expires_at,
    )
    return Invitation(name, code, expires_at), slot


def remove_used(location: StoreLocation, engine: Engine, header: Header) -> None:
    """Take away invitations of accounts that wait for none: an activation that was cut off left them.

    Their code would open the database for as long as they stand. Raises StoreTrouble.
    """
    if not _used(engine, header):
        return
    with header_lock(location.header):
        now = read_header(location.header)
        used = _used(engine, now)
        slots = tuple(slot for slot in now.slots if slot.id not in used)
        write_header(location.header, msgspec.structs.replace(now, slots=slots))


def _used(engine: Engine, header: Header) -> frozenset[str]:
    invitations = {slot.id: slot.account_id for slot in header.slots if slot.kind == "invitation"}
    if not invitations:
        return frozenset()
    with reading(engine) as connection:
        query = select(accounts.c.id).where(accounts.c.status == AccountStatus.INVITED)
        waiting = set(connection.execute(query).scalars())
    return frozenset(slot_id for slot_id, account_id in invitations.items() if account_id not in waiting)
