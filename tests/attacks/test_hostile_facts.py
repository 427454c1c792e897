"""What the database says of itself can be written by its administrator: nothing of it commands a terminal."""

import pytest
from sqlalchemy import literal

from models.tables.journal import store_facts
from tests.cases.at_work import new_case
from tests.conftest import PASSWORD
from wbs_tui.accounts.session import unlock
from wbs_tui.store.engine import owning
from wbs_tui.store.errors import MOVED, StoreMoved

HOSTILE = "postgresql://\x1b]52;c;aGFwdXM=\x07\x9b2J\u202ekantor\nBaris palsu" + "x" * 500


@pytest.mark.parametrize("hostile", [HOSTILE, ""], ids=["escapes", "nothing"])
def test_where_an_office_has_moved_to_is_one_clean_line(office, hostile):
    desk = office.desk("petugas")
    with owning(desk.engine) as connection:
        connection.execute(store_facts.insert(), {"name": "moved_to", "value": hostile[:200]})
    for act in (lambda: new_case(desk), lambda: unlock(office.location, "irban", PASSWORD, office.clock)):
        assert_harmless(act)


@pytest.mark.file_store
@pytest.mark.parametrize("hostile", [HOSTILE, ""], ids=["escapes", "nothing"])
def test_what_a_trigger_says_is_one_clean_line(office, hostile):
    desk = office.desk("petugas")
    said = literal(MOVED + hostile)
    with owning(desk.engine) as connection:
        words = said.compile(connection, compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(
            f"CREATE TRIGGER jahat BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, {words}); END"
        )
    assert_harmless(lambda: new_case(desk))


def assert_harmless(act):
    with pytest.raises(StoreMoved) as told:
        act()
    said = told.value.message
    assert said.isprintable()
    assert "\u202e" not in said
    assert len(said) < 600
