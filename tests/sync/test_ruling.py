"""An account was switched off while its desk was away: what it wrote waits for the Inspektur's word."""

import pytest
from sqlalchemy import select

from models.tables.exchange import rulings
from tests.sync.desks_apart import sit_away
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import notes
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.sync.desks.ruling import NothingToRule, rule
from wbs_tui.sync.parcels.dead import NoSuchLetter, dead_letters, why_text
from wbs_tui.sync.parcels.taking import Fate


@pytest.fixture
def waiting(set_apart):
    """Two accounts wrote at the desk in turn, and one was switched off at home meanwhile."""
    made = set_apart("disabled", wrote_and_was_disabled, accounts=("irban", "petugas"))
    made.office.clock.forward(minutes=1)
    return made


def wrote_and_was_disabled(made):
    officer = sit_away(made.office, made.folder, "petugas")
    notes.write_note(officer, made.register, "Catatan dari yang dinonaktifkan.")
    notes.write_note(made.desk, made.register, "Catatan sesudahnya.")
    made.office.clock.forward(minutes=1)
    disable(made.office.desk("admin"), "petugas")
    made.office.clock.forward(minutes=-1)


def bodies(away):
    return {note.body for note in load_case(away.home, away.register).notes}


def test_it_waits_with_what_came_after_it_and_is_named(waiting):
    assert {each.fate for each in waiting.bring()} == {Fate.WAITING}
    [letter] = dead_letters(waiting.head)
    assert (letter.reason, letter.parts) == ("refused", 1)
    assert letter.office.startswith("16/S2 ")
    assert why_text(letter).startswith("ditolak aturan kantor ini: ")
    assert "dinonaktifkan" in letter.detail or "diakhiri" in letter.detail
    assert bodies(waiting) == set()
    assert waiting.findings(waiting.head) == []


@pytest.mark.parametrize("accept", [True, False], ids=["accepted", "not accepted"])
def test_the_inspekturs_word_lets_it_in_or_keeps_it_aside(waiting, accept):
    waiting.bring()
    [letter] = dead_letters(waiting.head)
    ruled = rule(waiting.head, letter.id, accept=accept, reason="sudah ditanyakan")
    assert [(each.account, each.register) for each in ruled] == [("petugas", waiting.register)]
    assert dead_letters(waiting.head) == ()
    after = {"Catatan sesudahnya."}
    assert bodies(waiting) == (after | {"Catatan dari yang dinonaktifkan."} if accept else after)
    assert waiting.findings(waiting.head) == []
    waiting.tell()
    assert {note.body for note in load_case(waiting.desk, waiting.register).notes} == bodies(waiting)
    assert waiting.findings(waiting.desk) == []


def test_it_is_the_inspekturs_alone_with_a_reason_and_of_what_waits_for_it(waiting):
    waiting.bring()
    [letter] = dead_letters(waiting.head)
    with pytest.raises(NotPermitted):
        rule(waiting.home, letter.id, accept=True, reason="alasan")
    with pytest.raises(ReasonMissing):
        rule(waiting.head, letter.id, accept=True, reason=" ")
    with pytest.raises(NoSuchLetter):
        rule(waiting.head, "0" * 32, accept=True, reason="alasan")
    with waiting.head.reading() as connection:
        assert connection.execute(select(rulings)).all() == []
    rule(waiting.head, letter.id, accept=True, reason="alasan")
    with pytest.raises(NoSuchLetter):
        rule(waiting.head, letter.id, accept=True, reason="alasan")


def test_what_waits_for_its_time_is_no_question_for_him(set_apart):
    made = set_apart()
    office = made.office
    office.clock.forward(minutes=10)
    notes.write_note(made.desk, made.register, "Jam maju.")
    office.clock.forward(minutes=-10)
    made.bring()
    [letter] = dead_letters(made.head)
    assert letter.reason == "clock_ahead"
    with pytest.raises(NothingToRule):
        rule(made.head, letter.id, accept=True, reason="alasan")
