"""How long a case is kept, held and ended at the screens."""

import pytest
from textual.widgets import Input

from screens.case import CaseScreen
from tests.cases.at_work import recorded, to_clarification
from tests.cases.years_later import years_later
from tests.screens.seated import press, seated, seen, settled
from wbs_tui.cases.destroyed import CaseDestroyed
from wbs_tui.cases.kept.retention import retention_of
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.drafts import drafts
from wbs_tui.cases.steps.stages import advance
from wbs_tui.text.catalogue import use_language

REG = "16-2026-000001"


@pytest.fixture
def over(office):
    """An office whose only case has passed its term."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    assert recorded(officer) == REG
    to_clarification(officer, head, REG)
    answer(officer, REG, "Sudah ditindaklanjuti.")
    advance(head, REG, "closed", "selesai", result="proven", closure="repayment")
    years_later(office)
    return office


async def typed(pilot, words):
    """Put words on the line of the dialog and take them."""
    pilot.app.screen.query_one(Input).value = words
    await press(pilot, "enter")


async def test_a_hold_is_placed_and_lifted_with_reasons(over):
    lead = over.desk("irban")
    async with seated(lead, CaseScreen(lead, REG)) as pilot:
        assert "disimpan s.d. 20 Agu 2036" in seen(pilot)
        await press(pilot, "z")
        assert "pengetahuan umum" in seen(pilot)
        assert "Musnahkan" not in seen(pilot)
        await press(pilot, "enter")
        await typed(pilot, "diminta kejaksaan")
        assert "20 Agu 2036, ditahan" in seen(pilot)
        await press(pilot, "z")
        assert "oleh irban: diminta kejaksaan" in seen(pilot)
        await press(pilot, "down", "enter")
        await typed(pilot, "perkara selesai")
        assert "20 Agu 2036, ditahan" not in seen(pilot)
    assert [hold.lifted_reason for hold in retention_of(lead, REG).holds] == ["perkara selesai"]


async def test_destroying_wants_a_reason_and_the_number_typed_out(over):
    head = over.desk("inspektur")
    async with seated(head, "inbox") as pilot:
        await press(pilot, "enter", "c")
        await pilot.press(*"belum")
        await press(pilot, "escape", "z", "down", "enter")
        assert "Jangan menulis nama" in seen(pilot)
        await typed(pilot, "masa simpan lewat, BA 7")
        assert "Salinan cadangan" in seen(pilot)
        await typed(pilot, "16-2026-000002")
        assert "tidak ada yang dimusnahkan" in seen(pilot)
        assert load_case(head, REG).register == REG
        await typed(pilot, REG)
        await settled(pilot)
        assert not isinstance(pilot.app.screen, CaseScreen)
        assert "dimusnahkan" in seen(pilot)
    assert drafts(head) == ()
    with pytest.raises(CaseDestroyed):
        load_case(head, REG)


async def test_a_case_past_its_term_is_found_and_a_destroyed_one_says_so(over):
    head = over.desk("inspektur")
    async with seated(head, "followups") as pilot:
        await press(pilot, "m")
        assert "Masa simpan lewat" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CaseScreen)
        await press(pilot, "z", "down", "enter")
        await typed(pilot, "masa simpan lewat")
        await typed(pilot, REG)
    officer = over.desk("petugas")
    async with seated(officer, "inbox") as pilot:
        assert "(dimusnahkan 30 Agustus 2036)" in seen(pilot)
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, CaseScreen)
        assert "masa simpan lewat" in " ".join(seen(pilot).split())


async def test_an_officer_is_not_offered_it_and_english_is_spoken(over):
    officer, head = over.desk("petugas"), over.desk("inspektur")
    async with seated(officer, CaseScreen(officer, REG)) as pilot:
        await press(pilot, "z")
        assert isinstance(pilot.app.screen, CaseScreen)
    use_language("en")
    async with seated(head, CaseScreen(head, REG), (160, 48)) as pilot:
        await press(pilot, "z")
        assert "Destroy" in seen(pilot)
        assert "general knowledge" in seen(pilot)
