"""Populated stores of earlier schemas, as the programs of their days left them, in a file or on a server."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import MetaData, inspect, select, text

from tests.conftest import PASSWORD, TickingClock
from wbs_tui.accounts.session import enter
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.engine import open_engine, owning, reading
from wbs_tui.store.evidence_place import evidence_place
from wbs_tui.store.location import FileStore, locate
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import VERSIONS, stored_version

FOLDER = Path(__file__).parent
OLD = ("0001", "0002", "0003")


def shown(version):
    """What the program of its day showed of every case."""
    return json.loads((FOLDER / f"store_{version}" / "shown.json").read_text())


def copied(version, folder):
    """The store as it was left, readable by its owner alone, as it lay on that disk."""
    shutil.copytree(FOLDER / f"store_{version}", folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return FileStore(folder / "office.wbs")


def store_key_of(location):
    """What opens the database."""
    _slot, opened = enter(location, location.header.read(), "petugas", PASSWORD, TickingClock())
    return opened.store_keys[0]


@contextmanager
def opened(location, store_key=b""):
    """An engine for the length of the block."""
    engine = open_engine(location, store_key)
    try:
        yield engine
    finally:
        engine.dispose()


def contents(location, store_key=b""):
    """The version, and every row of every table."""
    with opened(location, store_key) as engine, reading(engine) as connection:
        names = sorted(inspect(connection).get_table_names())
        tables = {
            name: sorted(map(repr, connection.execute(select(text("*")).select_from(text(name)))))
            for name in names
        }
        return stored_version(connection), tables


def put_on_server(source, address, version):
    """An old store's rows in a server's tables of that schema: no program of its day kept one there."""
    location = locate(address)
    with opened(location) as engine:
        migrate(engine, DESK_ROLE, version)
    with (
        opened(source, store_key_of(source)) as files,
        reading(files) as old,
        opened(location) as engine,
        owning(engine) as new,
    ):
        tables = MetaData()
        tables.reflect(new)
        for table in tables.sorted_tables:
            _fill(old, new, table)
    return location


def _fill(old, new, table):
    if table.name == "alembic_version":
        return
    rows = old.execute(select(text("*")).select_from(text(table.name))).mappings()
    plain = [{name: _typed(table.c[name], value) for name, value in row.items()} for row in rows]
    if plain:
        new.execute(table.insert(), plain)


def _typed(column, value):
    return bool(value) if column.type.python_type is bool and value is not None else value


def take_along(source, location):
    """Slots and sealed files, once the tables are of today's schema."""
    header = source.header.read()
    location.header.write(msgspec.structs.replace(header, schema=VERSIONS[-1]))
    with opened(location) as engine:
        place = evidence_place(location, engine)
        for path in source.evidence.glob("??/*"):
            place.take(path.name, [path.read_bytes()])


def assert_shown_as_before(desk, version):
    """The account sees every case that it saw, and all that it saw of it."""
    before = shown(version)
    rows = list_cases(desk, InboxQuery(sort="register"))
    assert [row.register for row in rows] == list(before)
    for register, each in before.items():
        now = msgspec.to_builtins(load_case(desk, register))
        each["case"]["checklist"] = [kept_of(item, now["checklist"]) for item in each["case"]["checklist"]]
        now["checklist"] = [item for item in now["checklist"] if item["answer"]]
        assert_still(each["case"], now, register)
        assert_still(each["history"], msgspec.to_builtins(history(desk, register)), register)


def kept_of(item, items):
    """An answered item with the words that the policy of today gives it."""
    today = next(each for each in items if each["id"] == item["id"])
    return {**today, **item}


def assert_still(before, now, where):
    """Everything that was shown is shown; later programs may show more."""
    if isinstance(before, dict):
        for name, value in before.items():
            if name != "overdue":
                assert_still(value, now[name], f"{where}.{name}")
    elif isinstance(before, list):
        assert len(before) == len(now), where
        for number, pair in enumerate(zip(before, now, strict=True)):
            assert_still(*pair, f"{where}[{number}]")
    else:
        assert before == now, where
