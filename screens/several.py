"""Acts on one or several cases of a list: they are given to an officer, or moved, each with its outcome."""

from collections.abc import Sequence

from models.words.rows import CaseRow
from screens.base import DeskScreen
from screens.dialogs.outcomes import OutcomesDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.steps import ask_assignee, ask_step
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.cases.steps.batch import each
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.cases.steps.stages import Before, advance, steps
from wbs_tui.cases.views import Outcome
from wbs_tui.text.catalogue import _
from wbs_tui.text.counted import cases


async def assign_cases(screen: DeskScreen, rows: Sequence[CaseRow]) -> bool:
    """Ask to whom and why, and give the cases to him; True when something was tried."""
    named = _named(rows)
    name = await ask_assignee(screen, _("Tugaskan {cases} kepada").format(cases=named))
    if name is None:
        return False
    title = _("Tugaskan {cases} kepada {name}").format(cases=named, name=name)
    reason = await screen.app.push_screen_wait(ReasonDialog(title, required=False))
    if reason is None:
        return False
    registers = [row.register for row in rows]
    shown = {row.register: Shown(row.assigned_to) for row in rows}
    outcomes = await screen.call(lambda: assign(screen.desk, registers, name, reason, shown))
    await _tell(screen, title, outcomes)
    return True


async def move_cases(screen: DeskScreen, rows: Sequence[CaseRow]) -> bool:
    """Ask for a stage and what the step needs, and move the cases; True when something was tried."""
    registers = [row.register for row in rows]
    title = _("Pindahkan {cases}").format(cases=_named(rows))
    offered = await screen.call(lambda: [steps(screen.desk, register) for register in registers])
    decision = await ask_step(screen, title, offered)
    if decision is None:
        return False

    shown = {row.register: Before(row.stage, row.assigned_to) for row in rows}

    def move(register: str) -> object:
        return advance(
            screen.desk,
            register,
            decision.to_stage,
            decision.reason,
            assign=decision.assign,
            result=decision.result,
            closure=decision.closure,
            propose=decision.propose,
            shown=shown[register],
        )

    outcomes = await screen.call(lambda: each(registers, move))
    await _tell(screen, f"{title}: {screen.label('stage', decision.to_stage)}", outcomes)
    return True


def _named(rows: Sequence[CaseRow]) -> str:
    return rows[0].register if len(rows) == 1 else cases(len(rows))


async def _tell(screen: DeskScreen, title: str, outcomes: Sequence[Outcome]) -> None:
    """In passing when all went well; in a list when something was refused."""
    if any(outcome.error for outcome in outcomes):
        await screen.app.push_screen_wait(OutcomesDialog(title, outcomes))
    else:
        screen.tell(_("{title}: selesai.").format(title=title))
