"""What waits for an account is done beside its work when it unlocks at the screen."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.accounts.staff import findings, members, view
from tests.cases.at_work import new_case
from tests.conftest import TestOffice
from tests.restored import begin_restored_station
from tests.screens.seated import at_unlock, press, seen, settled, unlock
from wbs_tui.accounts import removal
from wbs_tui.accounts.administration import disable
from wbs_tui.operations import duties


@pytest.fixture
def gone(office: TestOffice) -> TestOffice:
    """An office with some cases, which `irban` has left."""
    desk = office.desk("petugas")
    for _number in range(30):
        new_case(desk)
    disable(office.desk("admin"), "irban")
    leave(office)
    return office


def leave(office: TestOffice) -> None:
    """Everybody closes his desk."""
    for desk in office.opened:
        desk.close()
    office.opened.clear()


def told(pilot: Pilot[None]) -> str:
    """What the notifications say."""
    return "\n".join(note.message for note in pilot.app._notifications)


async def test_the_inspektur_unlocks_and_the_removal_is_brought_to_its_end(gone: TestOffice) -> None:
    async with at_unlock(gone, "inspektur") as pilot:
        await unlock(pilot)
        assert "Akses yang dicabut karena akunnya berakhir atau berganti kunci: 2." in told(pilot)
        assert "Kunci penyimpanan diganti." in told(pilot)
        assert "inspektur (Inspektur)" in seen(pilot)
        await press(pilot, "enter")
        assert "Kasus" in seen(pilot)
    head = gone.desk("inspektur")
    assert members(head, "identity") == {"inspektur"}
    assert duties.due(head) == ()
    assert findings(head) == set()


async def test_an_officer_is_told_of_nothing_and_nothing_is_done(gone: TestOffice) -> None:
    async with at_unlock(gone, "petugas") as pilot:
        await unlock(pilot)
        assert told(pilot) == ""
    assert view(gone.desk("inspektur"), "irban").left_over == ("identity", "office")


async def test_an_officer_is_told_that_numbers_wait(office: TestOffice) -> None:
    """Else he learns it when a reporter is on the telephone."""
    begin_restored_station(office.desk("admin"))
    leave(office)
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        assert "wbs number confirm" in told(pilot)


async def test_locked_in_the_middle_it_goes_on_next_time(
    gone: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen locks after the first of many batches; nothing is written after that."""
    monkeypatch.setattr(removal, "BATCH", 1)
    real: Callable[..., int] = removal._rewrap_batch
    async with at_unlock(gone, "inspektur") as pilot:
        app, batches = pilot.app, []

        def lock_after_two(desk: object, compartment_id: str) -> int:
            batches.append(compartment_id)
            if len(batches) == 3:
                app.call_from_thread(app.action_lock)  # type: ignore[attr-defined]
            return real(desk, compartment_id)

        monkeypatch.setattr(removal, "_rewrap_batch", lock_after_two)
        await unlock(pilot)
        await settled(pilot)
        assert "Layar terkunci." in seen(pilot)
        assert len(batches) < 10
    monkeypatch.setattr(removal, "_rewrap_batch", real)
    head = gone.desk("inspektur")
    assert duties.DutyKind.REWRAP in [duty.kind for duty in duties.due(head)]
    duties.run(head)
    assert duties.due(head) == ()
    assert findings(head) == set()
