"""The exchange with the hub beside the officer's work: in a thread of its own, gone when the screen locks."""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.app import App

from models.words.clock import from_millis
from screens.base import DeskScreen
from screens.widgets.status_bar import StatusBar
from wbs_tui.journal.desk import Desk, RoleChanged
from wbs_tui.policy.operations import Operation
from wbs_tui.store.errors import NotActive
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.sync.link.hub_place import has_hub
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError
from wbs_tui.text.formats import clock_time

if TYPE_CHECKING:
    from wbs_tui.sync.exchanging.background import Background, ExchangeStatus

_FIRST = 2.0
"""Seconds that the first exchange leaves to the screens."""
_AFTER_TROUBLE = 30.0
_LONGEST_END = 2.0
"""Seconds that locking waits for an exchange: a hub that hangs keeps nobody."""


@runtime_checkable
class Exchanges(Protocol):
    """An app that exchanges while somebody is at the desk."""

    def exchange(self) -> "Exchanging | None":
        """What exchanges; None where the account does not."""
        ...


def exchanging_of(app: App[Any]) -> "Exchanging | None":
    """What exchanges for the desk at the app."""
    return app.exchange() if isinstance(app, Exchanges) else None


def does_exchange(desk: Desk) -> bool:
    """Whether the account at the desk exchanges."""
    return desk.may(Operation.EXCHANGE_SYNC) and desk.keyring.may_open(OFFICE)


class Exchanging:
    """The exchange of one desk; what it tells in its thread is shown in the app's turn."""

    def __init__(self, app: App[Any], desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._told = False
        self._background: Background | None = None
        self._thread: threading.Thread | None = None
        self.status: ExchangeStatus | None = None
        """How it stands; None while nobody has looked, and in an office without a hub."""

    def begin(self, *, at_once: bool = False) -> None:
        """Exchange from now on, where the office has a hub; `at_once`: with the next breath."""
        if at_once:
            self._woken.set()
        if self._stopped.is_set() or self.runs:
            return
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """End; what hangs in the network ends by itself and is not waited for long."""
        self._stopped.set()
        self._woken.set()
        if self._background is not None:
            self._background.stop()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, _LONGEST_END)

    @property
    def runs(self) -> bool:
        """Whether it exchanges, or waits for the next time."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def said(self) -> str:
        """How it stands, in a word for the top line."""
        status = self.status
        if status is None:
            return ""
        if status.link == "busy":
            return _("sinkron …")
        if status.link == "offline":
            return _("luring")
        if status.link == "trouble":
            return _("!sinkron")
        if status.last_at is None:
            return ""
        return _("sinkron {time}").format(
            time=clock_time(from_millis(status.last_at), self._desk.office.zone)
        )

    # --- in the thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        self._wait(_FIRST)
        while not self._stopped.is_set():
            try:
                if not self._has_hub():
                    return
                self._exchange()
            except (NotActive, RoleChanged, NotLetIn):
                return  # whatever the officer does next tells him so
            except WbsError:  # the store is away or busy: whoever works meets it himself
                self._wait(_AFTER_TROUBLE)
            except Exception as error:  # noqa: BLE001 - handed on: a thread has nobody to raise it to
                self._post(self._fail, error)
                return

    def _has_hub(self) -> bool:
        with self._desk.reading() as connection:
            return has_hub(connection)

    def _exchange(self) -> None:
        from wbs_tui.sync.exchanging.background import Background  # an office without a hub does not load it

        self._background = Background(self._desk, self._tell, self._wait)
        self._background.run()

    def _wait(self, seconds: float) -> bool:
        """Wait, or less when somebody asks for an exchange; whether to stop."""
        self._woken.wait(seconds)
        if seconds:
            self._woken.clear()
        return self._stopped.is_set()

    def _tell(self, status: "ExchangeStatus") -> None:
        """Of many words in a row the last is shown."""
        self.status = status
        if not self._told:
            self._told = True
            self._post(self._show)

    def _post(self, take: Callable[..., object], *told: object) -> None:
        if not self._stopped.is_set():
            self._app.call_later(take, *told)

    # --- taken by the app ------------------------------------------------------------------------

    def _show(self) -> None:
        self._told = False
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen) and screen.is_mounted:
                screen.exchange_changed()
                for bar in screen.query(StatusBar):
                    bar.refresh()

    def _fail(self, error: Exception) -> None:
        raise error
