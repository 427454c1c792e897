"""A recused or implicated officer with the store key, raw rows, old copies: nothing that came after opens."""

import shutil

import pytest
from sqlalchemy import select, text

from models.tables.accounts import grants
from models.tables.cases import cases, recusals
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.tables.schema import journaled_tables
from tests.cases.at_work import recorded
from tests.conftest import PASSWORD
from wbs_tui.accounts.errors import NotGrantor
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.moving import move_due
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case, restrict
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.reading.today import counts
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.journal.entries import decode
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.keyring import MovedCase, NotLetIn
from wbs_tui.store.location import FileStore
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

SEALED = {
    table.name: [column.name for column in table.c if column.info.get("sealed")]
    for table in journaled_tables().values()
    if "case_id" in table.c or table.name == "cases"
}
"""By table: the columns of a case that hold cells."""


@pytest.fixture
def head(office):
    return office.desk("inspektur")


@pytest.fixture
def officer(office):
    return office.desk("petugas")


def case_id_of(desk, register):
    with desk.reading() as connection:
        return connection.execute(select(cases.c.id).where(cases.c.register == register)).scalar_one()


def cells_of(connection, case_id):
    """Every cell of the case as it stands in the tables, and in the bodies of its entries."""
    found = {}
    for name, table in journaled_tables().items():
        if name not in SEALED:
            continue
        own = table.c.id if name == "cases" else table.c.case_id
        for row in connection.execute(select(table).where(own == case_id)):
            for column in SEALED[name]:
                found[name, column, row.id] = getattr(row, column)
    for row in connection.execute(select(journal).where(journal.c.case_id == case_id)):
        for effect in decode(row.signed).effects:
            for column in SEALED.get(effect.table, ()):
                if effect.values.get(column) is not None:
                    found[row.id, effect.table, column, effect.row_id] = effect.values[column]
    return {place: cell for place, cell in found.items() if cell is not None}


def key_ids(cells):
    found = set()
    for cell in cells.values():
        try:
            found.add(cell_key_id(cell))
        except (Damaged, NewerFormat):
            continue
    return found


def opens(desk, connection, wanted):
    """The content keys that the account's seeds and the wraps of this database give away."""
    found = set()
    for key_id in wanted:
        try:
            desk.keyring.key(connection, key_id)
        except (NotLetIn, Damaged, WrongKey, NewerFormat):
            continue
        found.add(key_id)
    return found


def old_copy(office, tmp_path):
    """The store as it stands, kept by the officer."""
    folder = tmp_path / "salinan"
    shutil.copytree(office.location.database.parent, folder)
    return FileStore(folder / office.location.database.name)


def bad(desk):
    with desk.reading() as connection:
        return verify_journal(connection).bad


def by_raw_sql(desk, sql, *values):
    """A database administrator's own statement."""
    with desk.engine.connect() as connection:
        connection.exec_driver_sql(sql, values)
        connection.commit()


def put_away(officer, head):
    """Two ways out of a case for `petugas`, each carried through."""

    def by_himself(register):
        recuse(officer, register, "ipar saya")
        assert move_due(head) == 1

    def by_the_inspektur(register):
        implicate(head, register, "petugas", "disebut pelapor")

    return {"recused": by_himself, "implicated": by_the_inspektur}


@pytest.mark.parametrize("how", ["recused", "implicated"])
def test_with_the_raw_database_he_opens_nothing_of_it(office, officer, head, how):
    register = recorded(officer)
    case_id = case_id_of(officer, register)
    with officer.reading() as connection:
        before = key_ids(cells_of(connection, case_id))
        assert opens(officer, connection, before)
    put_away(officer, head)[how](register)
    write_note(head, register, "yang ditulis sesudahnya")
    fresh = office.desk("petugas")
    with fresh.reading() as connection:
        wanted = key_ids(cells_of(connection, case_id))
        assert wanted > before
        assert opens(fresh, connection, wanted) == set()
        register_row = connection.execute(text("SELECT register FROM cases WHERE id = :id"), {"id": case_id})
        assert register_row.scalar_one() == register  # that a number exists is in the clear columns


@pytest.mark.parametrize("how", ["recused", "implicated"])
def test_with_an_old_copy_he_opens_what_he_could_read_and_nothing_after(office, tmp_path, officer, head, how):
    register = recorded(officer)
    case_id = case_id_of(officer, register)
    kept = unlock(old_copy(office, tmp_path), "petugas", PASSWORD, office.clock).desk
    office.opened.append(kept)
    put_away(officer, head)[how](register)
    write_note(head, register, "yang ditulis sesudahnya")
    with head.reading() as now:
        cells = cells_of(now, case_id)
    with kept.reading() as connection:
        known = opens(kept, connection, key_ids(cells))
    after = {place for place, cell in cells.items() if cell_key_id(cell) not in known}
    assert known, "what he read cannot be unread"
    assert {("cases", "headline", case_id)} <= after
    assert {place[0] for place in after} >= {"notes", "restrictions", "cases"}
    assert not [place for place in cells if place[0] in ("notes", "restrictions") and place not in after]


def test_no_wrap_of_it_is_left_where_he_holds_a_seed(officer, head):
    register = recorded(officer)
    case_id = case_id_of(officer, register)
    implicate(head, register, "petugas", "disebut pelapor")
    with head.reading() as connection:
        places = connection.execute(
            select(key_wraps.c.compartment_id).where(key_wraps.c.case_id == case_id)
        ).scalars()
        assert set(places).isdisjoint(officer.keyring.member_compartments())


FLIPS = {
    "restricted": "UPDATE cases SET restricted = 0",
    "compartment": "UPDATE cases SET compartment_id = (SELECT id FROM compartments WHERE kind = 'office')",
    "both": "UPDATE cases SET restricted = 0, "
    "compartment_id = (SELECT id FROM compartments WHERE kind = 'office')",
    "recusals": "DELETE FROM recusals",
}


@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize("how", ["recused", "implicated"])
def test_a_database_administrator_brings_it_back_to_nobody(office, officer, head, how, flip):
    register = recorded(officer)
    put_away(officer, head)[how](register)
    by_raw_sql(head, FLIPS[flip])
    fresh = office.desk("petugas")
    assert list_cases(fresh, InboxQuery()) == ()
    assert counts(fresh).all == 0
    with pytest.raises(NoSuchCase):
        load_case(fresh, register)
    if not (how == "implicated" and flip == "recusals"):
        assert bad(head)


def test_nothing_is_written_on_a_case_whose_row_was_moved_back(officer, head):
    register = recorded(officer)
    implicate(head, register, "petugas", "disebut pelapor")
    by_raw_sql(head, FLIPS["compartment"])
    with pytest.raises(MovedCase):
        write_note(head, register, "jangan sampai terbaca")


def test_a_recusal_that_is_struck_out_before_the_move_is_found(officer, head):
    register = recorded(officer)
    recuse(officer, register, "ipar saya")
    by_raw_sql(head, FLIPS["recusals"])
    assert [found.what for found in bad(head)] == ["row"]


def test_an_officer_hides_a_case_from_nobody_who_stands_above_it(office, officer, head):
    """Somebody above him reads it, unless he names the whole office; the journal says who did it."""
    lead = office.desk("irban")
    against_officer, against_head, against_all = (recorded(officer) for _each in range(3))
    restrict(officer, against_officer, ["petugas2"], "supaya hilang")
    restrict(officer, against_head, ["inspektur"], "supaya hilang")
    restrict(officer, against_all, ["inspektorat"], "supaya hilang")
    assert [row.register for row in list_cases(head, InboxQuery())] == [against_officer]
    assert [row.register for row in list_cases(lead, InboxQuery())] == [against_head]
    with head.reading() as connection:
        rows = connection.execute(select(journal).where(journal.c.kind == "case.restricted")).all()
    assert {row.actor for row in rows} == {officer.actor.id}
    assert len(rows) == 3


def test_an_officer_in_the_circle_lets_nobody_in_by_a_grant_of_his_own(office, officer, head):
    """His first grant as founder was taken back: the Inspektur alone says who reads it."""
    register = recorded(officer)
    restrict(officer, register, ["petugas2"], "disebut pelapor")
    with pytest.raises(NotGrantor):
        let_in_to_case(officer, register, "irban")
    let_in_to_case(head, register, "irban")
    assert load_case(office.desk("irban"), register).opened


def test_the_reporter_of_a_case_of_its_own_is_closed_to_other_holders_of_the_grant(office, officer, head):
    lead = office.desk("irban")
    register = recorded(officer)
    case_id = case_id_of(officer, register)
    with lead.reading() as connection:
        before = opens(lead, connection, key_ids(cells_of(connection, case_id)))
    implicate(head, register, "irban", "disebut pelapor")
    assert reveal(head, register, "perlu").reports[0].name == "Siti Pelapor"
    fresh = office.desk("irban")
    with fresh.reading() as connection:
        assert before
        assert opens(fresh, connection, key_ids(cells_of(connection, case_id))) == set()


def test_a_grant_that_is_put_in_by_hand_brings_him_nothing(office, officer, head):
    register = recorded(officer)
    implicate(head, register, "petugas", "disebut pelapor")
    with head.reading() as connection:
        own = head.keyring.compartment_of_case(case_id_of(head, register), "case")
        row = connection.execute(select(grants).where(grants.c.account_id == officer.actor.id)).first()
    by_raw_sql(
        head,
        "INSERT INTO grants (id, entry_id, compartment_id, account_id, statement, signature, "
        "grantor_id, granted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(
            "f" * 32,
            row.entry_id,
            own,
            row.account_id,
            row.statement,
            row.signature,
            row.grantor_id,
            row.granted_at,
        ),
    )
    assert list_cases(office.desk("petugas"), InboxQuery()) == ()
    assert bad(head)


def test_a_recusal_is_nobodys_to_declare_for_another(officer, head):
    """A forged row that says another has recused himself is named."""
    register = recorded(officer)
    with head.reading() as connection:
        case = connection.execute(select(cases).where(cases.c.register == register)).one()
    by_raw_sql(
        head,
        "INSERT INTO recusals (id, entry_id, case_id, account_id, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
        *("e" * 32, case.entry_id, case.id, head.actor.id, head.now(), b"\x01x"),
    )
    assert [found.place for found in bad(officer)] == [f"{recusals.name}/{'e' * 32}"]
