"""Offices exchange through a real hub over TLS."""

from tests.hubs import running_hub
from tests.sync.offices import World, enrolled_at, unconfirmed
from wbs_tui.sync.dead import dead_letters
from wbs_tui.sync.exchange import sync
from wbs_tui.sync.outbox import queue
from wbs_tui.sync.wire import Summaries

_WORD = Summaries(())


def test_a_parcel_crosses_and_its_receipt_comes_back(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, sumsel)
        for office in (kpk, sumsel):
            print(sync(office.head))
        with sumsel.head.transaction() as transaction:
            queue(sumsel.head, transaction, kpk.id, [_WORD])
        first = sync(sumsel.head)
        print(first)
        assert first.pushed == 1
        arrived = sync(kpk.head)
        print(arrived)
        assert (arrived.pulled, arrived.pushed) == (1, 1)
        assert unconfirmed(sumsel.head) == 1
        print(sync(sumsel.head))
        assert unconfirmed(sumsel.head) == 0
        for office in (kpk, sumsel):
            again = sync(office.head)
            print(again)
            assert (again.pushed, again.pulled) == (0, 0)
            assert again.trips <= 2
        assert dead_letters(kpk.head) == ()
