"""From an empty folder to an office in which each account reads what it may."""

import pytest

from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable, list_accounts
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.errors import NotActive
from wbs_tui.vault.errors import WrongPassword


def test_a_founded_office_proves_itself(office):
    desk = office.desk("admin")
    with desk.reading() as connection:
        report = verify_journal(connection)
    assert report.bad == []
    assert report.replay_equal
    assert report.entries == 3 + 2 * 4 + 5 + 1  # the head's first opening


def test_who_may_read_what(office):
    let_in = {account.name: account.compartments for account in list_accounts(office.desk("admin"))}
    assert let_in == {
        "admin": (),
        "auditor": ("office",),
        "inspektur": ("identity", "office"),
        "irban": ("identity", "office"),
        "petugas": ("office",),
        "petugas2": ("office",),
    }


def test_the_super_admin_lets_nobody_in(office):
    desk = office.desk("admin")
    with pytest.raises(NotPermitted):
        grant(desk, "office", "admin", fingerprint_of(desk, "admin"))


def test_a_revoked_officer_holds_no_new_seed(office):
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    assert not office.desk("petugas").keyring.may_open("office")
    assert office.desk("petugas2").keyring.seed(head.keyring.compartment("office")).epoch == 2


def test_a_disabled_account_cannot_unlock(office):
    disable(office.desk("admin"), "petugas")
    with pytest.raises((WrongPassword, NotActive)):
        office.desk("petugas")
