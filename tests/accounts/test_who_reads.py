"""Who reads what is what the signatures say, and gives no restricted case away."""

import pytest
from sqlalchemy import select

from models.tables.accounts import grants
from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import disable
from wbs_tui.accounts.who_reads import Reader, own_access, who_reads
from wbs_tui.cases.readers.restriction import implicate, restrict
from wbs_tui.journal.desk import Desk, NotPermitted
from wbs_tui.vault.ids import new_id


def reader(desk: Desk, name: str) -> Reader:
    return next(each for each in who_reads(desk).readers if each.name == name)


def test_each_account_stands_with_who_let_it_in_and_under_which_key(office: TestOffice) -> None:
    admin = office.desk("admin")
    lead = reader(admin, "irban")
    assert sorted(lead.access) == ["identity", "office"]
    assert lead.access["identity"].grantor == "inspektur"
    assert lead.access["identity"].fingerprint == fingerprint_of(admin, "irban")
    assert not lead.access["identity"].can_grant
    assert reader(admin, "inspektur").access["office"].can_grant
    assert reader(admin, "admin").access == {}
    assert reader(admin, "escrow-1").access.keys() == {"office", "identity"}


def test_the_shares_stand_with_those_who_hold_them(office: TestOffice) -> None:
    admin = office.desk("admin")
    shown = who_reads(admin)
    assert shown.shares == 3
    holders = {each.name: each.share for each in shown.readers if each.share is not None}
    assert holders == {"inspektur": 1, "admin": 2}


def test_a_place_that_must_end_is_due_until_a_grantor_has_been_there(office: TestOffice) -> None:
    admin = office.desk("admin")
    assert not who_reads(admin).store_key_due
    disable(admin, "irban")
    assert who_reads(admin).store_key_due
    assert reader(admin, "irban").access["identity"].is_due
    assert not reader(admin, "petugas").access["office"].is_due


def test_a_grant_that_nobody_signed_lets_nobody_stand_there(office: TestOffice) -> None:
    admin = office.desk("admin")
    lead, officer = reader(admin, "irban"), reader(admin, "petugas")
    with admin.transaction() as transaction:
        connection = transaction.connection
        row = connection.execute(select(grants).where(grants.c.account_id == lead.id)).mappings().first()
        assert row is not None
        forged = {**row, "id": new_id(admin.clock), "account_id": officer.id}
        connection.execute(grants.insert().values(forged))
    assert sorted(reader(admin, "petugas").access) == ["office"]


def test_a_restricted_case_counts_for_those_who_read_it_and_for_who_reads_none(office: TestOffice) -> None:
    register = recorded(office.desk("petugas"))
    head = office.desk("inspektur")
    implicate(head, register, "petugas", "namanya disebut")
    for desk in (head, office.desk("admin")):
        assert reader(desk, "inspektur").cases == 1
        assert reader(desk, "petugas").cases == 0


def test_whom_a_case_implicates_sees_no_number_that_is_not_his(office: TestOffice) -> None:
    lead = office.desk("irban")
    register = recorded(office.desk("petugas"))
    restrict(lead, register, ["inspektur"], "namanya disebut")
    shown = who_reads(office.desk("inspektur"))
    assert not shown.every_case
    assert [each.cases for each in shown.readers] == [0] * len(shown.readers)
    assert reader(office.desk("admin"), "irban").cases == 1


def test_an_officer_sees_his_own_access_and_not_the_table(office: TestOffice) -> None:
    officer = office.desk("petugas")
    assert own_access(officer)["office"].grantor == "inspektur"
    with pytest.raises(NotPermitted):
        who_reads(officer)
