"""Someone with the store key changes what is kept of desks and their work: `wbs verify` names every row."""

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, delete, select, update

from models.tables.exchange import conflicts, lease_accounts, lease_cases, leases, rulings
from models.tables.journal import journal, stations
from tests.sync.desks_apart import sit_away
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.steps import notes
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.parcels.dead import dead_letters

TABLES = (conflicts, lease_accounts, lease_cases, leases, rulings, stations)


@pytest.fixture
def away(set_apart):
    """An office with a desk, edits that crossed, and an entry that the Inspektur did not accept."""
    return set_apart("crossed", crossed, accounts=("petugas", "irban"))


def crossed(made):
    answer_item(made.home, made.register, "what", "no", "dari kantor")
    answer_item(made.desk, made.register, "what", "yes", "dari lapangan")
    made.bring()
    notes.write_note(made.desk, made.register, "Tidak diterima.")
    lead = sit_away(made.office, made.folder, "irban")
    notes.write_note(lead, made.register, "Sesudahnya.")
    disable(made.office.desk("admin"), "petugas")
    made.desk = lead
    made.bring()
    [letter] = dead_letters(made.head)
    rule(made.head, letter.id, accept=False, reason="tidak jelas")
    assert made.findings(made.head) == []


def other(column, value):
    """Another value of the column's kind."""
    if isinstance(column.type, LargeBinary):
        return bytes([*(value or b"\x01x")[:-1], (value or b"x")[-1] ^ 1])
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, Integer):
        return (value or 0) + 1
    return (value or "x")[:-1] + ("1" if (value or "x")[-1] == "0" else "0")  # as long: columns have widths


def bad(desk):
    with desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_changed_value_is_named(away, table):
    with away.head.reading() as connection:
        row = connection.execute(select(table).order_by(table.c.id.desc())).first()
    for column in table.columns:
        if column.name == "id":
            continue
        before = getattr(row, column.name)
        put(away.head, table, row.id, {column.name: other(column, before)})
        assert ("row", f"{table.name}/{row.id}") in bad(away.head), column.name
        put(away.head, table, row.id, {column.name: before})
    assert bad(away.head) == set()


def put(desk, table, row_id, values):
    with owning(desk.engine) as connection:
        connection.execute(update(table).where(table.c.id == row_id).values(values))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_that_is_gone_is_named(away, table):
    with owning(away.head.engine) as connection:
        row_id = connection.execute(select(table.c.id).order_by(table.c.id.desc())).scalar()
        connection.execute(delete(table).where(table.c.id == row_id))
    assert ("row", f"{table.name}/{row_id}") in bad(away.head)


def test_a_cut_in_the_middle_of_a_desks_journal_is_named(away):
    with owning(away.head.engine) as connection:
        desk = connection.execute(select(stations.c.id).where(stations.c.reason == "leased")).scalar_one()
        middle = connection.execute(
            select(journal.c.id).where(journal.c.station == desk, journal.c.sequence == 2)
        ).scalar_one()
        connection.execute(delete(journal).where(journal.c.id == middle))
    assert "chain" in {what for what, _place in bad(away.head)}


def test_a_desks_tail_that_was_cut_is_named_by_what_the_office_took_in(away):
    """Without any head kept elsewhere: the office's own entry says how far the desk had come."""
    with owning(away.head.engine) as connection:
        desk = connection.execute(select(stations.c.id).where(stations.c.reason == "leased")).scalar_one()
        last = select(journal.c.id).where(journal.c.station == desk).order_by(journal.c.sequence.desc())
        connection.execute(delete(journal).where(journal.c.id == connection.execute(last).scalar()))
    assert "chain" in {what for what, _place in bad(away.head)}
