"""A copy of the old store that goes on writing after the office has moved is noticed, and named."""

from contextlib import closing

import pytest
from sqlalchemy import delete

from models.tables.journal import store_facts
from tests.cases.at_work import new_case, recorded
from tests.conftest import PASSWORD
from tests.copies import copied, removed
from tests.migrations.old_stores import opened
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.anchors import JournalSplit
from wbs_tui.journal.heads import check_heads, signed_heads
from wbs_tui.journal.stations import present_head
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.engine import owning, reading
from wbs_tui.store.location import FileStore, locate
from wbs_tui.store.place_facts import MOVED_TO

HEAD = SignIn("inspektur", PASSWORD)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Sits at another computer, which remembers nothing of what was seen here."""

    def sit_there():
        monkeypatch.setenv("WBS_STATE", str(tmp_path / "komputer lain"))

    return sit_there


@pytest.fixture
def moved(office, tmp_path):
    """The old store, a copy of it from before the move, and the new one, in which work has gone on."""
    recorded(office.desk("petugas"))
    for desk in office.opened:
        desk.close()
    office.opened.clear()
    clone = locate(copied(str(office.location), tmp_path, "klon"))
    new = FileStore(tmp_path / "baru" / "office.wbs")
    move_store(office.location, new, HEAD, office.clock)
    with at(new, office, "petugas") as desk:
        new_case(desk, "Di alamat baru")
    yield office.location, clone, new
    removed(str(clone))


def at(location, office, name):
    return closing(unlock(location, name, PASSWORD, office.clock).desk)


def station(desk):
    with reading(desk.engine) as connection:
        return present_head(connection).station


def test_whoever_saw_the_new_store_writes_nothing_to_the_clone(
    office, moved, elsewhere, tmp_path, monkeypatch
):
    _old, clone, new = moved
    here = tmp_path / "di sini"
    monkeypatch.setenv("WBS_STATE", str(here))
    with at(new, office, "petugas") as desk:
        home = station(desk)
    elsewhere()
    with at(clone, office, "irban") as desk:
        assert station(desk) == home  # the same station: nothing else tells them apart
        new_case(desk, "Di salinan")
    with at(new, office, "irban") as desk, pytest.raises(JournalSplit, match=home):
        new_case(desk)
    monkeypatch.setenv("WBS_STATE", str(here))
    with at(clone, office, "petugas") as desk, pytest.raises(JournalSplit, match=home):
        new_case(desk)


def test_signed_heads_of_the_one_name_the_other(office, moved, elsewhere):
    _old, clone, new = moved
    with at(new, office, "auditor") as desk:
        home = station(desk)
        with reading(desk.engine) as connection:
            heads = signed_heads(desk, connection)
    elsewhere()
    with at(clone, office, "irban") as desk:
        new_case(desk, "Di salinan")
        with reading(desk.engine) as connection:
            found = check_heads(connection, heads).findings
    assert [(each.what, each.place.partition("#")[0]) for each in found] == [("equivocation", home)]


def test_an_old_store_that_is_opened_again_by_force_is_noticed_too(office, moved, elsewhere):
    old, _clone, new = moved
    with at(new, office, "auditor") as desk:
        home, key = station(desk), desk.store_key
    force_open(old, key)
    elsewhere()
    with at(old, office, "irban") as desk:
        new_case(desk, "Di alamat lama")
    with at(new, office, "irban") as desk, pytest.raises(JournalSplit, match=home):
        new_case(desk)


def force_open(location, key):
    """What somebody with the store key, who owns the tables, can undo."""
    with opened(location, key) as engine, owning(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION wbs_refuse_moved CASCADE")
        else:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in names.scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(delete(store_facts).where(store_facts.c.name == MOVED_TO))
