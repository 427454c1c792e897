"""Populated stores of every old schema: migrated whole, or left as they were, whatever happens meanwhile."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.journal import journal
from tests.cases.at_work import journal_is_sound
from tests.conftest import PASSWORD, TestOffice, TickingClock
from tests.migrations.old_stores import (
    OLD,
    assert_shown_as_before,
    contents,
    copied,
    opened,
    put_on_server,
    shown,
    store_key_of,
    take_along,
)
from tests.warm import run, start
from wbs_tui.accounts.session import unlock
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import ServerRefuses, StoreInUse
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import locate
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import VERSIONS
from wbs_tui.vault.errors import NewerStore

HERE = Path(__file__).parent
LATER = {"days": 10}


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")


@pytest.fixture(params=OLD)
def version(request):
    return request.param


@pytest.fixture
def old(version, tmp_path):
    """The store in its file, as it was left."""
    return copied(version, tmp_path / "old")


@pytest.fixture(scope="module")
def databases(server, tmp_path_factory):
    """By schema: a server's database with the old rows; copied, never changed."""
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(tmp_path_factory.mktemp("state")))
        for each in OLD:
            made[each] = server.new_database()
            source = copied(each, tmp_path_factory.mktemp("source") / "old")
            put_on_server(source, server.address(made[each]), each)
    return made


@pytest.fixture
def database(version, server, databases):
    """The address of a copy of it."""
    name = server.new_database(databases[version])
    yield server.address(name)
    server.drop(name)


def ran(script, *words):
    """What a process of its own told."""
    done = run([sys.executable, HERE / script, *words])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def at_office(location):
    clock = TickingClock()
    clock.forward(**LATER)
    return TestOffice(location, clock, [])


def assert_whole(location, version):
    """The office works as before, its journal proves itself, and each entry has its place in it."""
    with closing(unlock(location, "irban", PASSWORD, at_office(location).clock).desk) as desk:
        with desk.reading() as connection:
            ordered = select(journal.c.revision).order_by(journal.c.clock, journal.c.station, journal.c.id)
            revisions = list(connection.execute(ordered).scalars())
        assert_shown_as_before(desk, version)
        assert journal_is_sound(desk)
    assert len(revisions) > 50
    assert revisions[:-1] == list(range(1, len(revisions)))  # the last is this account's first opening
    assert revisions[-1] == len(revisions)


def test_in_a_file(old, version):
    assert old.header.read().schema == version
    assert upgrade_store(old, "petugas", PASSWORD) == (version, VERSIONS[-1])
    assert old.header.read().schema == VERSIONS[-1]
    assert_whole(old, version)


def test_on_a_server(old, database, version):
    location = locate(database)
    with opened(location) as engine:
        migrate(engine)
    take_along(old, location)
    assert_whole(location, version)
    with opened(location) as engine, pytest.raises(ServerRefuses), writing(engine) as connection:
        connection.execute(journal.update().values(revision=None))


def test_a_second_migration_changes_nothing(old):
    store_key = store_key_of(old)
    upgrade_store(old, "petugas", PASSWORD)
    before = contents(old, store_key)
    assert upgrade_store(old, "petugas", PASSWORD) == (VERSIONS[-1], VERSIONS[-1])
    assert contents(old, store_key) == before


def test_killed_anywhere_a_file_is_the_old_store_or_the_new_one(old, version, tmp_path):
    store_key = store_key_of(old)
    before = contents(old, store_key)
    told = ran("cut_migration.py", old.folder, tmp_path)
    sys.stdout.write(f"{version}: {told['steps']} steps, killed at {len(told['killed'])}\n")
    found = set()
    for point in told["killed"]:
        location = type(old)(tmp_path / str(point) / "office.wbs")
        now, tables = contents(location, store_key)
        found.add(now)
        assert now != version or (now, tables) == before, point
        upgrade_store(location, "petugas", PASSWORD)
        with closing(unlock(location, "irban", PASSWORD, at_office(location).clock).desk) as desk:
            assert journal_is_sound(desk), point
            assert len(list_cases(desk, InboxQuery())) == len(shown(version)), point
    assert found == {version, VERSIONS[-1]}


def test_killed_anywhere_a_server_has_the_old_store_or_the_new_one(old, server, databases, version):
    told = ran("cut_server_migration.py", server.folder, databases[version])
    sys.stdout.write(f"{version}: {told['steps']} steps, killed at {len(told['found'])}\n")
    assert told["changed"] == []
    assert len(told["found"]) > 8
    assert set(told["found"].values()) == {version, VERSIONS[-1]}
    location = locate(server.address(told["last"]))
    with opened(location) as engine:
        migrate(engine)
    take_along(old, location)
    assert_whole(location, version)


def test_two_at_once_in_a_file_one_does_it_and_the_other_finds_it_done(old, version):
    assert sorted(raced(old)) == [[version, VERSIONS[-1]], [VERSIONS[-1], VERSIONS[-1]]]
    assert_whole(old, version)


def test_two_at_once_on_a_server_nothing_is_done_twice(old, database, version):
    location = locate(database)
    assert raced(location) == [VERSIONS[-1], VERSIONS[-1]]
    take_along(old, location)
    assert_whole(location, version)


def raced(location):
    """What two processes tell that begin at the same moment."""
    racer = [sys.executable, HERE / "race_migration.py", location]
    children = [start(racer, asks=True) for _process in range(2)]
    for child in children:
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        child.stdin.write(b"go\n")
    return [json.loads(child.communicate()[0]) for child in children]


def test_while_somebody_has_the_store_open_it_stays_as_it_is(old, version):
    store_key = store_key_of(old)
    use = InUse(old.use)
    before = contents(old, store_key)
    with pytest.raises(StoreInUse) as told:
        upgrade_store(old, "petugas", PASSWORD)
    assert "Tutup program" in told.value.message
    assert contents(old, store_key) == before
    assert old.header.read().schema == version
    use.close()
    assert upgrade_store(old, "petugas", PASSWORD) == (version, VERSIONS[-1])


def test_whoever_reads_on_a_server_meanwhile_sees_one_moment_and_then_the_new_tables(database, version):
    """A reader of an old schema keeps the migration waiting no longer than he reads."""
    location = locate(database)
    with opened(location) as engine:
        with reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == version
        migrate(engine)
        with reading(engine) as connection:
            assert connection.execute(select(journal.c.revision).limit(1)).scalar() is not None


def test_a_newer_store_is_refused_and_told_how_one_goes_back(old):
    store_key = store_key_of(old)
    upgrade_store(old, "petugas", PASSWORD)
    with opened(old, store_key) as engine, writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    for attempt in (
        lambda: upgrade_store(old, "petugas", PASSWORD),
        lambda: unlock(old, "petugas", PASSWORD, TickingClock()),
    ):
        with pytest.raises(NewerStore) as told:
            attempt()
        assert "memulihkan cadangan" in told.value.message
    assert contents(old, store_key)[0] == "0099"
