"""Two officers change one field: the second is told what the first did, and what he decides then stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from models.tables.journal import journal
from models.words.outcomes import RecommendationStatus
from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.assignment import assign, assign_one
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.followup import add, set_status
from wbs_tui.cases.steps.meanwhile import ChangedMeanwhile, Shown, in_its_place
from wbs_tui.cases.steps.stages import Before, advance
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.cases.views import CaseView
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import decode
from wbs_tui.text.errors import Refused


@dataclass(frozen=True)
class Field:
    """A field of a case: how the first officer changes it, how the second wants it, and what stands."""

    theirs: Callable[[Desk, str], object]
    mine: Callable[[Desk, CaseView], object]
    """Given the case as it was shown."""
    stands: Callable[[CaseView], object]
    compared: tuple[str, str, str, str]
    """Name, before, theirs, mine as the second officer reads them."""
    decided: object


def _item(case: CaseView) -> str | None:
    return next(item for item in case.checklist if item.id == "what").answer_id


FIELDS = {
    "classification": Field(
        lambda desk, register: decide(desk, register, Decision(severity="heavy", reason="nilainya besar")),
        lambda desk, case: decide(
            desk,
            case.register,
            Decision(severity="light", reason="nilainya kecil"),
            Shown(case.classifications[-1].id),
        ),
        lambda case: case.severity,
        ("tingkat", "Sedang", "Berat", "Ringan"),
        "light",
    ),
    "checklist": Field(
        lambda desk, register: answer_item(desk, register, "what", "yes", "jelas"),
        lambda desk, case: answer_item(desk, case.register, "what", "no", "kabur", Shown(_item(case))),
        lambda case: next(item.note for item in case.checklist if item.id == "what"),
        ("jawaban", "", "Ya", "Tidak"),
        "kabur",
    ),
    "assignment": Field(
        lambda desk, register: assign_one(desk, register, "petugas"),
        lambda desk, case: assign_one(desk, case.register, "petugas2", shown=Shown(case.assigned_to)),
        lambda case: case.assigned_to,
        ("ditugaskan kepada", "belum ditugaskan", "petugas", "petugas2"),
        "petugas2",
    ),
    "recommendation": Field(
        lambda desk, register: set_status(desk, register, 1, RecommendationStatus.DONE, "lunas"),
        lambda desk, case: set_status(
            desk, case.register, 1, 2, "baru sebagian", Shown(str(int(case.recommendations[0].status)))
        ),
        lambda case: int(case.recommendations[0].status),
        ("status", "Belum ditindaklanjuti", "Sesuai", "Belum sesuai"),
        2,
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_the_second_sees_what_the_first_did_and_puts_his_own_in_its_place(
    office: TestOffice, name: str
) -> None:
    field = FIELDS[name]
    first, second = office.desk("irban"), office.desk("inspektur")
    register = recorded(first)
    add(first, register, "Kembalikan uangnya", date(2026, 12, 1))
    seen = load_case(second, register)
    field.theirs(first, register)

    def mine() -> object:
        return field.mine(second, seen)

    with pytest.raises(ChangedMeanwhile) as told:
        mine()
    changed = told.value
    assert changed.account == "irban"
    assert changed.when.endswith("09.00 WIB")
    assert field.compared in [(each.name, each.before, each.theirs, each.mine) for each in changed.values]
    assert "irban" in changed.message
    in_its_place(changed, mine)()
    assert field.stands(load_case(second, register)) == field.decided
    assert_names_what_it_replaces(second)


def assert_names_what_it_replaces(desk: Desk) -> None:
    """The last entry names the one before it: as replaced, or in the row that corrects the other."""
    with desk.reading() as connection:
        newest = select(journal.c.signed).order_by(journal.c.revision.desc()).limit(2)
        last, before = (decode(signed) for signed in connection.execute(newest).scalars())
    corrected = {effect.values.get("corrects") for effect in last.effects}
    assert before.id in last.replaces or corrected & {effect.row_id for effect in before.effects}


@pytest.mark.parametrize("name", FIELDS)
def test_who_changes_again_in_between_is_seen_too(office: TestOffice, name: str) -> None:
    field = FIELDS[name]
    first, second = office.desk("irban"), office.desk("inspektur")
    register = recorded(first)
    add(first, register, "Kembalikan uangnya", date(2026, 12, 1))
    seen = load_case(second, register)
    field.theirs(first, register)
    with pytest.raises(ChangedMeanwhile) as told:
        field.mine(second, seen)
    again = {
        "classification": lambda: decide(first, register, Decision(severity="medium", reason="ragu")),
        "checklist": lambda: answer_item(first, register, "what", "yes", "lebih jelas"),
        "assignment": lambda: assign_one(first, register, "irban"),
        "recommendation": lambda: set_status(first, register, 1, 4, "sudah meninggal"),
    }[name]
    again()
    with pytest.raises(ChangedMeanwhile):
        in_its_place(told.value, lambda: field.mine(second, seen))()


def test_a_step_from_a_stage_that_the_case_has_left_says_who_moved_it(office: TestOffice) -> None:
    first, second = office.desk("irban"), office.desk("petugas")
    register = recorded(first)
    before = Before("received", None)
    advance(first, register, "verification")
    with pytest.raises(ChangedMeanwhile) as told:
        advance(second, register, "verification", shown=before)
    assert (told.value.account, told.value.values[0].theirs) == ("irban", "Verifikasi")
    with pytest.raises(Refused):  # from there no step leads where he wanted
        in_its_place(told.value, lambda: advance(second, register, "verification", shown=before))()


def test_a_step_gives_nobody_a_case_that_somebody_else_was_given_meanwhile(office: TestOffice) -> None:
    first, second = office.desk("irban"), office.desk("inspektur")
    register = recorded(first)
    assign_one(first, register, "petugas")
    with pytest.raises(ChangedMeanwhile) as told:
        advance(second, register, "verification", assign="petugas2", shown=Before("received", None))
    assert told.value.values[0].theirs == "petugas"
    assert load_case(second, register).stage == "received"


def test_of_several_cases_only_the_changed_one_is_refused_and_says_so(office: TestOffice) -> None:
    first, second = office.desk("irban"), office.desk("inspektur")
    one, other = recorded(first), recorded(first)
    assign_one(first, one, "petugas")
    outcomes = assign(second, [one, other], "petugas2", shown={one: Shown(None), other: Shown(None)})
    assert [(each.register, each.error is None) for each in outcomes] == [(one, False), (other, True)]
    assert "irban" in (outcomes[0].error or "")


def test_who_wants_the_same_is_not_asked(office: TestOffice) -> None:
    first, second = office.desk("irban"), office.desk("inspektur")
    register = recorded(first)
    assign_one(first, register, "petugas")
    assign_one(second, register, "petugas", shown=Shown(None))
