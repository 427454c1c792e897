"""The two offices change hands: in one step, by who may, and there is never a second of either."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.tables.accounts import accounts
from models.words.roles import AccountStatus, Role
from tests.accounts.staff import arrive, findings, let_in, members, row_of, signed_behind, sql, view
from tests.cases.at_work import new_case
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from tests.warm import start
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.administration import change_role, disable, invite, list_accounts, reset
from wbs_tui.accounts.errors import (
    BadAccountName,
    FingerprintDiffers,
    MayNotSucceed,
    NoSuchAccount,
    NotActivated,
    NotGrantor,
)
from wbs_tui.accounts.handover import Decree, hand_over_office, hand_over_super_admin
from wbs_tui.accounts.kinds import (
    ACCOUNT_INVITED,
    OFFICE_HANDED_OVER,
    ROLE_CHANGED,
    SUPER_ADMIN_HANDED_OVER,
)
from wbs_tui.accounts.recovery.drill import own_share, renew_shares
from wbs_tui.accounts.recovery.errors import NotYourShare
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.kept_from import cases_kept_from
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.store.closed import NotLetIn
from wbs_tui.store.errors import NotActive, StoreTrouble
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.errors import WrongPassword

DECREE = Decree("SK-9/2026", "2026-08-19", "Sekretaris Daerah", "2026-09-01")


def nothing(_done):
    """Deliver to nobody."""


def to_admin(office, name, by="inspektur"):
    return hand_over_super_admin(office.desk(by), name, DECREE, nothing)


def to_head(office, name, by="inspektur"):
    head = office.desk(by)
    kept_from = cases_kept_from(head, name)
    return hand_over_office(head, name, fingerprint_of(head, name), nothing, DECREE, kept_from)


def super_admins(desk):
    return [
        account.name
        for account in list_accounts(desk)
        if account.role is Role.SUPER_ADMIN and account.status is not AccountStatus.DISABLED
    ]


def test_an_officer_becomes_the_super_admin_and_reads_nothing_any_more(office):
    register = new_case(office.desk("petugas"))
    done = to_admin(office, "irban")
    assert (done.was, done.now, done.invitation) == ("admin", "irban", None)
    admin = office.desk("irban")
    assert admin.actor.role is Role.SUPER_ADMIN
    assert admin.keyring.member_compartments() == frozenset()
    with pytest.raises(WbsError):
        load_case(admin, register)
    with pytest.raises((WrongPassword, NotActive)):
        office.desk("admin")
    head = office.desk("inspektur")
    assert super_admins(head) == ["irban"]
    assert members(head, "identity") == {"inspektur"}
    assert head.keyring.seed(head.keyring.compartment("office")).epoch > 1
    row = row_of(head, "irban")
    assert (row.decree_number, row.decree_date, row.decree_signer, row.decree_start) == (
        *("SK-9/2026", "2026-08-19", "Sekretaris Daerah", "2026-09-01"),
    )
    assert view(head, "irban").left_over == ()
    assert findings(head) == set()


def test_the_successor_holds_the_second_share_and_the_one_before_holds_none(office):
    old = office.desk("admin")
    assert own_share(old).number == 2
    to_admin(office, "irban")
    assert own_share(office.desk("irban")).number == 2
    assert not recovery_status(office.desk("inspektur")).renewal_due
    with pytest.raises(NotActive):
        own_share(old)
    assert len([slot for slot in office.location.header.read().slots if slot.kind == "escrow"]) == 1


def test_a_new_name_becomes_the_super_admin_with_an_invitation(office):
    delivered = []
    done = hand_over_super_admin(office.desk("inspektur"), "hadi", DECREE, delivered.append)
    assert delivered == [done]
    arrive(office, done.invitation)
    admin = office.desk("hadi")
    assert super_admins(admin) == ["hadi"]
    assert invite(admin, "baru", Role.OFFICER)
    assert findings(admin) == set()


def test_his_share_waits_until_he_has_keys(office):
    done = to_admin(office, "hadi")
    head = office.desk("inspektur")
    assert recovery_status(head).renewal_due
    arrive(office, done.invitation)
    with pytest.raises(NotYourShare):
        own_share(office.desk("hadi"))
    renew_shares(head, nothing)
    assert own_share(office.desk("hadi")).number == 2
    assert not recovery_status(head).renewal_due


def test_nothing_has_changed_when_the_invitation_cannot_be_delivered(office):
    header = office.location.header.read()

    def full(_done):
        raise StoreTrouble("disk penuh")

    with pytest.raises(StoreTrouble):
        hand_over_super_admin(office.desk("inspektur"), "hadi", DECREE, full)
    assert office.location.header.read() == header
    assert super_admins(office.desk("inspektur")) == ["admin"]


@pytest.mark.parametrize("name", ["admin", "irban", "petugas", "auditor"])
def test_only_the_inspektur_hands_the_super_admin_over(office, name):
    with pytest.raises(NotPermitted):
        to_admin(office, "petugas2", by=name)


def test_who_cannot_become_the_super_admin(office):
    for name in ("inspektur", "admin", "escrow-1"):
        with pytest.raises(MayNotSucceed):
            to_admin(office, name)
    invite(office.desk("admin"), "baru", Role.OFFICER)
    with pytest.raises(NotActivated):
        to_admin(office, "baru")
    disable(office.desk("admin"), "petugas2")
    with pytest.raises(MayNotSucceed):
        to_admin(office, "petugas2")
    with pytest.raises(BadAccountName):
        to_admin(office, "Nama Salah")


def test_of_two_processes_that_hand_over_at_once_one_super_admin_is_left(office):
    """Real processes over one store: they start together, and one of them is refused or comes after."""
    script = Path(__file__).with_name("race_handover.py")
    children = [
        start([sys.executable, script, office.location, PASSWORD, name], asks=True)
        for name in ("petugas", "petugas2", "irban")
    ]
    for child in children:
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        child.stdin.write(b"go\n")
    told = [child.communicate()[0].decode().strip() for child in children]
    assert told.count("done") == 1, told
    assert told.count("HandedOverAlready") == 2
    head = office.desk("inspektur")
    assert len(super_admins(head)) == 1
    assert findings(head) == set()


def test_the_database_itself_refuses_a_second_super_admin(office):
    head = office.desk("inspektur")
    with pytest.raises((IntegrityError, WbsError)):
        sql(head, "UPDATE accounts SET role = 'super_admin' WHERE name = 'irban'")
    sql(head, "DROP INDEX uq_accounts_only_one")
    sql(head, "UPDATE accounts SET role = 'super_admin' WHERE name = 'irban'")
    assert ("row", f"accounts/{row_of(head, 'irban').id}") in findings(head)


def promoting(name, role, **columns):
    def write(desk):
        return lambda change: change.update(accounts, row_of(desk, name).id, role=role, **columns)

    return write


@pytest.mark.parametrize("kind", [ROLE_CHANGED, ACCOUNT_INVITED, SUPER_ADMIN_HANDED_OVER, OFFICE_HANDED_OVER])
@pytest.mark.parametrize("role", [Role.SUPER_ADMIN, Role.INSPECTOR])
def test_a_second_one_that_the_super_admin_signs_himself_is_named(office, kind, role):
    """With the store's key and his own he writes what his role may not."""
    admin = office.desk("admin")
    sql(admin, "DROP INDEX uq_accounts_only_one")
    write = promoting("irban", role, decree_number="SK-1", decree_date="2026-01-01")
    made = signed_behind(admin, kind, write(admin))
    assert ("not allowed", made) in findings(admin)


def test_a_second_super_admin_that_the_inspektur_signs_is_named(office):
    """A hand-over in which the old one keeps the office is none."""
    head = office.desk("inspektur")
    sql(head, "DROP INDEX uq_accounts_only_one")
    write = promoting("irban", Role.SUPER_ADMIN, decree_number="SK-1", decree_date="2026-01-01")
    made = signed_behind(head, SUPER_ADMIN_HANDED_OVER, write(head))
    assert ("not allowed", made) in findings(head)


# --- the Inspektur's office --------------------------------------------------------------------------------


def test_the_office_of_inspektur_changes_hands(office):
    register = new_case(office.desk("petugas"))
    done = to_head(office, "irban")
    assert (done.was, done.now) == ("inspektur", "irban")
    with pytest.raises((WrongPassword, NotActive)):
        office.desk("inspektur")
    head = office.desk("irban")
    assert head.actor.role is Role.INSPECTOR
    assert load_case(head, register).title
    assert members(head, "identity") == {"irban"}
    assert members(head, "office") == {"irban", "petugas", "petugas2", "auditor"}
    assert view(head, "inspektur").left_over == ()
    office.clock.forward(minutes=1)
    grant(head, "identity", "petugas", fingerprint_of(head, "petugas"))
    assert office.desk("petugas").keyring.may_open("identity")
    assert row_of(head, "irban").decree_number == "SK-9/2026"
    assert findings(head) == set()


def test_an_officer_without_the_identity_grant_gets_it_with_the_office(office):
    to_head(office, "petugas")
    head = office.desk("petugas")
    assert {head.keyring.may_open(kind) for kind in ("office", "identity")} == {True}
    assert head.keyring.authority.may_grant(head.keyring.compartment("identity"), head.actor.id)


def test_the_first_share_is_sealed_to_the_new_inspektur_and_shown_to_him_alone(office):
    done = to_head(office, "irban")
    assert done.sheets.head is None
    assert own_share(office.desk("irban")).number == 1
    assert own_share(office.desk("admin")).number == 2
    assert not recovery_status(office.desk("irban")).renewal_due


def test_an_open_session_of_the_old_inspektur_does_nothing_more(office):
    head = office.desk("inspektur")
    hand_over_office(head, "irban", fingerprint_of(head, "irban"), nothing, None, frozenset())
    with pytest.raises(NotActive):
        new_case(head)
    made = signed_behind(head, ROLE_CHANGED)
    assert ("signature", made) in findings(office.desk("irban"))


def test_the_office_may_change_hands_again(office):
    to_head(office, "irban")
    office.clock.forward(days=1)
    to_head(office, "petugas", by="irban")
    assert office.desk("petugas").actor.role is Role.INSPECTOR
    assert findings(office.desk("petugas")) == set()


def test_the_office_is_not_handed_over_to_another_key_or_role(office):
    head = office.desk("inspektur")
    with pytest.raises(FingerprintDiffers):
        hand_over_office(head, "irban", fingerprint_of(head, "petugas"), nothing, None, frozenset())
    for name in ("admin", "auditor", "inspektur"):
        with pytest.raises(MayNotSucceed):
            to_head(office, name)
    with pytest.raises(NoSuchAccount):
        to_head(office, "escrow-1")
    for name in ("admin", "irban"):
        with pytest.raises(NotPermitted):
            to_head(office, "petugas", by=name)
    invite(office.desk("admin"), "baru", Role.LEAD)
    with pytest.raises(NoSuchAccount):
        to_head(office, "baru")
    assert row_of(head, "inspektur").status == AccountStatus.ACTIVE


def test_a_new_super_admin_cannot_be_made_by_way_of_the_roles_that_he_gives(office):
    """The old one, on his way out, promotes a friend: the role brings him nothing, and no office."""
    admin = office.desk("admin")
    arrive(office, invite(admin, "teman", Role.LEAD))
    change_role(admin, "teman", Role.MONITOR)
    change_role(admin, "teman", Role.LEAD)
    friend = office.desk("teman")
    with pytest.raises(NotPermitted):
        hand_over_super_admin(friend, "teman", DECREE, nothing)
    with pytest.raises(NotLetIn):
        load_case(friend, new_case(office.desk("petugas")))
    let_in(office, "teman", "office")
    assert super_admins(admin) == ["admin"]


def test_the_new_inspektur_gets_nothing_of_a_case_that_implicates_him(office):
    """He stays out of it, others who read it go on, and its existence is not told."""
    head = office.desk("inspektur")
    against, other = new_case(head), new_case(head)
    restrict(head, against, ["irban"], "laporan menyangkut irban")
    restrict(head, other, ["petugas2"], "laporan menyangkut petugas2")
    office.clock.forward(minutes=1)
    to_head(office, "irban")
    new = office.desk("irban")
    with pytest.raises(NoSuchCase):
        load_case(new, against)
    assert load_case(new, other).title
    own = new.keyring.compartment_of_case(load_case(new, other).id, "case")
    assert new.keyring.authority.may_grant(own, new.actor.id)
    assert findings(new) == set()


def test_an_inspektur_who_reads_nothing_himself_hands_nothing_over(office):
    """After a reset, before the escrow has let him in: the escrow's shares would be renewed into nowhere."""
    arrive(office, reset(office.desk("admin"), "inspektur"))
    header = office.location.header.read()
    with pytest.raises(NotGrantor):
        to_admin(office, "irban")
    with pytest.raises(NotGrantor):
        to_head(office, "irban")
    assert office.location.header.read() == header
    assert super_admins(office.desk("admin")) == ["admin"]
    assert own_share(office.desk("admin")).number == 2
    assert findings(office.desk("admin")) == set()


# --- cut off in between ------------------------------------------------------------------------------------


def killed_copies(office, what, tmp_path, monkeypatch):
    """The locations of stores in which a hand-over was killed, each at another step."""
    for desk in office.opened:
        desk.close()
    script = Path(__file__).with_name("cut_handover.py")
    for _point, location in cut_stores(script, [what], str(office.location), tmp_path / "cut", monkeypatch):
        yield location


def sits_down(location, name):
    """The role in which the account can unlock; None when it cannot."""
    try:
        desk = unlock(location, name, PASSWORD, TickingClock()).desk
    except (WrongPassword, NotActive):
        return None
    desk.close()
    return desk.actor.role


def test_killed_anywhere_there_is_one_super_admin_who_can_unlock(office, tmp_path, monkeypatch):
    seen = set()
    for location in killed_copies(office, "super_admin", tmp_path, monkeypatch):
        roles = {name: sits_down(location, name) for name in ("admin", "irban")}
        assert list(roles.values()).count(Role.SUPER_ADMIN) == 1, roles
        seen.add(roles["admin"])
        check_whole(location, "inspektur")
    assert seen == {Role.SUPER_ADMIN, None}


def test_killed_anywhere_there_is_one_inspektur_who_can_unlock(office, tmp_path, monkeypatch):
    seen = set()
    for location in killed_copies(office, "head", tmp_path, monkeypatch):
        roles = {name: sits_down(location, name) for name in ("inspektur", "irban")}
        assert list(roles.values()).count(Role.INSPECTOR) == 1, roles
        seen.add(roles["inspektur"])
        check_whole(location, next(name for name, role in roles.items() if role is Role.INSPECTOR))
    assert seen == {Role.INSPECTOR, None}


def check_whole(location, head_name):
    """The store proves itself, one escrow counts, and every slot is that of an account that stands."""
    head = unlock(location, head_name, PASSWORD, TickingClock()).desk
    assert findings(head) == set()
    slots = location.header.read().slots
    with head.reading() as connection:
        standing = set(
            connection.execute(select(accounts.c.id).where(accounts.c.status == "active")).scalars()
        )
    assert {slot.account_id for slot in slots} <= standing
    assert len([slot for slot in slots if slot.kind == "escrow"]) == 1
    assert recovery_status(head).generation is not None
    head.close()
