"""After a restore no register number is issued until somebody who may has said which was the last."""

import pytest
from sqlalchemy import select

from models.tables.cases import cases
from tests.cases.at_work import journal_is_sound, new_case, recorded
from tests.restored import begin_restored_station
from wbs_tui.cases.kept.confirming_numbers import (
    LaterIsHere,
    NoSuchNumber,
    NothingToConfirm,
    confirm_last_number,
    numbers,
)
from wbs_tui.cases.numbers.numbering import NumbersOnHold
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.operations.duties import reminders


@pytest.fixture
def restored(office):
    """An office with two cases, restored."""
    officer = office.desk("petugas")
    for _case in range(2):
        recorded(officer)
    begin_restored_station(office.desk("admin"))
    return office


def registers(desk):
    with desk.reading() as connection:
        return list(
            connection.execute(select(cases.c.register).order_by(cases.c.year, cases.c.running)).scalars()
        )


def test_a_restored_store_issues_no_number_and_does_everything_else(restored):
    officer = restored.desk("petugas")
    with pytest.raises(NumbersOnHold) as told:
        recorded(officer)
    assert "wbs number confirm" in told.value.message
    write_note(officer, "16-2026-000001", "Tetap bekerja.")
    assert registers(officer) == ["16-2026-000001", "16-2026-000002"]
    assert (numbers(officer).on_hold, numbers(officer).last) == (True, "16-2026-000002")
    assert journal_is_sound(officer)


def test_everybody_who_records_is_told_and_nobody_once_it_is_confirmed(restored):
    told = {name: reminders(restored.desk(name)) for name in ("petugas", "irban", "auditor", "admin")}
    assert [name for name in told if any("wbs number confirm" in each for each in told[name])] == [
        "petugas",
        "irban",
    ]
    confirm_last_number(restored.desk("irban"), "16-2026-000002", "buku agenda")
    assert not [each for each in reminders(restored.desk("petugas")) if "wbs number" in each]


def test_numbers_go_on_after_the_last_that_was_issued_anywhere(restored):
    said = confirm_last_number(
        restored.desk("irban"), "16-2026-000007", "buku agenda: nomor 7 terbit kemarin"
    )
    assert (said.lost_from, said.lost_to) == ("16-2026-000003", "16-2026-000007")
    officer = restored.desk("petugas")
    assert [new_case(officer), recorded(officer)] == ["16-2026-000008", "16-2026-000009"]
    assert numbers(officer) == type(said)(on_hold=False, last="16-2026-000009")
    assert journal_is_sound(officer)


def test_a_mistyped_number_is_put_right_by_saying_it_again(restored):
    lead = restored.desk("irban")
    confirm_last_number(lead, "16-2026-000700", "salah ketik")
    confirm_last_number(lead, "16-2026-000007", "buku agenda")
    assert new_case(lead) == "16-2026-000008"
    with pytest.raises(LaterIsHere):
        confirm_last_number(lead, "16-2026-000007", "terlambat")
    assert journal_is_sound(lead)


@pytest.mark.parametrize(
    ("register", "refusal"),
    [
        ("16-2026-000001", LaterIsHere),
        ("16-2025-000900", NoSuchNumber),
        ("17-2026-000009", NoSuchNumber),
        ("16-2027-000009", NoSuchNumber),
        ("9", NoSuchNumber),
        ("", NoSuchNumber),
    ],
)
def test_a_number_that_cannot_be_the_last_is_refused(restored, register, refusal):
    with pytest.raises(refusal):
        confirm_last_number(restored.desk("inspektur"), register, "buku agenda")
    with pytest.raises(NumbersOnHold):
        new_case(restored.desk("petugas"))


def test_a_reason_is_wanted(restored):
    with pytest.raises(ReasonMissing):
        confirm_last_number(restored.desk("irban"), "16-2026-000002", " ")


def test_a_store_that_was_never_restored_has_nothing_to_confirm(office):
    with pytest.raises(NothingToConfirm):
        confirm_last_number(office.desk("irban"), "16-2026-000002", "buku agenda")
    assert numbers(office.desk("petugas")).last is None


def test_confirmed_last_year_the_numbers_of_a_new_year_begin_at_one(restored):
    confirm_last_number(restored.desk("irban"), "16-2026-000002", "buku agenda")
    restored.clock.forward(days=200)
    assert new_case(restored.desk("irban")) == "16-2027-000001"


def test_last_years_number_says_nothing_of_those_of_this_year(restored):
    """Restored after New Year: those of this year that were issued since the backup would be issued again."""
    restored.clock.forward(days=200)
    lead = restored.desk("irban")
    with pytest.raises(NoSuchNumber, match="16-2027-000000"):
        confirm_last_number(lead, "16-2026-000009", "buku agenda 2026")
    with pytest.raises(NumbersOnHold):
        new_case(lead)
    confirm_last_number(lead, "16-2027-000004", "buku agenda 2027")
    assert new_case(lead) == "16-2027-000005"


def test_restored_again_what_was_said_before_counts_and_is_not_enough(restored):
    lead = restored.desk("irban")
    confirm_last_number(lead, "16-2026-000007", "buku agenda")
    begin_restored_station(restored.desk("admin"))
    with pytest.raises(NumbersOnHold):
        new_case(lead)
    with pytest.raises(LaterIsHere):
        confirm_last_number(lead, "16-2026-000006", "lupa")
    confirm_last_number(lead, "16-2026-000007", "buku agenda")
    assert load_case(lead, new_case(lead)).register == "16-2026-000008"
    assert journal_is_sound(lead)
