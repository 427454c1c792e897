"""Who holds the two offices, and who stands in for the Inspektur."""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts, covers
from models.words.roles import AccountStatus, Role


def holder(connection: Connection, role: Role) -> Row[Any] | None:
    """The account that is the Super Admin, or the Inspektur, active or waiting for its owner."""
    query = select(accounts).where(accounts.c.role == role, accounts.c.status != AccountStatus.DISABLED)
    return connection.execute(query).one_or_none()


def cover_in_force(connection: Connection, now: int) -> Row[Any] | None:
    """The row of `covers` that holds at `now` (UTC milliseconds)."""
    query = select(covers).where(
        covers.c.ended_at.is_(None), covers.c.starts_at <= now, covers.c.ends_at > now
    )
    return connection.execute(query.order_by(covers.c.starts_at.desc()).limit(1)).one_or_none()


def stands_in(connection: Connection, account_id: str, now: int) -> bool:
    """Whether the account stands in for the Inspektur at `now`."""
    cover = cover_in_force(connection, now)
    return cover is not None and cover.account_id == account_id
