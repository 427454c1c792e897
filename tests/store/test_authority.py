"""The Super Admin, or whoever took the store key, writes grants and epochs: none of it counts."""

import hashlib

import msgspec
import pytest
from sqlalchemy import func, select, update

from models.tables.accounts import account_keys, accounts, epochs, grants, seed_seals
from tests.store.forging import member, put, put_epoch, put_grant, put_key, statement_for
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable, list_accounts
from wbs_tui.store.authority import read_authority
from wbs_tui.store.keyring import BrokenCompartment
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.compartments import EpochSeed
from wbs_tui.vault.grants import GrantStatement, statement_bytes

LATE = 4_000_000_000_000


@pytest.fixture
def admin(office):
    return office.desk("admin")


@pytest.fixture
def compartment_id(admin):
    return admin.keyring.compartment("office")


def standing(desk, compartment_id):
    """The names of who is in a compartment by the signatures, and the rows that do not count."""
    with desk.reading() as connection:
        authority = read_authority(connection, desk.office.id)
        names = dict(connection.execute(select(accounts.c.id, accounts.c.name)).all())
    inside = {names[account] for owner, account in authority.members if owner == compartment_id}
    return inside, authority.rejected


def test_the_super_admin_signs_himself_in(admin, compartment_id):
    with admin.transaction() as transaction:
        himself = member(transaction.connection, "admin")
        said = statement_for(admin, compartment_id, himself, LATE)
        forged = put_grant(transaction.connection, admin, said, admin.account_keys, himself.account_id)
    inside, rejected = standing(admin, compartment_id)
    assert "admin" not in inside
    assert rejected == [forged]


def test_a_key_put_under_the_grantors_name_signs_nothing(admin, compartment_id):
    """Whoever can add a key to the Inspektur's account signs in his name, but not as the key that founded."""
    keys = AccountKeys.generate()
    with admin.transaction() as transaction:
        connection = transaction.connection
        head, himself = member(connection, "inspektur"), member(connection, "admin")
        put_key(connection, admin, head.account_id, keys)
        said = statement_for(admin, compartment_id, himself, LATE)
        seed = EpochSeed.generate(compartment_id, 2)
        forged = {
            put_grant(connection, admin, said, keys, head.account_id),
            put_epoch(connection, admin, seed, keys, head.account_id, LATE),
        }
    inside, rejected = standing(admin, compartment_id)
    assert "admin" not in inside
    assert set(rejected) == forged


@pytest.mark.parametrize("forger", ["admin", "petugas"])
def test_an_epoch_of_somebody_who_may_not_grant_is_not_sealed_to(office, compartment_id, forger):
    """Else everybody would wrap the next case's key for a seed that the forger made."""
    desk = office.desk(forger)
    with desk.transaction() as transaction:
        seed = EpochSeed.generate(compartment_id, 2)
        forged = put_epoch(transaction.connection, desk, seed, desk.account_keys, desk.actor.id, LATE)
    _inside, rejected = standing(desk, compartment_id)
    assert rejected == [forged]
    assert office.desk("petugas2").keyring.seed(compartment_id).epoch == 1


def test_a_grant_put_in_again_after_the_revocation_changes_nothing(office, compartment_id):
    head = office.desk("inspektur")
    with head.reading() as connection:
        who = member(connection, "petugas").account_id
        row = connection.execute(select(grants).where(grants.c.account_id == who)).one()
    revoke(head, "office", "petugas")
    with head.transaction() as transaction:
        again = {**row._mapping, "granted_at": LATE}
        del again["id"], again["entry_id"]
        forged = put(transaction.connection, grants, head, **again)
    inside, rejected = standing(head, compartment_id)
    assert "petugas" not in inside
    assert rejected == [forged]


def test_a_revocation_holds_when_the_clock_stands_still_or_goes_back(office, compartment_id):
    """All in one millisecond, then an hour back, then a grant again."""
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    office.clock.forward(hours=-1)
    revoke(head, "office", "petugas2")
    inside, rejected = standing(head, compartment_id)
    assert inside == {"inspektur", "irban", "auditor", "escrow-1"}
    grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
    inside, rejected = standing(head, compartment_id)
    assert inside == {"inspektur", "irban", "auditor", "petugas", "escrow-1"}
    assert rejected == []
    assert office.desk("petugas").keyring.seed(compartment_id).epoch == 3


def test_a_grant_belongs_to_the_key_that_was_compared(office, compartment_id):
    """A key pair that somebody else made for the account gets no seed when the next epoch is made."""
    admin, head = office.desk("admin"), office.desk("inspektur")
    stolen = AccountKeys.generate()
    with admin.transaction() as transaction:
        who = member(transaction.connection, "petugas").account_id
        ended = account_keys.update().where(account_keys.c.account_id == who).values(ended_at=1)
        transaction.connection.execute(ended)
        put_key(transaction.connection, admin, who, stolen)
    inside, _rejected = standing(head, compartment_id)
    assert "petugas" not in inside
    revoke(head, "office", "petugas2")
    with head.reading() as connection:
        second = select(epochs.c.id).where(epochs.c.number == 2)
        sealed = connection.execute(
            select(func.count())
            .select_from(seed_seals)
            .where(seed_seals.c.account_id == who, seed_seals.c.epoch_id.in_(second))
        ).scalar_one()
    assert sealed == 0


def test_a_disabled_account_is_no_member_and_gets_no_new_seed(office, compartment_id):
    head = office.desk("inspektur")
    disable(office.desk("admin"), "petugas")
    inside, rejected = standing(head, compartment_id)
    assert "petugas" not in inside
    assert rejected == []
    shown = {account.name: account.compartments for account in list_accounts(head)}
    assert shown["petugas"] == ()
    revoke(head, "office", "petugas2")
    with head.reading() as connection:
        sealed = connection.exec_driver_sql(
            "SELECT name FROM seed_seals JOIN epochs ON epochs.id = epoch_id"
            " JOIN accounts ON accounts.id = account_id WHERE number = 2"
        ).scalars()
        assert set(sealed) == {"inspektur", "irban", "auditor", "escrow-1"}


def test_a_disabled_account_can_still_be_taken_out(office, compartment_id):
    disable(office.desk("admin"), "petugas")
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    assert head.keyring.seed(compartment_id).epoch == 2


def test_the_founder_lets_himself_in_only_once(office, compartment_id):
    """His first grant again, at a later moment: it would make him a grantor after he was taken out."""
    head = office.desk("inspektur")
    with head.transaction() as transaction:
        himself = member(transaction.connection, "inspektur")
        out = statement_for(head, compartment_id, himself, LATE, action="revoke", epoch=2)
        after = hashlib.sha256(statement_bytes(out)).digest()
        back = statement_for(head, compartment_id, himself, LATE + 1, can_grant=True, previous=after)
        put_grant(transaction.connection, head, out, head.account_keys, himself.account_id)
        forged = put_grant(transaction.connection, head, back, head.account_keys, himself.account_id)
    _inside, rejected = standing(head, compartment_id)
    assert rejected == [forged]
    with pytest.raises(BrokenCompartment):
        office.desk("petugas").keyring.seed(compartment_id)


@pytest.mark.parametrize("table", [grants, epochs])
@pytest.mark.parametrize("statement", [b"", b"\xc1", msgspec.msgpack.encode({"version": 9}), b"\x92" * 400])
def test_a_row_that_cannot_be_read_locks_nobody_out(office, compartment_id, table, statement):
    desk = office.desk("petugas")
    owner = {"account_id": desk.actor.id, "granted_at": 1}
    if table is epochs:
        owner = {"number": 9, "created_at": 1}
    with desk.transaction() as transaction:
        forged = put(
            transaction.connection,
            table,
            desk,
            compartment_id=compartment_id,
            statement=statement,
            signature=b"",
            grantor_id=desk.actor.id,
            **owner,
        )
    again = office.desk("petugas2")
    assert again.keyring.authority.rejected == [forged]
    assert again.keyring.may_open("office")


def test_a_statement_of_a_newer_version_signed_by_the_grantor_locks_nobody_out(office, compartment_id):
    head = office.desk("inspektur")
    with head.transaction() as transaction:
        himself = member(transaction.connection, "inspektur")
        newer = msgspec.structs.replace(
            statement_for(head, compartment_id, himself, LATE), version=3, account=himself.account_id
        )
        assert isinstance(newer, GrantStatement)
        forged = put_grant(transaction.connection, head, newer, head.account_keys, himself.account_id)
    assert office.desk("petugas").keyring.authority.rejected == [forged]


@pytest.mark.parametrize("column", ["compartment_id", "account_id", "grantor_id"])
def test_a_grant_moved_to_another_place_does_not_count(office, compartment_id, column):
    """The columns beside the signed bytes say something else."""
    head = office.desk("inspektur")
    with head.transaction() as transaction:
        connection = transaction.connection
        moved = connection.execute(
            select(grants).where(grants.c.account_id == member(connection, "petugas").account_id)
        ).one()
        other = {
            "compartment_id": head.keyring.compartment("identity"),
            "account_id": member(connection, "admin").account_id,
            "grantor_id": member(connection, "irban").account_id,
        }
        connection.execute(update(grants).where(grants.c.id == moved.id).values({column: other[column]}))
    inside, rejected = standing(head, compartment_id)
    assert "admin" not in inside
    assert moved.id in rejected
    with pytest.raises(BrokenCompartment):
        office.desk("petugas").keyring.seed(compartment_id)
