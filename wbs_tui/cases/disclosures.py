"""What left its seal: identities that were revealed, files that were written out."""

from sqlalchemy import Connection, select

from models.tables.cases import disclosures
from wbs_tui.journal.desk import Desk

IDENTITY = "identity"
EXPORT = "export"
COPIED = "copied"
SHARED = "shared"
"""Sealed to another office, by a decision."""
POLICY = "policy"
"""No disclosure: the Inspektur changed what the office asks about identity."""
ADAPTER = "adapter"
"""No disclosure yet: the head connected the office with a system of its own, or ended that."""
TYPED = "typed"
"""No disclosure: an account without the grant was about to keep words that look like the identity."""


def is_revealed(desk: Desk, connection: Connection, case_id: str) -> bool:
    """Whether the account at the desk has revealed the case's identity and its time is not over."""
    running = select(disclosures.c.id).where(
        disclosures.c.case_id == case_id,
        disclosures.c.account_id == desk.actor.id,
        disclosures.c.what == IDENTITY,
        disclosures.c.until > desk.now(),
    )
    return connection.execute(running.limit(1)).first() is not None
