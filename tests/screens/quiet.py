"""When an app under test has nothing left to do: no widget has heard anything for two turns of all of them.

Textual's own pilot guesses it from the CPU time of the process. It sleeps at least 60 ms for each key,
up to three seconds where another thread is busy, and on a loaded machine it can still be wrong.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot

from tests.screens.stylesheets import share_parsed

share_parsed()
_CALM = 2
"""Turns: what a handler does while the first goes round is heard in the second."""
LONGEST = 30.0
"""Seconds that a test waits for what must come."""
_TURN = 0.005
"""Seconds between two looks at what works in a thread."""


class Ear:
    """Counts what the widgets of one app hear, without the callbacks by which the pilot waits for them."""

    def __init__(self) -> None:
        self.heard = 0

    def __call__(self, message: Message) -> None:
        self.heard += not _is_of_pilot(message)


def _is_of_pilot(message: Message) -> bool:
    called = isinstance(message, events.Callback) and isinstance(message.callback, partial)
    return called and message.callback.func.__module__ == Pilot.__module__


class Threads(ThreadPoolExecutor):
    """Those in which an app calls services; knows how many calls have not ended."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = 0

    def submit(self, *call: Any, **words: Any) -> "Future[Any]":
        """Called by the app's own thread alone; so is what follows the end of a call."""
        self.busy += 1
        future = super().submit(*call, **words)
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _done: _told(loop, self._ended))
        return future

    def _ended(self) -> None:
        self.busy -= 1


def _told(loop: asyncio.AbstractEventLoop, ended: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the test is over
        loop.call_soon_threadsafe(ended)


_EARS: WeakKeyDictionary[App[None], Ear] = WeakKeyDictionary()
_THREADS: WeakKeyDictionary[App[None], Threads] = WeakKeyDictionary()


@asynccontextmanager
async def running(
    app: App[None], size: tuple[int, int] = (80, 24), *, notifications: bool = True
) -> AsyncIterator[Pilot[None]]:
    """The app, listened to, on a terminal that nobody looks at."""
    app.animation_level = "none"
    _EARS[app] = ear = Ear()
    _THREADS[app] = threads = Threads()
    asyncio.get_running_loop().set_default_executor(threads)
    async with app.run_test(size=size, notifications=notifications, message_hook=ear) as pilot:
        yield pilot


def calls(pilot: Pilot[None]) -> bool:
    """Whether a service that the app called has not answered."""
    return _THREADS[pilot.app].busy > 0


async def quiet(pilot: Pilot[None], works: Callable[[], bool]) -> None:
    """Wait until everything is heard and painted, and nothing works in a thread any more."""
    ear, calm, begun = _EARS[pilot.app], 0, time.monotonic()
    while calm < _CALM:
        assert time.monotonic() - begun < LONGEST, "it never comes to rest"
        heard = ear.heard
        await pilot.pause(0)
        calm = calm + 1 if ear.heard == heard else 0
        while works() and time.monotonic() - begun < LONGEST:
            calm = 0  # what it answers is still to be heard and painted
            await asyncio.sleep(_TURN)
