"""The offices of `offices.py`, their hub and their desks, for every test of the exchange."""

from tests.sync.at_hub import hub_world
from tests.sync.kept_work import kept_work, set_apart
from tests.sync.offices import founded_linked, office_world

__all__ = ["founded_linked", "hub_world", "kept_work", "office_world", "set_apart"]
