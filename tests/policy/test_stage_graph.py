"""The shipped graph is the one officers work by, step by step."""

import pytest

from models.words.stages import ENDED, Stage
from wbs_tui.policy.book import load
from wbs_tui.policy.stages import Edge

STAGES = load().policy.stages

WORKERS = {"officer", "lead", "inspector"}
BY_INSPECTOR = {"inspector"}
NEXT = {
    "received": {"verification": WORKERS},
    "verification": {
        "completion": WORKERS,
        "disposition": WORKERS,
        "merged": {"officer"},
        "archived": BY_INSPECTOR,
    },
    "completion": {"verification": WORKERS, "archived": BY_INSPECTOR},
    "disposition": {"analysis": BY_INSPECTOR, "referred": BY_INSPECTOR, "archived": BY_INSPECTOR},
    "analysis": {
        "clarification": WORKERS,
        "examination": WORKERS,
        "referred": BY_INSPECTOR,
        "archived": BY_INSPECTOR,
    },
    "clarification": {"examination": WORKERS, "closed": BY_INSPECTOR},
    "examination": {"audit_report": WORKERS},
    "audit_report": {"follow_up": {"lead", "inspector"}, "referred": BY_INSPECTOR},
    "follow_up": {"closed": BY_INSPECTOR, "referred": BY_INSPECTOR},
    "referred": {"closed": BY_INSPECTOR, "disposition": BY_INSPECTOR},
    "merged": {"verification": {"officer"}},
    "closed": dict.fromkeys(("clarification", "follow_up", "referred"), BY_INSPECTOR),
    "archived": dict.fromkeys(("verification", "completion", "disposition", "analysis"), BY_INSPECTOR),
}
OPERATIONS = {"merged": "merge", "referred": "refer"}


def test_the_graph_has_exactly_these_steps_with_these_roles() -> None:
    shipped = {stage.value: {e.to.value: set(e.roles) for e in STAGES.next_from(stage)} for stage in Stage}
    assert shipped == NEXT


@pytest.mark.parametrize("edge", STAGES.edges, ids=lambda edge: edge.key)
def test_merging_referring_and_reopening_are_operations_of_their_own(edge: Edge) -> None:
    ways_out = {"closed": "reopen", "archived": "reopen", "merged": "unmerge"}
    assert edge.by == ways_out.get(edge.from_, OPERATIONS.get(edge.to, "advance"))


@pytest.mark.parametrize("edge", STAGES.edges, ids=lambda edge: edge.key)
def test_who_may_not_decide_an_ending_may_propose_it(edge: Edge) -> None:
    if edge.to in ENDED:
        assert {*edge.roles, *edge.propose_roles} == WORKERS
    assert not set(edge.roles) & set(edge.propose_roles)


def test_disposition_and_referral_are_the_inspectors_and_the_lead_proposes() -> None:
    for edge in STAGES.edges:
        if edge.by == "refer" or edge.key == "edge[disposition>analysis]":
            assert (set(edge.roles), set(edge.propose_roles)) == ({"inspector"}, {"lead"})


def test_gates_stand_where_the_rules_put_them() -> None:
    gates = {edge.key: set(edge.gates) for edge in STAGES.edges}
    assert gates["edge[verification>disposition]"] == {"checklist_complete"}
    assert gates["edge[disposition>analysis]"] == {"assignee_given"}
    for edge in STAGES.edges:
        assert ("recommendations_settled" in edge.gates) == (edge.to == "closed")
        assert ("closure_given" in edge.gates) == (edge.to in {"closed", "archived"})
        if edge.by != "advance":
            assert "reason_given" in edge.gates


def test_only_the_inspectors_reason_stands_in_for_open_recommendations() -> None:
    assert STAGES.gate_rule("recommendations_settled").excused_by == ("inspector",)
    assert STAGES.gate_rule("checklist_complete").excused_by == ()


def test_a_step_that_is_not_in_the_graph_is_not_there() -> None:
    assert STAGES.edge("received", "closed") is None
    assert STAGES.edge("nowhere", "closed") is None
    assert STAGES.next_from("nowhere") == ()


def test_stages_have_the_names_of_the_screens() -> None:
    assert [STAGES.label(stage, "id") for stage in ("received", "follow_up", "archived")] == [
        "Diterima",
        "Tindak lanjut",
        "Arsip",
    ]
    assert STAGES.label("received", "en") == "Received"
