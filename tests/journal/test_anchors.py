"""An account remembers how far it saw the journal: a cut tail and a copy that went on alone are noticed."""

import shutil
from contextlib import closing

import pytest
from sqlalchemy import delete, func, insert, select

from models.tables.journal import journal
from tests.cases.at_work import new_case
from tests.conftest import PASSWORD
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.steps.drafts import load_draft, save_draft
from wbs_tui.journal.anchors import DamagedAnchors, JournalCut, JournalSplit, anchors_of
from wbs_tui.store.engine import owning
from wbs_tui.store.location import FileStore


def anchors(desk):
    return anchors_of(desk.location.header.read().store_id, desk.office.id, desk.actor.id, desk.account_keys)


def last(desk):
    with desk.reading() as connection:
        return connection.execute(
            select(journal.c.station, func.max(journal.c.sequence)).group_by(journal.c.station)
        ).one()


def cut(desk, entries):
    """Whoever owns the tables takes so many entries off the end; gives them."""
    place = journal.c.sequence > last(desk)[1] - entries
    with owning(desk.engine) as connection:
        rows = [row._asdict() for row in connection.execute(select(journal).where(place))]
        connection.execute(delete(journal).where(place))
    return rows


def test_how_far_it_has_come_is_remembered_when_the_desk_closes(office):
    desk = office.desk("petugas")
    new_case(desk)
    station, sequence = last(desk)
    desk.close()
    again = office.desk("petugas")
    [(known, trail)] = again.anchored.before.items()
    assert (known, trail[0].sequence) == (station, sequence)
    assert again.refusal is None


def test_what_others_write_afterwards_is_nothing_to_refuse(office):
    office.desk("petugas").close()
    new_case(office.desk("irban"))
    new_case(office.desk("petugas"))


def test_what_another_desk_of_the_account_sees_meanwhile_is_no_cut_tail(office):
    """Two programs of one account at once: one sits down while the other writes and remembers that."""
    first, second = office.desk("petugas"), office.desk("petugas")
    first.anchored.recall()
    with first.reading() as connection:
        new_case(second)
        second.close()
        first.anchored.arrive(connection)
    assert first.refusal is None


@pytest.mark.parametrize("entries", [1, 3])
def test_a_cut_tail_is_refused_and_read_on(office, entries):
    first = office.desk("petugas")
    new_case(first)
    station, sequence = last(first)
    first.close()
    rows = cut(office.desk("admin"), entries)
    desk = office.desk("petugas")
    with pytest.raises(JournalCut, match=rf"{sequence}.*{station}"):
        new_case(desk)
    save_draft(desk, "note:x", "tetap dapat dibaca")
    assert load_draft(desk, "note:x") is not None
    assert isinstance(desk.refusal, JournalCut)
    desk.close()
    with owning(office.desk("admin").engine) as connection:
        connection.execute(insert(journal), rows)
    assert office.desk("petugas").refusal is None


def test_a_store_that_is_put_back_under_an_open_desk_gets_no_entry(office):
    desk = office.desk("petugas")
    new_case(desk)
    cut(office.desk("admin"), 1)
    with pytest.raises(JournalCut):
        new_case(desk)
    assert str(anchors(desk).path) in str(desk.refusal)


@pytest.fixture
def clone(office, tmp_path):
    """A copy of the store, made when both officers have opened it once."""
    for name in ("petugas", "irban"):
        office.desk(name).close()
    shutil.copytree(office.location.folder, tmp_path / "copy")
    return FileStore(tmp_path / "copy" / "office.wbs")


def at(location, office, name="petugas"):
    return closing(unlock(location, name, PASSWORD, office.clock).desk)


@pytest.mark.file_store
def test_two_copies_that_are_both_written_to_are_noticed_by_who_opens_both(office, clone):
    with at(office.location, office) as desk:
        station, sequence = last(desk)
        new_case(desk)
    with at(clone, office, "irban") as other:
        new_case(other)
    with at(clone, office) as other, pytest.raises(JournalSplit, match=rf"{station}.* {sequence + 1} "):
        new_case(other)
    with at(office.location, office) as desk:
        new_case(desk)
    with at(office.location, office, "irban") as desk, pytest.raises(JournalSplit, match=station):
        new_case(desk)


@pytest.mark.file_store
def test_a_copy_that_is_behind_is_not_gone_on_with(office, clone):
    with at(office.location, office) as desk:
        new_case(desk)
    with at(clone, office) as other, pytest.raises(JournalCut):
        new_case(other)


def test_a_damaged_file_is_named_and_nothing_is_written_until_it_is_gone(office):
    office.desk("irban").close()
    foreign = anchors(office.desk("irban")).path.read_bytes()
    first = office.desk("petugas")
    path = anchors(first).path
    first.close()
    whole = path.read_bytes()
    spoilt = (b"", b"\0" * 40, b"\x02" + whole[1:], whole[:-1], whole + b"x", foreign)
    for content in spoilt:
        path.write_bytes(content)
        desk = office.desk("petugas")
        with pytest.raises(DamagedAnchors, match=path.name):
            new_case(desk)
        desk.close()
        assert path.read_bytes() == content
    path.unlink()
    desk = office.desk("petugas")
    new_case(desk)
    assert desk.anchored.before == {}
    print(f"{len(spoilt)} damaged files")


def test_a_bad_bit_anywhere_in_the_file_is_damage(office):
    desk = office.desk("petugas")
    path, own = anchors(desk).path, desk.keyring.own
    whole = path.read_bytes()
    for place in range(0, len(whole), 41):
        path.write_bytes(bytes([*whole[:place], whole[place] ^ 4, *whole[place + 1 :]]))
        with pytest.raises(DamagedAnchors):
            anchors(desk).read(own)


def test_a_folder_that_cannot_be_written_stops_nobody(office, tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    desk = office.desk("petugas")
    new_case(desk)
    assert desk.anchored.failed
