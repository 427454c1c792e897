"""Offices that have joined a hub and come to rest: made once, and copied with what the hub keeps."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.tables.exchange import exchange_state
from tests.hubs import RunningHub, running_hub
from tests.sync.offices import Kept, Linked, World, enrolled_at
from wbs_tui.store.engine import writing
from wbs_tui.sync.exchanging.exchange import Synced, sync
from wbs_tui.sync.link.hub_place import HubPlace, hub_place, our_hub, set_hub

HubWorld = Callable[..., tuple[RunningHub, tuple[Linked, ...]]]
_MOST_ROUNDS = 8


def at_rest(*offices: Linked, exchange: Callable[[Linked], Synced] = lambda each: sync(each.head)) -> None:
    """They exchange until nothing is left that moves."""
    for _round in range(_MOST_ROUNDS):
        told = [exchange(office) for office in offices]
        if not any(each.pushed or each.pulled for each in told):
            return
    raise AssertionError("they never come to rest")


def moved_to(office: Linked, place: HubPlace) -> None:
    """The office has always known its hub at this address."""
    with writing(office.head.engine) as connection:
        before = our_hub(connection).mark
        name = exchange_state.c.name
        known = select(name).where(name.endswith(before))
        for each in connection.execute(known).scalars().all():
            new = each.replace(before, place.mark)
            connection.execute(update(exchange_state).where(name == each).values(name=new))
        set_hub(connection, place)


@pytest.fixture
def hub_world(office_world: World, tmp_path: Path) -> Iterator[HubWorld]:
    """`hub, (kpk, sumsel) = hub_world("kpk", "province")`: offices at rest, and their hub, which answers."""
    with ExitStack() as stack:

        def make(*kinds: str) -> tuple[RunningHub, tuple[Linked, ...]]:
            places, database = _rested(office_world.kept, *kinds)
            shutil.copytree(database.parent, tmp_path / "hub")
            store = f"sqlite:///{tmp_path / 'hub' / database.name}"
            hub = stack.enter_context(running_hub(store, clock=office_world.clock))
            offices = office_world.moved_in(kinds, places)
            for office in offices:
                moved_to(office, hub_place(hub.url, hub.ca))
            return hub, offices

        yield make


def _rested(kept: Kept, *kinds: str) -> tuple[list, Path]:
    """Copies of offices at rest, and the database that their hub has kept."""
    database = kept.folder / "-".join(("hub", *sorted(kinds))) / "hub.db"

    def join(*offices: Linked) -> None:
        with running_hub(f"sqlite:///{database}", clock=offices[0].clock) as hub:
            enrolled_at(hub, *offices)
            at_rest(*offices)

    return kept.prepared("rested", kept.confirmed, join, *kinds), database
