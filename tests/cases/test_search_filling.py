"""An index is filled in pieces: cut off anywhere it goes on, and several sessions of one account share it."""

import json
import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.at_work import new_case, new_cases
from tests.warm import run
from wbs_tui.cases.finding import search_filling
from wbs_tui.cases.finding.search_filling import Progress
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.search.cache import DamagedCache, cache, cache_path, changing, drop, looking, open_cache
from wbs_tui.search.facts import fact, remember
from wbs_tui.search.index import indexed, size, state
from wbs_tui.search.layout import SEARCH
from wbs_tui.store.engine import reading

CUT = Path(__file__).with_name("cut_filling.py")


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(search_filling, "BATCH", 4)


@pytest.fixture
def desk(office):
    return office.desk("petugas")


def perkara(count):
    return [{"title": f"Perkara {number}"} for number in range(count)]


def found(index, asked="perkara"):
    return [row.register for row in index.find(asked, InboxQuery()).last(200).rows]


def held(desk):
    with cache(desk, SEARCH) as engine, reading(engine) as connection:
        return size(connection)


@pytest.mark.usefixtures("small_steps")
def test_progress_is_told_and_the_newest_are_there_first(office, desk):
    registers = []
    for number in range(10):
        office.clock.forward(minutes=1)
        registers.append(new_case(desk, f"Perkara {number}", received_at=office.clock()))
    index, told = SearchIndex(desk), []
    index.refresh(told.append, cancelled=lambda: len(told) == 2)
    assert told[-1] == Progress(4, 10)
    assert found(index) == registers[:-5:-1]
    index.refresh(told.append)
    assert told[-1] == Progress(10, 10)
    assert found(index) == registers[::-1]
    index.close()


@pytest.mark.usefixtures("small_steps")
def test_what_changes_while_it_is_filled_is_there_too(office, desk):
    first, *_rest, last = new_cases(desk, perkara(12))
    index = SearchIndex(desk)
    other = office.desk("petugas2")

    def meanwhile(progress):
        if progress.done == 4:
            write_note(other, last, "Bendungan retak")
            write_note(other, first, "Bendungan retak")
            new_case(other, "Perkara baru")

    index.refresh(meanwhile)
    assert set(found(index, "bendungan")) == {first, last}
    assert len(found(index)) == held(desk) == 13
    index.close()


@pytest.mark.usefixtures("small_steps")
def test_two_sessions_of_one_account_fill_one_index(office, desk):
    registers = new_cases(desk, perkara(60))
    indexes = [SearchIndex(desk), SearchIndex(office.desk("petugas"))]
    begun = threading.Barrier(2)

    def fill(index):
        begun.wait()
        index.refresh()

    threads = [threading.Thread(target=fill, args=[index]) for index in indexes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index in indexes:
        index.refresh()
        assert sorted(found(index)) == sorted(registers)
        index.close()
    with cache(desk, SEARCH) as engine, reading(engine) as connection:
        assert len(indexed(connection)) == size(connection) == 60
        assert connection.exec_driver_sql("SELECT count(*) FROM documents").scalar_one() == 60
        assert state(connection).whole


def test_of_many_sessions_that_make_a_cache_at_once_all_have_the_same(office, desk):
    """One file, whoever comes first; also where a file that opens no more lies in its place."""
    desks = [desk, *(office.desk("petugas") for _other in range(5))]
    together = ThreadPoolExecutor(len(desks))
    begun = threading.Barrier(len(desks))

    def come(at):
        begun.wait()
        return open_cache(at, SEARCH)

    for left in (None, b"", b"x" * 9000) * 4:
        if left is not None:
            cache_path(desk, SEARCH).write_bytes(left)
        opened = list(together.map(come, desks))
        with changing(opened[0].engine) as connection:
            remember(connection, "said", b"by the first")
        for each in opened:
            with looking(each.engine) as connection:
                assert fact(connection, "said") == b"by the first"
            each.engine.dispose()
        drop(desk, SEARCH)
    together.shutdown()
    assert [path.name for path in office.location.caches.glob(".wbs-*")] == []


def test_who_gives_up_a_cache_leaves_the_new_one_of_another_session(office, desk):
    other = office.desk("petugas")
    old = open_cache(desk, SEARCH)
    drop(other, SEARCH)
    new = open_cache(other, SEARCH)
    drop(desk, SEARCH, old.nonce)
    with desk.reading() as connection:
        assert new.is_current(other, connection)
    assert cache_path(desk, SEARCH).exists()
    for each in (old, new):
        each.engine.dispose()


def test_the_half_of_a_cache_that_somebody_was_killed_over_is_swept(office, desk):
    office.location.caches.mkdir(mode=0o700, exist_ok=True)
    halves = [office.location.caches / name for name in (".wbs-x.part", ".wbs-x.part-wal")]
    for half in halves:
        half.touch()
        os.utime(half, (0, 0))
    with cache(desk, SEARCH):
        assert not any(half.exists() for half in halves)


def test_a_spoilt_index_is_filled_anew(desk):
    register = new_case(desk, "Bendungan retak")
    for spoil in (b"", b"x" * 9000):
        index = SearchIndex(desk)
        index.refresh()
        assert found(index, "retak") == [register]
        index.close()
        cache_path(desk, SEARCH).write_bytes(spoil)
        for ending in ("-wal", "-shm"):
            Path(f"{cache_path(desk, SEARCH)}{ending}").unlink(missing_ok=True)


def test_an_index_whose_pages_are_damaged_is_made_anew_and_the_store_is_not_blamed(desk):
    registers = new_cases(desk, perkara(40))
    index = SearchIndex(desk)
    index.refresh()
    index.close()
    path = cache_path(desk, SEARCH)
    content = bytearray(path.read_bytes())
    for page in range(3 * 4096, len(content), 4096):
        content[page + 100] ^= 0xFF
    path.write_bytes(content)
    index = SearchIndex(desk)
    with pytest.raises(DamagedCache, match="Indeks pencarian rusak"):
        index.find("perkara", InboxQuery())
    index.refresh()
    assert sorted(found(index)) == sorted(registers)
    index.close()


@pytest.mark.file_store
def test_a_store_that_is_put_back_from_a_copy_has_its_index_made_anew(office, desk):
    """The same revisions are other entries then: nothing would be found that was written after."""
    new_cases(desk, perkara(3))
    database = office.location.database
    desk.close()
    copy = database.with_name("copy")
    shutil.copy(database, copy)
    later = office.desk("petugas")
    with closing(SearchIndex(later)) as index:
        index.refresh()
        new_case(later, "Bendungan lama")
        index.refresh()
        assert len(found(index, "bendungan")) == 1
    later.close()
    shutil.copy(copy, database)
    other = office.desk("petugas2")  # he has not seen what is gone
    register = new_case(other, "Bendungan baru")
    write_note(other, register, "Perkara")
    desk = office.desk("petugas")
    with closing(SearchIndex(desk)) as index:
        index.refresh()
        assert found(index, "bendungan") == [register]
        assert len(found(index)) == 4
        assert held(desk) == 4


@pytest.mark.file_store
def test_killed_anywhere_it_goes_on_and_holds_everything_once(office, desk):
    registers = new_cases(desk, perkara(24))
    desk.close()
    folder = office.location.database.parent
    ran = run([sys.executable, CUT, folder])
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert len(told["killed"]) >= 6
    for kill in told["killed"]:
        assert sorted(kill["found"]) == sorted(registers), kill["at"]
    left = {kill["left"] for kill in told["killed"]}
    sys.stdout.write(
        f"{told['steps']} steps, killed {len(told['killed'])} times, cases left: {sorted(left)}\n"
    )
    assert len(left) > 2, left
