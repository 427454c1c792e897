"""Bringing a store of an earlier version up to date: whoever can open it may."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from models.words.clock import Clock, system_clock
from wbs_tui.accounts.offices import refuse_unfinished
from wbs_tui.accounts.session import enter
from wbs_tui.store.engine import open_with_one_of, reading
from wbs_tui.store.errors import DamagedStore, StoreInUse
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import VERSIONS, stored_version
from wbs_tui.vault.slots import OpenedSlot


def upgrade_store(
    location: StoreLocation, name: str, password: str, clock: Clock = system_clock
) -> tuple[str, str]:
    """The versions before and after. Of two who do it at once the second finds it done.

    Raises StoreInUse, StoreBusy, NewerStore, DamagedStore, and what unlocking raises.
    """
    refuse_unfinished(location.header.read())
    with location.header.lock(), _nobody_at_a_desk(location):
        header = location.header.read()
        _slot, opened = enter(location, header, name, password, clock)
        before = _upgraded(location, opened)
        if header.schema != VERSIONS[-1]:
            location.header.write(msgspec.structs.replace(header, schema=VERSIONS[-1]))
    return before, VERSIONS[-1]


@contextmanager
def _nobody_at_a_desk(location: StoreLocation) -> Iterator[None]:
    """A desk that is open goes on writing by the tables that it knows; raises StoreInUse.

    A server knows of no desks; there each transaction looks at the version.
    """
    if not isinstance(location, FileStore):
        yield
        return
    use = InUse(location.use)
    try:
        with use.alone() as alone:
            if not alone:
                raise StoreInUse
            yield
    finally:
        use.close()


def _upgraded(location: StoreLocation, opened: OpenedSlot) -> str:
    """Migrates; gives the version before."""
    engine, _key = open_with_one_of(location, opened.store_keys)
    try:
        with reading(engine) as connection:
            before = stored_version(connection)
        if before is None:
            raise DamagedStore
        migrate(engine)
    finally:
        engine.dispose()
    return before
