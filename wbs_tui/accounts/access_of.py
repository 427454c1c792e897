"""What compartments an account is in, and where it may grant, as the signatures have it."""

from sqlalchemy import Connection, select

from models.tables.accounts import compartments
from wbs_tui.journal.desk import Desk


def compartments_of(desk: Desk, account_id: str) -> tuple[str, ...]:
    """The compartments that the account has been let into and that this desk's account may take it out of."""
    authority = desk.keyring.authority
    return tuple(
        compartment_id
        for compartment_id, who in sorted(authority.granted)
        if who == account_id and authority.may_grant(compartment_id, desk.actor.id, desk.now())
    )


def compartments_granted_by(desk: Desk, connection: Connection) -> dict[str, str | None]:
    """Where this desk's account may grant now, each with the case that it belongs to."""
    authority = desk.keyring.authority
    rows = connection.execute(select(compartments.c.id, compartments.c.case_id).order_by(compartments.c.id))
    return {row.id: row.case_id for row in rows if authority.may_grant(row.id, desk.actor.id, desk.now())}
