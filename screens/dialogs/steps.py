"""The conversation that leads to a step between stages: which, to whom, with what result, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from screens.base import DeskScreen
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.widgets.picker import Choice
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.cases.views import StepView
from wbs_tui.text.catalogue import _


@dataclass(frozen=True, slots=True)
class StepDecision:
    """What the officer wants; the words of `stages.advance`."""

    to_stage: str
    reason: str
    assign: str | None
    result: str | None
    closure: str | None
    propose: bool


async def ask_step(
    screen: DeskScreen, title: str, offered: Sequence[Sequence[StepView]]
) -> StepDecision | None:
    """Ask for a step, given what each case is offered. Only what the step needs is asked for."""
    steps = _merged(offered)
    chosen = await screen.app.push_screen_wait(PickDialog(title, _choices(steps, offered), _explained(steps)))
    if chosen is None:
        return None
    step = steps[chosen]
    asked = [
        ("assignee", step.needs_assignee),
        ("result", step.needs_result),
        ("closure", step.needs_closure),
    ]
    given: dict[str, str] = {}
    for kind, needed in asked:
        if needed:
            answer = await _ask(screen, kind)
            if answer is None:
                return None
            given[kind] = answer
    propose = not step.may_decide
    reason = await screen.app.push_screen_wait(
        ReasonDialog(
            _reason_title(step, propose),
            " ".join(step.excused),
            required=propose or step.needs_reason,
        )
    )
    if reason is None:
        return None
    return StepDecision(
        chosen, reason, given.get("assignee"), given.get("result"), given.get("closure"), propose
    )


def _merged(offered: Sequence[Sequence[StepView]]) -> dict[str, StepView]:
    """One view for each stage that some case can go to, with what any of them needs."""
    steps: dict[str, StepView] = {}
    for views in offered:
        for view in views:
            known = steps.get(view.to_stage)
            steps[view.to_stage] = view if known is None else _both(known, view)
    return steps


def _both(one: StepView, other: StepView) -> StepView:
    return StepView(
        to_stage=one.to_stage,
        label=one.label,
        may_decide=one.may_decide and other.may_decide,
        may_propose=one.may_propose or other.may_propose,
        missing=tuple(dict.fromkeys((*one.missing, *other.missing))),
        needs_assignee=one.needs_assignee or other.needs_assignee,
        needs_result=one.needs_result or other.needs_result,
        needs_closure=one.needs_closure or other.needs_closure,
        needs_reason=one.needs_reason or other.needs_reason,
        excused=tuple(dict.fromkeys((*one.excused, *other.excused))),
    )


def _choices(steps: dict[str, StepView], offered: Sequence[Sequence[StepView]]) -> list[Choice]:
    cases = Counter(view.to_stage for views in offered for view in views)
    return [
        Choice(
            step.to_stage,
            step.label,
            _note(step, cases[step.to_stage], len(offered)),
            enabled=len(offered) > 1 or not step.missing or not step.may_decide,
        )
        for step in steps.values()
    ]


def _note(step: StepView, can: int, of: int) -> str:
    notes = [_("diusulkan, diputuskan yang berwenang")] if not step.may_decide else []
    if of > 1:
        notes.append(_("{can} dari {of} kasus").format(can=can, of=of))
    elif step.missing:
        notes.append(step.missing[0])
    return "; ".join(notes)


def _explained(steps: dict[str, StepView]) -> str:
    return "" if steps else _("Dari tahap ini akun Anda tidak dapat melangkah ke mana pun.")


def _reason_title(step: StepView, propose: bool) -> str:
    said = _("Usulkan: {stage}") if propose else _("Pindahkan ke: {stage}")
    return said.format(stage=step.label)


async def _ask(screen: DeskScreen, kind: str) -> str | None:
    if kind == "assignee":
        return await ask_assignee(screen, _("Siapa yang mengerjakannya?"))
    title = _("Hasil") if kind == "result" else _("Cara penyelesaian")
    codes = screen.desk.policy.choices(kind)
    return await screen.app.push_screen_wait(
        PickDialog(title, [Choice(code, screen.label(kind, code)) for code in codes])
    )


async def ask_assignee(screen: DeskScreen, title: str, register: str | None = None) -> str | None:
    """The name of an account that can be given a case, or the one of this number."""
    names = await screen.call(lambda: assignable(screen.desk, register))
    explanation = "" if names else _("Belum ada akun yang dapat menerima kasus.")
    return await screen.app.push_screen_wait(
        PickDialog(title, [Choice(name, name) for name in names], explanation)
    )
