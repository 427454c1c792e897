"""The gates that the program knows how to check; which edge has which gate is policy data."""

from enum import StrEnum

from models.words.roles import Role
from wbs_tui.policy.parts import Label, Part, Text


class Gate(StrEnum):
    """A condition that must hold before a case takes a step."""

    CHECKLIST_COMPLETE = "checklist_complete"
    RECOMMENDATIONS_SETTLED = "recommendations_settled"
    RESULT_GIVEN = "result_given"
    CLOSURE_GIVEN = "closure_given"
    REASON_GIVEN = "reason_given"
    ASSIGNEE_GIVEN = "assignee_given"
    ANSWERED = "answered"
    REFERRAL_DECLINED = "referral_declined"


class GateRule(Part, frozen=True, kw_only=True):
    """What a gate tells an officer whom it stops."""

    id: Gate
    label: Label
    """One sentence: what would satisfy it."""
    citation: Text
    excused_by: tuple[Role, ...] = ()
    """Roles whose written reason stands in for the condition."""
