"""Does what has been waiting for an account when it sits down, and says what it has to do itself."""

import asyncio
from functools import partial
from typing import Any

from textual.app import App

from models.words.roles import Role
from screens.turns import in_turn
from wbs_tui.journal.desk import Desk
from wbs_tui.text.errors import WbsError

_HAVE_DUTIES = frozenset({Role.INSPECTOR, Role.LEAD, Role.SUPER_ADMIN})
"""Who may be a grantor of anything or holds a share, and so may have something to do when he unlocks."""
_REMINDED = _HAVE_DUTIES | {Role.OFFICER}
"""Who is told what he must see to, or what holds up his work."""
_SAID_FOR = 20.0


def attend(app: App[Any], desk: Desk) -> None:
    """Begin, beside the account's work, if it may have any duties or something to be told of."""
    if desk.actor.role in _REMINDED:
        app.run_worker(in_turn(partial(_attended, app, desk)), group="duties")


async def _attended(app: App[Any], desk: Desk) -> None:
    def tell(sentence: str) -> None:
        app.call_from_thread(app.notify, sentence, markup=False)

    def run() -> tuple[tuple[str, ...], tuple[str, ...]]:
        from wbs_tui.operations import duties  # in the thread: the first screen does not wait for it

        has_duties = desk.actor.role in _HAVE_DUTIES and duties.due(desk)
        done = duties.run(desk, tell) if has_duties else ()
        return done, duties.reminders(desk)

    try:
        done, reminders = await asyncio.to_thread(run)
    except WbsError as error:
        if getattr(app, "desk", None) is desk:  # else it was locked meanwhile, and goes on next time
            app.notify(error.message, severity="warning", markup=False, timeout=_SAID_FOR)
        return
    for sentence in done:
        app.notify(sentence, markup=False, timeout=_SAID_FOR)
    if reminders:
        app.notify("\n".join(reminders), severity="warning", markup=False, timeout=_SAID_FOR)
