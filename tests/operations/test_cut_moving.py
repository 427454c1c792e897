"""Killed anywhere, a move leaves one store that opens, or none until it is done again; never two."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.at_work import recorded
from tests.conftest import PASSWORD, TickingClock
from tests.copies import removed
from tests.cut_copies import cut_stores
from tests.operations.backup_keys import key_in
from tests.operations.cut_moving import target_of
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.steps.drafts import load_draft, save_draft
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.dump import tally
from wbs_tui.store.engine import open_engine, reading
from wbs_tui.store.errors import StoreMoved, UnfinishedMove, UnfinishedStore
from wbs_tui.store.location import FileStore, locate
from wbs_tui.vault.errors import NoStore

CUT = Path(__file__).with_name("cut_moving.py")


@pytest.fixture(params=["to a file", "to a server", "from a server to a file"])
def route(request, office, tmp_path):
    """Where the office is, and an empty place: both addresses are copied for every try."""
    source, empty = office.location, f"sqlite:///{tmp_path / 'kosong' / 'office.wbs'}"
    if request.param == "to a file":
        yield source, empty
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    if request.param == "to a server":
        yield source, server.address(name)
    else:
        on_server = locate(server.address(name))
        move_store(source, on_server, SignIn("inspektur", PASSWORD), office.clock)
        yield on_server, empty
    server.drop(name)


def opens(location):
    """Whether the Inspektur can work there."""
    try:
        unlock(location, "inspektur", PASSWORD, TickingClock()).desk.close()
    except (NoStore, StoreMoved, UnfinishedMove, UnfinishedStore):
        return False
    return True


def all_rows(location):
    engine = open_engine(location, key_in(location.header.read()))
    try:
        with reading(engine) as connection:
            return tally(connection)
    finally:
        engine.dispose()


@pytest.mark.file_store
def test_a_move_that_was_cut_off_leaves_no_two_stores_and_goes_on(route, tmp_path, monkeypatch):
    office, target = route
    with closing(unlock(office, "petugas", PASSWORD, TickingClock()).desk) as officer:
        recorded(officer)
        save_draft(officer, "note:analysis:x", "belum selesai")
        files = kept(officer)
    folder = tmp_path / "percobaan"
    folder.mkdir()
    seen = {"old": 0, "neither": 0, "new": 0}
    for point, source in cut_stores(CUT, [target], str(office), folder, monkeypatch):
        to = target_of(target, folder, str(point))
        old, new = opens(source), opens(to)
        assert not (old and new), point
        seen["old" if old else "new" if new else "neither"] += 1
        if not new:
            move_store(source, to, SignIn("admin", PASSWORD), TickingClock())
            assert all_rows(to) == all_rows(source), point
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
