"""The Super Admin has the store key and a key of his own: what he writes behind the program is named."""

from importlib import import_module

import pytest
from sqlalchemy import delete, select, update

from models.tables.accounts import account_keys, accounts
from models.tables.cases import cases, destructions
from models.tables.journal import journal
from models.words.roles import Role
from tests.accounts.staff import findings, row_of, signed_behind, sql
from tests.cases.at_work import new_case
from tests.restored import begin_restored_station
from wbs_tui.accounts.kinds import (
    ACCOUNT_DISABLED,
    ACCOUNT_INVITED,
    ACCOUNT_RESET,
    GRANTED,
    ROLE_CHANGED,
)
from wbs_tui.cases.kinds import ADVANCED, DESTROYED_AGAIN
from wbs_tui.journal import kinds
from wbs_tui.journal.entries import decode, entry_hash
from wbs_tui.store.engine import writing
from wbs_tui.vault.ids import new_id

for module in ("accounts.recovery.kinds", "intake.kinds"):
    import_module(f"wbs_tui.{module}")

HIS = {
    *("account.invited", "account.disabled", "account.reset", "account.role_changed", "account.renamed"),
    *("account.password_changed", "account.device_added", "account.device_removed"),
    *("account.recovery_code_made", "account.opened", "recovery.checked", "store.rekeyed"),
    *("store.backed_up", "store.moved"),
}
"""What the Super Admin may sign at all, even with nothing in it."""
THE_HEADS = {
    *("account.handed_over", "head.handed_over", "head.cover_begun", "head.cover_ended", "office.live"),
    *("escrow.made", "recovery.drilled", "case.destroyed"),
}
"""What only the Inspektur signs."""
EVERY = sorted(kind for kind in kinds._tables if not kind.startswith("forged"))


def named(desk, made):
    return ("not allowed", made) in findings(desk)


def test_of_every_kind_that_is_not_his_an_entry_that_he_signs_is_named(office):
    admin = office.desk("admin")
    made = {kind: signed_behind(admin, kind) for kind in EVERY}
    refused = {place for what, place in findings(admin) if what == "not allowed"}
    allowed = {kind for kind, entry_id in made.items() if entry_id not in refused}
    assert allowed == HIS
    print(f"{len(EVERY)} kinds, {len(EVERY) - len(allowed)} of them refused")


@pytest.mark.parametrize("name", ["petugas", "irban", "auditor"])
def test_nobody_else_signs_what_is_the_super_admins_or_the_heads(office, name):
    desk = office.desk(name)
    made = {kind: signed_behind(desk, kind) for kind in EVERY}
    refused = {place for what, place in findings(desk) if what == "not allowed"}
    allowed = {kind for kind, entry_id in made.items() if entry_id not in refused}
    own = {"account.password_changed", "account.opened", "store.rekeyed", "store.backed_up", "store.moved"}
    assert allowed.isdisjoint(THE_HEADS)
    assert allowed & HIS <= own | {kind for kind in HIS if kind.startswith(("account.device", "account.rec"))}


def test_the_auditor_signs_nothing_about_identities(office):
    auditor = office.desk("auditor")
    for kind in ("identity.revealed", "evidence.released"):
        assert named(auditor, signed_behind(auditor, kind))


def last_entries(desk, count):
    with desk.reading() as connection:
        newest = select(journal).order_by(journal.c.sequence.desc()).limit(count)
        return connection.execute(newest).all()


def test_he_edits_and_deletes_no_entry(office):
    """With raw statements, the hash made to fit: he cannot sign for who wrote it."""
    register = new_case(office.desk("petugas"))
    admin = office.desk("admin")
    [row] = last_entries(admin, 1)
    forged = row.signed.replace(b"village_funds", b"village_fundz")
    assert forged != row.signed
    changed = {"signed": forged, "hash": entry_hash(forged, row.signature)}
    with writing(admin.engine) as connection:
        connection.execute(update(journal).where(journal.c.id == row.id).values(**changed))
    assert ("signature", row.id) in findings(admin)
    with writing(admin.engine) as connection:
        connection.execute(delete(journal).where(journal.c.id == row.id))
    gone = findings(admin)
    assert {what for what, _place in gone} == {"row"}
    assert register


def test_he_puts_an_entry_in_another_name(office):
    """He signs with his own key what says that an officer did it."""
    officer, admin = office.desk("petugas"), office.desk("admin")
    made = signed_behind(admin, ADVANCED)
    [row] = [entry for entry in last_entries(admin, 3) if entry.id == made]
    entry = decode(row.signed)
    assert entry.actor == admin.actor.id
    sql(admin, "UPDATE journal SET actor = :actor WHERE id = :id", actor=officer.actor.id, id=made)
    assert {("altered", made), ("not allowed", made)} <= findings(admin)


def test_he_moves_no_case(office):
    register = new_case(office.desk("petugas"))
    admin = office.desk("admin")
    with admin.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.register == register)).scalar_one()
    made = signed_behind(admin, ADVANCED, lambda change: change.update(cases, case_id, stage="closed"))
    assert named(admin, made)


def test_he_destroys_nothing_again_where_nothing_was_restored(office):
    """Only a store that came out of a backup has to; there it is his who restores."""
    register = new_case(office.desk("petugas"))
    admin = office.desk("admin")
    with admin.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.register == register)).scalar_one()

    def again(change):
        said = {"case_id": case_id, "at": change.at, "account_id": admin.actor.id, "reason": b"x"}
        change.insert(destructions, new_id(admin.clock), **said)

    made = signed_behind(admin, DESTROYED_AGAIN, again, case_id)
    assert named(admin, made)
    begin_restored_station(admin)
    assert not named(admin, signed_behind(admin, DESTROYED_AGAIN, again, case_id))
    assert named(admin, made)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ACCOUNT_INVITED, {"role": Role.LEAD}),
        (ACCOUNT_INVITED, {"status": "active"}),
        (ACCOUNT_DISABLED, {"role": Role.LEAD}),
        (ACCOUNT_DISABLED, {"status": "active"}),
        (ACCOUNT_RESET, {"status": "active"}),
        (ACCOUNT_RESET, {"role": Role.LEAD, "status": "invited"}),
        (ROLE_CHANGED, {"status": "active"}),
        (ROLE_CHANGED, {"role": Role.LEAD, "full_name": "x"}),
        (ROLE_CHANGED, {"role": Role.ESCROW}),
    ],
)
def test_what_is_his_he_does_only_as_it_is_done(office, kind, values):
    """More in an entry than its kind says."""
    admin = office.desk("admin")
    officer = row_of(admin, "petugas").id
    assert named(admin, signed_behind(admin, kind, lambda change: change.update(accounts, officer, **values)))


def test_he_switches_off_neither_the_inspektur_nor_himself_into_a_reset(office):
    admin = office.desk("admin")

    def off(account_id, **values):
        return lambda change: change.update(accounts, account_id, **values)

    head, own = row_of(admin, "inspektur").id, row_of(admin, "admin").id
    assert named(admin, signed_behind(admin, ACCOUNT_DISABLED, off(head, status="disabled", disabled_at=1)))
    made = signed_behind(admin, ACCOUNT_RESET, off(own, status="invited"))
    assert named(office.desk("auditor"), made)


@pytest.mark.parametrize("wrong", ["last_sequence", "last_hash", "ended_at"])
def test_a_key_that_ends_before_what_it_signed_is_named(office, wrong):
    """Ended with an earlier head, entries of somebody who was there would count for nothing."""
    officer, admin = office.desk("petugas"), office.desk("admin")
    new_case(officer)

    def write(change):
        sequence, digest = change.head
        ending = {"ended_at": change.at, "last_sequence": sequence, "last_hash": digest}
        other = {"last_sequence": sequence - 1, "last_hash": bytes(32), "ended_at": None}
        change.update(account_keys, officer.actor.key_id, **{**ending, wrong: other[wrong]})

    assert named(admin, signed_behind(admin, ACCOUNT_RESET, write))


def test_a_key_of_his_own_for_somebody_elses_account_is_named(office):
    admin = office.desk("admin")
    head = row_of(admin, "inspektur").id
    public = admin.account_keys.public()

    def write(change):
        change.insert(
            account_keys,
            new_id(admin.clock),
            account_id=head,
            sign_public=public.sign,
            seal_public=public.seal,
            fingerprint="0",
            valid_from=change.at,
        )

    for kind in (ACCOUNT_INVITED, ACCOUNT_RESET, GRANTED):
        made = signed_behind(admin, kind, write)
        assert {("kind", made), ("not allowed", made)} & findings(admin)
