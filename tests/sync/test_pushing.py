"""What is queued goes to the hub while more is being made; it may be cut off anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from models.tables.exchange import foreign_cases
from tests.hubs import running_hub
from tests.sync.at_work import new_case
from tests.sync.between import Between, between
from tests.sync.offices import Linked, World, enrolled_at
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import Offline
from wbs_tui.sync.exchanging.background import status
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.exchanging.run import Step
from wbs_tui.sync.link.hub_place import set_hub
from wbs_tui.sync.outgoing import summaries

_PARCELS = "/v1/parcels"


@dataclass
class Telling:
    """An office with three cases, each of them a parcel for KPK, which has heard of none."""

    kpk: Linked
    ours: Linked
    hub: Between
    registers: set[str]

    def told(self) -> set[str]:
        """The numbers of which KPK knows."""
        with self.kpk.head.reading() as connection:
            return set(connection.execute(select(foreign_cases.c.register)).scalars())


@pytest.fixture
def telling(office_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telling]:
    kpk, ours = office_world("kpk", "inspectorate")
    monkeypatch.setattr(summaries, "ROWS_IN_PARCEL", 1)
    with running_hub(clock=kpk.clock) as hub, between(hub) as seen:
        enrolled_at(hub, kpk, ours)
        for office in (kpk, ours, kpk):
            sync(office.head)
        with writing(ours.head.engine) as connection:
            set_hub(connection, seen.place)
        yield Telling(kpk, ours, seen, {new_case(ours.head, number) for number in range(3)})


def test_the_first_parcels_are_with_the_hub_before_the_last_are_made(telling: Telling) -> None:
    steps: list[Step] = []
    first = sync(
        telling.ours.head,
        tell=lambda step, _done, _of: steps.append(step),
        stop=lambda: Step.PUSH in steps,
    )
    assert first.pushed == 1
    sync(telling.kpk.head)
    assert len(telling.told()) == 1
    assert first.pushed + sync(telling.ours.head).pushed == 3
    sync(telling.kpk.head)
    assert telling.told() == telling.registers
    assert sync(telling.ours.head).pushed == 0


def test_what_the_hub_does_not_get_is_made_all_the_same(telling: Telling) -> None:
    telling.hub.swallow = lambda _method, path: path == _PARCELS
    with pytest.raises(Offline):
        sync(telling.ours.head, wait=lambda seconds: seconds > 0)
    assert status(telling.ours.head).waiting == 3
    telling.hub.honest()
    assert sync(telling.ours.head).pushed == 3
    sync(telling.kpk.head)
    assert telling.told() == telling.registers
