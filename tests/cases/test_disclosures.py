"""The Inspektur sees who looked at which reporter, and nothing of a case that is closed to him."""

import pytest

from tests.cases.at_work import journal_is_sound, new_case, recorded
from wbs_tui.cases.identity.disclosure_list import list_disclosures, new_disclosures, note_seen
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.reading.today import today
from wbs_tui.cases.steps.evidence import export, release
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.journal.desk import NotPermitted


@pytest.fixture
def head(office):
    return office.desk("inspektur")


@pytest.fixture
def lead(office):
    return office.desk("irban")


def test_what_was_opened_stands_with_who_when_why_and_until(office, head, lead, tmp_path):
    register = recorded(lead)
    reveal(lead, register, "perlu klarifikasi")
    office.clock.forward(minutes=1)
    release(lead, register, ["1"])
    export(lead, register, "1", tmp_path / "keluar.pdf", "untuk ahli")
    office.clock.forward(minutes=1)
    with pytest.raises(TypedIdentity):
        write_note(office.desk("petugas"), register, "Siti Pelapor")
    views = list_disclosures(head)
    assert [(view.what, view.account, view.register) for view in views] == [
        ("typed", "petugas", register),
        ("export", "irban", register),
        ("identity", "irban", register),
    ]
    assert [view.reason for view in views[1:]] == ["untuk ahli", "perlu klarifikasi"]
    assert (views[2].until - views[2].at).total_seconds() == 600
    assert views[2].running
    office.clock.forward(minutes=11)
    assert not list_disclosures(head)[2].running
    assert len(list_disclosures(head, 1)) == 1
    assert journal_is_sound(head)


@pytest.mark.parametrize("name", ["petugas", "irban", "auditor", "admin"])
def test_it_is_the_inspekturs_list_alone(office, name):
    with pytest.raises(NotPermitted):
        list_disclosures(office.desk(name))
    with pytest.raises(NotPermitted):
        new_disclosures(office.desk(name))


def test_today_says_how_many_there_are_since_he_last_looked(office, head, lead):
    register = recorded(lead)
    assert today(head).disclosures == 0
    reveal(lead, register, "satu")
    reveal(head, register, "sendiri")
    office.clock.forward(minutes=1)
    reveal(lead, register, "dua")
    assert today(head).disclosures == 2
    note_seen(head)
    assert today(head).disclosures == 0
    office.clock.forward(minutes=1)
    reveal(lead, register, "tiga")
    assert today(head).disclosures == 1
    assert today(lead).disclosures == 0


def test_a_case_that_is_closed_to_him_shows_nothing(head, lead):
    register, other = recorded(lead), recorded(lead)
    reveal(lead, register, "satu")
    reveal(lead, other, "dua")
    new_case(lead)
    recuse(head, register, "kerabat")
    assert [view.register for view in list_disclosures(head)] == [other]
    assert new_disclosures(head) == 1
