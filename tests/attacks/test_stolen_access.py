"""Ways into a compartment, or back into one, for who was not let in: each is refused or named, none opens."""

import pytest
from sqlalchemy import delete, select, update

from models.tables.accounts import compartments, epochs, grants, seed_seals
from models.tables.cases import cases
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.words.roles import Role
from tests.cases.at_work import new_case, recorded
from tests.conftest import CHEAP, PASSWORD
from tests.store.forging import member, put, put_grant, put_seal, statement_for
from tests.store.turned_back import turned_back
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import FingerprintDiffers, InvitationOver
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.keys import identity_key
from wbs_tui.cases.readers.restriction import implicate
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.keyring import BrokenCompartment, MovedCase, NotLetIn
from wbs_tui.store.pins import RolledBack
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.account_keys import AccountKeys, fingerprint


def findings(desk):
    with desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


def titles(desk):
    """Of the cases whose contents the account opens."""
    return [row.title for row in list_cases(desk, InboxQuery()) if not row.title.startswith("(")]


def seat(office, name):
    with office.desk(name).reading():
        pass


# --- the Super Admin -----------------------------------------------------------------------------------


def test_an_account_that_its_maker_takes_for_himself_is_let_in_nowhere(office):
    """He knows the code of every account he makes. The keys are his then, and the owner reads out others."""
    admin, head = office.desk("admin"), office.desk("inspektur")
    new_case(head, "Dana desa")
    code = invite(admin, "baru", Role.LEAD).code
    activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    taken = office.desk("baru")
    assert (taken.keyring.member_compartments(), titles(taken)) == (frozenset(), [])
    with pytest.raises(InvitationOver):  # the owner finds out when he comes to make his own
        activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    with pytest.raises(FingerprintDiffers):
        grant(head, "office", "baru", fingerprint(AccountKeys.generate().public()))
    assert titles(office.desk("baru")) == []


def test_the_super_admin_may_not_grant_and_what_he_signs_all_the_same_opens_nothing(office):
    admin = office.desk("admin")
    new_case(office.desk("petugas"), "Dana desa")
    with pytest.raises(NotPermitted):
        grant(admin, "office", "admin", fingerprint_of(admin, "admin"))
    with admin.transaction() as transaction:
        connection = transaction.connection
        for kind in ("office", "identity"):
            said = statement_for(
                admin, admin.keyring.compartment(kind), member(connection, "admin"), admin.now() + 1
            )
            put_grant(connection, admin, said, admin.account_keys, admin.actor.id)
    again = office.desk("admin")
    assert again.keyring.member_compartments() == frozenset()
    assert sum(what == "authority" for what, _place in findings(again)) == 2
    with again.reading() as connection:
        ids = connection.execute(select(key_wraps.c.key_id)).scalars().all()
        for key_id in ids:
            with pytest.raises(NotLetIn):
                again.keyring.key(connection, key_id)
    print(f"{len(ids)} keys tried")


# --- officers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["grant", "revoke"])
def test_an_officer_passes_on_nothing_that_he_has(office, action):
    """The lead is in `identity`: he signs for an officer, and seals his own seed to him."""
    lead, officer = office.desk("irban"), office.desk("petugas")
    register = recorded(officer)
    compartment_id = lead.keyring.compartment("identity")
    with lead.transaction() as transaction:
        connection = transaction.connection
        who = member(connection, "petugas" if action == "grant" else "inspektur")
        said = statement_for(lead, compartment_id, who, lead.now() + 1, action=action, can_grant=True)
        forged = put_grant(connection, lead, said, lead.account_keys, lead.actor.id)
        row_id = lead.keyring.authority.epochs[compartment_id][0][0]
        put_seal(connection, lead, row_id, lead.keyring.seed(compartment_id), member(connection, "petugas"))
    again = office.desk("petugas")
    assert ("authority", forged) in findings(again)
    assert not again.keyring.may_open("identity")
    assert again.keyring.seeds(compartment_id) == []
    with pytest.raises(WbsError):
        reveal(again, register, "ingin tahu")
    assert reveal(office.desk("inspektur"), register, "konfirmasi").reports[0].name == "Siti Pelapor"


# --- a revocation that is deleted ----------------------------------------------------------------------


def revoked(office, *, writes):
    """`petugas` is taken out; ids of the rows that say so, and of the entry."""
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    if writes:
        new_case(head, "Setelah pencabutan")
    with head.reading() as connection:
        row = connection.execute(select(grants).order_by(grants.c.id.desc()).limit(1)).one()
    return row.id, row.entry_id


def refused(office):
    """The next desk seals nothing to the office's compartment, and what was there is read on."""
    desk = office.desk("petugas2")
    with pytest.raises((BrokenCompartment, RolledBack)):
        new_case(desk, "Bocor")
    assert "Sebelum" in titles(desk)
    return desk


@pytest.mark.parametrize("deleted", ["row", "row and entry", "row, epoch, seals and entry"])
def test_a_deleted_revocation_gives_nothing_back(office, deleted):
    """Other statements stand after it: the history has a gap."""
    new_case(office.desk("petugas2"), "Sebelum")
    row_id, entry_id = revoked(office, writes=False)
    head = office.desk("inspektur")
    grant(head, "identity", "auditor", fingerprint_of(head, "auditor"))
    revoke(head, "office", "auditor")
    with office.desk("admin").transaction() as transaction:
        connection = transaction.connection
        connection.execute(delete(grants).where(grants.c.id == row_id))
        if deleted != "row":
            connection.execute(delete(journal).where(journal.c.id == entry_id))
        if "epoch" in deleted:
            connection.execute(delete(epochs).where(epochs.c.entry_id == entry_id))
            connection.execute(delete(seed_seals).where(seed_seals.c.entry_id == entry_id))
    desk = refused(office)
    assert ("authority", desk.keyring.compartment("office")) in findings(desk)


def test_a_deleted_revocation_at_the_end_is_told_by_the_keys_that_followed_it(office, monkeypatch, tmp_path):
    """On a computer that remembers nothing: a case was sealed for the epoch that is gone."""
    new_case(office.desk("petugas2"), "Sebelum")
    with turned_back(office.desk("admin")):
        revoked(office, writes=True)
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "new"))
    refused(office)


def test_a_deleted_revocation_at_the_end_is_told_by_who_saw_it(office):
    """Nothing was sealed since, and the journal's end is gone too: only the desks' own notes know."""
    new_case(office.desk("petugas2"), "Sebelum")
    with turned_back(office.desk("admin")):
        revoked(office, writes=False)
        seat(office, "petugas2")
    desk = refused(office)
    assert findings(desk) == set()


# --- an old epoch --------------------------------------------------------------------------------------


@pytest.mark.parametrize("replayed", ["in place of the new", "as a further one", "with the new one gone"])
def test_an_old_epoch_put_in_again_is_sealed_to_by_nobody(office, replayed):
    """Who was taken out holds its seed."""
    new_case(office.desk("petugas2"), "Sebelum")
    revoked(office, writes=False)
    seat(office, "petugas2")
    with office.desk("admin").transaction() as transaction:
        connection, desk = transaction.connection, office.desk("inspektur")
        compartment_id = desk.keyring.compartment("office")
        of_office = epochs.c.compartment_id == compartment_id
        first = connection.execute(select(epochs).where(of_office, epochs.c.number == 1)).one()
        said = {"statement": first.statement, "signature": first.signature}
        new = (of_office, epochs.c.number == 2)
        if replayed == "as a further one":
            put(
                connection,
                epochs,
                desk,
                compartment_id=compartment_id,
                number=3,
                grantor_id=first.grantor_id,
                created_at=9,
                **said,
            )
        elif replayed == "in place of the new":
            connection.execute(update(epochs).where(*new).values(**said))
        else:
            connection.execute(delete(epochs).where(*new))
    if replayed == "as a further one":
        desk = office.desk("petugas2")
        new_case(desk, "Di bawah yang baru")
        assert desk.keyring.seed(compartment_id).epoch == 2
    else:
        desk = refused(office)
    assert findings(desk)
    with desk.reading() as connection:
        sealed = select(key_wraps.c.epoch).where(key_wraps.c.compartment_id == compartment_id)
        after = connection.execute(sealed.order_by(key_wraps.c.key_id.desc()).limit(1)).scalar_one()
    assert after == (2 if replayed == "as a further one" else 1)


# --- a case that is moved back -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["the case's row", "its charter", "both", "everything of it"])
def test_a_case_moved_back_to_the_office_gets_nothing_written(office, how):
    """A database administrator wants the implicated officer to read what comes next."""
    register = recorded(office.desk("petugas2"))
    head = office.desk("inspektur")
    implicate(head, register, "petugas", "namanya disebut pelapor")
    write_note(head, register, "Rahasia sebelum")
    seat(office, "inspektur")
    admin = office.desk("admin")
    with admin.transaction() as transaction:
        connection = transaction.connection
        case_id, own = connection.execute(select(cases.c.id, cases.c.compartment_id)).one()
        back = admin.keyring.compartment("office")
        of_case = compartments.c.case_id.is_not(None)
        if how in ("its charter", "both"):
            connection.execute(update(compartments).where(of_case).values(statement=None, signature=None))
        if how == "everything of it":
            for table in (grants, epochs):
                connection.execute(delete(table).where(table.c.compartment_id == own))
            connection.execute(delete(compartments).where(of_case))
        if how != "its charter":
            connection.execute(update(cases).values(compartment_id=back, restricted=False))
    again = office.desk("inspektur")
    with pytest.raises((MovedCase, RolledBack)):
        write_note(again, register, "Rahasia sesudah")
    with again.transaction() as transaction:
        if how == "the case's row":  # the charter still says where the reporter's name belongs
            key = identity_key(again, transaction.connection, case_id)
            wrapped_for = select(key_wraps.c.compartment_id).where(key_wraps.c.key_id == key.key_id)
            inner = again.keyring.compartment_of_case(case_id, "case_identity")
            assert transaction.connection.execute(wrapped_for).scalar_one() == inner
        else:
            with pytest.raises((MovedCase, RolledBack)):
                identity_key(again, transaction.connection, case_id)
    implicated = office.desk("petugas")
    assert titles(implicated) == []
    with again.reading() as connection:
        written = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
        leaked = connection.execute(
            select(key_wraps.c.key_id).where(
                key_wraps.c.compartment_id == back, key_wraps.c.case_id.is_not(None)
            )
        ).all()
    assert (written, leaked) == (1, [])
