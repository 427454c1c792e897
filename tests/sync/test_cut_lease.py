"""Killed anywhere: a desk's file is there whole or not at all, and a desk is open or is opened anew.

On both databases, and from one to the other.
"""

from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.at_work import journal_is_sound, recorded
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from tests.sync.cut_lease import leasing, opening
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.errors import UnfinishedRestore, UnfinishedStore
from wbs_tui.store.location import FileStore
from wbs_tui.sync.desks.lease_views import list_leases
from wbs_tui.sync.desks.leases import end_lease
from wbs_tui.vault.errors import NoStore

CUT = Path(__file__).with_name("cut_lease.py")


def at(location, name="inspektur"):
    return closing(unlock(location, name, PASSWORD, TickingClock()).desk)


@pytest.fixture
def recorded_cases(office):
    """Two cases with files; nobody sits at the office any more."""
    numbers = [recorded(office.desk("petugas")) for _case in range(2)]
    for desk in office.opened:
        desk.close()
    return numbers


def test_a_lease_that_was_cut_off_leaves_a_whole_file_or_is_made_again(
    office, recorded_cases, tmp_path, monkeypatch
):
    folder = tmp_path / "percobaan"
    folder.mkdir()
    seen = {"not made": 0, "without a file": 0, "whole": 0}
    for point, location in cut_stores(CUT, ["make"], str(office.location), folder, monkeypatch):
        file = folder / str(point) / "meja"
        with at(location) as head:
            made = list_leases(head)
            assert journal_is_sound(head), point
            if not file.exists():
                seen["without a file" if made else "not made"] += 1
                for lease in made:
                    end_lease(head, lease.mark, "berkasnya tidak ada")
                leasing(head, file)
            else:
                seen["whole"] += 1
        desk_place = FileStore(folder / str(point) / "desk" / "office.wbs")
        opening(desk_place, file)
        with at(desk_place, "petugas") as desk:
            assert {row.register for row in list_cases(desk, InboxQuery())} == set(recorded_cases), point
            assert journal_is_sound(desk), point
    print(seen)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request, tmp_path):
    """The address of a place where there is no desk yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.wbs'}"
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


@pytest.mark.file_store
def test_a_desk_whose_opening_was_cut_off_opens_for_nobody_and_is_opened_anew(
    office, recorded_cases, empty_place, tmp_path, monkeypatch
):
    folder = tmp_path / "percobaan"
    folder.mkdir()
    leasing(office.desk("inspektur"), folder / "meja")
    seen = {"nothing": 0, "unfinished": 0, "done": 0}
    for point, location in cut_stores(CUT, ["open"], empty_place, folder, monkeypatch):
        try:
            with at(location, "petugas"):
                seen["done"] += 1
        except NoStore:
            seen["nothing"] += 1
            opening(location, folder / "meja")
        except (UnfinishedRestore, UnfinishedStore):
            seen["unfinished"] += 1
            opening(location, folder / "meja")
        with at(location, "petugas") as desk:
            assert journal_is_sound(desk), point
            assert recorded(desk) == "S2-0001", point
            assert {row.register for row in list_cases(desk, InboxQuery())} > set(recorded_cases), point
    print(seen)
    assert seen["unfinished"] > 0
