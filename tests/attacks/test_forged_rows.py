"""Someone with the store key changes rows: `wbs verify` names each, nothing that was moved is opened."""

from contextlib import closing
from itertools import permutations

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, select, update
from sqlalchemy.types import NullType

from models.tables import cases as of_cases
from models.tables import exchange
from models.tables.schema import journaled_tables
from tests.attacks.worked_office import REGISTERS, acts, looks
from tests.conftest import PASSWORD
from tests.shares import share
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.due import due_list
from wbs_tui.cases.identity.disclosure_list import list_disclosures
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.kept.retention import past_term, retention_of
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.ics import ics
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.store.engine import writing
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.errors import Damaged

OF_EXCHANGE = tuple(name for name, table in vars(exchange).items() if isinstance(table, Table))
WITHOUT_ROWS = ("kept_messages", "destructions", "stations", "number_marks", *OF_EXCHANGE)
"""What a worked office has none of: no message was kept unread, no case is as old as its term, the store was
never restored, and it exchanges with nobody (`tests/sync/test_forged_exchange.py` does)."""
TABLES = {name: table for name, table in journaled_tables().items() if name not in WITHOUT_ROWS}
PLACES = [(name, column.name) for name, table in TABLES.items() for column in table.c if column.name != "id"]
READERS = ("irban", "inspektur")


def changed(column, value):
    """Another value of the column's kind, as somebody would write who does not want to be noticed."""
    if isinstance(column.type, LargeBinary):
        return bytes([*(value or b"\x01x")[:-1], (value or b"x")[-1] ^ 1])
    if isinstance(column.type, Integer) or str(column.type) == "BOOLEAN":
        return 1 - value if value in (0, 1) else (value or 0) + 1
    other = {"follow_up": "analysis", "heavy": "light", "yes": "no", "released": "held"}
    return other.get(value, f"{value or ''}0")


def used_by_everyone(forger, act_too):
    """Everybody looks at everything, and does something; only clear refusals come of it. Gives how many."""
    tried = 0
    for name in READERS:
        try:
            desk = unlock(forger.office.location, name, PASSWORD, forger.office.clock).desk
        except WbsError:
            continue
        with closing(desk):
            for what, use in (*looks(desk), *(acts(desk) if act_too else ())):
                tried += 1
                try:
                    use()
                except WbsError:
                    pass
                except Exception as error:
                    raise AssertionError(f"{name}: {what} ended with {type(error).__name__}") from error
    return tried


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_changed_value_is_named_and_ends_nothing(forger, name):
    """Each column of the table in turn, its last row; what looks at it goes on with a share of them."""
    tried = 0
    names = [column.name for column in TABLES[name].c if column.name != "id"]
    used = share(names, 4)
    for column in (TABLES[name].c[each] for each in names):
        row_id, value = forger.values(column)[-1]
        forger.put(column, row_id, changed(column, value))
        assert ("row", f"{name}/{row_id}") in forger.findings(), column.name
        if column.name in used:
            tried += used_by_everyone(forger, act_too=False)
        forger.put(column, row_id, value)
    assert forger.findings() == set()
    print(f"{name}: {len(names)} columns changed, {tried} uses with {len(used)} of them")


def sealed_cells(desk, connection):
    """Every sealed cell of the store that the account can open, with its place."""
    opener = Opener(desk, connection)
    for table in TABLES.values():
        for column in table.c:
            if not column.info.get("sealed") or table.name == "seed_seals":
                continue
            for row_id, cell in connection.execute(select(table.c.id, column)):
                if cell is not None and opener.open(column, row_id, cell, object) is not None:
                    yield column, row_id, cell


def test_no_cell_opens_in_another_place(worked):
    """Another row, another column, another case: each cell in the place of every other."""
    desk = worked.desk("irban")
    opened = 0
    with desk.reading() as connection:
        cells = list(sealed_cells(desk, connection))
        opener = Opener(desk, connection)
        for (column, row_id, _cell), (_column, _row_id, moved) in permutations(cells, 2):
            with pytest.raises(Damaged):
                opener.open(column, row_id, moved, object)
            opened += 1
    assert len(cells) > 60
    print(f"{len(cells)} cells moved to {opened} places")


MOVES = [
    ("reports", "content", "identity"),
    ("reports", "identity", "content"),
    ("evidence", "held_key", "description"),
]


@pytest.mark.parametrize(("table", "of", "to"), MOVES)
def test_a_cell_moved_to_another_column_shows_nothing(forger, table, of, to):
    """What only the identity compartment opens does not come out where officers read."""
    row_id, cell = forger.values(TABLES[table].c[of])[0]
    forger.put(TABLES[table].c[to], row_id, cell)
    assert ("row", f"{table}/{row_id}") in forger.findings()
    shown = []
    for name in ("petugas", "irban"):
        desk = forger.office.desk(name)
        revealing = [("identity", lambda desk=desk: reveal(desk, REGISTERS[0], "konfirmasi"))]
        for what, look in (*looks(desk), *(revealing if to == "identity" else ())):
            try:
                shown.append(repr(look()))
            except WbsError as error:
                shown.append(error.message)
            assert "Siti Pelapor" not in shown[-1], what
    assert any("rusak" in each for each in shown)


def spoil(forger, mark, value):
    """Put a value of one's own into every column of the cases that is marked so; gives how many."""
    spoilt = 0
    for table in (each for each in vars(of_cases).values() if isinstance(each, Table)):
        for column in (each for each in table.c if each.info.get(mark)):
            with writing(forger.engine) as connection:
                rows = update(table).where(column.is_not(None)).values({column: value})
                spoilt += bool(connection.execute(rows).rowcount)
    return spoilt


def exports(desk):
    """What else is made of cases."""
    yield "past term", lambda: past_term(desk)
    yield "calendar", lambda: ics(due_list(desk), desk.clock)
    yield "disclosures", lambda: list_disclosures(desk)
    for register in REGISTERS:
        yield f"term of {register}", lambda register=register: retention_of(desk, register)


SPOILT = [("moment", 2**62), ("moment", -(2**62)), ("sealed", b""), ("sealed", b"rusak" * 30)]


@pytest.mark.parametrize(("mark", "value"), SPOILT, ids=["late", "early", "empty", "noise"])
def test_all_that_is_damaged_in_cases_is_said_to_be_and_nothing_else_ends_of_it(forger, mark, value):
    """Lists, a case, its history, what is due: none ends, however many rows somebody spoilt."""
    assert spoil(forger, mark, value) > 15
    ended = set()
    for name in READERS:
        desk = forger.office.desk(name)
        for what, use in (*looks(desk), *exports(desk)):
            try:
                use()
            except NotPermitted:
                pass
            except WbsError:
                ended.add(what)
        assert all("rusak" in row.title for row in list_cases(desk, InboxQuery()))
        assert all("rusak" in line.title for line in due_list(desk))
        assert "rusak" in load_case(desk, REGISTERS[0]).title
    assert ended == {f"files {register}" for register in REGISTERS if mark == "sealed"}


def rubbish(value):
    """A value of another type, which SQLite keeps in any column."""
    return b"\xff\xfe" if isinstance(value, str) else "bukan bilangan, bukan byte"


@pytest.mark.parametrize(
    "name", ["account_keys", "grants", "epochs", "seed_seals", "cases", "reports", "offices"]
)
def test_a_value_of_another_type_is_named_and_ends_nothing(forger, name):
    tried = 0
    used = share(TABLES[name].c.keys(), 2)
    for column in TABLES[name].c:
        row_id, value = forger.values(column)[-1]
        if column.name == "id" or value is None:
            continue
        raw = Column(column.name, type_=NullType())
        table = Table(name, MetaData(), Column("id", String), raw)
        forger.put(table.c[column.name], row_id, rubbish(value))
        assert ("row", f"{name}/{row_id}") in forger.findings(), column.name
        if column.name in used:
            tried += used_by_everyone(forger, act_too=False)
        forger.put(column, row_id, value)
    assert forger.findings() == set()
    print(f"{name}: {tried} uses with {len(used)} of {len(TABLES[name].c)} columns")


def test_acts_on_a_changed_store_are_done_or_refused(forger):
    """A sample of changes, and then all the acts of everyone."""
    changes = [
        ("cases", "stage"),
        ("cases", "compartment_id"),
        ("cases", "assigned_to"),
        ("cases", "running"),
        ("epochs", "signature"),
        ("grants", "signature"),
        ("account_keys", "sign_public"),
        ("seed_seals", "sealed"),
        ("compartments", "founder_id"),
    ]
    tried = 0
    for name, column_name in changes:
        column = TABLES[name].c[column_name]
        row_id, value = forger.values(column)[-1]
        forger.put(column, row_id, changed(column, value))
        tried += used_by_everyone(forger, act_too=True)
        forger.put(column, row_id, value)
    print(f"{tried} uses of a store with {len(changes)} changes")
