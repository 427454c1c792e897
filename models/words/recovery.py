"""Words of recovery: who holds a share of the escrow's secret, and what is done with shares."""

from enum import StrEnum


class ShareHolder(StrEnum):
    """Whose share it is. None of the three holds another's, nor stands over another."""

    INSPECTOR = "inspector"
    SUPER_ADMIN = "super_admin"
    CUSTODIAN = "custodian"
    """Keeps the third on paper; he has no account that matters here."""


SHARE_HOLDERS = (ShareHolder.INSPECTOR, ShareHolder.SUPER_ADMIN, ShareHolder.CUSTODIAN)
"""Share number 1, 2, 3."""

SHARES = len(SHARE_HOLDERS)
THRESHOLD = 2
WORDS = 33
"""In one share."""


class ShareEvent(StrEnum):
    """What was done with a share."""

    CHECKED = "check"
    """It was typed and is good."""
    SHOWN = "shown"
    """Its holder looked at it in his session."""
    DRILLED = "drill"
    USED = "use"
