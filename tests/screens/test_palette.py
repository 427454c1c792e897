"""The palette offers what the registry names, and no picture of the screen: that would be an open file."""

from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen


async def test_no_key_and_no_word_leads_to_a_picture_of_the_screen(office: TestOffice) -> None:
    recorded(office.desk("petugas"))
    async with seated(office.desk("petugas"), "inbox") as pilot:
        bound = {active.binding.action for active in pilot.app.screen.active_bindings.values()}
        assert not any("screenshot" in action or action == "command_palette" for action in bound)
        for words in ("screenshot", "svg", "gambarlayar"):
            await press(pilot, "ctrl+p", *words)
            assert "Di layar ini" not in seen(pilot)
            assert "Di semua layar" not in seen(pilot)
            await press(pilot, "escape")
