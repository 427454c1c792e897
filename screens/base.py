"""What every screen shares: its actions from the registry, services called in threads, errors shown."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.binding import BindingsMap
from textual.screen import Screen

from screens.bindings import bindings_of
from screens.dialogs.changed_meanwhile import LeftAsItIs
from screens.dialogs.served import served
from screens.notices import say_trouble
from screens.offering import is_offered
from screens.reach import live_of
from screens.turns import in_turn
from screens.widgets.draft_text import DraftText
from wbs_tui.actions import actions_of
from wbs_tui.cases.steps.meanwhile import ChangedMeanwhile
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.text.catalogue import language
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

Result = TypeVar("Result")


class DeskScreen(Screen[Any]):
    """A screen over an unlocked desk. `SCOPE` names its actions in the registry."""

    SCOPE = ""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self._told_unsaved = False
        self.prepared = asyncio.Event()
        """Cleared while what a key led to is read from the store; what is typed on then waits for it."""
        self.prepared.set()
        self._bindings = BindingsMap.merge([self._bindings, bindings_of(self.SCOPE)])

    def remade(self) -> "DeskScreen":
        """This screen anew, where the officer stands now; called when the language has changed."""
        return type(self)(self.desk)

    @property
    def open_case(self) -> str | None:
        """The id of the case that others shall see open here."""
        return None

    def follow(self, changes: "Changes") -> None:
        """Show what has been written, by this desk or another; cursor, scroll and typed words stay."""

    def regained(self) -> None:
        """The store was out of reach and is there again: read what could not be read."""
        reload = getattr(self, "action_reload", None)
        if reload is not None:
            reload()

    def gather(self) -> None:
        """Show who else is there now."""

    def keep_drafts(self) -> None:
        """Save what was typed and not yet kept; called before the screen is closed for any reason."""

    @property
    def unkept(self) -> bool:
        """Whether something was typed that is kept nowhere; asked after `keep_drafts`."""
        return any(field.unsaved for field in self.query(DraftText))

    def index_changed(self) -> None:
        """The account's search index has taken in what changed; for screens that show what it finds."""

    def exchange_changed(self) -> None:
        """The exchange with the hub has come further; for screens that show how it stands."""

    def applies(self, action: str) -> bool:
        """Whether an action makes sense as the screen stands; the account's role is looked at besides."""
        return bool(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what the account's role may not do, and what does not apply now.

        What only the home store does is not even shown at a leased desk.
        """
        known = next((each for each in actions_of(self.SCOPE) if each.name == action), None)
        if known is not None and not is_offered(self.desk, known):
            return False
        if known is not None:
            allowed = known.operation is None or self.desk.may(known.operation)
            return True if allowed and self.applies(action) else None
        return super().check_action(action, parameters)

    def label(self, kind: str, code: str | None) -> str:
        """What the screen shows for a code of the policy, in the language in use."""
        return self.desk.policy.label(kind, code, language()) if code else ""

    async def call(self, service: Callable[[], Result]) -> Result:
        """The result of a service, called in a thread; raises what it raises. To be awaited in a worker.

        Where the service would keep words that look like an identity, or replace what somebody else has
        written meanwhile, the officer is asked first.
        """
        return await served(self.app, service)

    def flow(self, steps: Awaitable[None], group: str = "flow", *, stale: bool = False) -> None:
        """Run a conversation of dialogs and services; a refusal ends it and is shown.

        With `stale`, a newer one of the same group ends an older one.
        """

        async def run() -> None:
            try:
                await steps
            except WbsError as error:
                self.show_error(error)

        self.run_worker(run(), group=group, exclusive=stale)

    def serve(
        self,
        service: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        *,
        failed: Callable[[WbsError], None] | None = None,
        group: str = "service",
        stale: bool = False,
    ) -> None:
        """Call a service in a thread and give its result to `done` on the screen.

        A refusal or trouble is shown. With `stale`, a newer call of the same group drops this answer.
        """

        async def run() -> None:
            try:
                result = await self.call(service)
            except WbsError as error:
                answered = failed if failed is not None and self.display else self.show_error
                answered(error)
                return
            if done is not None and self.display:  # False once the screen is being closed
                done(result)

        self.run_worker(in_turn(run), group=group, exclusive=stale)

    def show_error(self, error: WbsError) -> None:
        """Say what went wrong and what to do."""
        if isinstance(error, LeftAsItIs):
            self.tell(error.message)
            return
        live = live_of(self.app)
        if live is not None and isinstance(error, StoreUnreachable):
            live.suspect()
        self._told_unsaved |= isinstance(error, TypedIdentity | ChangedMeanwhile)
        say_trouble(self.app, error)

    def tell(self, message: str) -> None:
        """Say that something was done."""
        self.forget_unsaved()
        self.notify(message, markup=False)

    def forget_unsaved(self) -> None:
        """Take away the notice that words are not saved; called once something was saved after it."""
        if self._told_unsaved:
            self._told_unsaved = False
            self.app.clear_notifications()
