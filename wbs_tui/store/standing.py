"""How an account stands, in one look beside the one at the grants."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from models.tables.accounts import account_keys, accounts, covers

_OWN = tuple(
    select(column).where(accounts.c.id == bindparam("account_id")).scalar_subquery()
    for column in (accounts.c.status, accounts.c.role)
)
_KEY_STANDS = (
    select(func.count())
    .select_from(account_keys)
    .where(
        account_keys.c.account_id == bindparam("account_id"),
        account_keys.c.sign_public == bindparam("sign_public"),
        account_keys.c.ended_at.is_(None),
    )
    .scalar_subquery()
)
_COVER_ENDS = (
    select(func.max(covers.c.ends_at))
    .where(covers.c.account_id == bindparam("account_id"), covers.c.ended_at.is_(None))
    .scalar_subquery()
)
ACCOUNT_STANDING = (*_OWN, _KEY_STANDS, _COVER_ENDS)
"""Status, role, whether the key stands, when its cover ends; binds `account_id` and `sign_public`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tables say of the account now, under the key it sits here with."""

    role: str
    cover_ends: int | None
    """When the last of its covers that nobody has ended is over (UTC milliseconds)."""
