"""What is said of a store that is away: one notice at a time, and none any more once it is back."""

from typing import Any

from textual.app import App
from textual.notifications import Notification, Notify, SeverityLevel

from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.text.errors import WbsError

_AWAY, _REFUSED = "wbs-away", "wbs-refused"
_AWAY_FOR = 10.0
"""Seconds that it is said that the store was lost; the top line says so as long as it is."""
_REFUSED_FOR = 12.0


def say_trouble(app: App[Any], error: WbsError) -> None:
    """Say what went wrong and what to do."""
    if isinstance(error, StoreUnreachable):
        _say(app, error.message, _REFUSED, "error", _REFUSED_FOR)
    else:
        app.notify(error.message, severity="error", markup=False, timeout=_REFUSED_FOR)


def say_away(app: App[Any], sentence: str) -> None:
    """Say that the store was lost."""
    _say(app, sentence, _AWAY, "warning", _AWAY_FOR)


def take_back(app: App[Any]) -> None:
    """It is back: what was said about it is true no longer."""
    for notification in list(app._notifications):
        if notification.identity in (_AWAY, _REFUSED):
            app._unnotify(notification)


def _say(app: App[Any], sentence: str, identity: str, severity: SeverityLevel, timeout: float) -> None:
    """In the place of what was said under the same name."""
    said = Notification(sentence, severity=severity, timeout=timeout, markup=False, identity=identity)
    app.post_message(Notify(said))
