"""Steps between stages: only along the policy's graph, by its roles, through its gates, each recorded."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from models.tables.cases import transitions
from models.words.stages import ENDED, Stage
from wbs_tui.cases import words
from wbs_tui.cases.deciding import decides
from wbs_tui.cases.kinds import ADVANCED, PROPOSED
from wbs_tui.cases.lookup import find
from wbs_tui.cases.sealed import StepWords
from wbs_tui.cases.steps.assignment import (
    assign_one,
    refuse_changed_assignee,
    working_account,
    write_assignment,
)
from wbs_tui.cases.steps.batch import each
from wbs_tui.cases.steps.gates import GIVEN_WITH_STEP, StepOrder, closed_gates
from wbs_tui.cases.steps.meanwhile import Compared, Shown, changed_by, has_changed
from wbs_tui.cases.steps.refusals import (
    GatesClosed,
    MayOnlyPropose,
    NotForThisRole,
    OnlyBackThere,
    OnlyByOwnOperation,
    StepNotInGraph,
)
from wbs_tui.cases.steps.work import Work, entry_about
from wbs_tui.cases.views import Advanced, Outcome, StepView
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import NotElsewhere
from wbs_tui.policy.gates import Gate
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import Edge
from wbs_tui.text.catalogue import _, language


@dataclass(frozen=True, slots=True)
class _Request:
    """A step that is asked for, as it was asked."""

    to_stage: str
    reason: str
    assign: str | None
    result: str | None
    closure: str | None
    propose: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Where a case stood, and with whom, when a step was chosen for it."""

    stage: str
    assigned_to: str | None
    """Account name."""


def steps(desk: Desk, register: str) -> tuple[StepView, ...]:
    """The steps that the graph allows from here and that this account may take or propose.

    Raises NotPermitted, NoSuchCase, NotElsewhere.
    """
    desk.require(Operation.CASE_READ)
    if desk.lease is not None:
        raise NotElsewhere
    with desk.reading() as connection:
        case = find(desk, connection, register)
        return tuple(
            _step_view(desk, connection, case, edge)
            for edge in desk.policy.stages.next_from(case.stage)
            if _is_offered(desk, connection, case, edge)
        )


def _is_offered(desk: Desk, connection: Connection, case: Row[Any], edge: Edge) -> bool:
    takes_part = desk.actor.role in edge.propose_roles or decides(desk, connection, case, edge)
    if edge.by not in ("advance", "reopen") or not takes_part:
        return False
    return edge.by == "advance" or edge.to == closed_from(connection, case)


def _step_view(desk: Desk, connection: Connection, case: Row[Any], edge: Edge) -> StepView:
    closed = [
        state
        for state in closed_gates(desk, connection, case, edge, StepOrder())
        if state.gate not in GIVEN_WITH_STEP
    ]
    excused = tuple(state.sentence for state in closed if state.excusable)
    return StepView(
        to_stage=edge.to,
        label=desk.policy.stages.label(edge.to, language()),
        may_decide=decides(desk, connection, case, edge),
        may_propose=desk.actor.role in edge.propose_roles,
        missing=tuple(state.sentence for state in closed if not state.excusable),
        needs_assignee=Gate.ASSIGNEE_GIVEN in edge.gates and case.assigned_to is None,
        needs_result=Gate.RESULT_GIVEN in edge.gates,
        needs_closure=Gate.CLOSURE_GIVEN in edge.gates,
        needs_reason=Gate.REASON_GIVEN in edge.gates or bool(excused),
        excused=excused,
    )


def advance(
    desk: Desk,
    register: str,
    to_stage: str,
    reason: str = "",
    assign: str | None = None,
    result: str | None = None,
    closure: str | None = None,
    propose: bool = False,
    shown: Before | None = None,
) -> Advanced:
    """Take one step of the graph, or propose it for those who decide.

    `shown` is where the case stood, and with whom, when the officer chose the step.

    Raises NoSuchCase, UnknownCode, StepNotInGraph, OnlyByOwnOperation, OnlyBackThere, NotForThisRole,
    MayOnlyPropose, GatesClosed (with a sentence for each gate), UnknownAccount, CannotWork, TooLong,
    ChangedMeanwhile.
    """
    desk.require(Operation.CASE_READ)
    request = _Request(to_stage, words.reason(desk, reason), assign, result, closure, propose)
    with desk.transaction() as transaction:
        case = find(desk, transaction.connection, register)
        if shown is not None:
            _refuse_changed(desk, transaction.connection, case, request, shown)
        edge = _edge(desk, transaction.connection, case, request)
        order = _order(desk, transaction.connection, request, case)
        if propose:
            with entry_about(desk, transaction, case, PROPOSED) as work:
                _write_step(work, edge, order, proposed=True)
            return Advanced(case.register, case.stage, proposed=True)
        _check_gates(desk, transaction.connection, case, edge, order)
        with entry_about(desk, transaction, case, ADVANCED) as work:
            _move(work, edge, order)
        return Advanced(case.register, edge.to, proposed=False)


def _refuse_changed(
    desk: Desk, connection: Connection, case: Row[Any], request: _Request, before: Before
) -> None:
    """Raise ChangedMeanwhile when somebody else has moved the case, or given it to another than this does."""
    if has_changed(Shown(before.stage), case.stage):
        said = [
            desk.policy.stages.label(stage, language())
            for stage in (before.stage, case.stage, request.to_stage)
        ]
        last = connection.execute(_steps_taken(case).limit(1)).first()
        compared = (Compared(_("tahap"), *said),)
        changed_by(desk, connection, last, _("tahap kasus"), compared, case.stage, also_equal=True)
    if request.assign is not None:
        refuse_changed_assignee(desk, connection, case, request.assign, Shown(before.assigned_to))


def _steps_taken(case: Row[Any]) -> Select[Any]:
    """The latest first."""
    query = select(transitions).where(transitions.c.case_id == case.id, transitions.c.proposed.is_(False))
    return query.order_by(transitions.c.at.desc(), transitions.c.id.desc())


def _edge(desk: Desk, connection: Connection, case: Row[Any], request: _Request) -> Edge:
    """The step, if the graph has it and the account may take (or propose) it in this way."""
    edge = desk.policy.stages.edge(case.stage, request.to_stage)
    if edge is None:
        raise StepNotInGraph(desk, case.stage, request.to_stage)
    if edge.by not in ("advance", "reopen"):
        raise OnlyByOwnOperation(edge)
    if edge.by == "reopen" and edge.to != (origin := closed_from(connection, case)):
        raise OnlyBackThere(desk, origin) if origin else StepNotInGraph(desk, case.stage, request.to_stage)
    if not decides(desk, connection, case, edge):
        _check_proposes(desk, edge, request.propose)
    return edge


def _check_proposes(desk: Desk, edge: Edge, propose: bool) -> None:
    """Who does not decide a step may propose it, where the policy says so, and asks for that."""
    if desk.actor.role not in edge.propose_roles:
        raise NotForThisRole(desk, edge)
    if not propose:
        raise MayOnlyPropose(desk, edge)


def check_referral(
    desk: Desk, connection: Connection, case: Row[Any], reason: str, *, propose: bool = False
) -> Edge:
    """The step with which the case is handed to another office, if this account may take (or propose) it.

    Raises StepNotInGraph, NotForThisRole, MayOnlyPropose, GatesClosed, ReasonMissing.
    """
    edge = desk.policy.stages.edge(case.stage, Stage.REFERRED)
    if edge is None or edge.by != "refer":
        raise StepNotInGraph(desk, case.stage, Stage.REFERRED)
    if not decides(desk, connection, case, edge):
        _check_proposes(desk, edge, propose)
    if propose:
        words.required_reason(desk, reason)
    else:
        _check_gates(desk, connection, case, edge, StepOrder(reason=reason))
    return edge


def take_referral(work: Work, edge: Edge, reason: str, letter: str = "", handed_to: str = "") -> None:
    """Move the case of an entry of kind ADVANCED to the stage of those handed over.

    `handed_to` is for an institution that is not connected; the reason says it, and the letter, too.
    """
    _move(work, edge, StepOrder(reason=reason, handed_to=handed_to, letter=letter))


def propose_referral(work: Work, edge: Edge, reason: str) -> None:
    """Write a proposal of that, in an entry of kind PROPOSED."""
    _write_step(work, edge, StepOrder(reason=reason), proposed=True)


def closed_from(connection: Connection, case: Row[Any]) -> str | None:
    """The stage from which an ended case was closed: it goes back there. None when no step says so."""
    into_it = _steps_taken(case).where(transitions.c.to_stage == case.stage).limit(1)
    last = connection.execute(into_it).first()
    return None if last is None else str(last.from_stage)


def _order(desk: Desk, connection: Connection, request: _Request, case: Row[Any]) -> StepOrder:
    """What is said with the step, checked; a proposal needs its reason."""
    if request.propose:
        words.required_reason(desk, request.reason)
    if request.assign is not None and not request.propose:
        desk.require(Operation.CASE_ASSIGN)
    return StepOrder(
        reason=request.reason,
        result=request.result and words.checked_code(desk, "result", request.result),
        closure=request.closure and words.checked_code(desk, "closure", request.closure),
        assignee=request.assign and working_account(desk, connection, request.assign, case),
    )


def _check_gates(desk: Desk, connection: Connection, case: Row[Any], edge: Edge, order: StepOrder) -> None:
    closed = closed_gates(desk, connection, case, edge, order)
    left = [state for state in closed if not (state.excusable and order.reason)]
    if left:
        raise GatesClosed([state.sentence for state in left])


def _write_step(work: Work, edge: Edge, order: StepOrder, *, proposed: bool) -> None:
    said = StepWords(
        text=order.reason,
        result=order.result,
        closure=order.closure,
        assigned_to=order.assignee,
        for_inspector=not proposed and work.desk.actor.role not in edge.roles,
        handed_to=order.handed_to,
        letter=order.letter,
    )
    work.write(
        transitions,
        {transitions.c.reason: said},
        from_stage=edge.from_,
        to_stage=edge.to,
        proposed=proposed,
    )


def _move(work: Work, edge: Edge, order: StepOrder) -> None:
    order = replace(order, assignee=order.assignee if order.assignee != work.case.assigned_to else None)
    _write_step(work, edge, order, proposed=False)
    if order.assignee is not None:
        write_assignment(work, order.assignee, order.reason)
    ends = edge.to in ENDED
    reopens = edge.by == "reopen"
    work.update_case(
        stage=edge.to,
        stage_entered_at=work.change.at,
        assigned_to=order.assignee or work.case.assigned_to,
        result=None if reopens else order.result or work.case.result,
        closure=None if reopens else order.closure or work.case.closure,
        ended_at=work.change.at if ends else None,
    )


def set_many(
    desk: Desk,
    registers: Collection[str],
    to_stage: str | None = None,
    assign: str | None = None,
    reason: str = "",
) -> tuple[Outcome, ...]:
    """Move several cases, or give them to an account, each in its own transaction. Raises NotPermitted."""

    def act(register: str) -> None:
        if to_stage is not None:
            advance(desk, register, to_stage, reason, assign=assign)
        elif assign is not None:
            assign_one(desk, register, assign, reason)

    return each(registers, act)
