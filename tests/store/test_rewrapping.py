"""Keys that go to a new epoch or another compartment: read there, never written under again."""

import pytest
from sqlalchemy import select, update

from models.tables.cases import cases
from models.tables.local import key_wraps
from tests.cases.at_work import new_case
from tests.store.test_keyring import SPOILT, plant, titles, wraps
from tests.store.test_places import moved
from wbs_tui.accounts.access import revoke
from wbs_tui.accounts.offices import TOKENS
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.store.keyring import NoGenuineEpoch, NotLetIn


def rotate(desk, kind="office", limit=1000):
    """Wrap everything for the latest epoch; how many keys, in how many batches."""
    compartment_id = desk.keyring.compartment(kind)
    batches = []
    with desk.transaction() as transaction:
        while done := desk.keyring.rewrap_to_latest(transaction.connection, compartment_id, limit):
            batches.append(done)
    return batches


def stale(desk):
    with desk.reading() as connection:
        return desk.keyring.stale_wraps(connection, desk.keyring.compartment("office"))


def test_after_a_removal_every_key_goes_on_to_the_new_epoch_and_is_still_read(office):
    desk, head = office.desk("petugas2"), office.desk("inspektur")
    for number in range(5):
        new_case(desk, f"Perkara {number}")
    revoke(head, "office", "petugas")
    assert stale(head) == 6  # and the office's key for tokens
    assert rotate(head, limit=4) == [4, 2]
    assert stale(head) == 0
    assert {row.epoch for row in wraps(head)} == {2}
    assert len(titles(office.desk("petugas2"))) == 5


def test_what_is_written_after_is_not_under_a_key_that_was_known_before(office):
    """Whoever was taken out knows the case's key, also when it is wrapped for an epoch that he has not."""
    desk, head = office.desk("petugas2"), office.desk("inspektur")
    register = new_case(desk)
    [known] = [row.key_id for row in wraps(desk)]
    revoke(head, "office", "petugas")
    rotate(head)
    write_note(desk, register, "Setelah pencabutan")
    with desk.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM notes").scalar_one()
    assert body[1:17].hex() != known


def test_a_planted_key_does_not_become_one_to_write_under(office):
    """The Super Admin wraps a key that he knows to the public half, and waits for the next rotation."""
    desk, head, admin = office.desk("petugas"), office.desk("inspektur"), office.desk("admin")
    register = new_case(desk)
    with admin.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    plant(admin, "content", case_id, "f" * 32)
    plant(admin, TOKENS, None, "0" * 32)
    revoke(head, "office", "petugas2")
    rotate(head)
    write_note(desk, register, "Rahasia telaah")
    with desk.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM notes").scalar_one()
        tokens = desk.keyring.shared_key(connection, TOKENS)
    assert body[1:17].hex() != "f" * 32
    assert tokens is not None
    assert tokens.key_id != "0" * 32


def test_the_offices_own_key_stays_the_one_it_was(office):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    with desk.reading() as connection:
        before = desk.keyring.shared_key(connection, TOKENS)
    revoke(head, "office", "petugas2")
    rotate(head)
    again = office.desk("petugas")
    with again.reading() as connection:
        after = again.keyring.shared_key(connection, TOKENS)
    assert (after.key_id, after.key) == (before.key_id, before.key)


def test_a_wrap_that_does_not_open_stays_and_stops_nothing(office):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    for title in ("Satu", "Dua", "Tiga"):
        new_case(desk, title)
    spoilt = wraps(desk)[0].key_id
    with desk.transaction() as transaction:
        transaction.connection.execute(
            update(key_wraps).where(key_wraps.c.key_id == spoilt).values(wrap=SPOILT)
        )
    revoke(head, "office", "petugas2")
    assert sum(rotate(head, limit=1)) == 3
    assert stale(head) == 1


def test_only_a_member_goes_on_to_the_latest_epoch(office):
    admin = office.desk("admin")
    with admin.transaction() as transaction, pytest.raises(NotLetIn):
        admin.keyring.rewrap_to_latest(transaction.connection, admin.keyring.compartment("office"))


def test_a_cases_keys_go_to_a_compartment_of_its_own(office):
    """They leave the old one; whoever is only there reads the case no more."""
    lead = office.desk("irban")
    new_case(lead, "Dana desa")
    with lead.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    office_id, own = lead.keyring.compartment("office"), moved(lead, case_id=case_id)
    with lead.transaction() as transaction:
        connection = transaction.connection
        done = lead.keyring.rewrap(connection, case_id, "content", office_id, own)
        again = lead.keyring.rewrap(connection, case_id, "content", office_id, own)
    assert (done.moved, done.left, again.moved) == (1, (), 0)
    [row] = wraps(lead)
    assert (row.compartment_id, row.epoch) == (own, 1)
    with lead.reading() as connection:
        assert lead.keyring.key(connection, row.key_id).key_id == row.key_id
    other = office.desk("petugas")
    with other.reading() as connection, pytest.raises(NotLetIn):
        other.keyring.key(connection, row.key_id)


def test_keys_that_do_not_open_are_named_and_left_where_they_are(office):
    lead = office.desk("irban")
    new_case(lead)
    with lead.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    office_id, own = lead.keyring.compartment("office"), moved(lead, case_id=case_id)
    with lead.transaction() as transaction:
        transaction.connection.execute(update(key_wraps).values(wrap=SPOILT))
        done = lead.keyring.rewrap(transaction.connection, case_id, "content", office_id, own)
    [row] = wraps(lead)
    assert (done.moved, done.left, row.compartment_id) == (0, (row.key_id,), office_id)


def test_nothing_goes_to_a_compartment_that_nobody_signed(office):
    lead = office.desk("irban")
    new_case(lead)
    with lead.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
    office_id = lead.keyring.compartment("office")
    with lead.transaction() as transaction, pytest.raises(NoGenuineEpoch):
        lead.keyring.rewrap(transaction.connection, case_id, "content", office_id, "0" * 32)
