"""An officer moves on: his open cases, their notes and due dates go to his successor in one step."""

from datetime import date

import pytest

from models.words.roles import AccountStatus
from tests.cases.at_work import journal_is_sound, new_case, to_clarification
from wbs_tui.accounts.administration import disable, list_accounts
from wbs_tui.cases.lookup import UnknownAccount
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.readers.succession import SameAccount, hand_on
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps.assignment import CannotWork, assign
from wbs_tui.cases.steps.followup import add
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import NotPermitted


@pytest.fixture
def desks(office):
    """The desks of the officer who goes, of the one who comes, and of the Inspektur."""
    return office.desk("petugas"), office.desk("petugas2"), office.desk("inspektur")


def assigned(head, name="petugas"):
    register = new_case(head)
    assign(head, [register], name)
    return register


def test_all_open_cases_go_in_one_step_and_what_he_wrote_stays_his(desks):
    officer, successor, head = desks
    worked = new_case(officer)
    to_clarification(officer, head, worked)
    write_note(officer, worked, "sudah ditelaah petugas pertama")
    add(officer, worked, "Kembalikan dana", date(2026, 9, 30))
    others = [assigned(head) for _ in range(3)]
    of_somebody_else = assigned(head, "irban")
    before = load_case(officer, worked)
    done = hand_on(head, "petugas", "petugas2", "mutasi ke BKD")
    assert set(done.cases) == {worked, *others}
    assert done.left == ()
    after = load_case(successor, worked)
    assert after.assigned_to == "petugas2"
    assert after.due_at == before.due_at
    assert [(note.account, note.body) for note in after.notes] == [
        ("petugas", "sudah ditelaah petugas pertama")
    ]
    assert load_case(head, of_somebody_else).assigned_to == "irban"
    assert any("mutasi ke BKD" in line.detail for line in history(head, worked))
    assert journal_is_sound(head)


def test_ended_cases_stay_with_whom_they_were(desks):
    officer, _successor, head = desks
    ended = assigned(head)
    advance(officer, ended, "verification", "mulai")
    advance(head, ended, "archived", "bukan kewenangan", closure="outside_authority")
    assert hand_on(head, "petugas", "petugas2", "mutasi").cases == ()
    assert load_case(head, ended).assigned_to == "petugas"


def test_also_from_an_account_that_is_disabled(desks, office):
    _officer, _successor, head = desks
    register = assigned(head)
    disable(office.desk("admin"), "petugas")
    [gone] = [account for account in list_accounts(head) if account.name == "petugas"]
    assert gone.status is AccountStatus.DISABLED
    assert hand_on(head, "petugas", "petugas2", "pensiun").cases == (register,)
    assert journal_is_sound(head)


def test_a_restricted_case_that_the_successor_may_not_read_stays_and_says_what_to_do(desks):
    _officer, _successor, head = desks
    open_one, closed = assigned(head), assigned(head)
    restrict(head, closed, ["petugas2"], "menyangkut petugas2")
    done = hand_on(head, "petugas", "petugas2", "mutasi")
    assert done.cases == (open_one,)
    assert [left.register for left in done.left] == [closed]
    assert "petugas2" in done.left[0].why


def test_a_case_from_which_the_successor_recused_himself_stays(desks):
    _officer, successor, head = desks
    register = assigned(head)
    recuse(successor, register, "ipar saya")
    done = hand_on(head, "petugas", "petugas2", "mutasi")
    assert (done.cases, [left.register for left in done.left]) == ((), [register])


def test_a_case_that_is_not_there_for_who_hands_on_is_neither_moved_nor_told(desks, office):
    _officer, _successor, head = desks
    lead = office.desk("irban")
    register = assigned(head)
    restrict(head, register, ["irban"], "menyangkut irban")
    done = hand_on(lead, "petugas", "petugas2", "mutasi")
    assert (done.cases, done.left) == ((), ())


def test_who_hands_on_to_whom(desks, office):
    officer, _successor, head = desks
    register = assigned(head)
    for name in ("petugas", "admin", "auditor"):
        with pytest.raises(NotPermitted):
            hand_on(office.desk(name), "petugas", "petugas2", "mutasi")
    with pytest.raises(SameAccount):
        hand_on(head, "petugas", "petugas", "mutasi")
    with pytest.raises(ReasonMissing):
        hand_on(head, "petugas", "petugas2", " ")
    with pytest.raises(UnknownAccount):
        hand_on(head, "petugas", "tidak-ada", "mutasi")
    with pytest.raises(UnknownAccount):
        hand_on(head, "tidak-ada", "petugas2", "mutasi")
    for name in ("auditor", "admin"):
        with pytest.raises(CannotWork):
            hand_on(head, "petugas", name, "mutasi")
    assert load_case(officer, register).assigned_to == "petugas"
