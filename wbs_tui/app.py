"""Wires the screens to the services: who is at the desk, which screen is open, what a crash may say."""

import asyncio
import gc
import importlib
import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingsMap

from models.words.clock import Clock, system_clock
from models.words.roles import Role
from screens import guard, loading, themes
from screens.bindings import bindings_of, key_name
from screens.crash import said_of
from screens.idle import Idleness
from screens.offering import is_offered
from screens.reach import reaches
from screens.typing import TypedInOrder
from screens.unlock import UnlockScreen
from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import _, language, use_language
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.beside import Beside
    from screens.exchanging import Exchanging
    from screens.live import Live
    from wbs_tui.accounts.session import Unlocked
    from wbs_tui.cases.finding.search_keeper import SearchKeeper
    from wbs_tui.journal.desk import Desk

_BEFORE_UNLOCKING = frozenset({"help", "switch_language", "switch_theme", "quit"})
_LOOK_EVERY = 5.0
"""Seconds between two looks whether somebody is still there."""
_HOMES = {Role.SUPER_ADMIN: "accounts", Role.MONITOR: "monitoring"}
"""The first place of roles that do not work cases."""
_CRASHED = 70
"""A fault of the program itself (EX_SOFTWARE of sysexits.h), as the commands end with."""


class WbsApp(TypedInOrder):
    """The officers' desk."""

    TITLE = "WBS"
    CSS_PATH = ["app.tcss", "../screens/unlock.tcss"]  # noqa: RUF012 - as Textual declares it
    ENABLE_COMMAND_PALETTE = False  # ours is an action like any other
    BINDINGS: ClassVar[list[Any]] = []
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-usual"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall"), (36, "-high")]  # noqa: RUF012

    def __init__(self, store: str | None, account: str = "", clock: Clock = system_clock) -> None:
        """`store` is the store's address; None: where `wbs_tui.store.location` looks by default."""
        super().__init__()
        guard.install()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.chosen(os.environ.get("WBS_THEME", ""))
        self._store = store
        self._account = account
        self._clock = clock
        self._place = ""
        self._idleness = Idleness(clock)
        self.desk: Desk | None = None
        self._beside: Beside | None = None
        self.live: Live | None = None
        """What follows the other desks, from unlocking to locking."""
        self.trial = False
        """Whether the office is not live yet: every screen says so."""
        self._bind()

    def _bind(self) -> None:
        own = BindingsMap([Binding("ctrl+c", "app.help_quit", show=False, system=True)])
        self._bindings = BindingsMap.merge([bindings_of("app"), own])

    def get_default_screen(self) -> "Screen[Any]":
        """The unlock screen is the bottom of the stack: no blank one is made and painted before it."""
        screen = UnlockScreen(self._account, clock=self._clock)
        screen._push_result_callback(screen, None)  # as for a pushed screen, or it could not be switched
        return screen

    def on_mount(self) -> None:
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """After the first paint: keep collections out of the way of keys, and load the rest meanwhile."""
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.set_threshold(5_000, 10, 1_000_000)
        self.set_interval(_LOOK_EVERY, self.lock_if_idle)
        self.run_worker(self._load(), group="loading")

    async def _load(self) -> None:
        """Import what unlocking needs, while the officer types; say so where there is nothing to unlock."""
        try:
            missing = await asyncio.to_thread(loading.load_services, self._store)
        except WbsError as error:
            self._refuse(error)
            return
        if missing and isinstance(self.screen, UnlockScreen):
            self.screen.tell_how_to_begin(missing)
        loading.read_styles(self)

    async def on_unlock_screen_invited(self) -> None:
        """Activation stands over the unlock screen."""
        from screens.activation import ActivationScreen
        from wbs_tui.store.location import locate

        try:
            location = locate(self._store)
        except WbsError as error:
            self._refuse(error)
            return
        await self.push_screen(ActivationScreen(location, self._clock), self._activated)

    def _activated(self, account: str | None) -> None:
        if account is not None and isinstance(self.screen, UnlockScreen):
            self.screen.greet(account)

    async def on_unlock_screen_asked(self, asked: UnlockScreen.Asked) -> None:
        self.run_worker(self._unlock(asked), group="unlock", exclusive=True)

    async def _unlock(self, asked: UnlockScreen.Asked) -> None:
        """Unlock in a thread: the derivation takes a fifth of a second."""

        def unlock() -> "tuple[Unlocked, Live]":
            from screens.live import Live
            from wbs_tui.accounts import session
            from wbs_tui.accounts.recovery.golive import in_trial
            from wbs_tui.store.location import locate

            importlib.import_module("screens.places")
            unlocked = session.unlock(
                locate(self._store), asked.name, asked.password, self._clock, asked.code
            )
            self.trial = in_trial(unlocked.desk)
            return unlocked, Live(self, unlocked.desk, self.lock)

        try:
            unlocked, live = await asyncio.to_thread(unlock)
        except WbsError as error:
            await self._refuse_entry(error)
            return
        await self._sit_down(unlocked, live)
        if unlocked.new_device:
            from screens.new_device import know_device

            self.run_worker(know_device(self, unlocked.desk, asked.password), group="flow")

    async def _refuse_entry(self, error: WbsError) -> None:
        """Say why not: the wait counts down, and an unknown device asks for the recovery code."""
        from wbs_tui.accounts.lockout import LockedOut, still_waiting
        from wbs_tui.vault.errors import DeviceSecretMissing, WrongCode

        if isinstance(error, DeviceSecretMissing | WrongCode) and isinstance(self.screen, UnlockScreen):
            await self.screen.ask_code(error)
        elif isinstance(error, LockedOut) and isinstance(self.screen, UnlockScreen):
            self.screen.wait(error, error.seconds, still_waiting)
        else:
            self._refuse(error)

    def _refuse(self, error: WbsError) -> None:
        if isinstance(self.screen, UnlockScreen):
            self.screen.refuse(error)

    async def _sit_down(self, unlocked: "Unlocked", live: "Live") -> None:
        """Open where this account was when it locked the screen, else at its first place."""
        from screens.attending import attend

        self.desk, self.live = unlocked.desk, live
        name = unlocked.desk.actor.name
        place = self._place if name == self._account and self._place else self._home()
        self._account = name
        await self._open(place)
        self.call_after_refresh(live.begin)
        for problem in unlocked.policy_problems:
            self.notify(problem.sentence(), severity="warning", markup=False, timeout=20)
        if self._besides is not None:
            self._besides.begin()
        attend(self, unlocked.desk)

    @property
    def _besides(self) -> "Beside | None":
        """What runs beside the screens; None while nobody is at the desk."""
        if self._beside is None and self.desk is not None:
            from screens.beside import Beside

            self._beside = Beside(self, self.desk)
        return self._beside

    def search_keeper(self) -> "SearchKeeper | None":
        """What keeps the search index of the account at the desk; None for one that reads no cases."""
        return None if self._besides is None else self._besides.search_keeper()

    def exchange(self) -> "Exchanging | None":
        """What exchanges with the hub for the account at the desk; None for one that does not."""
        return None if self._besides is None else self._besides.exchange()

    @property
    def background(self) -> str:
        """What is being done beside the officer's work, for the status bar."""
        return "" if self._beside is None else self._beside.said

    def _home(self) -> str:
        return _HOMES.get(self.desk.actor.role, "inbox") if self.desk else "inbox"

    async def _open(self, place: str) -> None:
        """Show one of the main screens, and nothing else on the stack but it."""
        if self.desk is None:
            return
        if await reaches(self):
            await self._leave(partial(self._show_place, place))
            return
        from screens.leaving import stay

        await stay(self, there=place == self._place)

    async def _leave(self, go: Callable[[], object]) -> None:
        """Keep what was typed and go; ask first where it can be kept nowhere."""
        from screens.leaving import leave

        await leave(self, go)

    async def _show_place(self, place: str) -> None:
        from screens.places import PLACES

        if self.desk is not None:
            self._place = place
            await self._show_only([PLACES[place](self.desk)])

    async def _show_only(self, screens: "list[Screen[Any]]") -> None:
        from screens.leaving import show_only

        await show_only(self, screens)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before unlocking only help, colours, language and quitting; after it, what the role may do."""
        known = next((each for each in actions_of("app") if each.name == action), None)
        if known is None:
            return super().check_action(action, parameters)
        if self.desk is None:
            return action in _BEFORE_UNLOCKING
        if not is_offered(self.desk, known):
            return False
        if action == "recovery" and not any(map(self.desk.may, ("recovery.check", "recovery.use"))):
            return None
        return True if known.operation is None or self.desk.may(known.operation) else None

    def action_show_disclosures(self) -> None:
        """Who looked at a reporter's identity."""
        from screens.disclosures import DisclosuresScreen

        if self.desk is not None and not isinstance(self.screen, DisclosuresScreen):
            self.push_screen(DisclosuresScreen(self.desk))

    def action_own_account(self) -> None:
        """One's own fingerprint and password."""
        from screens.dialogs.own_account import OwnAccountDialog

        if self.desk is not None:
            self.push_screen(OwnAccountDialog(self.desk))

    async def action_recovery(self) -> None:
        """The shares of the recovery key, over the screen that is open."""
        from screens.recovery import RecoveryScreen

        if self.desk is not None and not isinstance(self.screen, RecoveryScreen):
            await self.push_screen(RecoveryScreen(self.desk))

    def action_help(self) -> None:
        from screens.help import HelpScreen

        self.push_screen(HelpScreen(getattr(self.screen, "SCOPE", ""), self.desk))

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        from screens.palette import Palette

        self.push_screen(Palette(self.screen), self._do)

    async def _do(self, action: Action | None) -> None:
        if action is not None:
            prefix = "app" if action.scope == "app" else "screen"
            await self.run_action(f"{prefix}.{action.name}")

    def action_switch_theme(self) -> None:
        """Light instead of dark, or dark instead of light."""
        self.theme = themes.other(self.theme)

    async def action_switch_language(self) -> None:
        """Speak the other language from now on; the open screens are made and read anew where they stand."""
        if not await reaches(self):
            self.notify(_("Bahasa dapat diganti begitu penyimpanan tersambung lagi."), markup=False)
            return
        await self._leave(self._speak_the_other)

    async def _speak_the_other(self) -> None:
        use_language("en" if language() == "id" else "id")
        self._bind()
        if self.desk is None:
            await self._show_only([UnlockScreen(self._account, clock=self._clock)])
            return
        from screens.leaving import desk_screens

        await self._show_only([screen.remade() for screen in desk_screens(self)])

    async def on_event(self, event: events.Event) -> None:
        """Somebody is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._idleness.touch()
            if self._beside is not None:
                self._beside.make_way()
        await super().on_event(event)

    async def lock_if_idle(self) -> None:
        """Lock the screen when nobody has touched it for as long as the policy allows."""
        if self.desk is None:
            return
        limit = self.desk.policy.limits.idle_lock_minutes
        if self._idleness.longer_than(limit.value):
            await self.lock(limit.say(language()))

    async def action_lock(self) -> None:
        """Close the desk; its keys are forgotten."""
        await self._leave(partial(self.lock, _("Layar terkunci.")))

    async def lock(self, notice: str) -> None:
        """Close the desk and forget its keys; `notice` says why."""
        if self.desk is None:
            return
        desk = self.desk
        await self._show_only([UnlockScreen(self._account, notice, self._clock)])
        await self.leave_others()
        self.desk, self._clipboard = None, ""
        desk.close()
        self.refresh_bindings()

    async def leave_others(self) -> None:
        """End what runs beside the screens, what follows others, and what they see of this desk."""
        beside, self._beside = self._beside, None
        if beside is not None:
            await beside.end()
        live, self.live = self.live, None
        if live is not None:
            await asyncio.to_thread(live.end)

    async def action_quit(self) -> None:
        """End the program; what was typed is kept as drafts."""
        if self.desk is None:
            self.exit()
        else:
            await self._leave(self.exit)

    def copy_to_clipboard(self, text: str) -> None:
        """Every way of copying ends here: what may lead to a reporter is asked about first, and recorded."""
        self.run_worker(self._copy(text), group="copy", exclusive=True)

    async def _copy(self, text: str) -> None:
        from screens.clipboard import copied

        try:
            may_copy = await copied(self, self.desk, text)
        except WbsError as error:
            self.notify(error.message, severity="error", markup=False)
            return
        if may_copy:
            super().copy_to_clipboard(text)

    def action_help_quit(self) -> None:
        """Control-C ends nothing here, so that nobody loses his work by a habit."""
        quitting = next(action for action in actions_of("app") if action.name == "quit")
        self.notify(_("Tekan {key} untuk keluar.").format(key=key_name(quitting.key)), markup=False)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as our footer writes them."""
        return key_name(binding.key)

    async def on_unmount(self) -> None:
        await self.leave_others()
        if self.desk is not None:
            self.desk.close()

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print the locals of every frame, keys among them. Say one sentence instead."""
        if self._return_code == _CRASHED:
            return  # one fault often brings others; the first is the one to tell
        self._return_code = _CRASHED
        if self._exception is None:  # what a test driver raises again
            self._exception = error
            self._exception_event.set()
        self._exit_renderables.append(said_of(error))
        self._close_messages_no_wait()


def _goes(place: str) -> Callable[[WbsApp], Awaitable[None]]:
    async def go(app: WbsApp) -> None:
        await app._open(place)

    return go


for _place in ("inbox", "today", "followups", "new_report", "accounts", "monitoring", "sync"):
    setattr(WbsApp, f"action_go_{_place}", _goes(_place))


def run(store: str | None, account: str) -> int:
    """Open the screens; gives the exit code."""
    app = WbsApp(store, account)
    app.run()
    return app.return_code or 0
