"""Steps: only along the graph, by the roles of the edge, through its gates, each recorded."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from tests.cases.at_work import (
    complete_checklist,
    journal_is_sound,
    new_case,
    to_clarification,
    to_disposition,
)
from wbs_tui.cases.lookup import NoSuchCase, UnknownAccount
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.followup import add, set_status
from wbs_tui.cases.steps.refusals import (
    GatesClosed,
    MayOnlyPropose,
    NotForThisRole,
    OnlyBackThere,
    OnlyByOwnOperation,
    StepNotInGraph,
)
from wbs_tui.cases.steps.stages import advance, set_many, steps
from wbs_tui.cases.steps.verification import answer_item, checklist
from wbs_tui.cases.words import ReasonMissing, UnknownCode
from wbs_tui.journal.desk import NotPermitted


@pytest.fixture
def officer(office):
    return office.desk("petugas")


@pytest.fixture
def head(office):
    return office.desk("inspektur")


@pytest.fixture
def lead(office):
    return office.desk("irban")


def stage_of(desk, register):
    return load_case(desk, register).stage


def step(desk, register, to_stage):
    return next(view for view in steps(desk, register) if view.to_stage == to_stage)


def test_a_case_goes_from_receipt_to_its_closing(officer, head):
    register = new_case(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Laporan Anda telah kami tindak lanjuti.")
    done = advance(head, register, "closed", "selesai", result="not_proven", closure="insufficient_evidence")
    assert (done.stage, done.proposed) == ("closed", False)
    case = load_case(officer, register)
    assert (case.stage, case.result, case.closure) == ("closed", "not_proven", "insufficient_evidence")
    assert (case.due_at, case.overdue, case.clocks) == (None, False, ())
    assert journal_is_sound(officer)


def test_a_step_that_the_graph_does_not_have_names_those_it_has(officer):
    register = new_case(officer)
    with pytest.raises(StepNotInGraph, match=r"Verifikasi \(verification\)"):
        advance(officer, register, "closed", "cepat")
    assert stage_of(officer, register) == "received"


def test_no_case_goes_to_disposition_with_mandatory_items_open(officer):
    register = new_case(officer)
    advance(officer, register, "verification")
    with pytest.raises(GatesClosed, match=r"Jawab semua butir wajib.*Belum dijawab: Apa yang terjadi, .*"):
        advance(officer, register, "disposition", "sudah")
    assert step(officer, register, "disposition").missing[0].startswith("Jawab semua butir wajib")
    complete_checklist(officer, register)
    assert step(officer, register, "disposition").missing == ()
    advance(officer, register, "disposition")
    assert stage_of(officer, register) == "disposition"


def test_what_the_identity_policy_demands_holds_the_gate_too(officer):
    anonymous = new_case(officer, identity_policy="anonymous")
    known = new_case(officer, identity_policy="open")
    for register in (anonymous, known):
        advance(officer, register, "verification")
        for item in checklist(officer, anonymous):
            if item.mandatory:
                answer_item(officer, register, item.id, "yes")
    advance(officer, anonymous, "disposition")
    with pytest.raises(GatesClosed, match=r"Belum dijawab: .*NIK pelapor"):
        advance(officer, known, "disposition")


def test_disposition_names_who_works_the_case(officer, head):
    register = new_case(officer)
    to_disposition(officer, register)
    assert step(head, register, "analysis").needs_assignee
    with pytest.raises(GatesClosed, match="Tunjuk petugas"):
        advance(head, register, "analysis", "telaah")
    with pytest.raises(UnknownAccount):
        advance(head, register, "analysis", "telaah", assign="tidakada")
    advance(head, register, "analysis", "telaah", assign="petugas2")
    assert load_case(head, register).assigned_to == "petugas2"


def test_archiving_wants_a_reason_and_a_closure(officer, head):
    register = new_case(officer)
    advance(officer, register, "verification")
    with pytest.raises(GatesClosed, match=r"Tuliskan alasannya.*Pilih bentuk penyelesaian"):
        advance(head, register, "archived")
    with pytest.raises(UnknownCode, match="insufficient_evidence"):
        advance(head, register, "archived", "kurang", closure="salah_ketik")
    advance(head, register, "archived", "kurang bukti", closure="insufficient_evidence")
    assert load_case(head, register).closure == "insufficient_evidence"


def test_a_closing_wants_result_closure_and_the_answer(officer, head):
    register = new_case(officer)
    to_clarification(officer, head, register)
    with pytest.raises(GatesClosed, match=r"Pilih hasil.*Pilih bentuk penyelesaian.*Catat jawaban"):
        advance(head, register, "closed")
    with pytest.raises(GatesClosed, match="Catat jawaban"):
        advance(head, register, "closed", result="proven", closure="discipline")
    advance(head, register, "closed", "pelapor anonim", result="proven", closure="discipline")
    assert stage_of(head, register) == "closed"


def test_open_recommendations_hold_a_case_unless_the_head_gives_a_reason(officer, head):
    register = new_case(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Jawaban")
    add(officer, register, "Kembalikan uang", date(2026, 12, 1))
    with pytest.raises(GatesClosed, match=r"Selesaikan semua rekomendasi.*nomor 1"):
        advance(head, register, "closed", result="proven", closure="repayment")
    view = step(head, register, "closed")
    assert view.missing == ()
    assert view.needs_reason
    assert "nomor 1" in view.excused[0]
    set_status(officer, register, 1, 1)
    assert step(head, register, "closed").excused == ()
    advance(head, register, "closed", result="proven", closure="repayment")
    assert stage_of(head, register) == "closed"


def test_the_head_may_close_over_an_open_recommendation_with_a_reason(officer, head):
    register = new_case(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Jawaban")
    add(officer, register, "Kembalikan uang", date(2026, 12, 1))
    advance(head, register, "closed", "dipantau BPK", result="proven", closure="repayment")
    assert stage_of(head, register) == "closed"


def test_who_may_not_decide_may_propose_and_the_case_stays(officer, head):
    register = new_case(officer)
    advance(officer, register, "verification")
    with pytest.raises(MayOnlyPropose, match=r"Inspektur.*mengusulkannya"):
        advance(officer, register, "archived", "kosong", closure="insufficient_evidence")
    with pytest.raises(ReasonMissing):
        advance(officer, register, "archived", propose=True)
    done = advance(
        officer, register, "archived", "laporan kosong", closure="insufficient_evidence", propose=True
    )
    assert (done.stage, done.proposed) == ("verification", True)
    case = load_case(head, register)
    assert case.stage == "verification"
    assert [(p.to_stage, p.reason, p.closure, p.account) for p in case.proposals] == [
        ("archived", "laporan kosong", "insufficient_evidence", "petugas")
    ]


def test_a_decided_step_clears_the_proposals(officer, head):
    register = new_case(officer)
    advance(officer, register, "verification")
    advance(officer, register, "archived", "laporan kosong", propose=True)
    advance(head, register, "archived", "setuju", closure="insufficient_evidence")
    assert load_case(head, register).proposals == ()
    advance(head, register, "verification", "ada bukti baru")
    assert load_case(head, register).proposals == ()


def test_a_role_that_may_neither_decide_nor_propose_is_told_who_may(officer, lead):
    register = new_case(officer)
    to_disposition(officer, register)
    with pytest.raises(NotForThisRole, match="Inspektur"):
        advance(officer, register, "analysis", "mau", propose=True)
    done = advance(lead, register, "analysis", "usul telaah", assign="petugas", propose=True)
    assert done.proposed
    assert load_case(lead, register).proposals[0].assign == "petugas"


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_who_works_no_cases_takes_no_step(office, officer, name):
    register = new_case(officer)
    with pytest.raises((NotPermitted, NotForThisRole)):
        advance(office.desk(name), register, "verification", "coba")
    assert stage_of(officer, register) == "received"


def test_the_officer_is_offered_no_step_that_is_not_for_him(officer, head):
    register = new_case(officer)
    to_disposition(officer, register)
    assert [(view.to_stage, view.may_decide) for view in steps(officer, register)] == [("archived", False)]
    assert [view.to_stage for view in steps(head, register) if view.may_decide] == ["analysis", "archived"]


@pytest.mark.parametrize(("to_stage", "words"), [("merged", "penggabungan"), ("referred", "pelimpahan")])
def test_merging_and_referring_are_operations_of_their_own(officer, head, to_stage, words):
    register = new_case(officer)
    advance(officer, register, "verification")
    if to_stage == "referred":
        complete_checklist(officer, register)
        advance(officer, register, "disposition")
    with pytest.raises(OnlyByOwnOperation, match=words):
        advance(head, register, to_stage, "pindah")
    assert to_stage not in {view.to_stage for view in steps(head, register)}


def test_a_reopened_case_returns_to_the_stage_it_was_closed_from(officer, head):
    register = new_case(officer)
    to_disposition(officer, register)
    advance(head, register, "archived", "bukan ranah", closure="outside_authority")
    assert [view.to_stage for view in steps(head, register)] == ["disposition"]
    with pytest.raises(OnlyBackThere, match="Disposisi"):
        advance(head, register, "verification", "buka lagi")
    with pytest.raises(GatesClosed, match="Tuliskan alasannya"):
        advance(head, register, "disposition")
    with pytest.raises(MayOnlyPropose):
        advance(officer, register, "disposition", "buka lagi")
    advance(head, register, "disposition", "ada bukti baru")
    case = load_case(head, register)
    assert (case.stage, case.closure) == ("disposition", None)
    assert case.due_clock == "disposition"


def test_the_due_date_follows_the_stage_and_what_stops_its_clocks(office, officer, head):
    register = new_case(officer)
    assert load_case(officer, register).due_clock == "registration"
    office.clock.forward(days=1)
    advance(officer, register, "verification")
    case = load_case(officer, register)
    assert (case.due_clock, case.due_at.date()) == ("verification", date(2026, 8, 27))  # 25 is Maulid Nabi
    complete_checklist(officer, register)
    advance(officer, register, "disposition")
    advance(head, register, "analysis", "telaah", assign="petugas")
    assert load_case(officer, register).due_clock == "answer"
    answer(officer, register, "Sudah kami terima")
    assert load_case(officer, register).due_clock == "analysis"
    decide(officer, register, Decision(supervisory="not_supervisory", reason="bukan pengawasan"))
    assert load_case(officer, register).due_clock == "whole_case_other"


def test_several_cases_each_have_their_own_outcome(officer):
    first, second, third = (new_case(officer) for _ in range(3))
    advance(officer, second, "verification")
    outcomes = set_many(officer, [first, second, "16-2026-999999", third], to_stage="verification")
    assert [(o.register, o.error is None) for o in outcomes] == [
        (first, True),
        (second, False),
        ("16-2026-999999", False),
        (third, True),
    ]
    assert outcomes[2].error == NoSuchCase().message
    assert [stage_of(officer, r) for r in (first, second, third)] == ["verification"] * 3


def test_an_office_that_closes_an_edge_is_obeyed(officer):
    register = new_case(officer)
    stages = officer.policy.stages
    kept = tuple(edge for edge in stages.edges if edge.to != "verification")
    narrowed = structs.replace(stages, edges=kept)
    desk = replace(officer, policy=replace(officer.policy, stages=narrowed))
    with pytest.raises(StepNotInGraph):
        advance(desk, register, "verification")
