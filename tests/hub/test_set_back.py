"""A hub that was restored from an old copy loses nothing: the offices bring it up to date."""

import shutil

import pytest
from sqlalchemy import select

from tests.hubs import running_hub
from tests.sync.at_work import new_case
from tests.sync.offices import enrolled_at, unconfirmed
from wbs_tui.hub.tables import records
from wbs_tui.store.engine import reading, writing
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case
from wbs_tui.sync.offices.records import set_under


def changed(office, under):
    """The office has something new to say of itself."""
    with writing(office.head.engine) as connection:
        set_under(connection, under)
    sync(office.head)


def numbers(hub, office):
    """Of the office's records at the hub."""
    wanted = select(records.c.number).where(records.c.office == office.id).order_by(records.c.number)
    with reading(hub.hub.engine) as connection:
        return list(connection.scalars(wanted))


class Hub:
    """One that can be stopped and set back, always at the same address."""

    def __init__(self, folder, clock):
        self.folder, self.copy, self.clock, self.port = folder / "hub", folder / "salinan", clock, 0

    def running(self):
        return running_hub(f"sqlite:///{self.folder}/hub.db", clock=self.clock, port=self.port)

    def enrol(self, *offices):
        with self.running() as hub:
            self.port = int(hub.url.rsplit(":", 1)[1])
            enrolled_at(hub, *offices)
            for office in offices:
                sync(office.head)
        shutil.copytree(self.folder, self.copy)

    def set_back(self):
        shutil.rmtree(self.folder)
        self.copy.rename(self.folder)


@pytest.mark.parametrize("again", [True, False])
def test_a_hub_that_was_set_back_gets_records_and_parcels_again(office_world, tmp_path, again):
    """Whether the office has something new to say of itself since, or not."""
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    place = Hub(tmp_path, kpk.clock)
    place.enrol(kpk, sumsel, ours)
    with place.running():
        changed(ours, "")
        changed(ours, "16")
        register = new_case(ours.head)
        sync(ours.head)
    place.set_back()
    with place.running() as hub:
        if again:
            changed(ours, "17")
        for _round in range(3):
            for office in (ours, kpk, sumsel):
                sync(office.head)
        assert numbers(hub, ours) == ([1, 2, 3, 4] if again else [1, 2, 3])
        assert unconfirmed(ours.head) == 0
    assert foreign_case(kpk.head, register).office == ours.code
