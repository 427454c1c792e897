"""Empty places for a store, and desks at what was restored there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import PASSWORD, TestOffice
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.location import FileStore, StoreLocation, locate

HEAD, ADMIN = SignIn("inspektur", PASSWORD), SignIn("admin", PASSWORD)


@contextmanager
def empty_place(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[StoreLocation]:
    """A file that is not there yet, or an empty database."""
    if kind == "sqlite":
        yield FileStore(folder / "baru" / "office.wbs")
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield locate(server.address(name))
    server.drop(name)


def at_desk(location: StoreLocation, office: TestOffice, name: str = "inspektur") -> "closing[Desk]":
    """A desk at a restored store."""
    return closing(unlock(location, name, PASSWORD, office.clock).desk)
