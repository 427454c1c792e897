"""What a column cannot hold is refused before it is written, in the same words on both databases."""

import pytest
from sqlalchemy import BigInteger, Integer, String, func, select

from models.tables.accounts import accounts
from models.tables.journal import journal
from models.tables.schema import journaled_tables
from models.words.roles import Role
from tests.cases.at_work import journal_is_sound, new_case
from tests.conftest import PASSWORD
from wbs_tui.accounts.access import grant
from wbs_tui.accounts.administration import invite, rename
from wbs_tui.accounts.handover import Decree, hand_over_super_admin
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.lookup import NoSuchCase, UnknownAccount
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.evidence import content
from wbs_tui.journal.fitting import DoesNotFit, refuse_what_does_not_fit
from wbs_tui.store.errors import UnstorableText
from wbs_tui.text.errors import CannotUnlock, Refused


def entries(desk):
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


@pytest.mark.parametrize("name", ["x" * 121, "Siti\0Aminah", "Siti \udcff"])
def test_a_full_name_that_no_column_holds(office, name):
    admin = office.desk("admin")
    before = entries(admin)
    with pytest.raises(DoesNotFit, match="Nama lengkap"):
        rename(admin, "petugas", name)
    with pytest.raises(DoesNotFit, match="Nama lengkap"):
        invite(admin, "baru", Role.OFFICER, name)
    assert entries(admin) == before


def test_the_longest_that_fits_is_kept_whole(office):
    admin = office.desk("admin")
    name = "Ŋ𝒜" * 60
    rename(admin, "petugas", name)
    with admin.reading() as connection:
        kept = connection.execute(select(accounts.c.full_name).where(accounts.c.name == "petugas")).scalar()
    assert kept == name
    assert journal_is_sound(admin)


@pytest.mark.parametrize(
    "decree", [Decree("x" * 81, "2026-08-01"), Decree("1", "2026-08-01", signer="x" * 121)]
)
def test_a_decree_that_no_column_holds_hands_nothing_over(office, decree):
    admin, head = office.desk("admin"), office.desk("inspektur")
    before = entries(admin)
    with pytest.raises(DoesNotFit, match="SK terlalu panjang"):
        hand_over_super_admin(head, "petugas", decree, lambda _done: None)
    assert entries(admin) == before


def columns():
    """Each with a value of one too many, and the largest that fits."""
    for table in journaled_tables().values():
        for column in table.columns:
            if isinstance(column.type, String):
                yield table, column.name, "x" * (column.type.length + 1), "x" * column.type.length
            elif isinstance(column.type, Integer) and not isinstance(column.type, BigInteger):
                yield table, column.name, 2**31, 2**31 - 1


def test_no_column_takes_more_than_both_databases_hold():
    tried = 0
    for table, name, too_much, largest in columns():
        with pytest.raises(DoesNotFit):
            refuse_what_does_not_fit(table, {name: too_much})
        refuse_what_does_not_fit(table, {name: largest})
        tried += 1
    assert tried > 100


LOOKED_FOR = ["a\0b", "\udcff", "x" * 5000, "\u202ekonsep", "16-2026-99999999999999999999", "%", "';--"]


@pytest.mark.parametrize("text", LOOKED_FOR, ids=ascii)
def test_what_nothing_can_be_called_is_not_there(office, text):
    """A look-up with words that no database takes finds nothing, or says so: the store is not at fault."""
    desk, head = office.desk("petugas"), office.desk("inspektur")
    new_case(desk)
    with pytest.raises((NoSuchCase, UnstorableText)):
        load_case(desk, text)
    with pytest.raises((UnknownAccount, UnstorableText)):
        list_cases(desk, InboxQuery(assigned_to=text))
    with pytest.raises((NoSuchCase, UnstorableText)):
        list(content(desk, text))
    with pytest.raises(Refused):
        grant(head, "office", text, "0")
    with pytest.raises(CannotUnlock):
        unlock(office.location, text, PASSWORD, office.clock)
