"""Killed anywhere: a backup is there whole or not at all, and a restore is done or begins anew."""

from contextlib import closing
from pathlib import Path

import pytest

import wbs_tui.operations
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from tests.operations.backup_keys import key_in
from tests.operations.cut_backup import restoring
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.store.backup_file import read_backup
from wbs_tui.store.errors import UnfinishedRestore, UnfinishedStore
from wbs_tui.store.location import FileStore
from wbs_tui.vault.errors import NoStore

CUT = Path(__file__).with_name("cut_backup.py")
SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"


def at_the_desk(location):
    return closing(unlock(location, "inspektur", PASSWORD, TickingClock()).desk)


def sound(desk):
    with desk.reading() as connection:
        return verify_journal(connection).sound


def test_a_backup_that_was_cut_off_is_not_there(office, tmp_path, monkeypatch):
    import_paths(office.desk("petugas"), [SAMPLES / "mail"])
    for desk in office.opened:
        desk.close()
    folder = tmp_path / "percobaan"
    folder.mkdir()
    whole = 0
    for point, location in cut_stores(CUT, ["backup"], str(office.location), folder, monkeypatch):
        made = folder / str(point) / "cadangan"
        if made.exists():
            backup = read_backup(made)
            with backup.records((key_in(backup.header),)) as records:
                assert list(records), point
            whole += 1
        with at_the_desk(location) as desk:
            assert sound(desk), point
    print(f"{whole} were whole")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request, tmp_path):
    """The address of a place where there is no office yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.wbs'}"
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


@pytest.mark.file_store
def test_a_restore_that_was_cut_off_opens_for_nobody_and_begins_anew(
    office, empty_place, tmp_path, monkeypatch
):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    files = kept(desk)
    folder = tmp_path / "percobaan"
    folder.mkdir()
    make_backup(desk, folder / "cadangan")
    seen = {"nothing": 0, "unfinished": 0, "done": 0}
    for point, location in cut_stores(CUT, ["restore"], empty_place, folder, monkeypatch):
        try:
            with at_the_desk(location):
                seen["done"] += 1
        except NoStore:
            seen["nothing"] += 1
            restoring(location)
        except (UnfinishedRestore, UnfinishedStore):
            seen["unfinished"] += 1
            restoring(location)
        with at_the_desk(location) as desk:
            assert sound(desk), point
            assert kept(desk) == files, point
        if isinstance(location, FileStore):
            left = {path.name for path in location.folder.iterdir() if path.name.startswith(".wbs")}
            assert left <= {path.name for path in location.folder.glob(".wbs-scratch-*")}, point
    print(seen)
    assert seen["unfinished"] > 0
