"""Brings to the open screens what other desks do, and says when the store cannot be reached.

Threads beside the screens look and tell; everything on the screen happens in the app's own turn.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from textual.app import App

from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.indexing import KeepsSearch
from screens.notices import say_away, take_back
from screens.turns import in_turn
from screens.widgets.status_bar import StatusBar
from wbs_tui.cases.reading.live import Follower, Herald
from wbs_tui.cases.reading.presence import Present
from wbs_tui.cases.steps.drafts import deliver_drafts
from wbs_tui.journal.desk import Desk, RoleChanged
from wbs_tui.journal.following import Changes, present_revision
from wbs_tui.store.errors import NotActive, StoreUnreachable
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble

_AGAIN = 1.0
"""Seconds after which it is looked again whether a conversation is over."""
_LONGEST = 4.0
"""Seconds after which a store that does not answer counts as cut off."""
_CONVERSATIONS = frozenset({"flow", "do"})
"""The groups of workers that ask the officer things and do what he said."""


class Live:
    """One desk among others, from unlocking to locking."""

    def __init__(self, app: App[Any], desk: Desk, lock: Callable[[str], Awaitable[None]]) -> None:
        """To be made in a thread before the first screen reads; `lock` closes the desk and says why.

        Raises StoreTrouble.
        """
        self._app = app
        self._lock = lock
        self._desk = desk
        with desk.reading() as connection:
            since = present_revision(connection)
        self._herald = Herald(desk, self)
        self._follower = Follower(desk, self, since, self._herald.seat)
        self._present: tuple[Present, ...] = ()
        self._ended = False
        self.lost_at: datetime | None = None
        """Since when the store cannot be reached; None while it can."""

    def begin(self) -> None:
        """Follow, unless the desk was closed in the meantime."""
        if not self._ended:
            self._herald.start()
            self._follower.start()
            self.look_where()
            self._deliver()

    def end(self) -> None:
        """Leave every case and follow nothing any more."""
        self._ended = True
        self._follower.stop()
        self._herald.stop()

    def suspect(self) -> None:
        """Somebody could not reach the store: look now."""
        self._follower.wake()

    async def reaches(self) -> bool:
        """Whether the store can be read now; a cut that nobody has noticed yet is noticed by it."""
        if self.lost_at is not None:
            return False
        try:
            await asyncio.wait_for(asyncio.to_thread(self._stand), _LONGEST)
        except (StoreUnreachable, TimeoutError):
            self.suspect()
            return False
        except (NotActive, RoleChanged, StoreTrouble):
            return True  # which whatever is opened next says itself
        return True

    def look_where(self) -> None:
        """Show others which case is open here: the topmost one."""
        opened = (screen.open_case for screen in reversed(self._screens()))
        self._herald.open(next((case_id for case_id in opened if case_id is not None), None))

    def others_at(self, case_id: str) -> tuple[str, ...]:
        """The names of those who have a case open at another desk."""
        here = (each for each in self._present if each.case_id == case_id)
        mine = self._desk.actor.id
        return tuple(_("Anda di layar lain") if each.account_id == mine else each.account for each in here)

    # --- told in a thread ------------------------------------------------------------------------

    def changed(self, changes: Changes) -> None:
        """Entries have been written."""
        self._post(self._follow, changes)

    def gathered(self, present: tuple[Present, ...]) -> None:
        """Others have come to a case, or gone."""
        self._post(self._gather, present)

    def lost(self, trouble: StoreTrouble) -> None:
        """The store cannot be reached."""
        self._post(self._lose, trouble)

    def found(self) -> None:
        """The store can be reached again."""
        self._post(self._find)

    def failed(self, error: Exception) -> None:
        """A fault of the program."""
        self._post(self._fail, error)

    def _post(self, take: Callable[..., object], *told: object) -> None:
        if not self._ended:
            self._app.call_later(take, *told)

    # --- taken by the app ------------------------------------------------------------------------

    def _screens(self) -> list[DeskScreen]:
        """Those that are made; one that is being made reads what there is by then."""
        stack = self._app.screen_stack
        return [screen for screen in stack if isinstance(screen, DeskScreen) and screen.is_mounted]

    def _follow(self, changes: Changes) -> None:
        keeper = self._app.search_keeper() if isinstance(self._app, KeepsSearch) else None
        if keeper is not None:
            keeper.wake()
        for screen in self._screens():
            screen.follow(changes)
        if changes.office:
            self._look_whether_out()

    def _look_whether_out(self) -> None:
        if not self._ended:
            self._app.run_worker(in_turn(self._leave_if_out), group="standing", exclusive=True)

    def _in_conversation(self) -> bool:
        """Whether a dialog is open, or what one has asked for is being done."""
        underway = (worker.group for worker in self._app.workers if not worker.is_finished)
        return isinstance(self._app.screen, Dialog) or not _CONVERSATIONS.isdisjoint(underway)

    async def _leave_if_out(self) -> None:
        """An account that was disabled, or got another role, does not stay at its desk.

        What it is in the middle of is ended first: who hands over his office must still take his sheets.
        """
        try:
            await asyncio.to_thread(self._stand)
        except (NotActive, RoleChanged) as error:
            if self._in_conversation():
                self._app.set_timer(_AGAIN, self._look_whether_out)
            else:
                await self._lock(error.message)
        except StoreTrouble:
            self.suspect()

    def _stand(self) -> None:
        with self._desk.reading():
            pass

    def _gather(self, present: tuple[Present, ...]) -> None:
        self._present = present
        for screen in self._screens():
            screen.gather()

    def _lose(self, trouble: StoreTrouble) -> None:
        self.lost_at = self._desk.clock()
        said = _(
            "Yang Anda ketik tetap disimpan di komputer ini. Perubahan lain ditolak sampai tersambung lagi."
        )
        say_away(self._app, f"{trouble.message}\n{said}")
        self._show_reach()

    def _find(self) -> None:
        self.lost_at = None
        take_back(self._app)
        self._app.notify(_("Penyimpanan tersambung lagi."), markup=False)
        self._show_reach()
        self._deliver()
        for screen in self._screens():
            screen.keep_drafts()  # what could be kept nowhere
            screen.regained()

    def _show_reach(self) -> None:
        for screen in self._screens():
            for bar in screen.query(StatusBar):
                bar.refresh()

    def _fail(self, error: Exception) -> None:
        raise error

    def _deliver(self) -> None:
        """Bring into the store what was typed while it was away."""
        self._app.run_worker(in_turn(partial(asyncio.to_thread, deliver_drafts, self._desk)), group="draft")
