"""Offices exchange through a real hub over TLS."""

from tests.sync.at_hub import HubWorld
from tests.sync.offices import unconfirmed
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.wire import Summaries

_WORD = Summaries(())


def test_a_parcel_crosses_and_its_receipt_comes_back(hub_world: HubWorld) -> None:
    _hub, (kpk, sumsel) = hub_world("kpk", "province")
    with sumsel.head.transaction() as transaction:
        parcel = queue(sumsel.head, transaction, kpk.id, [_WORD])
    assert sync(sumsel.head).pushed == 1
    arrived = sync(kpk.head)
    assert (arrived.pulled, arrived.pushed) == (1, 1)
    assert unconfirmed(sumsel.head, parcel) == 1
    sync(sumsel.head)
    assert unconfirmed(sumsel.head, parcel) == 0
    assert dead_letters(kpk.head) == ()


def test_with_nothing_new_two_round_trips_are_enough(hub_world: HubWorld) -> None:
    _hub, offices = hub_world("kpk", "province")
    for office in offices:
        again = sync(office.head)
        assert (again.pushed, again.pulled) == (0, 0)
        assert again.trips <= 2
