"""Names come in the same order from both databases, also where a server sorts as a language does."""

from sqlalchemy import text

from models.words.roles import Role
from wbs_tui.accounts.account_list import list_accounts
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.who_reads import who_reads
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.store.engine import owning

NAMES = ("budi", "budi-a", "budi.b", "budi_c", "budi1", "budiono")
_OF_A_LANGUAGE = """
    SELECT quote_ident(collname) FROM pg_collation
    WHERE collprovider = 'i' OR collname ~ '^[a-z]{2}_[A-Z]{2}'
    ORDER BY (collname = 'id-x-icu') DESC, collname LIMIT 1
"""
"""One that passes over hyphens and points, where the server has any."""


def sorts_by_a_language(desk):
    """As a server whose database was made for a country sorts the names."""
    with owning(desk.engine) as connection:
        found = connection.execute(text(_OF_A_LANGUAGE)).scalar() or '"C"'
        connection.exec_driver_sql(f"ALTER TABLE accounts ALTER COLUMN name TYPE varchar(60) COLLATE {found}")
    return found


def test_lists_by_name(office):
    admin = office.desk("admin")
    if admin.engine.dialect.name == "postgresql":
        print(sorts_by_a_language(admin))
    for name in NAMES:
        invite(admin, name, Role.OFFICER)
    for listed in (
        [account.name for account in list_accounts(admin)],
        [reader.name for reader in who_reads(admin).readers],
    ):
        assert [name for name in listed if name in NAMES] == sorted(NAMES)
    offered = assignable(office.desk("petugas"))
    assert offered == tuple(sorted(offered))
