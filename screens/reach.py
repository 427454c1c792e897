"""Whether the store can be reached, as far as the open desk knows; nothing heavy is loaded to ask it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

if TYPE_CHECKING:
    from screens.live import Live


def live_of(app: App[Any]) -> "Live | None":
    """What follows the other desks; None where nothing does."""
    return cast("Live | None", getattr(app, "live", None))


def lost_at(app: App[Any]) -> datetime | None:
    """Since when the store cannot be reached; None while it can."""
    live = live_of(app)
    return None if live is None else live.lost_at


async def reaches(app: App[Any]) -> bool:
    """Whether the store can be read now: asked before what was read makes room for what is to be."""
    live = live_of(app)
    return live is None or await live.reaches()
