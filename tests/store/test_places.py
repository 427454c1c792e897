"""Which compartment a case is in: nobody moves it who was not in the one before, whatever he writes."""

import pytest
from sqlalchemy import update

from models.tables.accounts import account_keys, compartments
from tests.store.forging import member, put_case_compartment, put_key
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.compartments import CompartmentWriter, Member, found_compartment, member_of, signer_of
from wbs_tui.cases.kinds import RESTRICTED
from wbs_tui.store.authority import read_authority
from wbs_tui.store.keyring import BrokenCompartment, MovedCase, NoGenuineEpoch, NotLetIn
from wbs_tui.vault.account_keys import AccountKeys, fingerprint

CASE_ID, OTHER_CASE = "a" * 32, "b" * 32


def moved(desk, parent_id=None, kind="case", case_id=CASE_ID):
    """The case in a compartment of its own, founded by the account at the desk."""
    parent_id = parent_id or desk.keyring.compartment("office" if kind == "case" else "identity")
    with desk.transaction() as transaction, transaction.entry(RESTRICTED, case_id) as change:
        founder = member_of(change.connection, desk.actor.id)
        seed = found_compartment(
            change,
            desk.clock,
            signer_of(desk),
            kind,
            founder=founder,
            case_id=case_id,
            parent_id=parent_id,
        )
    return seed.compartment


def forged(desk, name, keys=None, **charter):
    """A compartment for the case that the account signs into the tables itself."""
    with desk.transaction() as transaction:
        founder = member(transaction.connection, name)
        said = {"case": CASE_ID, "parent": desk.keyring.compartment("office"), **charter}
        return put_case_compartment(transaction.connection, desk, founder, keys or desk.account_keys, **said)


def refuses(desk, compartment_id, case_id=CASE_ID):
    with pytest.raises(MovedCase):
        desk.keyring.check_place(case_id, compartment_id)
    return True


def test_a_case_with_a_charter_is_there_and_nowhere_else(office):
    own = moved(office.desk("petugas"))
    desk = office.desk("petugas2")
    assert desk.keyring.compartment_of_case(CASE_ID, "case") == own
    assert desk.keyring.compartment_of_case(CASE_ID, "case_identity") is None
    desk.keyring.check_place(CASE_ID, own)
    office_id = desk.keyring.compartment("office")
    assert refuses(desk, office_id)
    desk.keyring.check_place(OTHER_CASE, office_id)
    assert refuses(desk, own, OTHER_CASE)


def test_a_case_goes_on_from_one_compartment_of_its_own_to_the_next(office):
    lead, head = office.desk("irban"), office.desk("inspektur")
    first = moved(lead)
    with lead.transaction() as transaction, transaction.entry(RESTRICTED, CASE_ID) as change:
        who = member_of(change.connection, head.actor.id)
        CompartmentWriter(change, lead.clock, signer_of(lead), first).let_in(who)
    with head.reading():
        second = moved(head, first)
    inner = moved(lead, kind="case_identity")
    desk = office.desk("petugas2")
    assert desk.keyring.compartment_of_case(CASE_ID, "case") == second
    assert desk.keyring.compartment_of_case(CASE_ID, "case_identity") == inner
    assert refuses(desk, first)
    desk.keyring.check_place(CASE_ID, second)


def test_who_is_not_in_the_compartment_founds_none_out_of_it(office):
    with pytest.raises(NotLetIn):
        moved(office.desk("petugas"), kind="case_identity")
    desk = office.desk("petugas")
    own = moved(desk)
    other = office.desk("petugas2")
    with pytest.raises(NotLetIn):
        moved(other, own)
    with pytest.raises(MovedCase):
        moved(other)


@pytest.mark.parametrize("name", ["admin", "petugas"])
def test_a_charter_of_somebody_outside_stops_the_case_and_names_itself(office, name):
    """The Super Admin out of `office`, an officer without the grant out of `identity`."""
    desk = office.desk(name)
    inner = (
        {} if name == "admin" else {"kind": "case_identity", "parent": desk.keyring.compartment("identity")}
    )
    own = forged(desk, name, **inner)
    reader = office.desk("petugas2")
    assert refuses(reader, own)
    assert refuses(reader, reader.keyring.compartment("office"))
    assert own in reader.keyring.authority.findings
    assert reader.keyring.compartment_of_case(CASE_ID, "case_identity") is None
    reader.keyring.check_place(OTHER_CASE, reader.keyring.compartment("office"))
    with pytest.raises(BrokenCompartment):
        reader.keyring.seed(own)


def test_whoever_was_taken_out_founds_nothing_any_more(office):
    desk = office.desk("petugas")
    revoke(office.desk("inspektur"), "office", "petugas")
    office.clock.forward(minutes=1)
    own = forged(office.desk("petugas"), "petugas")
    assert desk.location
    assert refuses(office.desk("petugas2"), own)


@pytest.mark.parametrize("at", [-1000, 1000])
def test_two_charters_out_of_the_same_compartment_contradict_each_other(office, at):
    """An implicated officer was in `office` too: his charter must not take the place of the real one."""
    office.clock.forward(minutes=1)
    own = moved(office.desk("irban"))
    implicated = office.desk("petugas")
    his = forged(implicated, "petugas", at=implicated.now() + at)
    reader = office.desk("irban")
    assert refuses(reader, his)
    assert refuses(reader, own)
    assert {own, his} <= set(reader.keyring.authority.findings)


def test_a_compartment_of_another_case_cannot_be_left(office):
    desk = office.desk("petugas")
    own = moved(desk)
    his = forged(desk, "petugas", case=OTHER_CASE, parent=own)
    assert refuses(office.desk("petugas2"), his, OTHER_CASE)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("statement", None),
        ("signature", bytes(64)),
        ("case_id", OTHER_CASE),
        ("kind", "case_identity"),
        ("parent_id", "0" * 32),
        ("founder_id", "0" * 32),
    ],
)
def test_a_changed_charter_moves_the_case_back_to_nobody(office, column, value):
    """A database administrator wants what is written next to go to `office` again."""
    own = moved(office.desk("irban"))
    admin = office.desk("admin")
    with admin.transaction() as transaction:
        transaction.connection.execute(
            update(compartments).where(compartments.c.id == own).values({column: value})
        )
    reader = office.desk("irban")
    assert refuses(reader, own)
    assert own in reader.keyring.authority.findings
    with pytest.raises((BrokenCompartment, NoGenuineEpoch)):
        reader.keyring.seed(own)
    assert refuses(reader, reader.keyring.compartment("office"))


def test_a_founder_whose_key_is_gone_leaves_the_case_where_it_is_for_nobody(office):
    own = moved(office.desk("petugas"))
    with office.desk("admin").transaction() as transaction:
        connection = transaction.connection
        who = member(connection, "petugas").key_id
        connection.execute(update(account_keys).where(account_keys.c.id == who).values(sign_public=bytes(32)))
    reader = office.desk("petugas2")
    assert refuses(reader, own)
    assert refuses(reader, reader.keyring.compartment("office"))


def test_a_charter_signed_with_a_key_put_beside_the_founders_does_not_count(office):
    """It names the key that it is signed with, which no grant names."""
    admin = office.desk("admin")
    keys = AccountKeys.generate()
    with admin.transaction() as transaction:
        lead = member(transaction.connection, "irban")
        put_key(transaction.connection, admin, lead.account_id, keys)
        said = {"case": CASE_ID, "parent": admin.keyring.compartment("office")}
        other = Member(lead.account_id, lead.key_id, lead.seal_public, fingerprint(keys.public()))
        own = put_case_compartment(transaction.connection, admin, other, keys, **said)
    assert refuses(office.desk("petugas2"), own)


def test_whoever_is_let_in_again_founds_again(office):
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
    own = moved(office.desk("petugas"))
    desk = office.desk("petugas2")
    desk.keyring.check_place(CASE_ID, own)
    with desk.reading() as connection:
        assert read_authority(connection, desk.office.id).findings == []
