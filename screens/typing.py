"""Keys in the order in which they were typed, each where the one before it led.

Textual hands a key to the widget that has the focus when the key arrives, and moves the focus later. Over a
slow line keys come in bursts: of `name Tab password` the password would stand in the field of the name.
"""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_LONGEST_WAIT = 0.5
"""Seconds for one widget to take what was typed; one that takes longer does not hold up the rest."""
_LONGEST_COMING = 3.0
"""Seconds for what a key led to to be read from the store; then keys go where they can."""
_PASSES = 2
"""The first follows the key, the second what the key set off, such as a field that was submitted."""

if TYPE_CHECKING:
    _App = App[None]
else:
    _App = App


@runtime_checkable
class TakesKeys(Protocol):
    """A widget that does with some keys at once all that they lead to."""

    def take_key(self, key: str) -> bool:
        """Whether it took the key; nobody else is asked then."""


@runtime_checkable
class Prepares(Protocol):
    """A screen on which what a key led to may still be on its way from the store."""

    prepared: asyncio.Event
    """Set while the screen can take the next key."""


class TypedInOrder(_App):
    """An app that takes a key only when the key before it has been dealt with."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._typed: asyncio.Queue[events.Event] = asyncio.Queue()
        self._typist: asyncio.Task[None] | None = None
        self._underway = False
        """Whether a key has been handed on and may not have arrived."""

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed or pasted; everything else goes its way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.put_nowait(event)
            # The task is asked: from Python 3.12 on, Textual's can be over before they are assigned.
            if self._typist is None or self._typist.done():
                self._typist = asyncio.create_task(self._take_typed())
            return
        await super().on_event(event)

    async def _take_typed(self) -> None:
        try:
            while not self._typed.empty():
                event = self._typed.get_nowait()
                if self._underway:
                    await self._dealt_with()
                if not self._taken_at_once(event):
                    await super().on_event(event)
                    self._underway = True
        except Exception as error:  # noqa: BLE001 - as Textual ends an app whose handler failed
            self._handle_exception(error)

    def _taken_at_once(self, event: events.Event) -> bool:
        """Whether the focused widget takes the key itself."""
        focused = self.focused
        return (
            isinstance(event, events.Key) and isinstance(focused, TakesKeys) and focused.take_key(event.key)
        )

    async def _dealt_with(self) -> None:
        """Wait until every widget that the key passed on its way has nothing older to do."""
        for node in [node for _pass in range(_PASSES) for node in self._path_of_key()]:
            done = asyncio.Event()
            if node.call_later(done.set):
                await _within(done, _LONGEST_WAIT)
        screen = self.screen
        if isinstance(screen, Prepares) and not await _within(screen.prepared, _LONGEST_COMING):
            screen.prepared.set()
        self._underway = False

    def _path_of_key(self) -> Iterator[MessagePump]:
        """From the screen to the focused widget, and back up to the app."""
        yield self.screen
        if self.focused is not None:
            yield from self.focused.ancestors_with_self
        yield self


async def _within(done: asyncio.Event, seconds: float) -> bool:
    """Without a task of its own: a key waits for a dozen of these."""
    try:
        async with asyncio.timeout(seconds):
            return await done.wait()
    except TimeoutError:
        return False
