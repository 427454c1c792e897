"""Bringing a store of an earlier version up to date: whoever can open it may."""

import msgspec

from models.words.clock import Clock, system_clock
from wbs_tui.accounts.offices import refuse_unfinished
from wbs_tui.accounts.session import enter
from wbs_tui.store.engine import open_with_one_of, reading
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import VERSIONS, stored_version
from wbs_tui.vault.slots import OpenedSlot


def upgrade_store(
    location: StoreLocation, name: str, password: str, clock: Clock = system_clock
) -> tuple[str, str]:
    """The versions before and after. Raises NewerStore, DamagedStore, and what unlocking raises."""
    refuse_unfinished(location.header.read())
    use = InUse(location.use)
    try:
        header = location.header.read()
        _slot, opened = enter(location, header, name, password, clock)
        return _upgrade(location, opened)
    finally:
        use.close()


def _upgrade(location: StoreLocation, opened: OpenedSlot) -> tuple[str, str]:
    engine, _key = open_with_one_of(location, opened.store_keys)
    try:
        with reading(engine) as connection:
            before = stored_version(connection)
        if before is None:
            raise DamagedStore
        migrate(engine)
    finally:
        engine.dispose()
    _note_version(location)
    return before, VERSIONS[-1]


def _note_version(location: StoreLocation) -> None:
    with location.header.lock():
        header = location.header.read()
        if header.schema != VERSIONS[-1]:
            location.header.write(msgspec.structs.replace(header, schema=VERSIONS[-1]))
