"""Somebody stands in for the Inspektur until a day: what he may do, and how it ends."""

from datetime import date

import pytest

from models.tables.accounts import grants
from models.words.roles import CoverKind, Role
from tests.accounts.staff import arrive, findings, members, row_of, signed_behind, view
from tests.cases.at_work import new_case
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable, invite, reset
from wbs_tui.accounts.compartments import CompartmentWriter, member_of, signer_of
from wbs_tui.accounts.cover import begin_cover, current_cover, end_cover
from wbs_tui.accounts.errors import (
    CoverInThePast,
    CoverStands,
    FingerprintDiffers,
    MayNotSucceed,
    NoCover,
    NotGrantor,
)
from wbs_tui.accounts.handover import Decree, hand_over_office, hand_over_super_admin
from wbs_tui.accounts.kinds import COVER_BEGUN, COVER_ENDED, GRANTED, REVOKED, SUPER_ADMIN_HANDED_OVER
from wbs_tui.accounts.recovery.drill import renew_shares
from wbs_tui.accounts.removal import run_rotation
from wbs_tui.journal.desk import NotPermitted, RoleChanged
from wbs_tui.policy.operations import NOT_BY_COVER, Operation
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id

DECREE = Decree("SP-3/2026", "2026-08-20")
LAST_DAY = date(2026, 8, 27)


def begin(office, name="petugas", until=LAST_DAY, kind=CoverKind.PLH, by="inspektur"):
    desk = office.desk(by)
    return begin_cover(desk, name, until, kind, DECREE, fingerprint_of(desk, name))


@pytest.fixture
def covered(office):
    """An office in which `petugas`, without the identity grant, stands in for a week."""
    begin(office)
    office.clock.forward(hours=1)
    return office


def test_who_stands_in_works_as_the_inspektur(covered):
    desk = covered.desk("petugas")
    assert (desk.actor.role, desk.actor.covering) == (Role.INSPECTOR, True)
    assert desk.keyring.may_open("identity")
    grant(desk, "identity", "petugas2", fingerprint_of(desk, "petugas2"))
    assert covered.desk("petugas2").keyring.may_open("identity")
    covered.clock.forward(minutes=1)
    revoke(desk, "identity", "petugas2")
    assert not covered.desk("petugas2").keyring.may_open("identity")
    cover = current_cover(covered.desk("inspektur"))
    assert (cover.account, cover.kind, cover.decree_number) == ("petugas", CoverKind.PLH, "SP-3/2026")
    assert view(desk, "petugas").covers_until == cover.ends_at
    assert findings(desk) == set()


def test_the_inspektur_himself_works_on(covered):
    head = covered.desk("inspektur")
    assert not head.actor.covering
    assert head.may(Operation.HEAD_COVER)
    assert new_case(head)


def test_what_stays_the_inspekturs_own(covered):
    desk = covered.desk("petugas")
    assert {desk.may(operation) for operation in NOT_BY_COVER} == {False}
    with pytest.raises(NotPermitted):
        hand_over_super_admin(desk, "irban", DECREE, lambda _done: None)
    with pytest.raises(NotPermitted):
        hand_over_office(desk, "irban", fingerprint_of(desk, "irban"), lambda _done: None, None, frozenset())
    with pytest.raises(NotPermitted):
        begin(covered, "irban", by="petugas")
    with pytest.raises(NotPermitted):
        end_cover(desk)
    with pytest.raises(NotPermitted):
        renew_shares(desk, lambda _sheets: None)


@pytest.mark.parametrize("kind", [SUPER_ADMIN_HANDED_OVER, COVER_BEGUN, COVER_ENDED])
def test_what_he_signs_of_it_behind_the_program_is_named(covered, kind):
    desk = covered.desk("petugas")
    made = signed_behind(desk, kind)
    assert ("not allowed", made) in findings(desk)


def test_it_ends_by_itself_on_its_day_also_in_an_open_session(covered):
    desk = covered.desk("petugas")
    covered.clock.now = covered.clock.now.replace(day=27, hour=16, minute=59)
    assert new_case(desk)
    covered.clock.forward(minutes=1)
    with pytest.raises(RoleChanged):
        new_case(desk)
    with pytest.raises(RoleChanged):
        grant(desk, "identity", "petugas2", fingerprint_of(desk, "petugas2"))
    again = covered.desk("petugas")
    assert (again.actor.role, again.actor.covering) == (Role.OFFICER, False)
    assert findings(again) == set()


def test_afterwards_he_lets_nobody_in_behind_the_program_either(covered):
    """His grants of before stand; one that he signs after the last day counts for nobody."""
    desk = covered.desk("petugas")
    covered.clock.forward(days=30)
    later = covered.desk("petugas")
    identity = later.keyring.compartment("identity")
    assert not later.keyring.authority.may_grant(identity, later.actor.id, later.now())
    with pytest.raises((NotPermitted, NotGrantor)):
        grant(later, "identity", "petugas2", fingerprint_of(later, "petugas2"))
    made = signed_behind(desk, COVER_ENDED)
    assert ("not allowed", made) in findings(later)


def test_in_his_time_he_lets_nobody_grant_himself_neither(covered):
    """A grant without an end that he signs for himself would leave him in the office for good."""
    desk = covered.desk("petugas")
    identity = desk.keyring.compartment("identity")
    with pytest.raises(NotGrantor):
        signed_behind(desk, GRANTED, lambda change: through_the_program(desk, change, identity))
    made = signed_behind(desk, GRANTED, lambda change: granting_himself(desk, change, identity))
    assert {what for what, _place in findings(desk)} == {"authority"}
    covered.clock.forward(days=30)
    later = covered.desk("petugas")
    assert made
    assert not later.keyring.authority.may_grant(identity, later.actor.id, later.now())


def test_in_his_time_he_takes_out_neither_the_inspektur_nor_the_escrow(covered):
    desk = covered.desk("petugas")
    office = desk.keyring.compartment("office")
    granted = desk.keyring.authority.granted_in(office)
    for_good = [account_id for account_id, membership in granted.items() if membership.for_good]
    assert len(for_good) == 2
    for account_id in for_good:
        with pytest.raises(NotGrantor), desk.change(REVOKED) as change:
            CompartmentWriter(change, desk.clock, signer_of(desk), office).take_out(account_id)


def test_the_place_of_an_inspektur_who_is_reset_waits_for_who_grants_for_good(covered):
    reset(covered.desk("admin"), "inspektur")
    desk = covered.desk("petugas")
    assert run_rotation(desk).taken_out == 0
    assert findings(desk) == set()


def through_the_program(desk, change, compartment_id):
    writer = CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id)
    writer.let_in(member_of(change.connection, desk.actor.id), can_grant=True)


def granting_himself(desk, change, compartment_id):
    statement = GrantStatement(
        office=desk.office.id,
        compartment=compartment_id,
        account=desk.actor.id,
        fingerprint=member_of(change.connection, desk.actor.id).fingerprint,
        can_grant=True,
        epoch=1,
        action="grant",
        at=desk.now(),
        previous=desk.keyring.authority.head(compartment_id),
    )
    change.insert(
        grants,
        new_id(desk.clock),
        compartment_id=compartment_id,
        account_id=desk.actor.id,
        statement=statement_bytes(statement),
        signature=sign_grant(desk.account_keys, statement),
        grantor_id=desk.actor.id,
        granted_at=change.at,
    )


def test_what_he_was_let_into_for_it_alone_is_due_and_taken_back_by_a_grantor(covered):
    covered.clock.forward(days=30)
    head = covered.desk("inspektur")
    assert view(head, "petugas").left_over == ("identity",)
    assert run_rotation(head).taken_out == 1
    assert members(head, "identity") == {"inspektur", "irban"}
    assert "petugas" in members(head, "office")
    assert view(head, "petugas").left_over == ()
    assert findings(head) == set()


def test_it_is_ended_before_its_day(covered):
    desk, head = covered.desk("petugas"), covered.desk("inspektur")
    assert end_cover(head) == "petugas"
    with pytest.raises(RoleChanged):
        new_case(desk)
    again = covered.desk("petugas")
    assert again.actor.role is Role.OFFICER
    assert not again.keyring.may_open("identity")
    office = again.keyring.compartment("office")
    assert again.keyring.may_open("office")
    assert not again.keyring.authority.may_grant(office, again.actor.id)
    assert current_cover(head) is None
    with pytest.raises(NoCover):
        end_cover(head)
    assert findings(head) == set()


def test_one_at_a_time(covered):
    with pytest.raises(CoverStands):
        begin(covered, "irban")
    end_cover(covered.desk("inspektur"))
    covered.clock.forward(minutes=1)
    begin(covered, "irban", kind=CoverKind.PLT)
    assert covered.desk("irban").actor.covering
    assert findings(covered.desk("inspektur")) == set()


def test_a_lead_who_held_identity_before_keeps_it_afterwards(office):
    begin(office, "irban")
    office.clock.forward(days=30)
    head = office.desk("inspektur")
    assert view(head, "irban").left_over == ()
    assert run_rotation(head).taken_out == 0
    assert office.desk("irban").keyring.may_open("identity")


def test_a_second_term_after_the_first_is_over(covered):
    covered.clock.forward(days=30)
    begin(covered, until=date(2026, 10, 1))
    assert covered.desk("petugas").actor.covering
    covered.clock.forward(days=60)
    assert view(covered.desk("inspektur"), "petugas").left_over == ("identity",)
    assert findings(covered.desk("inspektur")) == set()


def test_who_can_stand_in(office):
    head = office.desk("inspektur")
    for name in ("admin", "auditor", "inspektur"):
        with pytest.raises(MayNotSucceed):
            begin(office, name)
    with pytest.raises(FingerprintDiffers):
        begin_cover(head, "irban", LAST_DAY, CoverKind.PLH, DECREE, fingerprint_of(head, "petugas"))
    with pytest.raises(CoverInThePast):
        begin(office, until=date(2026, 8, 19))
    for name in ("admin", "irban"):
        with pytest.raises(NotPermitted):
            begin(office, "petugas2", by=name)


@pytest.mark.parametrize("act", [disable, reset])
def test_an_account_that_is_switched_off_or_reset_stands_in_no_longer(covered, act):
    """Else whoever resets it would sit down as the Inspektur."""
    invitation = act(covered.desk("admin"), "petugas")
    assert current_cover(covered.desk("inspektur")) is None
    if invitation is not None:
        arrive(covered, invitation)
        assert covered.desk("petugas").actor.role is Role.OFFICER
    assert findings(covered.desk("inspektur")) == set()


def test_the_office_may_go_to_who_stands_in(covered):
    head = covered.desk("inspektur")
    hand_over_office(head, "petugas", fingerprint_of(head, "petugas"), lambda _done: None, None, frozenset())
    covered.clock.forward(days=30)
    now = covered.desk("petugas")
    assert (now.actor.role, now.actor.covering) == (Role.INSPECTOR, False)
    assert current_cover(now) is None
    assert view(now, "petugas").left_over == ()
    assert members(now, "identity") == {"petugas", "irban"}
    assert invite(covered.desk("admin"), "baru", Role.OFFICER)
    assert row_of(now, "petugas").role == Role.INSPECTOR
    assert findings(now) == set()
