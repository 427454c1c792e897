"""Recommendations, their status, what is due across cases, and the calendar file."""

from datetime import UTC, date, datetime

import pytest

from tests.cases.at_work import journal_is_sound, new_case, new_cases
from wbs_tui.cases.due import due_list
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.followup import NoSuchRecommendation, add, set_status
from wbs_tui.cases.steps.ics import ics
from wbs_tui.cases.words import ReasonMissing, UnknownCode
from wbs_tui.journal.desk import NotPermitted


@pytest.fixture
def officer(office):
    return office.desk("petugas")


def test_every_change_of_a_status_is_kept(office, officer):
    register = new_case(officer)
    assert add(officer, register, "Kembalikan Rp10 juta", date(2026, 9, 30)) == 1
    assert add(officer, register, "Perbaiki SOP", date(2026, 10, 31)) == 2
    set_status(officer, register, 1, 2, "baru sebagian")
    office.clock.forward(days=50)
    set_status(officer, register, "1", 1, "lunas")
    first, second = load_case(officer, register).recommendations
    assert [(update.status, update.note) for update in first.updates] == [(2, "baru sebagian"), (1, "lunas")]
    assert (first.status, first.overdue) == (1, False)
    assert (second.status, second.overdue, second.updates) == (3, False, ())
    set_status(officer, register, second.id, 2)
    assert load_case(officer, register).recommendations[1].status == 2
    assert journal_is_sound(officer)


def test_what_cannot_be_done_needs_its_reason(officer):
    register = new_case(officer)
    add(officer, register, "Tarik aset", date(2026, 9, 30))
    with pytest.raises(ReasonMissing):
        set_status(officer, register, 1, 4, "  ")
    set_status(officer, register, 1, 4, "aset musnah karena banjir")
    assert load_case(officer, register).recommendations[0].status == 4


@pytest.mark.parametrize("named", [2, "2", "x", "", 10**12])
def test_a_recommendation_that_is_not_there(officer, named):
    register = new_case(officer)
    add(officer, register, "Tarik aset", date(2026, 9, 30))
    with pytest.raises(NoSuchRecommendation):
        set_status(officer, register, named, 1)


def test_a_status_that_auditors_do_not_have(officer):
    register = new_case(officer)
    add(officer, register, "Tarik aset", date(2026, 9, 30))
    with pytest.raises(UnknownCode):
        set_status(officer, register, 1, 5)


def test_due_lists_cases_and_recommendations_by_urgency(office, officer):
    late, soon = new_cases(
        officer,
        [
            {"title": "Lama", "received_at": datetime(2026, 7, 1, tzinfo=UTC)},
            {"title": "Baru", "received_at": office.clock()},
        ],
    )
    add(officer, soon, "Kembalikan", date(2026, 8, 21))
    add(officer, soon, "Sudah selesai", date(2026, 8, 21))
    add(officer, soon, "Nanti", date(2026, 12, 21))
    set_status(officer, soon, 2, 1)
    lines = due_list(officer, days=7)
    assert [(line.register, line.kind, line.number, line.overdue) for line in lines] == [
        (late, "case", None, True),
        (soon, "case", None, False),
        (soon, "recommendation", 1, False),
    ]
    assert [line.days for line in lines] == [-50, 0, 1]
    assert [line.title for line in lines] == ["Lama", "Baru", "Baru"]
    assert lines[2].text == "Kembalikan"
    assert lines[1].text == "Tanda terima"
    assert len(due_list(officer)) == 4
    assert [line.register for line in due_list(officer, limit=1)] == [late]


def test_the_super_admin_sees_nothing_due(office):
    with pytest.raises(NotPermitted):
        due_list(office.desk("admin"))


def test_the_calendar_file_names_no_matter(office, officer):
    register = new_case(officer, "Kepala Desa Sukamaju memakai dana desa")
    add(officer, register, "Kembalikan uang Kepala Desa", date(2026, 9, 30))
    text = ics(due_list(officer), office.clock)
    assert "Sukamaju" not in text
    assert "Kembalikan" not in text
    assert f"SUMMARY:Tenggat {register}" in text
    assert "DTSTART;VALUE=DATE:20260930\r\nDTEND;VALUE=DATE:20261001" in text
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:Tindak lanjut {register}\\, rekomendasi 1\r\n" in unfolded


def test_another_clock_after_another_kind_of_content(officer):
    register = new_case(officer, received_at=datetime(2026, 8, 3, tzinfo=UTC))
    decide(officer, register, Decision(supervisory="not_supervisory", reason="layanan"))
    clocks = {clock.id: clock.due_at.date() for clock in load_case(officer, register).clocks}
    assert "whole_case" not in clocks
    assert clocks["whole_case_other"] == date(2026, 8, 24)
