"""Keys that come in a burst, as over a slow line: each is done where the one before it led."""

from textual import events
from textual.pilot import Pilot

from tests.cases.at_work import new_cases
from tests.conftest import TestOffice
from tests.screens.seated import seated, seen, settled


def burst(pilot: Pilot[None], *keys: str) -> None:
    """All at once, as one read of the terminal brings them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_moves_of_a_list_are_all_made(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(30)])
    async with seated(desk, "inbox") as pilot:
        burst(pilot, *["j"] * 20, "k", "down", "up", "up")
        await settled(pilot)
        [line] = [line for line in seen(pilot).splitlines() if line.startswith("›")]
        assert "2026-000012" in line


async def test_a_move_does_not_overtake_the_key_before_it(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(5)])
    async with seated(desk, "inbox") as pilot:
        burst(pilot, "j", "enter", "j", "j")
        await settled(pilot)
        assert "2026-000004" in seen(pilot)
        assert "2026-000003" not in seen(pilot)


async def test_what_is_typed_while_a_case_and_its_editor_open_is_in_the_note(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": "Perkara"}])
    async with seated(desk, "inbox") as pilot:
        burst(pilot, "enter", "c", *"kesaksian", "tab")
        await settled(pilot)
        assert "kesaksian" in seen(pilot)


async def test_a_tab_that_is_asked_for_while_the_case_opens_is_opened(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": "Perkara"}])
    async with seated(desk, "inbox") as pilot:
        burst(pilot, "enter", "3", "y")
        await settled(pilot)
        assert "5W2H" in seen(pilot)
