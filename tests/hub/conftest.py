"""A hub for each test, over SQLite and over PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TickingClock
from tests.hub.raw_client import RawOffice
from tests.hubs import RunningHub, running_hub
from tests.sync.offices import founded_linked, office_world
from wbs_tui.hub.limits import Limits

__all__ = ["founded_linked", "office_world"]


@dataclass
class Place:
    """A database that outlives the hubs that are started over it."""

    store: str
    clock: TickingClock

    @contextmanager
    def running(self, **changes: Any) -> Iterator[RunningHub]:
        """A hub over it."""
        with running_hub(self.store, **{"clock": self.clock, **changes}) as hub:
            yield hub


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a hub can be."""
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path}/hub/hub.db", TickingClock())
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield Place(server.address(name), TickingClock())
    server.drop(name)


@pytest.fixture
def hub(place: Place) -> Iterator[RunningHub]:
    """A hub with the limits that it has for everybody."""
    with place.running() as running:
        yield running


@pytest.fixture
def limited(place: Place) -> Iterator[Callable[..., RunningHub]]:
    """Makes a hub with other limits."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(place.running(limits=Limits(**limits)))


@pytest.fixture
def joined(place: Place) -> Callable[..., RawOffice]:
    """Makes an office that has enrolled at a hub."""

    def make(hub: RunningHub, code: str = "16", **changes: Any) -> RawOffice:
        return RawOffice(hub, code, now=lambda: place.clock.now.timestamp(), **changes).enrol()

    return make
