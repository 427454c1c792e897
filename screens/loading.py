"""What is loaded behind the unlock screen, while the officer types; nothing of it before that is painted."""

import importlib
from typing import Any

from textual.app import App

_SCREENS = ("screens.places", "screens.live", "screens.beside", "screens.attending")


def load_services(store: str | None) -> str:
    """Load what unlocking needs; where the store should be, if it is not there."""
    from wbs_tui.store.location import locate

    importlib.import_module("wbs_tui.accounts.session")
    for name in _SCREENS:
        importlib.import_module(name)
    importlib.import_module("wbs_tui.policy.book").load()
    location = locate(store)
    return "" if location.header.exists() else str(location)


def read_styles(app: App[Any]) -> None:
    """The rules of the main screens: a file that comes later would have all of them parsed anew."""
    from screens.places import STYLES

    app.stylesheet.read_all(STYLES)
    app.stylesheet.parse()
