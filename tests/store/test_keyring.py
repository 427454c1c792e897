"""Which keys a desk opens and writes under, while grants change around it and wraps are tampered with."""

import threading

import pytest
from sqlalchemy import delete, select, update

from models.tables.accounts import compartments, epochs, grants, seed_seals
from models.tables.cases import cases
from models.tables.local import key_wraps
from tests.cases.at_work import new_case
from tests.store.forging import member, put, put_seal
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable
from wbs_tui.accounts.offices import TOKENS
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.operations.doctor import examine
from wbs_tui.operations.health.check import Health
from wbs_tui.store.errors import DamagedStore, NotActive
from wbs_tui.store.keyring import NoGenuineEpoch, NotLetIn
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.compartments import EpochSeed, wrap_context, wrap_to_public
from wbs_tui.vault.errors import WrongKey
from wbs_tui.vault.ids import new_id

SPOILT = b"\x01\x01\x01" + bytes(60)


def titles(desk):
    return [row.title for row in list_cases(desk, InboxQuery())]


def wraps(desk, purpose="content"):
    with desk.reading() as connection:
        rows = connection.execute(select(key_wraps).where(key_wraps.c.purpose == purpose))
        return sorted(rows, key=lambda row: row.key_id)


def plant(desk, purpose, case_id, key_id):
    """A key that its maker knows, wrapped to the public half: anyone can who opens the store."""
    compartment_id = desk.keyring.compartment("office")
    latest = desk.keyring.authority.epochs[compartment_id][-1][1]
    epoch, public = latest.number, latest.public
    context = wrap_context(
        office=desk.office.id,
        compartment=compartment_id,
        epoch=epoch,
        case=case_id or "-",
        key_id=key_id,
        kind=purpose,
    )
    with desk.transaction() as transaction:
        transaction.connection.execute(
            key_wraps.insert(),
            {
                "key_id": key_id,
                "compartment_id": compartment_id,
                "epoch": epoch,
                "purpose": purpose,
                "case_id": case_id,
                "wrap": wrap_to_public(public, bytes(32), context),
            },
        )


def begin_and_fail(head):
    """A new epoch that the desk has seen, in a transaction that comes to nothing."""
    with head.transaction() as transaction:
        first = transaction.connection.execute(select(epochs).limit(1)).one()
        again = {**first._mapping, "id": new_id(head.clock), "number": 7}
        transaction.connection.execute(epochs.insert(), again)
        head.keyring.refresh(transaction.connection)
        raise ZeroDivisionError


def test_nothing_is_written_under_a_key_that_an_outsider_planted(office):
    desk, admin = office.desk("petugas"), office.desk("admin")
    register = new_case(desk, "Dana desa")
    with admin.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    plant(admin, "content", case_id, "f" * 32)
    plant(admin, TOKENS, None, "0" * 32)
    write_note(desk, register, "Rahasia telaah")
    with desk.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM notes").scalar_one()
        tokens = desk.keyring.shared_key(connection, TOKENS)
    assert body[1:17].hex() != "f" * 32
    assert tokens.key_id != "0" * 32


def test_a_running_desk_seals_for_the_members_of_now(office):
    """It was opened before the revocation; what it writes after is not for him who was taken out."""
    desk, head = office.desk("petugas"), office.desk("inspektur")
    register = new_case(desk)
    revoke(head, "office", "petugas2")
    write_note(desk, register, "Setelah pencabutan")
    assert [row.epoch for row in wraps(desk)] == [1, 2]


def test_a_running_desk_of_somebody_taken_out_opens_nothing_more(office):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    new_case(head, "Dana desa")
    assert titles(desk) == ["Dana desa"]
    revoke(head, "office", "petugas")
    with desk.reading() as connection, pytest.raises(NotLetIn):
        desk.keyring.key(connection, wraps(head)[0].key_id)
    assert not desk.keyring.may_open("office")


def test_whoever_comes_back_reads_everything_again(office):
    head = office.desk("inspektur")
    register = new_case(head, "Sebelum")
    revoke(head, "office", "petugas")
    new_case(head, "Sementara")
    write_note(head, register, "Catatan")
    grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
    assert sorted(titles(office.desk("petugas"))) == ["Sebelum", "Sementara"]


def test_the_running_desk_of_a_disabled_account_does_nothing_more(office):
    desk = office.desk("petugas")
    disable(office.desk("admin"), "petugas")
    with pytest.raises(NotActive):
        new_case(desk)
    with pytest.raises(NotActive):
        titles(desk)


def test_a_grant_that_was_not_kept_leaves_no_trace_in_the_desk(office):
    """The disk is full when the revocation is kept: nothing may be sealed for an epoch that is not there."""
    head = office.desk("inspektur")
    compartment_id = head.keyring.compartment("office")
    with pytest.raises(ZeroDivisionError):
        begin_and_fail(head)
    assert new_case(head)
    assert head.keyring.authority.rejected == []
    assert head.keyring.seed(compartment_id).epoch == 1


@pytest.mark.parametrize("spoilt", [b"", b"\x01", b"\x02" + bytes(1200), b"\x01" + bytes(1200), b"\x09"])
def test_a_spoilt_seed_locks_its_owner_out_of_that_compartment_alone(office, spoilt):
    head = office.desk("inspektur")
    office_id, identity_id = (head.keyring.compartment(kind) for kind in ("office", "identity"))
    with head.transaction() as transaction:
        of_identity = select(epochs.c.id).where(epochs.c.compartment_id == identity_id)
        transaction.connection.execute(
            update(seed_seals)
            .where(seed_seals.c.account_id == member(transaction.connection, "irban").account_id)
            .where(seed_seals.c.epoch_id.in_(of_identity))
            .values(sealed=spoilt)
        )
    lead = office.desk("irban")
    assert lead.keyring.seed(office_id).epoch == 1
    with pytest.raises(NotLetIn):
        lead.keyring.seed(identity_id)
    assert [check.health for check in examine(lead) if check.id == "keys"] == [Health.BAD]


def test_a_second_seal_of_a_seed_that_nobody_signed_is_not_taken(office):
    head = office.desk("inspektur")
    compartment_id = head.keyring.compartment("office")
    with head.transaction() as transaction:
        row_id = head.keyring.authority.epochs[compartment_id][0][0]
        who = member(transaction.connection, "petugas")
        put_seal(transaction.connection, head, row_id, EpochSeed.generate(compartment_id, 1), who)
    assert office.desk("petugas").keyring.seed(compartment_id).public() == (
        head.keyring.seed(compartment_id).public()
    )


def test_a_spoilt_wrap_spoils_no_other_case(office):
    desk = office.desk("petugas")
    for title in ("Satu", "Dua"):
        new_case(desk, title)
    spoilt, whole = (row.key_id for row in wraps(desk))
    with desk.transaction() as transaction:
        transaction.connection.execute(
            update(key_wraps).where(key_wraps.c.key_id == spoilt).values(wrap=SPOILT)
        )
    other = office.desk("petugas2")
    with other.reading() as connection:
        other.keyring.fetch(connection, [spoilt, whole])
        assert isinstance(other.keyring.key(connection, whole), CellKey)
        with pytest.raises(WrongKey):
            other.keyring.key(connection, spoilt)


def test_a_case_whose_wrap_is_spoilt_can_still_be_written_on(office):
    desk = office.desk("petugas")
    register = new_case(desk)
    with desk.transaction() as transaction:
        transaction.connection.execute(update(key_wraps).values(wrap=SPOILT))
    write_note(office.desk("petugas2"), register, "Tetap tercatat")
    assert len(wraps(desk)) == 2


def test_a_second_compartment_of_the_office_is_refused_aloud(office):
    """Somebody who founds another `office` would get every case from then on."""
    admin = office.desk("admin")
    with admin.transaction() as transaction:
        put(
            transaction.connection,
            compartments,
            admin,
            kind="office",
            founder_id=admin.actor.id,
            created_at=0,
        )
    with pytest.raises(DamagedStore):
        office.desk("petugas")


def test_nothing_is_sealed_for_a_compartment_without_a_genuine_epoch(office):
    desk = office.desk("petugas")
    with desk.transaction() as transaction:
        transaction.connection.execute(delete(epochs))
        transaction.connection.execute(delete(grants))
    with pytest.raises(NoGenuineEpoch):
        new_case(office.desk("petugas2"))


def test_a_closed_desk_opens_nothing_for_a_worker_that_is_still_under_way(office):
    desk = office.desk("petugas")
    new_case(desk)
    key_id = wraps(desk)[0].key_id
    desk.close()
    with desk.reading() as connection, pytest.raises(NotLetIn):
        desk.keyring.key(connection, key_id)
    desk.engine.dispose()


def test_many_threads_open_keys_while_grants_change(office):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    for number in range(6):
        new_case(desk, f"Perkara {number}")
    wrong = []

    def look():
        try:
            for _turn in range(25):
                assert len([title for title in titles(desk) if title.startswith("Perkara")]) == 6
        except Exception as error:  # noqa: BLE001 - the test names it
            wrong.append(error)

    threads = [threading.Thread(target=look) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for name in ("petugas2", "auditor"):
        revoke(head, "office", name)
        grant(head, "office", name, fingerprint_of(head, name))
    for thread in threads:
        thread.join()
    assert wrong == []
