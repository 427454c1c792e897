"""What is told around the question whether words stay that look like an identity."""

from textual.widgets import TextArea

from screens.case import CaseScreen
from screens.case_parts.notes import NotesTab
from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen


async def test_once_the_words_are_kept_nothing_says_any_more_that_they_are_not(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with seated(desk, CaseScreen(desk, register, NotesTab.tab_id)) as pilot:
        await press(pilot, "c")
        pilot.app.screen.query_one(TextArea).insert("hubungi 0812-3456-7890 ")
        await press(pilot, "ctrl+s", "escape")
        assert "Belum disimpan" in seen(pilot)
        await press(pilot, "ctrl+s", "y")
        assert "Catatan disimpan" in seen(pilot)
        assert "Belum disimpan" not in seen(pilot)
