"""Whether the gates of a step are open, and what would open them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import recommendations
from models.tables.exchange import referrals
from models.words.exchange import ReferralState
from models.words.roles import Role
from wbs_tui.cases.deciding import roles_in
from wbs_tui.cases.due import OPEN_STATUSES
from wbs_tui.cases.steps.verification import unanswered
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.gates import Gate
from wbs_tui.policy.stages import Edge
from wbs_tui.text.catalogue import _, language

GIVEN_WITH_STEP = frozenset({Gate.REASON_GIVEN, Gate.RESULT_GIVEN, Gate.CLOSURE_GIVEN, Gate.ASSIGNEE_GIVEN})
"""Gates that open by what is said with the step itself."""


@dataclass(frozen=True, slots=True)
class StepOrder:
    """What somebody says with a step."""

    reason: str = ""
    result: str | None = None
    closure: str | None = None
    assignee: str | None = None
    """Account id."""
    handed_to: str = ""
    """The institution that gets the case by letter."""
    letter: str = ""
    """The number of the letter with which the case is handed over."""


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate of a step that is not open, with the sentence of what would open it."""

    gate: Gate
    sentence: str
    excusable: bool
    """Whether a written reason of this account's role stands in for it."""


def closed_gates(
    desk: Desk, connection: Connection, case: Row[Any], edge: Edge, order: StepOrder
) -> list[GateState]:
    """The gates of a step that are not open, in the policy's order."""
    roles = roles_in(desk, connection, case)
    return [
        _state(desk, gate, missing, roles)
        for gate in edge.gates
        if (missing := _missing(desk, connection, case, gate, order)) is not None
    ]


def _state(desk: Desk, gate: Gate, missing: str, roles: frozenset[Role]) -> GateState:
    rule = desk.policy.stages.gate_rule(gate)
    sentence = " ".join(part for part in (rule.label.text(language()), missing) if part)
    return GateState(gate, sentence, not roles.isdisjoint(rule.excused_by))


def _missing(desk: Desk, connection: Connection, case: Row[Any], gate: Gate, order: StepOrder) -> str | None:
    """None when the gate is open; else what exactly is missing, or nothing more to say."""
    if gate is Gate.CHECKLIST_COMPLETE:
        return _unanswered_items(desk, connection, case)
    if gate is Gate.RECOMMENDATIONS_SETTLED:
        return _open_recommendations(connection, case)
    if gate is Gate.REFERRAL_DECLINED:
        return None if _is_declined(connection, case) else ""
    opened = {
        Gate.RESULT_GIVEN: order.result or case.result,
        Gate.CLOSURE_GIVEN: order.closure or case.closure,
        Gate.REASON_GIVEN: order.reason,
        Gate.ASSIGNEE_GIVEN: order.assignee or case.assigned_to,
        Gate.ANSWERED: case.answered_at,
    }[gate]
    return None if opened else ""


def _is_declined(connection: Connection, case: Row[Any]) -> bool:
    """Whether the office that the case was handed to last has not taken it."""
    newest = select(referrals.c.state).where(referrals.c.case_id == case.id)
    last = connection.execute(newest.order_by(referrals.c.at.desc(), referrals.c.id.desc()).limit(1)).scalar()
    return last == ReferralState.DECLINED


def _unanswered_items(desk: Desk, connection: Connection, case: Row[Any]) -> str | None:
    missing = unanswered(desk, connection, case)
    if not missing:
        return None
    labels = ", ".join(item.label.text(language()) for item in missing)
    return _("Belum dijawab: {labels}.").format(labels=labels)


def _open_recommendations(connection: Connection, case: Row[Any]) -> str | None:
    query = select(recommendations.c.number).where(
        recommendations.c.case_id == case.id, recommendations.c.status.in_(OPEN_STATUSES)
    )
    numbers = sorted(row.number for row in connection.execute(query))
    if not numbers:
        return None
    return _("Masih terbuka: nomor {numbers}.").format(numbers=", ".join(map(str, numbers)))
