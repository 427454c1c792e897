"""What every screen shares: its actions from the registry, services called in workers, errors shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.binding import BindingsMap
from textual.screen import Screen
from textual.worker import get_current_worker

from screens.bindings import bindings_of
from wbs_tui.actions import actions_of
from wbs_tui.text.catalogue import language
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

Result = TypeVar("Result")


class DeskScreen(Screen[Any]):
    """A screen over an unlocked desk. `SCOPE` names its actions in the registry."""

    SCOPE = ""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self._bindings = BindingsMap.merge([self._bindings, bindings_of(self.SCOPE)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what the account's role may not do."""
        for known in actions_of(self.SCOPE):
            if known.name == action and known.operation and not self.desk.may(known.operation):
                return None
        return super().check_action(action, parameters)

    def label(self, kind: str, code: str | None) -> str:
        """What the screen shows for a code of the policy, in the language in use."""
        return self.desk.policy.label(kind, code, language()) if code else ""

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

        def run() -> None:
            worker = get_current_worker()
            try:
                result = service()
            except WbsError as error:
                if not worker.is_cancelled:
                    self.app.call_from_thread(failed or self.show_error, error)
                return
            if done is not None and not worker.is_cancelled:
                self.app.call_from_thread(done, result)

        self.run_worker(run, thread=True, group=group, exclusive=stale, exit_on_error=True)

    def show_error(self, error: WbsError) -> None:
        """Say what went wrong and what to do."""
        self.notify(error.message, severity="error", markup=False, timeout=12)

    def tell(self, message: str) -> None:
        """Say that something was done."""
        self.notify(message, markup=False)
