"""A new store key, when somebody who is no longer let in knows the present one.

It is sealed for everybody without their passwords: to the key that the store has for each account, and to an
invitation's own. What opens a store that was cut off in between is in docs/formats.md. On a server only the
slots change, in one step, while others work: whoever changes slots next takes the new key from his own.
"""

import os
from collections.abc import Callable

import msgspec
from sqlalchemy import Connection

from wbs_tui.accounts.kinds import STORE_REKEYED
from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.accounts.seats import Seats, read_seats
from wbs_tui.accounts.upkeep import with_next_key
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore
from wbs_tui.store.rekey import rekey_database
from wbs_tui.text.catalogue import _
from wbs_tui.vault.header import Header
from wbs_tui.vault.slots import Slot, is_proved, seal_next, seal_slot

Progress = Callable[[str], None]


def rekey_due(desk: Desk) -> bool:
    """Whether somebody who is no longer let in knows the store key."""
    return desk.location.header.read().rekey_due


def rekey(desk: Desk, progress: Progress = lambda _sentence: None) -> bool:
    """Give the store a new key; False when others have a file open, or an invitation of version 1 waits.

    The desk goes on with the new key. Raises AccountsNotSigned, StoreTrouble; then, and when it is cut off
    anywhere, the store opens as before.
    """
    with locked_header(desk) as header:
        with desk.reading() as connection:
            seats = read_seats(connection)
        if any(_cannot_be_sealed(desk, slot, seats) for slot in header.slots):
            return False
        new = os.urandom(32)
        both = _with_next(desk, header, seats, new)
        if isinstance(desk.location, FileStore) and not _rekey_file(desk, desk.location, both, new, progress):
            return False
        desk.location.header.write(with_next_key(both))
        desk.key.current = new
    with desk.change(STORE_REKEYED):
        pass
    return True


def under_key(connection: Connection, header: Header, key: bytes) -> Header:
    """A server's header for what leaves it, with a new store key (32 bytes) in the slots of all who stay.

    Who administers the server can seal a key of his own to everybody in the slots, so none from there goes
    along; nor does an invitation, which only such a key would prove. Raises AccountsNotSigned.
    """
    public = read_seats(connection).public
    slots = tuple(
        seal_slot(header.store_id, slot, public[slot.account_id], key)
        for slot in header.slots
        if slot.kind != "invitation" and slot.account_id in public
    )
    number = header.store_key_number + 1
    return msgspec.structs.replace(header, slots=slots, store_key_number=number, rekey_due=False)


def _rekey_file(desk: Desk, location: FileStore, both: Header, new: bytes, progress: Progress) -> bool:
    """The database itself, between a header with both keys and one with the new; False when it is in use."""
    with desk.use.alone() as alone, desk.key.changing() as quiet:
        if not (alone and quiet):
            return False
        progress(_("Penyimpanan diberi kunci baru…"))
        location.header.write(both)
        rekey_database(location, desk.key.current, new)
        desk.key.current = new
    return True


def _cannot_be_sealed(desk: Desk, slot: Slot, seats: Seats) -> bool:
    """An invitation of version 1 names no key of its own; in two weeks at most it is used or over."""
    waits = slot.account_id in seats.invited and not slot.expired(desk.now())
    return slot.kind == "invitation" and waits and slot.seal_public is None


def _with_next(desk: Desk, header: Header, seats: Seats, new: bytes) -> Header:
    """The header with the new key for everybody who stays; whoever does not gets none, and then goes."""

    def sealed(slot: Slot) -> Slot:
        public = _public_for(desk, header, slot, seats)
        bare = msgspec.structs.replace(slot, next_store_key=None, next_proof=None)
        return bare if public is None else seal_next(header.store_id, bare, public, new)

    return msgspec.structs.replace(header, slots=tuple(map(sealed, header.slots)))


def _public_for(desk: Desk, header: Header, slot: Slot, seats: Seats) -> bytes | None:
    """What the new key is sealed to. The accounts' keys come from the store: the header is not signed."""
    if slot.kind != "invitation":
        return seats.public.get(slot.account_id)
    waits = slot.account_id in seats.invited and not slot.expired(desk.now())
    return slot.seal_public if waits and is_proved(header.store_id, slot, desk.store_key) else None
