"""The main screens by name; loaded while the officer types his password."""

from screens.base import DeskScreen
from screens.inbox import InboxScreen

PLACES: dict[str, type[DeskScreen]] = {"inbox": InboxScreen}
