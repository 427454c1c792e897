"""The escrow: two shares of one generation open everything, anything less nothing, and nobody slips in."""

import os

import pytest
from sqlalchemy import select

from models.tables.accounts import account_keys, accounts, escrow_shares, escrows, openings
from models.tables.journal import journal
from models.tables.schema import metadata
from models.words.roles import AccountStatus, Role
from tests.accounts.staff import findings, let_in, row_of, signed_behind, sql
from tests.cases.at_work import new_case, recorded
from wbs_tui.accounts.compartments import CompartmentWriter, member_of, signer_of
from wbs_tui.accounts.errors import NoSuchAccount
from wbs_tui.accounts.handover import Decree, hand_over_super_admin
from wbs_tui.accounts.kinds import REVOKED
from wbs_tui.accounts.openings import note_openings
from wbs_tui.accounts.recovery.drill import check_share, drill, own_share, renew_shares
from wbs_tui.accounts.recovery.errors import NoEscrow, NotYourShare, ShareOfNobody
from wbs_tui.accounts.recovery.generations import generations, standing
from wbs_tui.accounts.recovery.kinds import ESCROW_MADE, OPENED, RECOVERY_USED, SHARE_CHECKED
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.cases.readers.restriction import implicate, restrict
from wbs_tui.journal.transaction import Transaction
from wbs_tui.operations.duties import run
from wbs_tui.store.closed import NotLetIn
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import IDENTITY, OFFICE, Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.errors import WrongKey
from wbs_tui.vault.escrow import EscrowStatement, sign_escrow
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.sealing import open_sealed
from wbs_tui.vault.shares import combine, escrow_keys, share_hash, split


def nothing(_sheets):
    """Deliver to nobody."""


def renewed(office):
    """A new generation; the words of its three shares."""
    sheets = renew_shares(office.desk("inspektur"), nothing)
    return sheets.head.words, own_share(office.desk("admin")).words, sheets.custodian.words


def now(desk):
    """The generation that counts."""
    with desk.reading() as connection:
        desk.keyring.load(connection)
        return standing(connection, desk.keyring)


def opened_by(desk, words, generation):
    """The keyring that two shares of a generation make."""
    keyring = Keyring(desk.office.id, generation.id, escrow_keys(combine(*words)))
    with desk.reading() as connection:
        keyring.load(connection)
    return keyring


def kinds_of(desk, compartments):
    return {kind for kind in (OFFICE, IDENTITY) if desk.keyring.compartment(kind) in compartments}


def test_any_two_shares_open_every_compartment_of_the_office(office):
    shares, head = renewed(office), office.desk("inspektur")
    generation = now(head)
    for pair in (shares[:2], shares[1:], (shares[0], shares[2])):
        keyring = opened_by(head, pair, generation)
        assert kinds_of(head, keyring.member_compartments()) == {OFFICE, IDENTITY}
        for compartment_id in keyring.member_compartments():
            assert keyring.seed(compartment_id).seed == head.keyring.seed(compartment_id).seed
            assert keyring.authority.may_grant(compartment_id, generation.id)


def test_shares_of_a_generation_that_was_replaced_open_nothing_that_is_written_after(office):
    shares, head = renewed(office), office.desk("inspektur")
    before = now(head)
    renew_shares(head, nothing)
    keyring = opened_by(head, shares[:2], before)
    assert keyring.member_compartments() == frozenset()
    with pytest.raises(NotLetIn):
        keyring.seed(head.keyring.compartment(OFFICE))


def test_the_super_admins_share_opens_for_nobody_else_and_stands_nowhere_in_clear(office):
    shares, admin, head = renewed(office), office.desk("admin"), office.desk("inspektur")
    with pytest.raises(NotYourShare):
        own_share(head)
    with head.reading() as connection:
        row = connection.execute(
            select(escrow_shares).where(
                escrow_shares.c.escrow_id == now(head).id, escrow_shares.c.sealed.is_not(None)
            )
        ).one()
        assert (row.number, row.account_id) == (2, admin.actor.id)
        with pytest.raises(WrongKey):
            open_sealed(head.account_keys.sealing, row.sealed, f"wbs-escrow-share-v1|{row.escrow_id}")
        stored = repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    stored += repr([head, admin, recovery_status(head)])
    for words in shares:
        assert " ".join(words.split()[:2]) not in stored
    assert " ".join(shares[0].split()[:2]) not in repr(own_share(admin))


def test_a_sheet_that_cannot_be_delivered_makes_no_escrow(office):
    head = office.desk("inspektur")
    before, header = now(head), office.location.header.read()

    def full(_sheets):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        renew_shares(head, full)
    assert now(head) == before
    assert {slot.account_id for slot in office.location.header.read().slots} == {
        slot.account_id for slot in header.slots
    }
    assert findings(head) == set()


def test_who_can_write_to_the_database_cannot_put_his_own_escrow_in_its_place(office):
    head = office.desk("inspektur")
    genuine, keys = now(head), AccountKeys.generate()
    forged_id, key_id, public = new_id(head.clock), new_id(head.clock), keys.public()
    shares = split(os.urandom(32))
    hashes = tuple(share_hash(head.office.id, forged_id, n, words) for n, words in enumerate(shares, start=1))
    statement, signature = sign_escrow(
        keys,
        EscrowStatement(
            office=head.office.id,
            escrow=forged_id,
            number=9,
            fingerprint=fingerprint(public),
            threshold=2,
            hashes=hashes,
            at=head.now(),
        ),
    )
    common = {"entry_id": "0" * 32, "created_at": head.now()}
    with writing(head.engine) as connection:
        connection.execute(
            accounts.insert(),
            {"id": forged_id, "name": "escrow-9", "role": "escrow", "status": "active", **common},
        )
        connection.execute(
            account_keys.insert(),
            {
                **{"id": key_id, "account_id": forged_id, "entry_id": "0" * 32, "valid_from": 1},
                **{"sign_public": public.sign, "seal_public": public.seal, "fingerprint": ""},
            },
        )
        connection.execute(
            escrows.insert(),
            {
                **{"id": forged_id, "number": 9, "statement": statement, "signature": signature},
                **{"made_by": head.actor.id, **common},
            },
        )
    assert now(head).id == genuine.id
    with pytest.raises(ShareOfNobody) as refused:
        check_share(head, shares[0])
    assert shares[0].split()[0] not in refused.value.message
    assert ("row", f"escrows/{forged_id}") in findings(head)


def test_a_statement_with_other_hashes_proves_nothing(office):
    shares, head = renewed(office), office.desk("inspektur")
    generation = now(head)
    others = tuple(share_hash(head.office.id, generation.id, n, "x") for n in (1, 2, 3))
    with head.reading() as connection:
        row = connection.execute(select(escrows).where(escrows.c.id == generation.id)).one()
    changed = row.statement
    for old, new in zip(generation.hashes, others, strict=True):
        changed = changed.replace(old, new)
    sql(head, "update escrows set statement = :changed where id = :id", changed=changed, id=generation.id)
    with head.reading() as connection:
        assert generation.id not in {each.id for each in generations(connection)}
    with pytest.raises(NoEscrow):
        check_share(head, shares[0])


def test_a_lead_cannot_sign_what_only_two_shares_may_do(office):
    lead = office.desk("irban")
    head_id = row_of(lead, "inspektur").id

    def promote(change):
        change.update(accounts, head_id, status=AccountStatus.DISABLED, disabled_at=change.at)
        change.update(
            accounts, lead.actor.id, role=Role.INSPECTOR, decree_number="SK", decree_date="2026-01-01"
        )

    entry = signed_behind(lead, RECOVERY_USED, promote)
    assert ("not allowed", entry) in findings(office.desk("petugas"))


@pytest.mark.parametrize("role", [Role.SUPER_ADMIN, Role.OFFICER])
def test_the_escrow_itself_may_make_nobody_anything_but_the_inspektur(office, role):
    shares, head = renewed(office), office.desk("inspektur")
    generation, keys = now(head), escrow_keys(combine(*shares[:2]))
    officer = row_of(head, "petugas").id
    actor = head.actor.__class__(generation.id, generation.name, Role.ESCROW, generation.member.key_id)
    with writing(head.engine) as connection:
        keyring = Keyring(head.office.id, generation.id, keys)
        keyring.load(connection)
        transaction = Transaction(connection, keyring, head.office, actor, keys, head.clock)
        if role is Role.SUPER_ADMIN:
            sql_off = row_of(head, "admin").id
        with transaction.entry(RECOVERY_USED) as change:
            if role is Role.SUPER_ADMIN:
                change.update(accounts, sql_off, status=AccountStatus.DISABLED, disabled_at=change.at)
            change.update(accounts, officer, role=role, decree_number="SK", decree_date="2026-01-01")
    assert ("not allowed", change.entry_id) in findings(head)


def test_only_the_inspektur_makes_an_escrow_and_nothing_else_with_it(office):
    def officer_too(change):
        change.insert(
            accounts, new_id(office.clock), name="baru", role="officer", status="active", created_at=change.at
        )

    for name in ("irban", "admin"):
        entry = signed_behind(office.desk(name), ESCROW_MADE)
        assert ("not allowed", entry) in findings(office.desk("petugas"))
    entry = signed_behind(office.desk("inspektur"), ESCROW_MADE, officer_too)
    assert ("not allowed", entry) in findings(office.desk("petugas"))


def test_nobody_notes_for_another_that_he_opened_or_checked_something(office):
    officer, other = office.desk("petugas"), office.desk("petugas2")
    place = {"compartment_id": officer.keyring.compartment(OFFICE), "at": 1}
    entry = signed_behind(
        officer,
        OPENED,
        lambda change: change.insert(
            openings,
            new_id(office.clock),
            account_id=other.actor.id,
            account_key_id=other.actor.key_id,
            **place,
        ),
    )
    checked = signed_behind(officer, SHARE_CHECKED)
    assert {("not allowed", entry), ("not allowed", checked)} <= findings(officer)


def test_what_an_account_opens_is_noted_once_for_each_key_and_compartment(office):
    desk = office.desk("irban")
    note_openings(desk)
    office.desk("irban")
    with desk.reading() as connection:
        rows = connection.execute(select(openings).where(openings.c.account_id == desk.actor.id)).all()
        entries = connection.execute(
            select(journal).where(journal.c.kind == OPENED, journal.c.actor == desk.actor.id)
        ).all()
    assert kinds_of(desk, {row.compartment_id for row in rows}) == {OFFICE, IDENTITY}
    assert (len(rows), len(entries)) == (2, 1)
    assert findings(desk) == set()


def test_the_escrow_is_nobody_in_lists_and_can_be_let_in_by_no_name(office):
    head = office.desk("inspektur")
    with pytest.raises(NoSuchAccount):
        let_in(office, now(head).name, "office")


def test_a_new_super_admin_holds_the_second_share_and_the_old_one_holds_nothing(office):
    before = own_share(office.desk("admin")).words
    done = hand_over_super_admin(
        office.desk("inspektur"), "petugas2", Decree("SK-9", "2026-08-19"), lambda _done: None
    )
    words = own_share(office.desk("petugas2")).words
    assert words != before
    assert check_share(office.desk("petugas2"), words).number == 2
    drill(office.desk("inspektur"), done.sheets.head.words, words, nothing)


def test_a_store_with_a_new_key_is_still_recovered(office):
    shares = renewed(office)
    for desk in office.opened:
        desk.close()
    office.opened.clear()
    head = office.desk("inspektur")
    assert rekey(head)
    drill(head, shares[0], shares[2], nothing)
    assert recovery_status(head).drilled_at == head.now()
    assert findings(head) == set()


def test_the_escrow_goes_with_a_case_that_is_restricted(office):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    implicate(head, register, "petugas2", "namanya disebut")
    shares = renewed(office)
    keyring = opened_by(head, shares[:2], now(head))
    assert len(keyring.member_compartments()) == 4
    for compartment_id in keyring.member_compartments():
        assert keyring.seed(compartment_id)


def test_where_a_holder_is_implicated_two_shares_open_nothing(office):
    officer = office.desk("petugas")
    register = recorded(officer)
    new_case(officer)
    restrict(officer, register, ["inspektur"], "disebut pelapor")
    shares, head = renewed(office), office.desk("inspektur")
    keyring = opened_by(head, shares[:2], now(head))
    assert kinds_of(head, keyring.member_compartments()) == {OFFICE, IDENTITY}
    assert len(keyring.member_compartments()) == 2


def test_a_new_escrow_reaches_what_its_maker_may_not_open_by_the_next_grantor(office):
    lead, head = office.desk("irban"), office.desk("inspektur")
    implicate(head, recorded(office.desk("petugas")), "petugas2", "namanya disebut")
    only_lead = [
        compartment_id
        for compartment_id in head.keyring.member_compartments()
        if compartment_id not in {head.keyring.compartment(kind) for kind in (OFFICE, IDENTITY)}
    ]
    for compartment_id in only_lead:
        with head.transaction() as transaction, transaction.entry(REVOKED) as change:
            member = member_of(transaction.connection, lead.actor.id)
            writer = CompartmentWriter(change, head.clock, signer_of(head), compartment_id)
            writer.let_in(member, can_grant=True)
            writer.take_out(head.actor.id)
    shares = renewed(office)
    assert len(opened_by(head, shares[1:], now(head)).member_compartments()) == 2
    assert run(lead)
    assert len(opened_by(head, shares[1:], now(head)).member_compartments()) == 4
    assert findings(head) == set()
