"""Why a station began: a place where entries are written, after the first."""

from enum import StrEnum


class Beginning(StrEnum):
    """What made the station begin."""

    FOUNDED = "founded"
    """It is the office's first."""
    RESTORED = "restored"
    """The store was restored from a backup: what was written since is not in it."""
    LEASED = "leased"
    """A desk elsewhere takes cases along, and brings back what it wrote."""
