"""Rows and their entry are kept together or not at all, in one chain, whoever else writes."""

import sys

import pytest
from sqlalchemy import func, select

from models.tables.accounts import accounts
from models.tables.cases import cases, notes
from models.tables.journal import journal
from tests.cases.at_work import journal_is_sound, new_case
from tests.cases.test_interrupted import WRITER
from tests.conftest import PASSWORD
from tests.warm import start
from wbs_tui.accounts.kinds import PASSWORD_CHANGED
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.journal.transaction import UnfinishedEntry
from wbs_tui.store.errors import StrangeContents
from wbs_tui.vault.ids import new_id

CASE = "1" * 32


def insert_note(desk, change):
    row = {"case_id": CASE, "kind": "note", "at": 1, "account_id": desk.actor.id, "body": b"x"}
    change.insert(notes, new_id(desk.clock), **row)


def count(desk, table):
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def write_half(desk, transaction):
    """Rows of an entry that fails, whose error somebody swallows."""
    try:
        with transaction.entry(NOTE_WRITTEN, CASE) as change:
            insert_note(desk, change)
            raise ZeroDivisionError
    except ZeroDivisionError:
        return


def write_whole(desk, transaction):
    with transaction.entry(NOTE_WRITTEN, CASE) as change:
        insert_note(desk, change)


def nested(_desk, transaction):
    with transaction.entry(NOTE_WRITTEN), transaction.entry(NOTE_WRITTEN):
        pass


def half_then_whole(desk, transaction):
    write_half(desk, transaction)
    write_whole(desk, transaction)


def in_transaction(desk, *acts):
    with desk.transaction() as transaction:
        for act in acts:
            act(desk, transaction)


@pytest.mark.parametrize("acts", [(write_whole, write_half), (half_then_whole,), (nested,)])
def test_nothing_is_kept_of_a_transaction_with_a_half_made_entry(office, acts):
    desk = office.desk("petugas")
    entries = count(desk, journal)
    with pytest.raises(UnfinishedEntry):
        in_transaction(desk, *acts)
    assert (count(desk, notes), count(desk, journal)) == (0, entries)
    in_transaction(desk, write_whole)
    assert journal_is_sound(desk)


def test_an_entry_without_rows_is_an_act_all_the_same(office):
    desk = office.desk("petugas")
    with desk.change(PASSWORD_CHANGED):
        pass
    assert journal_is_sound(desk)


def test_a_change_names_the_entry_that_it_replaces_and_a_missing_row_is_an_error(office):
    desk = office.desk("petugas")
    new_case(desk)
    with desk.reading() as connection:
        case = connection.execute(select(cases)).one()
    with desk.change("case.advanced", case.id) as change:
        change.update(cases, case.id, reports=2)
        change.update(cases, case.id, reports=3)
    assert list(change.replaces) == [case.entry_id]
    with pytest.raises(StrangeContents):
        change_missing(desk)


def change_missing(desk):
    with desk.change(NOTE_WRITTEN) as change:
        change.update(accounts, "0" * 32, role="auditor")


def test_two_processes_make_one_chain(office):
    """They register cases at the same time: no number, no place in the chain, no moment is given twice."""
    command = [sys.executable, WRITER, "register", office.location]
    writers = [start([*command, name, 40], asks=True) for name in ("petugas", "petugas2")]
    for writer in writers:
        writer.stdin.write(f"{PASSWORD}\n".encode())
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    desk = office.desk("petugas")
    with desk.reading() as connection:
        rows = connection.execute(select(journal).order_by(journal.c.sequence)).all()
        running = sorted(connection.execute(select(cases.c.running)).scalars())
    assert running == list(range(1, 81))
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    assert [row.clock for row in rows] == sorted({row.clock for row in rows})
    assert journal_is_sound(desk)


def test_time_in_the_journal_never_runs_backwards(office):
    desk = office.desk("petugas")
    new_case(desk)
    office.clock.forward(days=-2)
    new_case(desk)
    with desk.reading() as connection:
        clocks = connection.execute(select(journal.c.clock).order_by(journal.c.sequence)).scalars().all()
    assert clocks == sorted(set(clocks))
    assert journal_is_sound(desk)
