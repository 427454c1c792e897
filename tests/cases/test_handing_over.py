"""A case goes to an institution that is not connected: the letter is what remains of it here."""

import pytest

from tests.conftest import TestOffice
from tests.sync.at_work import at_disposition, new_case, proved
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.today import today
from wbs_tui.cases.steps.handing_over import HandingOverRefused, refer_by_letter
from wbs_tui.cases.steps.refusals import MayOnlyPropose, NotForThisRole
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.words import ReasonMissing

LETTER = "700/12/ITDA/2026"


@pytest.fixture
def register(office: TestOffice) -> str:
    """A case in disposition."""
    head = office.desk("inspektur")
    number = new_case(head)
    at_disposition(head, number)
    return number


def test_the_case_says_to_whom_it_went_and_with_which_letter(office: TestOffice, register: str) -> None:
    head = office.desk("inspektur")
    refer_by_letter(head, register, "Kejaksaan Tinggi", LETTER, "Tindak pidana umum.")
    case = load_case(office.desk("petugas"), register)
    told = case.handed_over
    assert told is not None
    assert (case.stage, told.to, told.letter, told.state) == ("referred", "Kejaksaan Tinggi", LETTER, None)
    assert any(LETTER in line.detail for line in history(head, register))
    assert proved(head)


def test_what_waits_for_the_head_is_said_with_to_whom_it_went(office: TestOffice, register: str) -> None:
    head = office.desk("inspektur")
    refer_by_letter(head, register, "Kejaksaan Tinggi", LETTER, "Tindak pidana umum.")
    view = today(head)
    assert [row.register for row in view.decisions] == [register]
    assert view.handed_over[register].to == "Kejaksaan Tinggi"


def test_what_came_back_is_with_nobody(office: TestOffice, register: str) -> None:
    head = office.desk("inspektur")
    refer_by_letter(head, register, "Kejaksaan Tinggi", LETTER, "Tindak pidana umum.")
    advance(head, register, "disposition", "Dikembalikan dengan surat.")
    assert load_case(head, register).handed_over is None


def test_it_needs_institution_letter_reason_and_who_may(office: TestOffice, register: str) -> None:
    head = office.desk("inspektur")
    for institution, letter in (
        ("", LETTER),
        ("K" * 121, LETTER),
        ("Kejaksaan", ""),
        ("Kejaksaan", "7" * 81),
    ):
        with pytest.raises(HandingOverRefused):
            refer_by_letter(head, register, institution, letter, "Tindak pidana umum.")
    with pytest.raises(ReasonMissing):
        refer_by_letter(head, register, "Kejaksaan", LETTER, " ")
    with pytest.raises(NotForThisRole):
        refer_by_letter(office.desk("petugas"), register, "Kejaksaan", LETTER, "ingin")
    with pytest.raises(MayOnlyPropose):
        refer_by_letter(office.desk("irban"), register, "Kejaksaan", LETTER, "ingin")
    refer_by_letter(office.desk("irban"), register, "Kejaksaan", "", "Pidana umum.", propose=True)
    [proposal] = load_case(head, register).proposals
    assert (proposal.to_stage, "Kejaksaan" in proposal.reason) == ("referred", True)
    assert load_case(head, register).stage == "disposition"
