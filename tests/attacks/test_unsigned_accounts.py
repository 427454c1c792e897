"""Roles, names and keys stand in columns that a store key changes: nothing is sealed by them unsigned."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import func, select

from models.tables.accounts import account_keys, accounts, seed_seals
from models.words.office import Actor
from models.words.reports import IncomingReport, Reporter
from models.words.roles import AccountStatus, CoverKind, Role
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import change_role, disable, rename
from wbs_tui.accounts.cover import begin_cover
from wbs_tui.accounts.handover import Decree
from wbs_tui.accounts.kinds import ACCOUNT_INVITED
from wbs_tui.accounts.proved import AccountsNotSigned, refuse_unsigned_accounts
from wbs_tui.accounts.recovery.drill import renew_shares
from wbs_tui.accounts.recovery.kinds import OUTSIDE_ADDED
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.intake.record import record
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.engine import open_engine, writing
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import make_invitation_slot, make_password_slot

AGAINST_HEAD = "Inspektur menerima suap Rp50 juta dari kontraktor."
FLIPS = {
    "himself a lead": "UPDATE accounts SET role = 'lead' WHERE name = 'petugas2'",
    "the head a lead": "UPDATE accounts SET role = 'lead' WHERE name = 'inspektur'",
    "no name": "UPDATE accounts SET full_name = NULL WHERE name = 'petugas2'",
    "nobody there": "UPDATE accounts SET status = 'disabled' WHERE name = 'irban'",
}


def by_raw_sql(desk, sql):
    with writing(desk.engine) as connection:
        connection.exec_driver_sql(sql)


def report(desk, text):
    return IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title="Laporan",
        text=text,
        masked=(),
        reporter=Reporter(),
        raw=b"mentah",
        attachments=(),
    )


@pytest.mark.parametrize("flip", FLIPS)
def test_who_changes_a_role_or_a_name_for_a_moment_gets_no_report_by_it(office, flip):
    """Changed back afterwards it would have left no trace but who reads the case."""
    rename(office.desk("admin"), "petugas2", "Rahmat Hidayat")
    officer, other = office.desk("petugas"), office.desk("petugas2")
    by_raw_sql(other, FLIPS[flip])
    with pytest.raises(AccountsNotSigned, match="wbs verify"):
        record(officer, report(officer, f"{AGAINST_HEAD} Rahmat Hidayat menerima uang."))
    assert list_cases(officer, InboxQuery()) == ()


def test_put_back_as_signed_everybody_works_on(office):
    officer = office.desk("petugas")
    by_raw_sql(officer, FLIPS["himself a lead"])
    with pytest.raises(AccountsNotSigned):
        record(officer, report(officer, AGAINST_HEAD))
    by_raw_sql(officer, "UPDATE accounts SET role = 'officer' WHERE name = 'petugas2'")
    record(officer, report(officer, AGAINST_HEAD))
    assert list_cases(office.desk("petugas2"), InboxQuery()) == ()
    assert len(list_cases(office.desk("irban"), InboxQuery())) == 1


def test_what_the_super_admin_signs_counts(office):
    change_role(office.desk("admin"), "petugas2", Role.LEAD)
    officer = office.desk("petugas")
    with officer.reading() as connection:
        refuse_unsigned_accounts(connection)


def planted(change, role, status, keys=None, key_id=None, account_id=None):
    """An account of the attacker's own, with a key or waiting for its owner."""
    account_id = account_id or new_id(lambda: NOW[0])
    name = f"luar-{account_id[-6:]}"
    change.insert(accounts, account_id, name=name, role=role, status=status, created_at=0, full_name="X")
    if keys is not None:
        public = keys.public()
        change.insert(
            account_keys,
            key_id or new_id(lambda: NOW[0]),
            account_id=account_id,
            sign_public=public.sign,
            seal_public=public.seal,
            fingerprint=fingerprint(public),
            valid_from=0,
        )
    return account_id


NOW = []


@pytest.fixture(autouse=True)
def now(office):
    NOW[:] = [office.clock()]


def test_who_once_stood_in_registers_no_office_elsewhere_of_his_own(office):
    """He could grant at his time, so his signature was believed: a case against the Inspektur went to it."""
    head = office.desk("inspektur")
    decree = Decree("SP-3/2026", "2026-08-20")
    begin_cover(head, "petugas", date(2026, 8, 27), CoverKind.PLH, decree, fingerprint_of(head, "petugas"))
    office.clock.forward(days=30)
    former = office.desk("petugas")
    with former.change(OUTSIDE_ADDED) as change:
        own = planted(change, Role.OUTSIDE, AccountStatus.ACTIVE, AccountKeys.generate())
    officer = office.desk("petugas2")
    with pytest.raises(AccountsNotSigned):
        record(officer, report(officer, AGAINST_HEAD))
    with officer.reading() as connection:
        sealed = select(func.count()).select_from(seed_seals).where(seed_seals.c.account_id == own)
        assert connection.execute(sealed).scalar_one() == 0


def test_a_share_is_sealed_to_no_key_that_was_put_in_for_the_super_admin(office):
    head, public = office.desk("inspektur"), AccountKeys.generate().public()
    with writing(head.engine) as connection:
        admin = select(accounts.c.id).where(accounts.c.name == "admin").scalar_subquery()
        connection.execute(
            account_keys.update()
            .where(account_keys.c.account_id == admin)
            .values(sign_public=public.sign, seal_public=public.seal, fingerprint=fingerprint(public))
        )
    with pytest.raises(AccountsNotSigned):
        renew_shares(head, lambda _sheets: None)


@pytest.mark.parametrize("as_what", ["invited", "active"])
def test_who_was_removed_plants_no_account_that_gets_the_new_store_key(office, as_what):
    gone = office.desk("petugas2")
    known, office_of_his = gone.store_key, gone.office
    disable(office.desk("admin"), "petugas2")
    for desk in office.opened:
        desk.close()
    header = office.location.header.read()
    keys, account_id, key_id = AccountKeys.generate(), new_id(office.clock), new_id(office.clock)
    common = {
        "store_id": header.store_id,
        "slot_id": new_id(office.clock),
        "account_id": account_id,
        "account_name": "hantu",
        "store_key": known,
        "created_at": 0,
    }
    if as_what == "invited":
        slot = make_invitation_slot(**common, code=new_code(), expires_at=2**50)
    else:
        slot = make_password_slot(**common, password=PASSWORD, account_keys=keys, parameters=CHEAP)
    office.location.header.write(msgspec.structs.replace(header, slots=(*header.slots, slot)))
    engine = open_engine(office.location, known)
    with writing(engine) as connection:
        actor = Actor(account_id, "hantu", Role.OFFICER, key_id)
        keyring = Keyring(office_of_his.id, account_id, keys)
        transaction = Transaction(connection, keyring, office_of_his, actor, keys, office.clock)
        with transaction.entry(ACCOUNT_INVITED) as change:
            own = keys if as_what == "active" else None
            planted(change, Role.OFFICER, as_what, own, key_id, account_id)
    engine.dispose()
    head = office.desk("inspektur")
    with pytest.raises(AccountsNotSigned):
        rekey(head)
    assert head.store_key == known


def test_a_stand_in_by_a_row_that_nobody_signed_does_not_get_in(office):
    by_raw_sql(
        office.desk("petugas"),
        "INSERT INTO covers (id, entry_id, account_id, kind, decree_number, decree_date, starts_at, ends_at,"
        " appointed_by) SELECT 'c', entry_id, id, 'plh', 'x', '2026-01-01', 0, 9999999999999, id"
        " FROM accounts WHERE name = 'petugas'",
    )
    with pytest.raises(AccountsNotSigned):
        office.desk("petugas")
    assert office.desk("inspektur")
