"""Wires the screens to the services: who is at the desk, which screen is open, what a crash may say."""

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import BindingsMap
from textual.worker import get_current_worker

from models.words.clock import Clock, system_clock
from models.words.roles import Role
from screens import guard
from screens.bindings import bindings_of
from screens.palette import ActionProvider
from screens.unlock import UnlockScreen
from wbs_tui.actions import actions_of
from wbs_tui.text.catalogue import _, language, use_language
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.accounts.session import Unlocked
    from wbs_tui.journal.desk import Desk


class WbsApp(App[None]):
    """The officers' desk."""

    TITLE = "WBS"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[Any]] = {ActionProvider}
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[Any]] = []
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-vast")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012

    def __init__(self, store: str | None, account: str = "", clock: Clock = system_clock) -> None:
        """`store` is the store's address; None: where `wbs_tui.store.location` looks by default."""
        super().__init__()
        guard.install()
        self._store = store
        self._account = account
        self._clock = clock
        self.desk: Desk | None = None
        self._bind()

    def _bind(self) -> None:
        self._bindings = BindingsMap.merge([bindings_of("app")])

    def on_mount(self) -> None:
        self.push_screen(UnlockScreen(self._account))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """After the first paint: keep collections out of the way of keys, and load the rest meanwhile."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 1_000_000)
        self.run_worker(_load_services, thread=True, group="loading")

    def on_unlock_screen_asked(self, asked: UnlockScreen.Asked) -> None:
        """Unlock in a thread: the derivation takes a fifth of a second."""

        def unlock() -> None:
            from wbs_tui.accounts import session
            from wbs_tui.store.location import locate

            worker = get_current_worker()
            try:
                unlocked = session.unlock(locate(self._store), asked.name, asked.password, self._clock)
            except WbsError as error:
                if not worker.is_cancelled:
                    self.call_from_thread(self._refuse, error)
                return
            self.call_from_thread(self._sit_down, unlocked)

        self.run_worker(unlock, thread=True, group="unlock", exclusive=True)

    def _refuse(self, error: WbsError) -> None:
        if isinstance(self.screen, UnlockScreen):
            self.screen.refuse(error)

    def _sit_down(self, unlocked: "Unlocked") -> None:
        self.desk = unlocked.desk
        self._account = unlocked.desk.actor.name
        self._open(self._home())
        for problem in unlocked.policy_problems:
            self.notify(problem.sentence(), severity="warning", markup=False, timeout=20)

    def _home(self) -> str:
        assert self.desk is not None  # noqa: S101 - only called at a desk
        return "accounts" if self.desk.actor.role is Role.SUPER_ADMIN else "inbox"

    def _open(self, place: str) -> None:
        """Show one of the main screens, and nothing else on the stack but it."""
        if self.desk is None:
            return
        from screens.places import PLACES

        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(PLACES[place](self.desk))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before unlocking only help, language and quitting apply; after it, what the role may do."""
        known = next((each for each in actions_of("app") if each.name == action), None)
        if known is None:
            return super().check_action(action, parameters)
        if self.desk is None:
            return True if action in ("switch_language", "quit", "help") else None
        if known.operation and not self.desk.may(known.operation):
            return None
        return True

    def action_go_inbox(self) -> None:
        self._open("inbox")

    def action_go_today(self) -> None:
        self._open("today")

    def action_go_followups(self) -> None:
        self._open("followups")

    def action_go_new_report(self) -> None:
        self._open("new_report")

    def action_go_accounts(self) -> None:
        self._open("accounts")

    def action_help(self) -> None:
        from screens.help import HelpScreen

        self.push_screen(HelpScreen(getattr(self.screen, "SCOPE", "")))

    def action_switch_language(self) -> None:
        """Speak the other language from now on; the open screen is made anew."""
        use_language("en" if language() == "id" else "id")
        self._bind()
        if self.desk is None:
            self.switch_screen(UnlockScreen(self._account))
        else:
            self._open(self._home())

    def action_lock(self) -> None:
        """Close the desk; its keys are forgotten."""
        if self.desk is None:
            return
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(UnlockScreen(self._account, _("Layar terkunci.")))
        self.desk.close()
        self.desk = None

    def on_unmount(self) -> None:
        if self.desk is not None:
            self.desk.close()

    def _fatal_error(self) -> None:
        """Textual would print the locals of every frame, keys among them. Say one sentence instead."""
        self.bell()
        error = sys.exc_info()[1]
        place = _where(error) if os.environ.get("WBS_DEBUG") else ""
        self._exit_renderables.append(
            _("Kesalahan di dalam program ({kind}). Rancangan Anda tersimpan; jalankan wbs lagi.").format(
                kind=type(error).__name__
            )
            + place
        )
        self._close_messages_no_wait()


def _where(error: BaseException | None) -> str:
    """File, line and function of each frame, and no values: not even the error's own words."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__) if error else []
    return "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)


def _load_services() -> None:
    """Import what unlocking needs, while the officer types."""
    importlib.import_module("wbs_tui.accounts.session")
    importlib.import_module("screens.places")


def run(store: str | None, account: str) -> int:
    """Open the screens; gives the exit code."""
    app = WbsApp(store, account)
    app.run()
    return app.return_code or 0
