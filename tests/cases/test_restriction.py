"""A case that implicates somebody of the office: moved at once, gone for them, open to its circle."""

import pytest

from tests.cases.at_work import journal_is_sound, new_case, recorded, to_disposition
from wbs_tui.accounts.recovery.generations import current_escrow
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.moving import move_due, moves_due
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import (
    IsImplicated,
    escrow_after,
    implicate,
    let_in_to_case,
    readers,
    restrict,
    take_out_of_case,
)
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.reading.today import today
from wbs_tui.cases.steps.assignment import assign, assignable
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.refusals import MayOnlyPropose
from wbs_tui.cases.steps.stages import advance, steps
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.journal.desk import NotPermitted

REASON = "namanya disebut pelapor"


@pytest.fixture
def head(office):
    return office.desk("inspektur")


@pytest.fixture
def lead(office):
    return office.desk("irban")


@pytest.fixture
def officer(office):
    return office.desk("petugas")


def sees(desk):
    return [row.register for row in list_cases(desk, InboxQuery())]


def names(desk, register):
    return [reader.name for reader in readers(desk, register)]


def test_whom_the_inspektur_names_loses_the_case_at_once(head, lead, officer):
    register = recorded(officer)
    done = implicate(head, register, "petugas", REASON)
    assert done.readers == ("inspektur",)
    assert (sees(officer), sees(lead), sees(head)) == ([], [], [register])
    with pytest.raises(NoSuchCase):
        load_case(officer, register)
    case = load_case(head, register)
    assert case.opened
    assert case.title == "Dana desa dipakai sendiri"
    assert journal_is_sound(head)


def test_a_reader_marks_a_case_against_an_officer_and_stays_with_the_inspektur(office, head, officer):
    register = new_case(office.desk("petugas2"))
    assert restrict(officer, register, ["petugas2"], REASON).readers == ("inspektur", "petugas")
    assert sees(office.desk("petugas2")) == []
    write_note(officer, register, "sudah saya baca")
    assert [note.body for note in load_case(head, register).notes] == ["sudah saya baca"]


def test_a_case_against_the_inspektur_goes_to_the_leads(head, lead, officer):
    register = new_case(officer)
    done = restrict(officer, register, ["inspektur"], REASON)
    assert done.readers == ("irban", "petugas")
    assert not done.escrow
    assert sees(head) == []
    assert sees(lead) == [register]
    assert journal_is_sound(lead)


def test_a_case_against_the_whole_inspektorat_stays_with_who_read_it(head, lead, officer):
    register = new_case(officer)
    assert restrict(officer, register, ["inspektorat"], REASON).readers == ("petugas",)
    assert (sees(head), sees(lead), sees(officer)) == ([], [], [register])


def test_the_inspektur_lets_in_and_takes_out(head, lead, officer):
    register = new_case(officer)
    implicate(head, register, "petugas", REASON)
    let_in_to_case(head, register, "irban")
    assert names(lead, register) == ["inspektur", "irban"]
    assert load_case(lead, register).opened
    assign(head, register, "irban", "kerjakan")
    take_out_of_case(head, register, "irban")
    assert sees(lead) == []
    with pytest.raises(IsImplicated):
        let_in_to_case(head, register, "petugas")
    assert journal_is_sound(head)


def test_naming_is_the_inspekturs_and_restricting_needs_a_role(office, lead, officer):
    register = new_case(officer)
    with pytest.raises(NotPermitted):
        implicate(lead, register, "petugas", REASON)
    with pytest.raises(NotPermitted):
        restrict(office.desk("auditor"), register, ["petugas"], REASON)


def test_a_recusal_is_moved_when_the_inspektur_comes_and_the_others_go_on(head, lead, officer):
    register = recorded(officer)
    recuse(officer, register, "ipar saya")
    assert moves_due(lead) == 0
    assert moves_due(head) == 1
    done = []
    assert move_due(head, done.append) == 1
    assert done == [1]
    assert moves_due(head) == 0
    assert names(lead, register) == ["auditor", "inspektur", "irban", "petugas2"]
    assert load_case(lead, register).opened
    assert sees(officer) == []
    assert journal_is_sound(head)


def test_a_lead_moves_what_the_inspektur_has_left(head, lead, officer):
    register = new_case(officer)
    recuse(head, register, "ipar saya")
    assert moves_due(head) == 0
    assert move_due(lead) == 1
    assert sees(head) == []
    assert "inspektur" not in names(lead, register)


def test_it_is_given_only_to_its_readers(head, lead, officer):
    register = new_case(officer)
    assign(lead, [register], "petugas")
    implicate(head, register, "petugas2", REASON)
    assert load_case(head, register).assigned_to == "petugas"
    assert assignable(head, register) == ("inspektur",)
    refused = assign(head, [register], "irban")[0]
    assert refused.error is not None
    let_in_to_case(head, register, "irban")
    assert assign(head, [register], "irban")[0].error is None


def test_who_is_implicated_loses_the_assignment_and_gets_no_other(head, lead, officer):
    register = new_case(officer)
    assign(lead, [register], "petugas")
    implicate(head, register, "petugas", REASON)
    assert load_case(head, register).assigned_to is None
    assert assign(head, [register], "petugas")[0].error is not None


def test_who_has_recused_himself_is_not_given_it_before_it_is_moved(lead, officer):
    register = new_case(officer)
    recuse(officer, register, "ipar saya")
    assert "petugas" not in assignable(lead, register)
    assert assign(lead, [register], "petugas")[0].error is not None


def test_a_lead_decides_where_the_inspektur_is_implicated_and_it_is_recorded(lead, officer):
    register = new_case(officer)
    to_disposition(officer, register)
    with pytest.raises(MayOnlyPropose):
        advance(lead, register, "analysis", "telaah", assign="irban")
    restrict(officer, register, ["inspektur"], REASON)
    assert {step.to_stage for step in steps(lead, register) if step.may_decide} >= {"analysis", "archived"}
    advance(lead, register, "analysis", "telaah", assign="irban")
    told = history(lead, register)[-1]
    assert told.account == "irban"
    assert "karena Inspektur terlibat" in told.sentence
    assert journal_is_sound(lead)


def test_a_lead_sees_the_proposals_that_he_decides_there(lead, officer):
    register = new_case(officer)
    to_disposition(officer, register)
    restrict(officer, register, ["inspektur"], REASON)
    assert today(lead).proposals == ()
    let_in = advance(lead, register, "analysis", "perlu", propose=True)
    assert let_in.proposed
    assert [line.register for line in today(lead).proposals] == [register]


def test_elsewhere_a_lead_decides_nothing_more(head, lead, officer):
    register = new_case(officer)
    to_disposition(officer, register)
    implicate(head, register, "petugas2", REASON)
    let_in_to_case(head, register, "irban")
    with pytest.raises(MayOnlyPropose):
        advance(lead, register, "analysis", "telaah", assign="irban")


def test_the_history_says_from_whom_it_is_kept_to_those_inside(head, officer):
    register = new_case(officer)
    implicate(head, register, "petugas2", REASON)
    told = history(head, register)[-1]
    assert told.sentence == "Kasus dipindahkan ke kompartemen sendiri, tertutup bagi: petugas2."
    assert told.detail == REASON


def test_a_second_move_keeps_the_first_list(head, lead, officer):
    register = recorded(officer)
    implicate(head, register, "petugas", REASON)
    let_in_to_case(head, register, "irban")
    implicate(head, register, "petugas2", "juga disebut")
    assert names(head, register) == ["inspektur", "irban"]
    with pytest.raises(IsImplicated):
        let_in_to_case(head, register, "petugas")
    assert load_case(lead, register).opened
    assert journal_is_sound(head)


def test_the_last_reader_who_recuses_himself_leaves_it_to_others_at_once(head, lead, officer):
    register = recorded(officer)
    implicate(head, register, "petugas", REASON)
    assert names(head, register) == ["inspektur"]
    recuse(head, register, "teman saya")
    assert sees(head) == []
    assert names(lead, register) == ["irban"]
    assert load_case(lead, register).opened
    assert moves_due(lead) == 0
    assert journal_is_sound(lead)


def test_who_reads_a_case_against_the_whole_office_may_leave_it_too(officer):
    register = new_case(officer)
    restrict(officer, register, ["inspektorat"], REASON)
    recuse(officer, register, "ipar saya")
    assert sees(officer) == []
    assert moves_due(officer) == 0


def test_a_grantor_of_a_restricted_case_moves_it_when_a_reader_leaves(head, lead, officer):
    register = new_case(officer)
    restrict(officer, register, ["inspektur"], REASON)
    recuse(officer, register, "ipar saya")
    assert (moves_due(head), moves_due(lead)) == (0, 1)
    assert move_due(lead) == 1
    assert names(lead, register) == ["irban"]
    assert sees(head) == sees(officer) == []
    assert journal_is_sound(lead)


def test_a_case_that_implicates_a_holder_of_a_share_is_not_open_to_two_shares(head, officer):
    ordinary, against_admin = new_case(officer), new_case(officer)
    assert implicate(head, ordinary, "petugas2", REASON).escrow
    done = implicate(head, against_admin, "admin", REASON)
    assert not done.escrow
    assert done.readers == ("inspektur",)
    with head.reading() as connection:
        escrow = current_escrow(connection, head.keyring)
    members = head.keyring.authority.members
    own = {register: place_of(head, register) for register in (ordinary, against_admin)}
    assert (own[ordinary], escrow.account_id) in members
    assert (own[against_admin], escrow.account_id) not in members


def place_of(desk, register):
    return desk.keyring.compartment_of_case(load_case(desk, register).id, "case")


def test_a_reason_that_names_the_reporter_is_asked_about_and_leaves_nothing_half_done(head, lead, officer):
    register = recorded(officer)
    with pytest.raises(TypedIdentity):
        implicate(head, register, "petugas", "hubungi Siti Pelapor 0812-0000-1111")
    assert sees(officer) == sees(lead) == [register]
    assert load_case(officer, register).opened
    write_note(officer, register, "masih dikerjakan")
    implicate(head, register, "petugas", REASON)
    assert sees(officer) == []
    write_note(head, register, "sudah dipindahkan")
    assert journal_is_sound(head)


@pytest.mark.parametrize(
    ("against", "keeps"),
    [("petugas2", True), ("inspektur", False), ("admin", False), ("inspektorat", False)],
)
def test_it_is_told_beforehand_whether_the_case_would_have_a_recovery_key(officer, against, keeps):
    register = new_case(officer)
    assert escrow_after(officer, register, [against]) is keeps
    assert restrict(officer, register, [against], REASON).escrow is keeps
    if against == "inspektur":
        assert not escrow_after(officer, register, ["petugas2"])
