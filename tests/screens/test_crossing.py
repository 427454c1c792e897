"""Edits that crossed are said in list and case, shown side by side, and settled from there."""

from pathlib import Path

import pytest
from textual.widgets import Input

from screens.case import CaseScreen
from screens.dialogs.conflict import ConflictDialog
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, until
from tests.sync.desks_apart import Apart, apart
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.sync.conflicts.conflict_views import conflicts


@pytest.fixture
def away(office: TestOffice, tmp_path: Path) -> Apart:
    """An item was answered at home and at the desk."""
    made = apart(office, tmp_path)
    answer_item(made.home, made.register, "what", "no", "dari kantor")
    office.clock.forward(minutes=1)
    answer_item(made.desk, made.register, "what", "yes", "dari lapangan")
    made.meet()
    return made


async def test_the_list_and_the_case_say_it(away: Apart) -> None:
    async with seated(away.home, "inbox") as pilot:
        assert "≠│" in seen(pilot)
        await press(pilot, "enter")
        assert "1 perubahan bertabrakan" in seen(pilot)


async def test_both_stand_side_by_side_and_one_is_kept_with_a_reason(away: Apart) -> None:
    async with seated(away.home, CaseScreen(away.home, away.register), size=(110, 40)) as pilot:
        await press(pilot, "v")
        assert isinstance(pilot.app.screen, ConflictDialog)
        shown = seen(pilot)
        for words in ("petugas2 (S1)", "petugas (S2)", "dari kantor", "dari lapangan", "berlaku sekarang"):
            assert words in shown
        await press(pilot, "1", "enter")
        assert isinstance(pilot.app.screen, ConflictDialog)
        assert conflicts(away.home)
        await press(pilot, *"berita acara", "enter")
        await until(pilot, lambda: "bertabrakan" not in seen(pilot))
    assert conflicts(away.home) == ()
    [item] = [each for each in load_case(away.home, away.register).checklist if each.id == "what"]
    assert item.note == "dari kantor"


async def test_escape_leaves_it_open(away: Apart) -> None:
    async with seated(away.home, CaseScreen(away.home, away.register)) as pilot:
        await press(pilot, "v", "2")
        pilot.app.screen.query_one("#conflict-reason", Input).value = "lain kali"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CaseScreen)
        assert "1 perubahan bertabrakan" in seen(pilot)
    assert len(conflicts(away.home)) == 1
