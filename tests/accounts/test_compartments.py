"""Letting in and taking out: every statement follows the last, and those who stay read on."""

import pytest
from sqlalchemy import delete, select

from models.tables.accounts import accounts, grants
from tests.cases.at_work import journal_is_sound, new_case
from tests.store.test_places import CASE_ID
from wbs_tui.accounts.compartments import (
    CompartmentWriter,
    Signer,
    found_compartment,
    member_of,
    signer_of,
)
from wbs_tui.accounts.errors import NoSuchAccount, NotGrantor
from wbs_tui.accounts.kinds import REVOKED
from wbs_tui.cases.kinds import RESTRICTED
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.keyring import BrokenCompartment, Keyring, NotLetIn
from wbs_tui.vault.grants import read_grant


@pytest.fixture
def head(office):
    return office.desk("inspektur")


def account(desk, name):
    """Id and member of an account."""
    with desk.reading() as connection:
        found = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar_one()
        return member_of(connection, found)


def written(desk, act, *, kind="office", entry=REVOKED):
    """Do something with a writer in an entry of its own."""
    with desk.transaction() as transaction:
        with transaction.entry(entry) as change:
            given = act(
                CompartmentWriter(change, desk.clock, signer_of(desk), desk.keyring.compartment(kind))
            )
        desk.keyring.load(transaction.connection)
    return given


def inside(desk, kind="office"):
    with desk.reading() as connection:
        names = dict(connection.exec_driver_sql("SELECT id, name FROM accounts").all())
    owner = desk.keyring.compartment(kind)
    return {names[who] for where, who in desk.keyring.authority.members if where == owner}


def test_many_statements_of_one_entry_follow_each_other(office, head):
    lead, officer, auditor = (account(head, name) for name in ("irban", "petugas", "auditor"))
    new_case(head, "Dana desa")

    def act(writer):
        writer.let_in(lead, can_grant=True)
        writer.take_out(officer, auditor.account_id)
        writer.let_in(officer)
        return writer.new_epoch()

    seed = written(head, act)
    assert seed.epoch == 3
    assert head.keyring.authority.findings == []
    assert inside(head) == {"inspektur", "irban", "petugas", "petugas2", "escrow-1"}
    for name in ("irban", "petugas", "petugas2"):
        desk = office.desk(name)
        assert [held.epoch for held in desk.keyring.seeds(desk.keyring.compartment("office"))] == [1, 2, 3]
        assert [row.title for row in list_cases(desk, InboxQuery())] == ["Dana desa"]
    assert not office.desk("auditor").keyring.may_open("office")
    assert journal_is_sound(head)


def test_two_writers_of_one_entry_see_each_others_work(office, head):
    officer = account(head, "petugas")
    with head.transaction() as transaction, transaction.entry(REVOKED) as change:
        compartment_id = head.keyring.compartment("office")
        CompartmentWriter(change, head.clock, signer_of(head), compartment_id).take_out(officer)
        CompartmentWriter(change, head.clock, signer_of(head), compartment_id).let_in(officer)
    desk = office.desk("petugas")
    assert desk.keyring.authority.findings == []
    assert desk.keyring.seed(desk.keyring.compartment("office")).epoch == 2


def test_a_grantor_takes_out_himself_and_the_next_one_goes_on(office, head):
    lead = account(head, "irban")
    written(head, lambda writer: writer.let_in(lead, can_grant=True))
    written(head, lambda writer: writer.take_out(head.actor.id, account(head, "petugas")))
    successor = office.desk("irban")
    assert successor.keyring.authority.findings == []
    assert inside(successor) == {"irban", "petugas2", "auditor", "escrow-1"}
    with pytest.raises(NotGrantor):
        written(head, lambda writer: writer.new_epoch())
    compartment_id = head.keyring.compartment("office")
    with pytest.raises(NotLetIn):
        head.keyring.seed(compartment_id)
    written(successor, lambda writer: writer.take_out(account(successor, "petugas2")))
    assert successor.keyring.seed(compartment_id).epoch == 3


def test_who_stands_in_grants_until_his_last_day(office, head):
    until = head.now() + 86_400_000
    lead = account(head, "irban")
    written(head, lambda writer: writer.let_in(lead, can_grant=True, until=until))
    cover = office.desk("irban")
    compartment_id = cover.keyring.compartment("office")
    written(cover, lambda writer: writer.take_out(account(cover, "petugas")))
    assert cover.keyring.authority.may_grant(compartment_id, cover.actor.id, until)
    assert not cover.keyring.authority.may_grant(compartment_id, cover.actor.id, until + 1)
    office.clock.forward(days=1, seconds=1)
    with pytest.raises(NotGrantor):
        written(cover, lambda writer: writer.new_epoch())
    assert cover.keyring.may_open("office")


def test_nothing_is_signed_into_a_history_that_is_not_whole(head):
    lead = account(head, "irban")
    with head.transaction() as transaction:
        mine = grants.c.account_id == account(head, "petugas").account_id
        transaction.connection.execute(delete(grants).where(mine))
    with pytest.raises(BrokenCompartment):
        written(head, lambda writer: writer.let_in(lead))


def test_who_was_never_in_is_not_taken_out(head):
    with pytest.raises(NoSuchAccount):
        written(head, lambda writer: writer.take_out(account(head, "admin")))


def test_a_revocation_names_the_key_that_was_granted(head):
    officer = account(head, "petugas")
    written(head, lambda writer: writer.take_out(officer.account_id))
    with head.reading() as connection:
        last = connection.execute(
            select(grants.c.statement).order_by(grants.c.id.desc()).limit(1)
        ).scalar_one()
    said = read_grant(last)
    assert (said.action, said.account, said.fingerprint) == (
        "revoke",
        officer.account_id,
        officer.fingerprint,
    )


def test_a_founder_signs_for_himself_alone(head):
    officer, himself = account(head, "petugas"), account(head, "inspektur")
    parent_id = head.keyring.compartment("office")
    with head.change(RESTRICTED, CASE_ID) as change:
        for founder, given in (
            (officer, {"case_id": CASE_ID, "parent_id": parent_id}),
            (himself, {"case_id": CASE_ID}),
            (himself, {"parent_id": parent_id}),
        ):
            with pytest.raises(ValueError, match="founder"):
                found_compartment(change, head.clock, signer_of(head), "case", founder=founder, **given)
    with head.reading() as connection:
        head.keyring.load(connection)
    assert head.keyring.compartment_of_case(CASE_ID, "case") is None


def test_somebody_elses_keyring_signs_with_its_own_keys(office, head):
    """As the escrow does, at a desk that is not its own."""
    lead = office.desk("irban")
    member = account(head, "irban")
    written(head, lambda writer: writer.let_in(member, can_grant=True))
    keyring = Keyring(lead.office.id, lead.actor.id, lead.account_keys)
    signer = Signer(lead.actor.id, lead.account_keys, keyring)
    with head.transaction() as transaction, transaction.entry(REVOKED) as change:
        compartment_id = head.keyring.compartment("office")
        CompartmentWriter(change, head.clock, signer, compartment_id).take_out(account(head, "petugas"))
    assert "petugas" not in inside(office.desk("petugas2"))
    assert office.desk("petugas2").keyring.authority.findings == []
