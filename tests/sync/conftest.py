"""The offices of `offices.py`, for every test of the exchange."""

from tests.sync.offices import founded_linked, office_world

__all__ = ["founded_linked", "office_world"]
