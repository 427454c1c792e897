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


class AccountStatus(StrEnum):
    """Where an account stands between invitation and the end of its use."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"
