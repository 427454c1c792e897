"""Who may work at a desk."""

from enum import StrEnum


class Role(StrEnum):
    """The role of an account, as the journal and the policy files write it."""

    SUPER_ADMIN = "super_admin"
    OFFICER = "officer"
    LEAD = "lead"
    INSPECTOR = "inspector"
    AUDITOR = "auditor"
    MONITOR = "monitor"
    ESCROW = "escrow"
    """Nobody's seat: the keys that two of three shares make, a member of every compartment."""
    OUTSIDE = "outside"
    """Nobody's seat: the keys of another office (the province), escrow of what implicates a holder here."""


class AccountStatus(StrEnum):
    """Where an account stands between invitation and the end of its use."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class CoverKind(StrEnum):
    """How somebody stands in for the Inspektur: for an absent one (harian), or while the post is empty."""

    PLH = "plh"
    PLT = "plt"
