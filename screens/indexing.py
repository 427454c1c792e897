"""Keeps the search index of the account at the desk beside its work, and says how far it has come."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.app import App

from screens.base import DeskScreen
from screens.widgets.status_bar import StatusBar
from wbs_tui.cases.finding.search_keeper import SearchKeeper
from wbs_tui.policy.operations import Operation
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.cases.finding.search_filling import Progress
    from wbs_tui.journal.desk import Desk


@runtime_checkable
class KeepsSearch(Protocol):
    """An app that keeps the search index of whoever is at the desk."""

    def search_keeper(self) -> SearchKeeper | None:
        """The keeper; None where the account reads no cases."""
        ...


def is_searched(desk: "Desk") -> bool:
    """Whether the account at the desk reads cases, and so may search them."""
    return desk.may(Operation.CASE_READ) and desk.keyring.may_open(OFFICE)


class Indexing:
    """The keeper of one desk; what it tells in its thread is done in the app's turn."""

    def __init__(self, app: App[Any], desk: "Desk") -> None:
        self._app = app
        self._stopped = False
        self.said = ""
        """What is being done, for the status bar."""
        self.keeper = SearchKeeper(
            desk,
            lambda progress: self._post(self._tell, progress),
            lambda: self._post(self._change),
            lambda error: self._post(self._fail, error),
        )
        self.keeper.start()

    async def stop(self) -> None:
        """End, and let go of the index."""
        self._stopped = True
        await asyncio.to_thread(self.keeper.stop)

    def _post(self, take: Callable[..., object], *told: object) -> None:
        if not self._stopped:
            self._app.call_later(take, *told)

    def _tell(self, progress: "Progress") -> None:
        done, total = progress.done, progress.total
        self._say(_("indeks {percent}%").format(percent=100 * done // total) if done < total else "")

    def _change(self) -> None:
        self._say("")
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.index_changed()

    def _fail(self, error: Exception) -> None:
        self._say("")
        if not isinstance(error, WbsError):
            raise error
        if not isinstance(error, StoreUnreachable):  # the top line says that already
            self._app.notify(error.message, severity="warning", markup=False, timeout=12)

    def _say(self, sentence: str) -> None:
        if sentence != self.said:
            self.said = sentence
            for bar in self._app.screen.query(StatusBar):
                bar.refresh()
