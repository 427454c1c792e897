"""Reset, disable, roles and full names: what the Super Admin can do, and what nobody can through him."""

import msgspec
import pytest
from sqlalchemy import select

from models.tables.accounts import accounts
from models.tables.journal import journal
from models.words.office import Actor
from models.words.roles import AccountStatus, Role
from tests.accounts.staff import arrive, findings, keys_of, let_in, row_of, signed_behind, view
from tests.cases.at_work import new_case
from wbs_tui.accounts.administration import change_role, disable, invite, list_accounts, rename, reset
from wbs_tui.accounts.birth import write_keys
from wbs_tui.accounts.compartments import Member, Signer, _Pen, found_compartment, signer_of
from wbs_tui.accounts.errors import (
    InvitationOver,
    IsDisabled,
    MayNotDisable,
    MayNotReset,
    NoSuchAccount,
    RoleNotInvited,
)
from wbs_tui.accounts.kinds import ACCOUNT_ACTIVATED, GRANTED
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.desk import NotPermitted, RoleChanged
from wbs_tui.journal.entries import decode
from wbs_tui.journal.transaction import Transaction, signed_row
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.closed import NotLetIn
from wbs_tui.store.engine import owning, reading, writing
from wbs_tui.store.errors import NotActive
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.ids import new_id


def slots_of(office, name):
    return [slot.kind for slot in office.location.header.read().slots if slot.account_name == name]


def test_a_reset_account_comes_back_with_new_keys_and_reads_nothing_until_it_is_let_in(office):
    register = new_case(office.desk("petugas"))
    admin = office.desk("admin")
    invitation = reset(admin, "petugas")
    assert slots_of(office, "petugas") == ["invitation"]
    assert view(admin, "petugas").status is AccountStatus.INVITED
    with pytest.raises((WrongPassword, NotActive)):
        office.desk("petugas")
    arrive(office, invitation, "sandi baru yang lain")
    desk = office.desk("petugas", "sandi baru yang lain")
    with pytest.raises(NotLetIn):
        load_case(desk, register)
    waiting = view(admin, "petugas")
    assert waiting.compartments == ()
    assert waiting.left_over == ("office",)
    assert waiting.waits_for == ("inspektur",)
    office.clock.forward(minutes=1)
    let_in(office, "petugas", "office")
    assert load_case(desk, register).title
    assert view(admin, "petugas").waits_for == ()
    assert findings(admin) == set()


def test_a_reset_by_the_super_admin_lets_him_own_the_account_but_nothing_that_it_could_read(office):
    """He makes the keys himself: he sits at the account, and is let into nothing."""
    register = new_case(office.desk("irban"))
    arrive(office, reset(office.desk("admin"), "irban"))
    stolen = office.desk("irban")
    assert stolen.keyring.member_compartments() == frozenset()
    with pytest.raises(NotLetIn):
        load_case(stolen, register)


def test_a_lost_code_is_replaced_by_another(office):
    admin = office.desk("admin")
    first = invite(admin, "baru", Role.OFFICER)
    second = reset(admin, "baru")
    with pytest.raises(InvitationOver):
        arrive(office, first)
    assert arrive(office, second).account == "baru"
    assert findings(admin) == set()


def test_who_resets_whom(office):
    admin, head, officer = office.desk("admin"), office.desk("inspektur"), office.desk("irban")
    for desk, name in ((admin, "admin"), (head, "petugas"), (head, "inspektur")):
        with pytest.raises(MayNotReset):
            reset(desk, name)
    with pytest.raises(NotPermitted):
        reset(officer, "petugas")
    with pytest.raises(NoSuchAccount):
        reset(admin, "escrow-1")
    disable(admin, "auditor")
    with pytest.raises(IsDisabled):
        reset(admin, "auditor")


def test_the_inspektur_resets_a_super_admin_who_lost_his_password(office):
    head = office.desk("inspektur")
    arrive(office, reset(head, "admin"), "sandi baru yang lain")
    admin = office.desk("admin", "sandi baru yang lain")
    assert invite(admin, "baru", Role.OFFICER)
    assert row_of(head, "admin").role == Role.SUPER_ADMIN
    assert findings(head) == set()


def test_an_inspektur_who_is_reset_keeps_the_office_and_waits_for_the_escrow(office):
    admin = office.desk("admin")
    arrive(office, reset(admin, "inspektur"), "sandi baru yang lain")
    head = office.desk("inspektur", "sandi baru yang lain")
    assert head.actor.role is Role.INSPECTOR
    assert head.keyring.member_compartments() == frozenset()
    assert findings(admin) == set()


def test_an_open_session_of_a_reset_account_does_nothing_more(office):
    """Not even once its owner has made new keys."""
    desk, admin = office.desk("petugas"), office.desk("admin")
    invitation = reset(admin, "petugas")
    with pytest.raises(NotActive):
        new_case(desk)
    arrive(office, invitation)
    with pytest.raises(NotActive):
        new_case(desk)


def test_a_key_ends_with_the_journal_as_it_was(office):
    admin = office.desk("admin")
    with admin.reading() as connection:
        before = connection.execute(select(journal).order_by(journal.c.sequence.desc()).limit(1)).one()
    disable(admin, "petugas")
    [key] = keys_of(admin, "petugas")
    assert (key.last_sequence, key.last_hash) == (before.sequence, before.hash)
    assert findings(admin) == set()


@pytest.mark.parametrize("act", [disable, reset])
def test_a_stolen_key_signs_nothing_that_counts_after_its_end(office, act):
    desk, admin = office.desk("petugas"), office.desk("admin")
    act(admin, "petugas")
    made = signed_behind(desk, NOTE_WRITTEN)
    assert ("signature", made) in findings(admin)


def test_an_entry_that_is_backdated_before_the_end_breaks_the_chain(office):
    """The stolen key signs a moment at which it still counted: the places in the journal are taken."""
    desk, admin = office.desk("petugas"), office.desk("admin")
    office.clock.forward(minutes=10)
    disable(admin, "petugas")
    made = signed_behind(desk, NOTE_WRITTEN)
    with admin.reading() as connection:
        row = connection.execute(select(journal).where(journal.c.id == made)).one()
        [before] = connection.execute(
            select(journal.c.clock).where(journal.c.sequence == row.sequence - 2)
        ).scalars()
    back = signed_row(msgspec.structs.replace(decode(row.signed), clock=before + 1), desk.account_keys)
    with owning(admin.engine) as connection:
        connection.execute(journal.update().where(journal.c.id == made).values(**back))
    named = findings(admin)
    assert ("chain", made) in named
    assert ("signature", made) not in named


def test_what_a_disabled_account_wrote_stays_its_own_and_proves(office):
    desk, admin = office.desk("petugas"), office.desk("admin")
    new_case(desk)
    disable(admin, "petugas")
    with pytest.raises(IsDisabled):
        disable(admin, "petugas")
    assert findings(admin) == set()
    assert view(admin, "petugas").left_over == ("office",)


@pytest.mark.parametrize("name", ["admin", "inspektur"])
def test_the_two_offices_are_not_switched_off(office, name):
    with pytest.raises(MayNotDisable):
        disable(office.desk("admin"), name)


def test_a_role_brings_no_access(office):
    admin = office.desk("admin")
    arrive(office, invite(admin, "baru", Role.MONITOR))
    change_role(admin, "baru", Role.LEAD)
    desk = office.desk("baru")
    assert desk.actor.role is Role.LEAD
    assert desk.keyring.member_compartments() == frozenset()
    register = new_case(office.desk("petugas"))
    with pytest.raises(NotLetIn):
        load_case(desk, register)
    change_role(admin, "petugas", Role.LEAD)
    assert not office.desk("petugas").keyring.may_open("identity")
    assert findings(admin) == set()


def test_an_open_session_works_in_no_other_role_than_it_sat_down_in(office):
    desk = office.desk("irban")
    change_role(office.desk("admin"), "irban", Role.OFFICER)
    with pytest.raises(RoleChanged):
        new_case(desk)
    assert new_case(office.desk("irban"))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MONITOR])
def test_a_role_that_may_not_know_reporters_makes_the_identity_grant_due_for_removal(office, role):
    admin = office.desk("admin")
    change_role(admin, "irban", role)
    assert view(admin, "irban").left_over == ("identity",)


@pytest.mark.parametrize("role", [Role.SUPER_ADMIN, Role.INSPECTOR, Role.ESCROW, Role.OUTSIDE])
def test_no_office_and_no_key_account_is_given_by_changing_a_role_or_inviting(office, role):
    admin = office.desk("admin")
    with pytest.raises(RoleNotInvited):
        change_role(admin, "irban", role)
    with pytest.raises(RoleNotInvited):
        invite(admin, "baru", role)
    for holder in ("admin", "inspektur"):
        with pytest.raises(RoleNotInvited):
            change_role(admin, holder, Role.OFFICER)


def test_full_names_are_kept_and_changed(office):
    admin = office.desk("admin")
    invite(admin, "sri", Role.OFFICER, "Sri Wahyuni, S.E.")
    assert view(admin, "sri").full_name == "Sri Wahyuni, S.E."
    rename(admin, "sri", "Sri Wahyuni Lestari")
    assert view(admin, "sri").full_name == "Sri Wahyuni Lestari"
    with pytest.raises(NotPermitted):
        rename(office.desk("petugas"), "petugas", "Orang Lain")
    assert findings(admin) == set()


def test_the_escrow_is_in_no_list_of_people(office):
    assert {account.role for account in list_accounts(office.desk("admin"))}.isdisjoint(
        {Role.ESCROW, Role.OUTSIDE}
    )


# --- an activation that does more than it says -------------------------------------------------------------


def activated_behind(office, name, more):
    """Somebody makes the keys of an invited account himself, and writes `more` into the same entry."""
    admin = office.desk("admin")
    row, keys = row_of(admin, name), AccountKeys.generate()
    actor = Actor(row.id, name, Role(row.role), new_id(office.clock))
    keyring = Keyring(admin.office.id, actor.id, keys)
    with writing(admin.engine) as connection:
        transaction = Transaction(connection, keyring, admin.office, actor, keys, admin.clock)
        with transaction.entry(ACCOUNT_ACTIVATED) as change:
            write_keys(change, actor.id, actor.key_id, keys)
            change.update(accounts, actor.id, status=AccountStatus.ACTIVE, activated_at=change.at)
            public = keys.public()
            founder = Member(actor.id, actor.key_id, public.seal, fingerprint(public))
            more(change, admin.clock, Signer(actor.id, keys, keyring), founder)
    return change.entry_id


def second_office(change, clock, signer, founder):
    found_compartment(change, clock, signer, "office", founder=founder)


def second_escrow(change, _clock, _signer, _founder):
    change.insert(accounts, "e" * 32, name="escrow-9", role=Role.ESCROW, status="active", created_at=1)


@pytest.mark.parametrize("more", [second_office, second_escrow])
@pytest.mark.parametrize("who", ["baru", "inspektur"])
def test_a_second_birth_of_the_office_is_named(office, who, more):
    """The Super Admin owns an account that he invited, or reset: the office is not born again with it."""
    admin = office.desk("admin")
    if who == "baru":
        invite(admin, "baru", Role.OFFICER)
    else:
        reset(admin, "inspektur")
    made = activated_behind(office, who, more)
    with reading(admin.engine) as connection:
        named = {(found.what, found.place) for found in verify_journal(connection).bad}
    assert ("not allowed", made) in named


def test_a_grant_that_a_stolen_key_signs_after_its_end_is_named(office):
    """The thief of the Inspektur's key still opens the store file, and chains his grant properly."""
    stolen, admin = office.desk("inspektur"), office.desk("admin")
    friend = row_of(admin, "petugas2").id
    reset(admin, "inspektur")
    identity = stolen.keyring.compartment("identity")

    def let_friend_in(change):
        pen = _Pen(change, stolen.clock, signer_of(stolen), identity, change.at, b"")
        pen.write_grant(friend, keys_of(admin, "petugas2")[0].fingerprint, epoch=1)

    made = signed_behind(stolen, GRANTED, let_friend_in)
    assert {("signature", made), ("not allowed", made)} <= findings(admin)
