"""What an account may no longer read leaves its index: at the next look, with every word of it."""

from dataclasses import replace

import pytest
from msgspec import structs
from sqlalchemy import delete, insert, select, text

from models.tables.local import key_wraps
from tests.cases.at_work import new_case, new_cases, recorded, to_clarification
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.cases.kept.destruction import destroy
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import let_in_to_case, restrict, take_out_of_case
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.search.cache import cache, cache_path
from wbs_tui.search.index import state
from wbs_tui.search.layout import SEARCH
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import NotActive
from wbs_tui.store.keyring import NotLetIn

REASON = "keluarga terlapor"


@pytest.fixture
def index(office):
    """The index of an officer, closed when the test ends."""
    made = SearchIndex(office.desk("petugas"))
    yield made
    made.close()


def found(index, asked, **query):
    index.refresh()
    source = index.find(asked, InboxQuery(**query))
    return [row.register for row in source.first(50).rows]


def vocabulary(desk):
    """Every word that stands in the file, also of what was taken out and not written over yet."""
    with cache(desk, SEARCH) as engine, writing(engine) as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, documents, row)")
        return set(connection.execute(text("SELECT term FROM temp.words")).scalars())


def vocabulary_of(index):
    index.refresh()
    return vocabulary(index._desk)


def by_recusal(office, register):
    recuse(office.desk("petugas"), register, REASON)


def by_restriction(office, register):
    restrict(office.desk("petugas2"), register, ["petugas"], REASON)


@pytest.mark.parametrize("take_away", [by_recusal, by_restriction])
def test_a_case_that_is_gone_for_him_leaves_no_word(office, index, take_away):
    stays, goes = new_cases(office.desk("petugas"), [{"title": "Jalan desa"}, {"title": "Bendungan retak"}])
    assert found(index, "retak") == [goes]
    assert "bendungan" in vocabulary_of(index)
    take_away(office, goes)
    source = index.find("retak", InboxQuery())
    assert source.first(10).rows == ()  # even before the index has looked again
    assert found(index, "retak") == found(index, goes) == []
    assert found(index, "jalan") == [stays]
    assert {"bendungan", "retak"}.isdisjoint(vocabulary_of(index))
    assert "jalan" in vocabulary_of(index)


def test_who_is_let_in_to_a_case_finds_it_until_he_is_taken_out(office):
    lead, head = office.desk("irban"), office.desk("inspektur")
    register = new_case(office.desk("petugas"), "Bendungan retak")
    restrict(head, register, ["petugas2"], REASON)
    index = SearchIndex(lead)
    assert found(index, "retak") == []
    let_in_to_case(head, register, "irban", fingerprint_of(head, "irban"))
    assert found(index, "retak") == [register]
    take_out_of_case(head, register, "irban")
    assert found(index, "retak") == []
    assert "bendungan" not in vocabulary_of(index)
    index.close()


def test_a_destroyed_case_ends_every_cache_and_the_next_one_knows_nothing_of_it(office, index):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    stays = new_case(officer, "Jalan desa")
    assert found(index, "dipakai") == [register]
    path = cache_path(officer, SEARCH)
    before = path.read_bytes()
    office.clock.forward(days=365 * 11)
    officer = office.desk("petugas")
    destroy(office.desk("inspektur"), register, REASON)
    again = SearchIndex(officer)
    assert found(again, "dipakai") == found(again, register) == []
    assert found(again, "jalan") == [stays]
    assert "dipakai" not in vocabulary_of(again)
    again.close()
    path.write_bytes(before)
    assert "dipakai" not in vocabulary(officer)


def test_an_index_that_is_open_while_a_case_is_destroyed_is_made_anew(office):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    office.clock.forward(days=365 * 11)
    open_index = SearchIndex(office.desk("petugas"))
    assert found(open_index, "dipakai") == [register]
    source = open_index.find("dipakai", InboxQuery())
    destroy(office.desk("inspektur"), register, REASON)
    assert source.last(64).rows == ()
    assert open_index.find("dipakai", InboxQuery()).first(10).rows == ()
    assert "dipakai" not in vocabulary_of(open_index)
    open_index.close()


def test_who_leaves_the_office_loses_the_cache(office, index):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    register = new_case(desk, "Bendungan retak")
    assert found(index, "retak") == [register]
    revoke(head, "office", "petugas")
    with pytest.raises(NotLetIn):
        index.find("retak", InboxQuery())
    assert not cache_path(desk, SEARCH).exists()
    with pytest.raises(NotLetIn):
        index.refresh()
    grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
    assert found(index, "retak") == [register]


def test_a_disabled_account_searches_nothing(office, index):
    new_case(office.desk("petugas"), "Bendungan retak")
    assert found(index, "retak")
    disable(office.desk("admin"), "petugas")
    with pytest.raises(NotActive):
        index.find("retak", InboxQuery())
    with pytest.raises(NotActive):
        index.refresh()


def own_only(desk):
    """The same desk where the policy lets its role read only what is assigned to it."""
    roles = desk.policy.roles
    narrowed = tuple(structs.replace(rule, scope="assigned") for rule in roles.role)
    return replace(desk, policy=replace(desk.policy, roles=structs.replace(roles, role=narrowed)))


def test_who_reads_only_his_own_finds_a_case_as_long_as_it_is_his(office):
    officer, lead = office.desk("petugas"), office.desk("irban")
    mine, other = new_cases(officer, [{"title": "Bendungan retak"}, {"title": "Bendungan baru"}])
    index = SearchIndex(own_only(officer))
    assert found(index, "bendungan") == []
    assign_one(lead, mine, "petugas", "beban")
    assert found(index, "bendungan") == [mine]
    assign_one(lead, mine, "petugas2", "beban")
    assert found(index, "bendungan") == []
    assert {"bendungan", "retak", "baru"}.isdisjoint(vocabulary_of(index))
    assign_one(lead, other, "petugas", "beban")
    assert found(index, "bendungan") == [other]
    index.close()


def test_a_policy_that_narrows_or_widens_what_he_reads_is_followed(office, index):
    officer, lead = office.desk("petugas"), office.desk("irban")
    mine, other = new_cases(officer, [{"title": "Bendungan retak"}, {"title": "Bendungan baru"}])
    assign_one(lead, mine, "petugas", "beban")
    assert set(found(index, "bendungan")) == {mine, other}
    narrow = SearchIndex(own_only(officer))
    assert found(narrow, "bendungan") == [mine]
    assert "baru" not in vocabulary_of(narrow)
    narrow.close()
    assert set(found(index, "bendungan")) == {mine, other}


def test_what_did_not_open_is_tried_again_when_the_index_is_opened(office):
    """A cell under a key that the account cannot open: as after a wrap that its grantor has still to make."""
    desk = office.desk("petugas")
    register = new_case(desk, "Jalan desa")
    write_note(desk, register, "Bendungan retak")
    with writing(desk.engine) as connection:
        wraps = [dict(row) for row in connection.execute(select(key_wraps)).mappings()]
        connection.execute(delete(key_wraps))
    desk.keyring.drop([row["key_id"] for row in wraps])
    index = SearchIndex(desk)
    assert found(index, "retak") == found(index, "jalan") == []
    index.close()
    with writing(desk.engine) as connection:
        connection.execute(insert(key_wraps), wraps)
    again = SearchIndex(desk)
    assert found(again, "retak") == found(again, "jalan") == [register]
    again.close()


def test_an_interrupted_tidying_is_done_later(office, index):
    desk = office.desk("petugas")
    goes = new_case(desk, "Bendungan retak")
    assert found(index, "retak") == [goes]
    recuse(desk, goes, REASON)
    index.refresh(cancelled=lambda: True)
    with cache(desk, SEARCH) as engine, reading(engine) as connection:
        assert state(connection).unclean
    index.refresh()
    assert "bendungan" not in vocabulary(desk)
    with cache(desk, SEARCH) as engine, reading(engine) as connection:
        assert not state(connection).unclean
