"""Killed anywhere, a move leaves one store that opens, or none until it is done again; never two."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.at_work import recorded
from tests.conftest import PASSWORD, TickingClock
from tests.copies import removed
from tests.cut_copies import cut_stores
from tests.operations.cut_moving import target_of
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.drafts import load_draft, save_draft
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.dump import tally
from wbs_tui.store.engine import open_engine, reading
from wbs_tui.store.errors import StoreMoved, UnfinishedMove, UnfinishedStore
from wbs_tui.store.location import FileStore
from wbs_tui.vault.errors import NoStore

CUT = Path(__file__).with_name("cut_moving.py")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """The address of an empty place, copied for every try."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'kosong' / 'office.wbs'}"
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


def opens(location):
    """Whether the Inspektur can work there."""
    try:
        unlock(location, "inspektur", PASSWORD, TickingClock()).desk.close()
    except (NoStore, StoreMoved, UnfinishedMove, UnfinishedStore):
        return False
    return True


def all_rows(location, store_key):
    engine = open_engine(location, store_key)
    try:
        with reading(engine) as connection:
            return tally(connection)
    finally:
        engine.dispose()


def test_a_move_that_was_cut_off_leaves_no_two_stores_and_goes_on(office, target, tmp_path, monkeypatch):
    officer = office.desk("petugas")
    recorded(officer)
    save_draft(officer, "note:analysis:x", "belum selesai")
    files, key = kept(officer), officer.store_key
    for desk in office.opened:
        desk.close()
    office.opened.clear()
    folder = tmp_path / "percobaan"
    folder.mkdir()
    seen = {"old": 0, "neither": 0, "new": 0}
    for point, source in cut_stores(CUT, [target], str(office.location), folder, monkeypatch):
        to = target_of(target, folder, str(point))
        old, new = opens(source), opens(to)
        assert not (old and new), point
        seen["old" if old else "new" if new else "neither"] += 1
        if not new:
            move_store(source, to, SignIn("admin", PASSWORD), TickingClock())
            assert all_rows(to, key) == all_rows(source, key), point
        assert not opens(source), point
        with closing(unlock(to, "petugas", PASSWORD, TickingClock()).desk) as desk:
            assert kept(desk) == files, point
            assert load_draft(desk, "note:analysis:x") == "belum selesai", point
            with desk.reading() as connection:
                assert verify_journal(connection).sound, point
        if not isinstance(to, FileStore):
            removed(str(to))
    if not target.startswith("sqlite"):
        removed(str(target_of(target, folder, "whole")))
    print(seen)
    assert seen["old"] > 0
    assert seen["neither"] > 0
    assert seen["new"] > 0
