"""What every unlock does for the header, when it is called for.

Slots that lead to nobody go, a re-key that was cut off is finished, slots of version 1 get today's form.
"""

import msgspec
from sqlalchemy import select

from models.tables.accounts import accounts
from models.words.roles import AccountStatus
from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.errors import WrongKey
from wbs_tui.vault.header import Header
from wbs_tui.vault.slots import Slot, seal_slot, take_next, unseal_slot


def tend_header(desk: Desk, seen: Header) -> None:
    """Put the header in order when what was seen of it asks for it. Raises StoreTrouble."""
    if _tidy(desk, seen) == seen:
        return
    with locked_header(desk) as now:
        tidy = _tidy(desk, now)
        if tidy != now:
            desk.location.header.write(tidy)


def _tidy(desk: Desk, header: Header) -> Header:
    for each in (_without_left_over, _finished, _sealed_for_me):
        header = each(desk, header)
    return header


def _without_left_over(desk: Desk, header: Header) -> Header:
    """Without slots that lead to no account: what was cut off between the header and the rows left them.

    They would open the database for as long as they stand.
    """
    with desk.reading() as connection:
        status = {row.id: row.status for row in connection.execute(select(accounts.c.id, accounts.c.status))}
    kept = tuple(slot for slot in header.slots if status.get(slot.account_id) == _expected(slot))
    if len(kept) == len(header.slots):
        return header
    due = header.rekey_due or any(slot.kind != "invitation" for slot in header.slots if slot not in kept)
    return msgspec.structs.replace(header, slots=kept, rekey_due=due)


def _expected(slot: Slot) -> AccountStatus:
    return AccountStatus.INVITED if slot.kind == "invitation" else AccountStatus.ACTIVE


def _finished(desk: Desk, header: Header) -> Header:
    """After a re-key that was cut off when the database had its new key: that is the key now."""
    mine = next((slot for slot in header.slots if _is_sealed_next(desk, header, slot)), None)
    if mine is None:
        return header
    return with_next_key(header)


def with_next_key(header: Header) -> Header:
    """The header once the database has the next key."""
    slots = tuple(take_next(slot) for slot in header.slots if slot.next_store_key is not None)
    return msgspec.structs.replace(
        header, slots=slots, store_key_number=header.store_key_number + 1, rekey_due=False
    )


def _is_sealed_next(desk: Desk, header: Header, slot: Slot) -> bool:
    if slot.account_id != desk.actor.id or slot.next_store_key is None:
        return False
    try:
        return unseal_slot(header.store_id, slot, desk.account_keys.sealing)[1] == desk.store_key
    except WrongKey:
        return False


def _sealed_for_me(desk: Desk, header: Header) -> Header:
    """The slots of this account as version 2 has them: the store key sealed to the account's own key."""
    public = desk.account_keys.public().seal

    def sealed(slot: Slot) -> Slot:
        if slot.account_id != desk.actor.id or slot.wrapped_store_key is None or slot.kind == "invitation":
            return slot
        return seal_slot(header.store_id, slot, public, desk.store_key)

    slots = tuple(map(sealed, header.slots))
    return header if slots == header.slots else msgspec.structs.replace(header, slots=slots)
