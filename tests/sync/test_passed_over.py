"""What concerns no desk is told to none: whoever collects for one does not even write for it."""

import pytest
from sqlalchemy import event, select

from models.tables.exchange import exchange_state
from tests.cases.at_work import recorded
from tests.sync.desks_apart import apart
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import notes
from wbs_tui.sync.desks.entries import collect_entries

pytestmark = pytest.mark.file_store


@pytest.fixture
def away(office, tmp_path):
    made = apart(office, tmp_path)
    made.meet()
    return made


def written(desk):
    """How many transactions that write begin while the home store collects for its desk."""
    begun = []
    event.listen(desk.engine, "begin", lambda each: begun.append(each.get_execution_options().get("writes")))
    collect_entries(desk)
    return len([writes for writes in begun if writes])


def mark(desk):
    with desk.reading() as connection:
        named = exchange_state.c.name.startswith("entries.") & ~exchange_state.c.name.contains("from")
        return connection.execute(select(exchange_state.c.value).where(named)).scalar_one()


def test_work_on_a_case_that_stayed_writes_nothing_for_the_desk(away):
    notes.write_note(away.home, recorded(away.home), "Urusan kantor.")
    assert written(away.head) == 0
    notes.write_note(away.home, away.register, "Ditelepon dari kantor.")
    assert written(away.head) == 1


def test_much_of_it_is_passed_over_for_good_and_what_comes_after_arrives(away):
    other, before = recorded(away.home), mark(away.head)
    for number in range(100):
        notes.write_note(away.home, other, f"Urusan kantor {number}.")
    assert written(away.head) == 1
    assert mark(away.head) != before
    notes.write_note(away.home, away.register, "Ditelepon dari kantor.")
    away.tell()
    assert [note.body for note in load_case(away.desk, away.register).notes] == ["Ditelepon dari kantor."]
