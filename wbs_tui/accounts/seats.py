"""Who is let in by the store, with the key to which a new store key may be sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts
from models.words.roles import AccountStatus
from wbs_tui.accounts.proved import refuse_unsigned_accounts


@dataclass(frozen=True, slots=True)
class Seats:
    """Active accounts with their sealing public keys, and who is invited."""

    public: Mapping[str, bytes]
    invited: frozenset[str]


def read_seats(connection: Connection) -> Seats:
    """Raises AccountsNotSigned for an account or a key that somebody put in or changed behind the program."""
    refuse_unsigned_accounts(connection)
    active = (
        select(account_keys.c.account_id, account_keys.c.seal_public)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .where(accounts.c.status == AccountStatus.ACTIVE, account_keys.c.ended_at.is_(None))
    )
    waiting = select(accounts.c.id).where(accounts.c.status == AccountStatus.INVITED)
    return Seats(
        {row.account_id: row.seal_public for row in connection.execute(active)},
        frozenset(connection.execute(waiting).scalars()),
    )
