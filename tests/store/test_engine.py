"""A store file that is not as it should be: one clear sentence, nothing on the terminal, nothing changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.accounts import accounts
from models.tables.cases import cases
from models.tables.journal import journal
from tests.cases.at_work import new_case
from wbs_tui.store.engine import open_engine, reading, scratch
from wbs_tui.store.errors import DamagedStore, StoreUnreachable
from wbs_tui.store.location import FileStore
from wbs_tui.store.schema import check_version
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.errors import NoStore


def plain(path):
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cases (id)")
    connection.close()


def empty(path):
    path.write_bytes(b"")


def rubbish(path):
    path.write_bytes(b"\x5a" * 8192)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def beheaded(path):
    path.write_bytes(path.read_bytes()[4096:])


def folder(path):
    path.unlink()
    path.mkdir()


def contents(location):
    return {
        path: path.read_bytes()
        for path in location.database.parent.rglob("*")
        if path.is_file() and path.suffix not in (".lock", ".part")
    }


@pytest.mark.file_store
@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (plain, DamagedStore),
        (empty, DamagedStore),
        (rubbish, DamagedStore),
        (cut, DamagedStore),
        (beheaded, DamagedStore),
        (folder, StoreUnreachable),
    ],
)
def test_a_file_that_is_not_the_store(office, capfd, spoil, trouble):
    spoil(office.location.database)
    before = contents(office.location)
    with pytest.raises(trouble) as told:
        office.desk("petugas")
    assert len(told.value.message.splitlines()) == 1
    assert contents(office.location) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.file_store
def test_a_store_that_is_gone_is_not_made_anew(office):
    desk = office.desk("petugas")
    desk.engine.dispose()
    office.location.database.unlink()
    with pytest.raises(NoStore):
        office.desk("petugas2")
    with pytest.raises(StoreTrouble):
        new_case(desk)
    assert not office.location.database.exists()


@pytest.mark.file_store
def test_a_wrong_key(office, capfd):
    before = contents(office.location)
    engine = open_engine(office.location, bytes(32))
    with pytest.raises(DamagedStore):
        check_version(engine)
    engine.dispose()
    assert contents(office.location) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.file_store
def test_a_flipped_bit_anywhere_is_never_read_as_something_else(office, capfd):
    """Every page has its own seal: what is read is right, or it is damaged."""
    desk = office.desk("petugas")
    new_case(desk)
    desk.close()
    whole = office.location.database.read_bytes()
    for place in range(100, len(whole), len(whole) // 40):
        changed = bytearray(whole)
        changed[place] ^= 1
        office.location.database.write_bytes(bytes(changed))
        read_all(office)
    office.location.database.write_bytes(whole)
    assert capfd.readouterr() == ("", "")


def read_all(office):
    try:
        desk = office.desk("petugas")
        with desk.reading() as connection:
            for table in (cases, journal, accounts):
                connection.execute(select(table)).all()
    except DamagedStore:
        return
    desk.close()


@pytest.mark.file_store
def test_a_path_with_letters_that_addresses_use(office, tmp_path):
    strange = tmp_path / "kantor ke-1? 100%#&=é;mode=memory"
    shutil.move(office.location.database.parent, strange)
    moved = type(office.location)(strange / "office.wbs")
    office.location = moved
    assert new_case(office.desk("petugas"))
    assert sorted(path.name for path in strange.iterdir() if "lock" not in path.name)[0] == "office.wbs"


def test_readers_see_one_state_while_others_write(office):
    desk, other = office.desk("petugas"), office.desk("petugas2")
    with reading(desk.engine) as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM cases")
        assert count.scalar() == 0
        new_case(other)
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0


def test_what_was_written_is_there_after_a_kill_without_a_checkpoint(office):
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[2]); os.environ['WBS_KEYRING'] = 'off'\n"
        "from tests.cases.at_work import new_case\n"
        "from tests.conftest import PASSWORD, TickingClock\n"
        "from wbs_tui.accounts.session import unlock\n"
        "from wbs_tui.store.location import locate\n"
        "desk = unlock(locate(sys.argv[1]), 'petugas', PASSWORD, TickingClock()).desk\n"
        "new_case(desk); os.kill(os.getpid(), 9)\n"
    )
    root = str(Path(__file__).parents[2])
    ran = subprocess.run([sys.executable, "-c", code, str(office.location), root])
    assert ran.returncode == -9
    if isinstance(office.location, FileStore):
        assert office.location.database.with_name("office.wbs-wal").stat().st_size > 0
    with office.desk("petugas").reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 1


def test_a_scratch_database_is_sealed_and_goes_away(tmp_path):
    with scratch(tmp_path) as connection:
        connection.exec_driver_sql("PRAGMA cache_size = 1")
        connection.exec_driver_sql("CREATE TABLE t (x TEXT)")
        connection.exec_driver_sql(
            "INSERT INTO t SELECT 'KENARI-RAHASIA' || value FROM"
            " (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 20000)"
            " SELECT value FROM n)"
        )
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(written) > 100_000
    assert b"KENARI" not in written
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_room_for_a_scratch_database(tmp_path):
    with pytest.raises(StoreUnreachable), scratch(tmp_path / "not-there"):
        pass


def test_what_a_killed_scratch_left_goes_with_the_next_and_not_one_at_work(tmp_path):
    left, at_work = tmp_path / ".wbs-scratch-mati", tmp_path / ".wbs-scratch-hidup"
    long_ago = time.time() - 24 * 3600
    for folder in (left, at_work):
        folder.mkdir()
        (folder / "scratch").write_bytes(bytes(100))
        os.utime(folder / "scratch", (long_ago, long_ago))
        os.utime(folder, (long_ago, long_ago))
    (at_work / "scratch").write_bytes(bytes(200))
    with scratch(tmp_path):
        assert (left.exists(), at_work.exists()) == (False, True)
