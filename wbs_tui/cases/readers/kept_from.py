"""The restricted cases that an account must never be let into, whatever office it rises to."""

from sqlalchemy import Connection

from wbs_tui.accounts.administration import find_account
from wbs_tui.cases.circle import kept_out
from wbs_tui.journal.desk import Desk


def cases_kept_from(desk: Desk, name: str) -> frozenset[str]:
    """The ids of the cases that implicate the account, or of which it recused itself, as this desk knows it.

    Raises NoSuchAccount.
    """
    with desk.reading() as connection:
        return kept_from_account(desk, connection, find_account(connection, name).id)


def kept_from_account(desk: Desk, connection: Connection, account_id: str) -> frozenset[str]:
    """The same for the id of an account, as the keys of this desk show it."""
    return frozenset(
        case_id
        for case_id in desk.keyring.authority.of_case
        if account_id in kept_out(desk, connection, case_id)
    )
