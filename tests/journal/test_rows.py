"""The rows of both databases are compared with what the replay made in a third: whatever differs is named."""

import pytest
from sqlalchemy import Boolean, LargeBinary, String, delete, insert, select, update

from models.tables.schema import journaled_tables
from tests.cases.at_work import new_case, recorded, to_disposition
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.journal.comparing import differing
from wbs_tui.journal.replaying import replay
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning, reading, scratch
from wbs_tui.store.engine_place import folder_of


@pytest.fixture
def desk(office):
    """At an office with rows in many tables."""
    officer = office.desk("petugas")
    register = recorded(officer)
    write_note(officer, register, "sudah dihubungi")
    to_disposition(officer, register)
    new_case(officer)
    return officer


def rows_of(desk):
    """By table: its last row, as the driver gives it."""
    found = {}
    with reading(desk.engine) as connection:
        for name, table in journaled_tables().items():
            row = connection.execute(select(table).order_by(table.c.id.desc())).first()
            if row is not None:
                found[name] = dict(row._mapping)
    return found


def found(desk):
    """Ids by table that the comparison names."""
    with reading(desk.engine) as connection, scratch(folder_of(connection)) as replayed:
        replay(connection, replayed, lambda _finding: None, lambda _done: None)
        return {
            (name, row_id)
            for name, table in journaled_tables().items()
            for row_id in differing(connection, replayed, table)
            if row_id is not None
        }


def run(desk, statement):
    with owning(desk.engine) as connection:
        connection.execute(statement)


def another(column, value):
    """A value that the column takes, and that is not the one there."""
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, LargeBinary):
        return bytes([*(value or b"\0")[:-1], (value or b"\0")[-1] ^ 1])
    if isinstance(column.type, String):
        return "x" if value != "x" else "y"
    return 1 if value is None else value + 1


def changeable(table):
    unique = {column.name for index in table.indexes if index.unique for column in index.columns}
    return [column for column in table.c if column.name != "id" and column.name not in unique]


def test_every_value_of_every_table_that_is_changed_is_named(desk):
    tried = 0
    for name, row in rows_of(desk).items():
        table = journaled_tables()[name]
        for column in changeable(table):
            here = update(table).where(table.c.id == row["id"])
            run(desk, here.values({column: another(column, row[column.name])}))
            tried += 1
        assert (name, row["id"]) in found(desk), name
        for column in changeable(table):
            run(desk, update(table).where(table.c.id == row["id"]).values({column: row[column.name]}))
    assert found(desk) == set()
    print(f"{tried} values changed")


def test_one_value_alone_is_enough_of_each_kind(desk):
    """A truth value, a number, text, bytes, nothing: each by itself."""
    kinds = {}
    rows = rows_of(desk)
    for name, row in rows.items():
        for column in changeable(journaled_tables()[name]):
            kinds.setdefault((type(column.type), row[column.name] is None), (name, column))
    for name, column in kinds.values():
        table, row = column.table, rows[name]
        run(
            desk,
            update(table).where(table.c.id == row["id"]).values({column: another(column, row[column.name])}),
        )
        assert found(desk) == {(name, row["id"])}, column
        run(desk, update(table).where(table.c.id == row["id"]).values({column: row[column.name]}))
    assert found(desk) == set()
    assert len(kinds) >= 8
    print(f"{len(kinds)} kinds of value changed")


def test_a_row_that_is_taken_out_is_named(desk):
    rows = rows_of(desk)
    for name, row in rows.items():
        table = journaled_tables()[name]
        run(desk, delete(table).where(table.c.id == row["id"]))
        assert found(desk) == {(name, row["id"])}
        run(desk, insert(table).values(row))
    assert found(desk) == set()
    print(f"a row taken out of each of {len(rows)} tables")


PLACES = ("", "-", "00", "F" * 32, "_x", "a b", "f" * 32, "zz", "Ä", "ä", "é", "😀")
"""Ids that countries sort in other orders than by their bytes."""


def test_a_row_too_many_is_named_wherever_it_sorts(desk):
    rows = rows_of(desk)
    for name in ("notes", "transitions", "evidence"):
        table = journaled_tables()[name]
        for row_id in PLACES:
            run(desk, insert(table).values({**rows[name], "id": row_id}))
        assert found(desk) == {(name, row_id) for row_id in PLACES}
        run(desk, delete(table).where(table.c.id.in_(PLACES)))
    assert found(desk) == set()
    print(f"{3 * len(PLACES)} rows too many")


def test_a_changed_row_makes_the_whole_proof_fail(desk):
    with reading(desk.engine) as connection:
        assert verify_journal(connection).sound
    row = rows_of(desk)["notes"]
    table = journaled_tables()["notes"]
    run(desk, update(table).where(table.c.id == row["id"]).values(body=row["body"][:-1]))
    with reading(desk.engine) as connection:
        report = verify_journal(connection)
    assert not report.replay_equal
    assert [(each.what, each.place) for each in report.bad] == [("row", f"notes/{row['id']}")]
