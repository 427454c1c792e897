"""A service called for an officer, who is asked where he has to decide something before it goes on."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import App

from screens.dialogs.changed_meanwhile import ChangedDialog, Choice, LeftAsItIs
from screens.dialogs.typed_identity import TypedIdentityDialog
from wbs_tui.cases.steps.meanwhile import ChangedMeanwhile, in_its_place
from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity

Result = TypeVar("Result")


async def served(app: App[Any], service: Callable[[], Result]) -> Result:
    """The result of a service, called in a thread; asks first where it would keep an identity, or replace
    what somebody else has written meanwhile.

    To be awaited in a worker. Raises what the service raises: TypedIdentity or ChangedMeanwhile where the
    officer went back to his words, LeftAsItIs where he gave them up.
    """
    while True:
        try:
            return await asyncio.to_thread(service)
        except TypedIdentity as warned:
            if not await app.push_screen_wait(TypedIdentityDialog(warned)):
                raise
            service = even_if_identity(service)
        except ChangedMeanwhile as changed:
            chosen = await app.push_screen_wait(ChangedDialog(changed))
            if chosen is Choice.THEIRS:
                raise LeftAsItIs(changed) from None
            if chosen is not Choice.MINE:
                raise
            service = in_its_place(changed, service)
