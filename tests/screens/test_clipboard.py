"""Nothing of a reporter goes to the terminal's clipboard unasked, by whatever way it is copied."""

import base64

import pytest
from textual.geometry import Offset
from textual.widgets import Input, TextArea

from screens.case import CaseScreen
from screens.case_parts.identity import IdentityTab
from screens.clipboard import CopyDialog
from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, settled
from wbs_tui.cases.reading.history import history

WHO = "Siti Pelapor"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app has written to its terminal besides what it paints."""
    from textual.drivers.headless_driver import HeadlessDriver

    sent: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _self, data: sent.append(data))
    return sent


def sent_to_clipboard(written: list[str]) -> list[str]:
    parts = [data for data in written if "]52;" in data]
    return [base64.b64decode(data.split(";")[2].rstrip("\a")).decode() for data in parts]


async def test_a_revealed_identity_is_copied_only_after_a_question_and_recorded(
    office: TestOffice, written: list[str]
) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with seated(desk, CaseScreen(desk, register, IdentityTab.tab_id)) as pilot:
        await press(pilot, "i", *"perlu", "enter")
        pilot.app.screen.query_one("#identity-panel Static").text_select_all()
        await press(pilot, "ctrl+c")
        assert isinstance(pilot.app.screen, CopyDialog)
        await press(pilot, "escape")
        assert sent_to_clipboard(written) == []
        assert pilot.app._clipboard == ""
        await press(pilot, "ctrl+c", "y")
        assert any(WHO in text for text in sent_to_clipboard(written))
    kinds = [line.kind for line in history(office.desk("inspektur"), register)]
    assert kinds.count("identity.copied") == 1
    assert WHO not in str(history(office.desk("inspektur"), register)[-1])


async def test_masked_text_and_typed_identity_are_asked_about_and_the_rest_is_not(
    office: TestOffice, written: list[str]
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with seated(desk, CaseScreen(desk, register)) as pilot:
        for text in ("Hubungi [identitas 1].", "Ini tentang Siti", "telepon 0812-0000-1111"):
            pilot.app.copy_to_clipboard(text)
            await settled(pilot)
            assert isinstance(pilot.app.screen, CopyDialog), text
            await press(pilot, "escape")
        assert sent_to_clipboard(written) == []
        pilot.app.copy_to_clipboard("Kepala desa memakai dana desa.")
        await settled(pilot)
        assert sent_to_clipboard(written) == ["Kepala desa memakai dana desa."]


async def test_cutting_and_copying_in_a_note_go_the_same_way(office: TestOffice, written: list[str]) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with seated(desk, CaseScreen(desk, register)) as pilot:
        await press(pilot, "c")
        area = pilot.app.screen.query_one(TextArea)
        area.load_text("bertemu Siti kemarin")
        area.select_all()
        await press(pilot, "ctrl+x")
        assert isinstance(pilot.app.screen, CopyDialog)
        await press(pilot, "escape")
        assert sent_to_clipboard(written) == []


async def test_the_form_of_a_new_report_asks_always(office: TestOffice, written: list[str]) -> None:
    async with seated(office.desk("petugas"), "new_report") as pilot:
        field = pilot.app.screen.query_one("#name", Input)
        field.value = "Rosmawati"
        field.focus()
        field.select_all()
        await press(pilot, "ctrl+c")
        assert isinstance(pilot.app.screen, CopyDialog)
        await press(pilot, "y")
        assert sent_to_clipboard(written) == ["Rosmawati"]


async def test_elsewhere_nothing_is_asked_and_locking_forgets(office: TestOffice, written: list[str]) -> None:
    async with seated(office.desk("irban"), "today") as pilot:
        pilot.app.copy_to_clipboard("16-2026-000001")
        await settled(pilot)
        assert sent_to_clipboard(written) == ["16-2026-000001"]
        await press(pilot, "f10")
        assert pilot.app._clipboard == ""


async def test_the_mouse_selects_and_the_same_question_is_asked(
    office: TestOffice, written: list[str]
) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with seated(desk, CaseScreen(desk, register, IdentityTab.tab_id)) as pilot:
        await press(pilot, "i", *"perlu", "enter")
        line = next(at for at, text in enumerate(seen(pilot).split("\n")) if WHO in text)
        await pilot.mouse_down(offset=Offset(2, line))
        await pilot.hover(offset=Offset(40, line))
        await pilot.mouse_up(offset=Offset(40, line))
        assert WHO.split()[0] in (pilot.app.screen.get_selected_text() or "")
        await press(pilot, "ctrl+c")
        assert isinstance(pilot.app.screen, CopyDialog)
        assert sent_to_clipboard(written) == []
