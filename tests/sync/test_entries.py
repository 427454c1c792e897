"""A desk's work comes home, and the office's goes to the desk: whole, once, proved, and never over a word."""

import pytest
from sqlalchemy import select

from models.tables.exchange import conflicts
from tests.cases.at_work import journal_is_sound
from tests.sync.lease_reports import the_same
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import evidence, notes
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.taking import Fate


@pytest.fixture
def away(set_apart):
    return set_apart()


def fates(taken):
    return {each.fate for each in taken}


def test_what_a_desk_did_is_in_the_office_and_what_the_office_did_at_the_desk(away, tmp_path):
    (tmp_path / "foto.jpg").write_bytes(b"foto jembatan")
    notes.write_note(away.desk, away.register, "Dilihat di lapangan.")
    answer_item(away.desk, away.register, "what", "yes", "jembatan")
    decide(away.desk, away.register, Decision(severity="heavy", reason="lebih parah"))
    evidence.add(away.desk, away.register, [tmp_path / "foto.jpg"])
    notes.write_note(away.home, away.register, "Ditelepon dari kantor.")
    assert fates(away.bring()) == {Fate.TAKEN}
    assert fates(away.tell()) == {Fate.TAKEN}
    seen = [load_case(each, away.register) for each in (away.home, away.desk)]
    assert [{note.body for note in each.notes} for each in seen] == [
        {"Dilihat di lapangan.", "Ditelepon dari kantor."}
    ] * 2
    assert [each.severity for each in seen] == ["heavy", "heavy"]
    assert away.findings(away.head) == []
    assert away.findings(away.desk) == []
    assert fates(away.bring()) | fates(away.tell()) <= {Fate.TAKEN, Fate.REPEATED}
    assert dead_letters(away.head) == dead_letters(away.desk) == ()


def test_two_files_that_got_one_number_get_two(away, tmp_path):
    for name, desk in (("kantor", away.home), ("lapangan", away.desk)):
        (tmp_path / name).write_bytes(name.encode())
        evidence.add(desk, away.register, [tmp_path / name])
    away.meet()
    for desk in (away.home, away.desk):
        numbers = {each.name: each.number for each in load_case(desk, away.register).evidence if each.name}
        assert (numbers["kantor"], numbers["lapangan"]) == (3, 4)
    assert away.findings(away.head) == away.findings(away.desk) == []


def test_a_report_from_the_field_gets_its_number_at_home(away):
    provisional = the_same(away.desk).register
    assert provisional.startswith("S2-")
    away.meet()
    with away.head.reading() as connection:
        assert connection.execute(select(conflicts)).all() == []
    for desk in (away.head, away.desk):
        assert {row.register for row in list_cases(desk, InboxQuery())} == {away.register, "16-2026-000002"}
    assert load_case(away.home, "16-2026-000002").title == "Jembatan gantung"
    assert journal_is_sound(away.head)
    assert away.findings(away.desk) == []


def test_two_answers_that_crossed_are_one_conflict(away):
    answer_item(away.home, away.register, "what", "no", "dari kantor")
    away.office.clock.forward(minutes=5)
    answer_item(away.desk, away.register, "what", "yes", "dari lapangan")
    away.meet()
    for desk in (away.head, away.desk):
        with desk.reading() as connection:
            [row] = connection.execute(select(conflicts)).all()
        assert (row.subject, row.field, row.settled_at) == ("checklist_answers", "what", None)
    assert away.findings(away.head) == []
