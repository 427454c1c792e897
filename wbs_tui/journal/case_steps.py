"""Steps of a case between stages: what a signed one must say, and whether the office's policy has it now."""

from models.tables.cases import cases, transitions
from models.words.roles import Role
from models.words.stages import ENDED
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.kinds import Maker
from wbs_tui.policy.stages import Stages

ADVANCED = "case.advanced"


def is_true(entry: Entry, stage: str | None) -> bool:
    """Whether the case goes where the entry says, from where it was, by one step that is kept."""
    steps, changes = entry.effects_on(transitions.name), entry.effects_on(cases.name)
    if [each.operation for each in (*steps, *changes)] != ["insert", "update"]:
        return False
    said, now = steps[0].values, changes[0].values
    ends = said.get("to_stage") in ENDED
    return (
        said.get("proposed") is False
        and said.get("from_stage") == stage
        and said.get("to_stage") == now.get("stage")
        and ends == (type(now.get("ended_at")) is int)
    )


def is_in_policy(entry: Entry, maker: Maker, stages: Stages) -> bool:
    """Whether the graph of today has the step for this role.

    The graph may have been another when the step was taken, and the leads decide on cases against the
    Inspektur: so that it has not is for a person to judge, and no finding.
    """
    [step] = entry.effects_on(transitions.name)
    edge = stages.edge(str(step.values.get("from_stage")), str(step.values.get("to_stage")))
    if edge is None:
        return False
    return maker.role in edge.roles or (maker.role == Role.LEAD and Role.INSPECTOR in edge.roles)
