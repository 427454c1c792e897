"""Whoever owns the tables tries to make desks forget what they saw, or sign what he put before them."""

import threading

import pytest
from sqlalchemy import delete, func, insert, select, update

from models.tables.journal import journal, stations, store_facts
from models.tables.schema import journaled_tables
from tests.cases.at_work import new_case
from tests.cases.told import following
from wbs_tui.journal import anchored
from wbs_tui.journal.anchors import JournalCut
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning
from wbs_tui.store.errors import NotADesk, StrangeContents

pytestmark = pytest.mark.both_stores
STRAY, NOBODY = "f" * 32, "e" * 32


def last(desk):
    with desk.reading() as connection:
        newest = select(journal.c.station, journal.c.sequence, journal.c.id, journal.c.clock)
        return connection.execute(newest.order_by(journal.c.clock.desc()).limit(1)).one()


def cut(engine):
    """The last entry and every row that it explains: nothing in the store shows it."""
    with owning(engine) as connection:
        top = select(func.max(journal.c.sequence)).scalar_subquery()
        entry_id = connection.execute(select(journal.c.id).where(journal.c.sequence == top)).scalar_one()
        for table in journaled_tables().values():
            connection.execute(delete(table).where(table.c.entry_id == entry_id))
        connection.execute(delete(journal).where(journal.c.id == entry_id))


def findings(desk):
    with desk.reading() as connection:
        return verify_journal(connection).bad


def test_a_tail_that_is_cut_under_a_desk_that_only_reads_is_not_forgotten_when_it_closes(office):
    new_case(office.desk("irban"))
    owner, desk = office.desk("admin").engine, office.desk("petugas")
    cut(owner)
    desk.close()
    again = office.desk("petugas")
    assert isinstance(again.refusal, JournalCut)
    with pytest.raises(JournalCut):
        new_case(again)


def test_what_a_killed_desk_had_written_is_missed(office, monkeypatch):
    """It never closed: what it wrote was noted as it went."""
    monkeypatch.setattr(anchored, "EVERY", 0.0)
    owner, killed = office.desk("admin").engine, office.desk("petugas")
    new_case(killed)
    cut(owner)
    assert isinstance(office.desk("petugas").refusal, JournalCut)


def test_what_a_killed_desk_wrote_last_is_noted_while_it_rests(office, monkeypatch):
    """Its last entry comes too soon after a noting: the follower notes it a little later."""
    monkeypatch.setattr(anchored, "EVERY", 0.5)
    owner, killed = office.desk("admin").engine, office.desk("petugas")
    with following(killed):
        new_case(killed)
        new_case(killed)
        sequence = last(killed).sequence
        told = threading.Event()
        while noted(killed) < sequence:
            assert not told.wait(0.05)
    cut(owner)
    assert isinstance(office.desk("petugas").refusal, JournalCut)


def noted(desk):
    """How far the account's notes on this computer say that the journal has come."""
    return max(trail[0].sequence for trail in desk.anchored.remember().noted.values())


def test_many_entries_in_a_row_are_noted_once(office, monkeypatch):
    """The notes cost an import nothing."""
    monkeypatch.setattr(anchored, "EVERY", 3600.0)
    desk = office.desk("petugas")
    before = noted(desk)
    for _each in range(3):
        new_case(desk)
    assert noted(desk) == before
    desk.close()
    assert noted(office.desk("petugas")) > before


def test_what_a_desk_wrote_and_what_another_of_its_account_saw_is_not_forgotten_either(office):
    owner, writer = office.desk("admin").engine, office.desk("petugas")
    new_case(writer)
    cut(owner)
    writer.close()
    new_case(office.desk("irban"))
    first, second = office.desk("petugas2"), office.desk("petugas2")
    new_case(office.desk("irban"))
    second.anchored.recall()
    second.close()
    cut(owner)
    first.close()
    assert isinstance(office.desk("petugas2").refusal, JournalCut)


def test_a_planted_row_of_a_station_excuses_no_cut_to_a_desk(office):
    """Else desks would remember the cut journal, and the row could go again."""
    owner = office.desk("admin").engine
    new_case(office.desk("irban"))
    desk = office.desk("petugas")
    seen = last(desk)
    desk.close()
    cut(owner)
    row = {"id": STRAY, "number": 2, "reason": "restored", "begun_at": 1, "begun_by": NOBODY}
    row |= {"after_station": seen.station, "after_sequence": seen.sequence - 1, "after_hash": b"x" * 32}
    with owning(owner) as connection:
        connection.execute(insert(stations), {**row, "entry_id": NOBODY})
    desk = office.desk("petugas")
    assert isinstance(desk.refusal, JournalCut)
    desk.close()
    with owning(owner) as connection:
        connection.execute(delete(stations))
    assert isinstance(office.desk("petugas").refusal, JournalCut)


@pytest.mark.parametrize("altered", [{"clock": (1 << 52) + 5}, {"hash": b"\x01" * 32}], ids=["clock", "hash"])
def test_nobody_signs_what_follows_an_entry_whose_row_was_altered(office, altered):
    """For a moment: the entry after it would say a time that never was, or a gap, for good."""
    desk, owner = office.desk("petugas"), office.desk("admin").engine
    new_case(desk)
    seen = last(desk)
    with owning(owner) as connection:
        kept = connection.execute(select(journal).where(journal.c.id == seen.id)).one()._asdict()
        connection.execute(update(journal).where(journal.c.id == seen.id).values(**altered))
    with pytest.raises(StrangeContents):
        new_case(desk)
    with owning(owner) as connection:
        back = {name: kept[name] for name in altered}
        connection.execute(update(journal).where(journal.c.id == seen.id).values(**back))
    assert new_case(desk).endswith("000002")
    assert findings(desk) == []


@pytest.mark.parametrize("station", [STRAY, None], ids=["another", "none"])
def test_nobody_writes_at_a_station_that_no_entry_began(office, station):
    desk, owner = office.desk("petugas"), office.desk("admin").engine
    fact = store_facts.c.name == "station"
    with owning(owner) as connection:
        kept = connection.execute(select(store_facts.c.value).where(fact)).scalar_one()
        connection.execute(delete(store_facts).where(fact))
        if station is not None:
            connection.execute(insert(store_facts), {"name": "station", "value": station})
    with pytest.raises(StrangeContents):
        new_case(desk)
    with owning(owner) as connection:
        connection.execute(delete(store_facts).where(fact))
        connection.execute(insert(store_facts), {"name": "station", "value": kept})
    new_case(desk)
    assert findings(desk) == []


@pytest.mark.server_store
@pytest.mark.parametrize("role", ["none", "", "public"])
def test_no_name_of_a_role_makes_the_program_more_than_a_desk(office, role):
    owner = office.desk("admin").engine
    with owning(owner) as connection:
        named = update(store_facts).where(store_facts.c.name == "desk_role")
        connection.execute(named.values(value=role))
    with pytest.raises(NotADesk):
        office.desk("petugas")
