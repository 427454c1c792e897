"""An account sits at the program's own app, types, and sees what stands on the terminal."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise

from textual import events
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea
from textual.worker import Worker

from screens.base import DeskScreen
from screens.clipboard import CopyDialog
from screens.dialogs.changed_meanwhile import ChangedDialog
from screens.dialogs.typed_identity import TypedIdentityDialog
from screens.live import Live
from screens.places import PLACES
from tests.conftest import PASSWORD, TestOffice
from tests.screens.quiet import LONGEST, calls, quiet, running
from wbs_tui.app import WbsApp
from wbs_tui.journal.desk import Desk


@asynccontextmanager
async def at_unlock(
    office: TestOffice, name: str = "", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """The program as it starts."""
    app = WbsApp(str(office.location), name, office.clock)
    async with running(app, size) as pilot:
        await settled(pilot)
        yield pilot


@asynccontextmanager
async def seated(
    desk: Desk, place: str | DeskScreen, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """One of the main screens over a desk that is open already."""
    app = WbsApp(str(desk.location), clock=desk.clock)
    async with running(app, size) as pilot:
        app.desk = desk
        await app.switch_screen(PLACES[place](desk) if isinstance(place, str) else place)
        await settled(pilot)
        yield pilot
        app.desk = None  # the fixture closes it


@asynccontextmanager
async def among_others(pilot: Pilot[None]) -> AsyncIterator[Live]:
    """The desk follows the others as after unlocking."""
    app = pilot.app
    assert isinstance(app, WbsApp)
    assert app.desk is not None
    app.live = Live(app, app.desk, app.lock)
    app.live.begin()
    yield app.live
    await app.leave_others()


async def until(pilot: Pilot[None], seen_: Callable[[], bool]) -> float:
    """Wait for what another desk brings about; gives the seconds that it took."""
    begun = time.monotonic()
    while not seen_():
        assert time.monotonic() - begun < LONGEST, seen(pilot)
        await pilot.pause(0.01)
    return time.monotonic() - begun


async def unlock(pilot: Pilot[None], password: str = PASSWORD) -> None:
    """Put the password in and ask for the desk."""
    pilot.app.screen.query_one("#password", Input).value = password
    await press(pilot, "enter")


async def settled(pilot: Pilot[None]) -> None:
    """Every service has answered and its answer is painted; a conversation is over or asks something."""
    await quiet(pilot, lambda: _types(pilot) or any(_works(pilot, worker) for worker in pilot.app.workers))


def _types(pilot: Pilot[None]) -> bool:
    """Whether a key still waits for what the key before it led to."""
    typist = getattr(pilot.app, "_typist", None)
    return typist is not None and not typist.done()


def _works(pilot: Pilot[None], worker: Worker[object]) -> bool:
    """Whether it does something, rather than wait for the officer's answer in a dialog."""
    asks = worker.group == "flow" and isinstance(pilot.app.screen, ModalScreen) and not calls(pilot)
    warns = isinstance(pilot.app.screen, TypedIdentityDialog | CopyDialog | ChangedDialog)
    return not worker.is_finished and not asks and not warns


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys one after the other, each answered before the next, but for the letters of a word in a field."""
    for key, following in pairwise((*keys, "")):
        pilot.app.post_message(_pressed(key))
        if not (
            _is_letter(key) and _is_letter(following) and isinstance(pilot.app.focused, Input | TextArea)
        ):
            await settled(pilot)


def _is_letter(key: str) -> bool:
    return len(key) == 1 or key == "space"


def _pressed(key: str) -> events.Key:
    """As a terminal brings it: `minus` and `-` are the same key."""
    return (
        events.Key(_character_to_key(key), key) if len(key) == 1 else events.Key(key, key_to_character(key))
    )


def seen(pilot: Pilot[None]) -> str:
    """What stands on the terminal."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
