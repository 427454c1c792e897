"""The main screens by name; loaded while the officer types his password."""

from screens.base import DeskScreen

PLACES: dict[str, type[DeskScreen]] = {}
