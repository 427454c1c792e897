"""Classification, checklist, assignment, notes, answers, drafts: each recorded, none overwritten."""

import pytest
from sqlalchemy import update

from models.tables.cases import cases
from models.words.outcomes import ChecklistAnswer
from models.words.roles import Role
from tests.cases.at_work import journal_is_sound, new_case
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.access import revoke
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.cases.lookup import NoSuchCase, UnknownAccount, find
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import drafts
from wbs_tui.cases.steps.answers import NoSuchAnswer, answer
from wbs_tui.cases.steps.assignment import CannotWork, assign, assign_one, assignable, unassign
from wbs_tui.cases.steps.classification import ChangeNeedsReason, Decision, decide
from wbs_tui.cases.steps.notes import NoSuchNote, suggested_kind, template, write_note
from wbs_tui.cases.steps.verification import MayNotWaive, answer_item, checklist
from wbs_tui.cases.words import NothingWritten, ReasonMissing, TooLong, UnknownCode
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.store.keyring import IDENTITY, NotLetIn


@pytest.fixture
def officer(office):
    return office.desk("petugas")


@pytest.fixture
def lead(office):
    return office.desk("irban")


def test_accepting_the_suggestion_is_deciding_its_values(officer):
    register = new_case(officer)
    assert not load_case(officer, register).classified
    decide(officer, register, Decision(subject_class="village_apparatus"))
    case = load_case(officer, register)
    assert case.classified
    assert (case.category, case.severity, case.subject_class) == (
        "village_funds",
        "medium",
        "village_apparatus",
    )
    assert [view.origin for view in case.classifications] == ["system", "officer"]


def test_a_changed_suggestion_needs_a_reason_that_is_kept(officer):
    register = new_case(officer)
    with pytest.raises(ChangeNeedsReason, match="kategori, tingkat"):
        decide(officer, register, Decision(category="procurement", severity="heavy"))
    assert not load_case(officer, register).classified
    decide(officer, register, Decision(category="procurement", severity="heavy", reason="ada tender"))
    case = load_case(officer, register)
    assert (case.category, case.severity, case.jurisdiction) == ("procurement", "heavy", "inspectorate")
    assert case.classifications[-1].reason == "ada tender"


def test_a_second_decision_names_the_first_and_both_stay(officer, lead):
    register = new_case(officer)
    first = decide(officer, register, Decision())
    decide(lead, register, Decision(severity="heavy", reason="nilainya besar"))
    views = load_case(officer, register).classifications
    assert [(view.account, view.severity) for view in views[1:]] == [
        ("petugas", "medium"),
        ("irban", "heavy"),
    ]
    assert views[1].id == first
    assert journal_is_sound(officer)


def test_a_code_outside_the_policy_is_refused_with_the_choices(officer):
    register = new_case(officer)
    with pytest.raises(UnknownCode, match="village_funds"):
        decide(officer, register, Decision(category="korupsi\x1b[2J", reason="coba"))


def test_the_checklist_keeps_every_answer(officer):
    register = new_case(officer)
    answer_item(officer, register, "what", "no", "belum jelas")
    answer_item(officer, register, "what", "yes", "kepala desa memakai dana")
    item = next(view for view in checklist(officer, register) if view.id == "what")
    assert (item.answer, item.note, item.earlier) == (ChecklistAnswer.YES, "kepala desa memakai dana", 1)
    assert item.account == "petugas"
    assert item.mandatory


def test_only_the_roles_of_the_policy_waive_and_only_with_a_reason(officer, lead):
    register = new_case(officer)
    with pytest.raises(MayNotWaive, match="Irban/Ketua Tim, Inspektur"):
        answer_item(officer, register, "loss", "waived", "tidak ada")
    with pytest.raises(ReasonMissing):
        answer_item(lead, register, "loss", "waived")
    with pytest.raises(MayNotWaive, match=r"Inspektur\.$"):
        answer_item(lead, register, "reprisal", "waived", "tidak ada")
    answer_item(lead, register, "loss", "waived", "bukan soal uang")
    item = next(view for view in checklist(lead, register) if view.id == "loss")
    assert (item.answer, item.note) == (ChecklistAnswer.WAIVED, "bukan soal uang")


@pytest.mark.parametrize(("item", "given"), [("tidak_ada", "yes"), ("what", "mungkin")])
def test_an_unknown_item_or_answer_is_refused(officer, item, given):
    register = new_case(officer)
    with pytest.raises(UnknownCode):
        answer_item(officer, register, item, given)


def test_only_those_who_work_and_are_let_in_are_given_cases(office, officer, lead):
    register = new_case(officer)
    assert assignable(lead) == ("inspektur", "irban", "petugas", "petugas2")
    for name, refusal in (("auditor", CannotWork), ("admin", CannotWork), ("siapa", UnknownAccount)):
        with pytest.raises(refusal):
            assign_one(lead, register, name)
    revoke(office.desk("inspektur"), "office", "petugas2")
    with pytest.raises(CannotWork):
        assign_one(lead, register, "petugas2")
    with pytest.raises(NotPermitted):
        assign(officer, [register], "petugas")


def test_assigning_and_taking_back(officer, lead):
    registers = [new_case(officer), new_case(officer)]
    outcomes = assign(lead, [*registers, "16-2020-000001"], "petugas", "wilayahnya")
    assert [outcome.error for outcome in outcomes] == [None, None, NoSuchCase().message]
    assert {load_case(lead, register).assigned_to for register in registers} == {"petugas"}
    unassign(lead, registers[:1])
    assert load_case(lead, registers[0]).assigned_to is None
    assert journal_is_sound(officer)


def test_a_note_is_corrected_by_a_new_one_that_names_it(officer):
    register = new_case(officer)
    wrong = write_note(officer, register, "Nilainya Rp10 juta")
    right = write_note(officer, register, "Nilainya Rp100 juta", corrects=wrong)
    notes = load_case(officer, register).notes
    assert [(note.id, note.corrects, note.corrected_by) for note in notes] == [
        (wrong, None, right),
        (right, wrong, None),
    ]
    assert notes[0].body == "Nilainya Rp10 juta"
    with pytest.raises(NoSuchNote):
        write_note(officer, register, "lagi", corrects=wrong)
    with pytest.raises(NoSuchNote):
        write_note(officer, new_case(officer), "kasus lain", corrects=right)


def test_what_is_written_is_cleaned_and_has_a_size(officer):
    register = new_case(officer)
    write_note(officer, register, "judul\x1b]52;c;AAAA\x07 \u202eterbalik\nbaris dua")
    assert load_case(officer, register).notes[0].body == "judul terbalik\nbaris dua"
    with pytest.raises(NothingWritten):
        write_note(officer, register, " \x1b[0m\n ")
    with pytest.raises(TooLong, match=r"100\.000"):
        write_note(officer, register, "x" * 100_001)
    with pytest.raises(UnknownCode):
        write_note(officer, register, "isi", kind="surat")


def test_the_template_of_a_note(officer):
    register = new_case(officer)
    assert register in template(officer, "id", register)
    assert template(officer, "en", register) != template(officer, "id", register)
    assert suggested_kind(officer, register) == "verification"


def test_an_auditor_reads_and_writes_nothing(office, officer):
    register = new_case(officer)
    auditor = office.desk("auditor")
    assert load_case(auditor, register).title == "Jalan desa belum dibangun"
    acts = [
        lambda: write_note(auditor, register, "isi"),
        lambda: answer_item(auditor, register, "what", "yes"),
        lambda: decide(auditor, register, Decision()),
        lambda: answer(auditor, register, "isi"),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_an_answer_stops_its_clock_and_can_be_corrected(officer):
    register = new_case(officer)
    first = answer(officer, register, "Sudah kami terima")
    case = load_case(officer, register)
    assert case.answered_at is not None
    assert "answer" not in {clock.id for clock in case.clocks}
    second = answer(officer, register, "Sudah kami periksa", corrects=first)
    answers = load_case(officer, register).answers
    assert [(view.id, view.corrects, view.corrected_by) for view in answers] == [
        (first, None, second),
        (second, first, None),
    ]
    with pytest.raises(NoSuchAnswer):
        answer(officer, register, "lagi", corrects=first)


def test_a_draft_outlives_the_desk_and_is_its_owners_alone(office, officer):
    drafts.save_draft(officer, "note:16-2026-000001", "telaah yang belum selesai")
    drafts.save_draft(officer, "note:16-2026-000001", "telaah yang hampir selesai")
    officer.close()
    again = office.desk("petugas")
    assert drafts.load_draft(again, "note:16-2026-000001") == "telaah yang hampir selesai"
    assert [draft.subject for draft in drafts.drafts(again)] == ["note:16-2026-000001"]
    other = office.desk("petugas2")
    assert drafts.load_draft(other, "note:16-2026-000001") is None
    assert drafts.drafts(other) == ()
    drafts.drop_draft(again, "note:16-2026-000001")
    assert drafts.load_draft(again, "note:16-2026-000001") is None


@pytest.mark.parametrize("given", ["16-2026-000001", "16-2026-1", "2026-1", "1", " 000001 "])
def test_a_register_number_may_be_given_loosely(officer, given):
    register = new_case(officer)
    with officer.reading() as connection:
        assert find(officer, connection, given).register == register


@pytest.mark.parametrize(
    "given", ["16-2026-000002", "17-2026-000001", "2025-1", "", "x", "1; DROP TABLE cases", "٣"]
)
def test_what_is_not_there_has_one_answer(officer, given):
    new_case(officer)
    with pytest.raises(NoSuchCase), officer.reading() as connection:
        find(officer, connection, given)


def test_a_case_of_another_compartment_is_as_if_it_were_not_there(officer, lead):
    register = new_case(officer)
    with officer.transaction() as transaction:
        moved = update(cases).values(compartment_id=officer.keyring.compartment(IDENTITY))
        transaction.connection.execute(moved)
    assert load_case(lead, register).register == register
    with pytest.raises(NoSuchCase) as refused:
        load_case(officer, register)
    with pytest.raises(NoSuchCase) as unknown:
        load_case(officer, "16-2026-000002")
    assert refused.value.message == unknown.value.message


def test_an_account_that_was_not_let_in_sees_lines_without_titles(office, officer):
    register = new_case(officer)
    with pytest.raises(NotPermitted):
        load_case(office.desk("admin"), register)
    activate(
        office.location,
        "baru",
        invite(office.desk("admin"), "baru", Role.OFFICER).code,
        PASSWORD,
        office.clock,
        CHEAP,
    )
    newcomer = office.desk("baru")
    assert [row.title for row in list_cases(newcomer, InboxQuery())] == ["(belum terbuka untuk akun Anda)"]
    for number in (register, "16-2026-000099"):
        with pytest.raises(NotLetIn):
            load_case(newcomer, number)
