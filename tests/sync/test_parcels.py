"""A parcel goes from office to office once, whatever the way does to it."""

from tests.sync.offices import World, outgoing
from wbs_tui.sync.dead import dead_letters
from wbs_tui.sync.outbox import queue
from wbs_tui.sync.taking import Fate, take
from wbs_tui.sync.wire import Receipt

_NOTHING = Receipt(station="0" * 32, up_to=0)


def test_what_is_queued_arrives_once(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    with sumsel.head.transaction() as transaction:
        queue(sumsel.head, transaction, kpk.id, [_NOTHING])
    [data] = outgoing(sumsel.head, kpk.id)
    assert take(kpk.head, data).fate is Fate.TAKEN
    assert take(kpk.head, data).fate is Fate.REPEATED
    assert dead_letters(kpk.head) == ()
