"""What runs beside the screens while one account is at the desk: its search index, and the exchange."""

from typing import TYPE_CHECKING, Any

from textual.app import App

from screens.exchanging import Exchanging, does_exchange
from screens.indexing import Indexing, is_searched

if TYPE_CHECKING:
    from wbs_tui.cases.finding.search_keeper import SearchKeeper
    from wbs_tui.journal.desk import Desk


class Beside:
    """Each part begins when it is first asked for, where the account has a use for it."""

    def __init__(self, app: App[Any], desk: "Desk") -> None:
        self._app = app
        self._desk = desk
        self._indexing: Indexing | None = None
        self._exchanging: Exchanging | None = None

    def search_keeper(self) -> "SearchKeeper | None":
        """What keeps the search index; None for an account that reads no cases."""
        if self._indexing is None and is_searched(self._desk):
            self._indexing = Indexing(self._app, self._desk)
        return None if self._indexing is None else self._indexing.keeper

    def exchange(self) -> Exchanging | None:
        """What exchanges with the hub; None for an account that does not."""
        if self._exchanging is None and does_exchange(self._desk):
            self._exchanging = Exchanging(self._app, self._desk)
        return self._exchanging

    def begin(self) -> None:
        """Begin both."""
        self.search_keeper()
        exchanging = self.exchange()
        if exchanging is not None:
            self._app.call_after_refresh(exchanging.begin)

    def make_way(self) -> None:
        """Somebody types."""
        if self._indexing is not None:
            self._indexing.keeper.make_way()

    @property
    def said(self) -> str:
        """What is being done, for the status bar."""
        parts = (self._indexing, self._exchanging)
        return " · ".join(part.said for part in parts if part is not None and part.said)

    async def end(self) -> None:
        """End both."""
        if self._exchanging is not None:
            await self._exchanging.stop()
        if self._indexing is not None:
            await self._indexing.stop()
