"""An exchange that is stopped, killed or offline goes on from where it was."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.tables.exchange import foreign_cases, foreign_files, received
from models.words.exchange import FileState
from tests.conftest import PASSWORD
from tests.copies import brought_back, copied, removed
from tests.hubs import RunningHub
from tests.killing import cut_off
from tests.restored import begin_restored_station
from tests.sync.at_hub import HubWorld, at_rest, moved_to
from tests.sync.at_work import new_case, proved
from tests.sync.between import between
from tests.sync.offices import Linked, World, unconfirmed
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.steps import evidence
from wbs_tui.hub.tables import metadata
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore
from wbs_tui.sync.errors import Offline
from wbs_tui.sync.exchanging.background import SHORTEST, Background, ExchangeStatus, Link, status
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.offices.records import set_under
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.wire import Summaries

_WORD = Summaries(())
_KILLS = {True: 20, False: 5}
"""In a file; on a server each takes longer."""


def _at_rest(*offices: Linked) -> None:
    """Everything has arrived and is confirmed."""
    at_rest(*offices)
    for office in offices:
        assert dead_letters(office.head) == ()


def _queued(sender: Linked, to: Linked, count: int) -> list[str]:
    with sender.head.transaction() as transaction:
        return [queue(sender.head, transaction, to.id, [_WORD]) for _each in range(count)]


def _arrived(office: Linked) -> int:
    with office.head.reading() as connection:
        return connection.execute(select(func.count()).select_from(received)).scalar_one()


def test_stopped_at_any_step_it_goes_on_from_there(hub_world: HubWorld) -> None:
    _hub, (kpk, sumsel) = hub_world("kpk", "province")
    parcels = _queued(sumsel, kpk, 3)
    for steps in range(1, 12):
        asked = iter(range(steps))
        sync(sumsel.head, stop=lambda asked=asked: next(asked, None) is None)
        asked = iter(range(steps))
        sync(kpk.head, stop=lambda asked=asked: next(asked, None) is None)
    _at_rest(kpk, sumsel)
    assert unconfirmed(sumsel.head, *parcels) == 0


def test_killed_anywhere_it_loses_nothing_and_does_nothing_twice(hub_world: HubWorld) -> None:
    """Real processes that end as kill -9 ends them, spread over the whole of an exchange."""
    _hub, (kpk, sumsel) = hub_world("kpk", "province")
    kills = _KILLS[isinstance(kpk.location, FileStore)]
    calls = _calls(kpk, sumsel)
    assert calls > 10 * kills
    parcels = []
    for kill in range(kills):
        parcels += [*_queued(kpk, sumsel, 1), *_queued(sumsel, kpk, 2)]
        sync(sumsel.head)
        assert _killed(kpk, 1 + calls * kill // kills) == 0
    _at_rest(kpk, sumsel)
    assert unconfirmed(sumsel.head, *parcels) == unconfirmed(kpk.head, *parcels) == 0
    assert proved(kpk.head)


def _calls(kpk: Linked, sumsel: Linked) -> int:
    """How many calls such an exchange is."""
    _queued(kpk, sumsel, 1)
    _queued(sumsel, kpk, 2)
    sync(sumsel.head)
    return _killed(kpk, 0)


def _killed(office: Linked, at: int) -> int:
    """An exchange in a process that ends at a call of the program's own; 0, or how many there were."""
    office.close()

    def unlocked(_where: object) -> Desk:
        return unlock(office.location, "inspektur", PASSWORD, office.clock).desk

    return cut_off(sync, office.location, at, unlocked, ("/wbs_tui/sync/", "/wbs_tui/store/"))


def test_offline_is_a_state_and_what_waits_goes_later(hub_world: HubWorld) -> None:
    hub, (kpk, sumsel) = hub_world("kpk", "province")
    with between(hub) as way:
        moved_to(sumsel, way.place)
        parcels = _queued(sumsel, kpk, 1)
        way.swallow = lambda _method, _path: True
        told: list[ExchangeStatus] = []
        waits: list[float] = []
        background = Background(
            sumsel.head, told.append, lambda seconds: waits.append(seconds) or False, lambda: 0.5
        )
        pauses = [background.once() for _try in range(3)]
        assert pauses == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST]
        assert told[-1].link is Link.OFFLINE
        assert way.url in told[-1].sentence
        assert told[-1].waiting == 1
        way.honest()
        background.once()
        assert told[-1].link is Link.IDLE
        assert told[-1].synced is not None
        assert told[-1].synced.pushed == 1
        _at_rest(kpk, sumsel)
        assert unconfirmed(sumsel.head, *parcels) == 0


def test_where_no_hub_is_the_background_rests(office_world: World) -> None:
    (ours,) = office_world("province")
    told: list[ExchangeStatus] = []
    Background(ours.head, told.append, lambda _seconds: True).run()
    assert [each.link for each in told] == [Link.OFF]
    assert status(ours.head).link is Link.OFF


def test_the_background_stops_within_an_exchange(hub_world: HubWorld) -> None:
    _hub, (kpk, sumsel) = hub_world("kpk", "province")
    parcels = _queued(sumsel, kpk, 1)
    background = Background(sumsel.head, lambda now: now.step and background.stop(), lambda _seconds: False)
    background.run()
    assert unconfirmed(sumsel.head, *parcels) == 1
    _at_rest(kpk, sumsel)


def test_a_restored_office_goes_on_under_a_new_station(
    hub_world: HubWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the hub and others have had of it since the backup is not undone; what arrived comes again."""
    _hub, (kpk, sumsel) = hub_world("kpk", "province")
    sumsel.close()
    kept = copied(str(sumsel.location), tmp_path, "kept")
    lost = _queued(kpk, sumsel, 2)
    _queued(sumsel, kpk, 2)
    with writing(sumsel.head.engine) as connection:
        set_under(connection, "17")  # something that its next record says
    _at_rest(kpk, sumsel)
    there = _arrived(sumsel)
    sumsel.close()
    brought_back(str(sumsel.location), kept)
    removed(kept)
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "another computer"))
    begin_restored_station(sumsel.head)
    told = sync(sumsel.head)
    assert told.pulled >= 2
    assert unconfirmed(kpk.head, *lost) == 0
    assert _arrived(sumsel) >= there
    parcels = _queued(sumsel, kpk, 1)
    _at_rest(kpk, sumsel)
    assert unconfirmed(sumsel.head, *parcels) == 0


@pytest.mark.parametrize("cut", range(4))
def test_evidence_of_a_shared_case_arrives_whole_wherever_it_is_cut(
    hub_world: HubWorld, tmp_path: Path, cut: int
) -> None:
    hub, (kpk, ours) = hub_world("kpk", "province")
    photo = tmp_path / "foto.bin"
    photo.write_bytes(b"bukti " * 1_500_000)
    with between(hub) as way:
        for office in (kpk, ours):
            moved_to(office, way.place)
        register = new_case(ours.head)
        evidence.add(ours.head, register, [photo], "foto")
        share_case(ours.head, register, "00", "koordinasi")
        seen: list[str] = []

        def cuts(_method: str, path: str) -> bool:
            seen.extend([path] if "/files/" in path else [])
            return len(seen) == cut + 1 and "/files/" in path

        way.swallow = cuts
        for office in (ours, kpk, ours, kpk):
            try:
                sync(office.head, wait=lambda _seconds: True)
            except Offline:
                continue
        way.honest()
        kpk.clock.forward(minutes=20)
        _at_rest(kpk, ours)
        with kpk.head.reading() as connection:
            [file] = connection.execute(select(foreign_files)).all()
            assert file.state == FileState.HERE
            assert connection.execute(select(foreign_cases.c.shared)).scalars().all() == [True]
        assert kpk.head.evidence_files.held([file.id]) == {file.id}
        assert proved(kpk.head)


def test_the_hub_is_told_nothing_that_it_could_read(hub_world: HubWorld) -> None:
    hub, (kpk, ours) = hub_world("kpk", "province")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    _at_rest(kpk, ours)
    seen = _everything_at(hub)
    for word in (b"loket", b"Zubaidah", b"081234567890", register.encode(), b"koordinasi"):
        assert not any(word in each for each in seen)


def _everything_at(hub: RunningHub) -> list[bytes]:
    """Each value of each row of the hub's database."""
    with hub.hub.engine.connect() as connection:
        return [
            value if isinstance(value, bytes) else str(value).encode()
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
