"""What the tests of accounts share: people who come and go, and a store that proves itself."""

from datetime import timedelta

from sqlalchemy import select, text

from models.tables.accounts import account_keys, accounts
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import list_accounts
from wbs_tui.journal.transaction import Transaction
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning, writing

DAY = timedelta(days=1)


def arrive(office, invitation, password=PASSWORD):
    """The owner of an invitation makes his keys."""
    return activate(office.location, invitation.account, invitation.code, password, office.clock, CHEAP)


def let_in(office, name, *kinds, by="inspektur"):
    """A grantor compares the fingerprint and lets the account in."""
    desk = office.desk(by)
    for kind in kinds:
        grant(desk, kind, name, fingerprint_of(desk, name))


def view(desk, name):
    """One line of the list of accounts."""
    return next(account for account in list_accounts(desk) if account.name == name)


def findings(desk):
    """What `wbs verify` names."""
    with desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


def signed_behind(desk, kind, write=lambda _change: None, case_id=None):
    """The id of an entry that the account at the desk signs and chains, though the program would refuse."""
    with writing(desk.engine) as connection:
        transaction = Transaction(
            connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
        )
        with transaction.entry(kind, case_id) as change:
            write(change)
    return change.entry_id


def sql(desk, statement, **values):
    """What somebody with the store key, or the owner of the tables on a server, does behind the program."""
    with owning(desk.engine) as connection:
        connection.execute(text(statement), values)


def row_of(desk, name):
    """The account's row."""
    with desk.reading() as connection:
        return connection.execute(select(accounts).where(accounts.c.name == name)).one()


def keys_of(desk, name):
    """The rows of its keys, oldest first."""
    with desk.reading() as connection:
        owner = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar_one()
        own = select(account_keys).where(account_keys.c.account_id == owner)
        return connection.execute(own.order_by(account_keys.c.valid_from, account_keys.c.id)).all()


def members(desk, kind):
    """The names of the people in a compartment of the office; the escrow is nobody."""
    return {account.name for account in list_accounts(desk) if kind in account.compartments}
