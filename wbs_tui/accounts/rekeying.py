"""A new store key, when somebody who is no longer let in knows the present one.

It is sealed for everybody without their passwords: to the key that the store has for each account, and to an
invitation's own. What opens a store that was cut off in between is in docs/formats.md.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts
from models.tables.journal import journal
from models.words.roles import AccountStatus
from wbs_tui.accounts.kinds import STORE_REKEYED
from wbs_tui.accounts.upkeep import with_next_key
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import decode
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.rekey import rekey_database
from wbs_tui.text.catalogue import _
from wbs_tui.vault.header import Header, header_lock, read_header, write_header
from wbs_tui.vault.slots import Slot, is_proved, seal_next

Progress = Callable[[str], None]


def rekey_due(desk: Desk) -> bool:
    """Whether somebody who is no longer let in knows the store key."""
    return read_header(desk.location.header).rekey_due


def rekey(desk: Desk, progress: Progress = lambda _sentence: None) -> bool:
    """Give the store a new key; False when others have it open, or an invitation of version 1 still waits.

    The desk goes on with the new key. Raises StoreTrouble; then, and when it is cut off anywhere, the store
    opens as before.
    """
    path = desk.location.header
    with header_lock(path):
        header = read_header(path)
        with desk.reading() as connection:
            seats = _read_seats(connection)
        if any(_cannot_be_sealed(desk, slot, seats) for slot in header.slots):
            return False
        with desk.use.alone() as alone, desk.key.changing() as quiet:
            if not (alone and quiet):
                return False
            progress(_("Penyimpanan diberi kunci baru…"))
            new = os.urandom(32)
            both = _with_next(desk, header, seats, new)
            write_header(path, both)
            rekey_database(desk.location, desk.key.current, new)
            desk.key.current = new
        write_header(path, with_next_key(both))
    with desk.change(STORE_REKEYED):
        pass
    return True


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who is let in, by the store: active accounts with their sealing keys, and who is invited."""

    public: Mapping[str, bytes]
    invited: frozenset[str]


def _read_seats(connection: Connection) -> _Seats:
    active = (
        select(account_keys.c.id, account_keys.c.account_id, account_keys.c.seal_public, journal.c.signed)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .join(journal, journal.c.id == account_keys.c.entry_id, isouter=True)
        .where(accounts.c.status == AccountStatus.ACTIVE, account_keys.c.ended_at.is_(None))
    )
    public: dict[str, bytes] = {}
    for row in connection.execute(active):
        if row.account_id in public or not _as_signed(row):
            raise DamagedStore
        public[row.account_id] = row.seal_public
    waiting = select(accounts.c.id).where(accounts.c.status == AccountStatus.INVITED)
    return _Seats(public, frozenset(connection.execute(waiting).scalars()))


def _as_signed(row: Any) -> bool:
    """Whether the key stands in the entry that made it: else somebody changed the row behind the program."""
    try:
        entry = decode(row.signed)
    except (msgspec.DecodeError, TypeError):
        return False
    return any(
        effect.row_id == row.id
        and effect.values.get("account_id") == row.account_id
        and effect.values.get("seal_public") == row.seal_public
        for effect in entry.effects_on("account_keys")
    )


def _cannot_be_sealed(desk: Desk, slot: Slot, seats: _Seats) -> bool:
    """An invitation of version 1 names no key of its own; in two weeks at most it is used or over."""
    waits = slot.account_id in seats.invited and not slot.expired(desk.now())
    return slot.kind == "invitation" and waits and slot.seal_public is None


def _with_next(desk: Desk, header: Header, seats: _Seats, new: bytes) -> Header:
    """The header with the new key for everybody who stays; whoever does not gets none, and then goes."""

    def sealed(slot: Slot) -> Slot:
        public = _public_for(desk, header, slot, seats)
        bare = msgspec.structs.replace(slot, next_store_key=None, next_proof=None)
        return bare if public is None else seal_next(header.store_id, bare, public, new)

    return msgspec.structs.replace(header, slots=tuple(map(sealed, header.slots)))


def _public_for(desk: Desk, header: Header, slot: Slot, seats: _Seats) -> bytes | None:
    """What the new key is sealed to. The accounts' keys come from the store: the header is not signed."""
    if slot.kind != "invitation":
        return seats.public.get(slot.account_id)
    waits = slot.account_id in seats.invited and not slot.expired(desk.now())
    return slot.seal_public if waits and is_proved(header.store_id, slot, desk.store_key) else None
