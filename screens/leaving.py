"""Before screens are closed what was typed is kept; where it can be kept nowhere, the officer decides."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual._callback import invoke
from textual.app import App
from textual.screen import Screen

from screens.base import DeskScreen
from screens.dialogs.confirm import ConfirmDialog
from screens.widgets.draft_text import DraftText
from wbs_tui.text.catalogue import _


class LosesWords(ConfirmDialog):
    """Shall words be lost that neither the store nor this computer takes?"""

    def __init__(self) -> None:
        super().__init__(
            _("Pergi dan kehilangan tulisan Anda?"),
            _(
                "Yang Anda ketik tidak dapat disimpan, di penyimpanan maupun di komputer ini. Tetaplah di "
                "sini (esc) sampai dapat disimpan, atau salin dahulu; bila Anda pergi sekarang, tulisan itu "
                "hilang."
            ),
        )

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("esc tetap di sini · y pergi, tulisan hilang")


def desk_screens(app: App[Any]) -> list[DeskScreen]:
    """The open screens over the desk."""
    return [screen for screen in app.screen_stack if isinstance(screen, DeskScreen)]


def keep_all(app: App[Any]) -> bool:
    """Keep what was typed in any open screen or dialog; whether all of it is kept somewhere."""
    for screen in app.screen_stack:
        if isinstance(screen, DeskScreen):
            screen.keep_drafts()
        for field in screen.query(DraftText):
            field.keep()
    return not any(screen.unkept for screen in desk_screens(app)) and not any(
        field.unsaved for screen in app.screen_stack for field in screen.query(DraftText)
    )


async def show_lowest(app: App[Any]) -> None:
    """Close what stands over the first screen."""
    while len(app.screen_stack) > 1:
        await app.pop_screen()


async def show_only(app: App[Any], screens: Sequence[Screen[Any]]) -> None:
    """Keep what was typed, and put these screens in place of all that are open."""
    keep_all(app)
    await show_lowest(app)
    await app.switch_screen(screens[0])
    for screen in screens[1:]:
        await app.push_screen(screen)


async def stay(app: App[Any], *, there: bool) -> None:
    """The store is away: what was read stays, and what stands over it goes; nothing else could be read.

    `there`: the place that is asked for is the first screen's.
    """
    if there:
        await leave(app, partial(show_lowest, app))
    else:
        app.notify(_("Layar itu dapat dibuka begitu penyimpanan tersambung lagi."), markup=False)


async def leave(app: App[Any], go: Callable[[], object]) -> None:
    """Keep what was typed, then `go`; ask first where it can be kept nowhere."""
    if keep_all(app):
        await invoke(go)
    elif not isinstance(app.screen, LosesWords):
        app.run_worker(_ask(app, go), group="flow")


async def _ask(app: App[Any], go: Callable[[], object]) -> None:
    if await app.push_screen_wait(LosesWords()):
        await invoke(go)
