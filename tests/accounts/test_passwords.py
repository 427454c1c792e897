"""A new password: the old one opens nothing, no key changes, and no change goes without its entry."""

import threading

import pytest
from sqlalchemy import select

from models.tables.journal import journal
from models.words.roles import Role
from tests.cases.at_work import new_case
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.kinds import PASSWORD_CHANGED
from wbs_tui.accounts.passwords import change_password
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.errors import WeakPassword, WrongPassword

NEW = "sandi baru yang panjang"


def changes(desk):
    with desk.reading() as connection:
        kinds = connection.execute(select(journal.c.kind)).scalars().all()
    return kinds.count(PASSWORD_CHANGED)


def test_the_new_password_opens_what_the_old_one_did(office):
    desk = office.desk("petugas")
    new_case(desk, "Dana desa")
    change_password(desk, PASSWORD, NEW, CHEAP)
    with pytest.raises(WrongPassword):
        office.desk("petugas")
    assert [row.title for row in list_cases(office.desk("petugas", NEW), InboxQuery())] == ["Dana desa"]
    assert changes(desk) == 1


def test_without_the_old_one_nothing_changes(office):
    desk = office.desk("petugas")
    before = office.location.header.read()
    for old, new, refusal in (("bukan ini", NEW, WrongPassword), (PASSWORD, "pendek", WeakPassword)):
        with pytest.raises(refusal):
            change_password(desk, old, new, CHEAP)
    assert office.location.header.read() == before
    assert changes(desk) == 0


@pytest.mark.file_store
def test_a_change_that_cannot_be_journalled_is_not_made(office):
    """The store is gone when the entry is to be kept: the old password stays the password."""
    desk = office.desk("petugas")
    away = office.location.database.with_name("away")
    desk.engine.dispose()
    office.location.database.rename(away)
    with pytest.raises(StoreTrouble):
        change_password(desk, PASSWORD, NEW, CHEAP)
    away.rename(office.location.database)
    assert office.desk("petugas")


def test_changes_of_several_accounts_at_once_are_all_kept(office):
    desks = [office.desk(name) for name in ("petugas", "petugas2", "irban", "auditor")]
    admin = office.desk("admin")
    at_once = [threading.Thread(target=change_password, args=(desk, PASSWORD, NEW, CHEAP)) for desk in desks]
    at_once.append(threading.Thread(target=invite, args=(admin, "baru", Role.OFFICER)))
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    for desk in desks:
        assert office.desk(desk.actor.name, NEW)
    assert "baru" in [slot.account_name for slot in office.location.header.read().slots]
    assert changes(admin) == 4
