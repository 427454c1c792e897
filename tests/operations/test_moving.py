"""An office moves from a file to a server and back, with everything it has; the old place says where to."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

import wbs_tui.operations
from models.tables.cases import cases
from models.tables.journal import journal, stations
from models.tables.local import caches, drafts, last_uses, presence
from tests.cases.at_work import new_case, recorded
from tests.conftest import PASSWORD
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.steps.drafts import load_draft, save_draft
from wbs_tui.cases.steps.evidence import add, content
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn, StrayFiles
from wbs_tui.operations.moving import move_store
from wbs_tui.store.dump import tally
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import StoreBusy, StoreExists, StoreMoved
from wbs_tui.store.location import FileStore, locate
from wbs_tui.store.moved import NotTheOwner
from wbs_tui.store.pins import look
from wbs_tui.text.errors import CannotUnlock, WrongUse

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"
HEAD = SignIn("inspektur", PASSWORD)
DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def worked(office, tmp_path):
    """An officer's desk, with cases, files of several pieces, a note, a draft and read marks."""
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    register = recorded(desk)
    big = tmp_path / "rekaman.bin"
    big.write_bytes(b"rekaman" * 100_000)
    add(desk, register, [big])
    write_note(desk, register, "Sudah ditelepon.")
    save_draft(desk, "note:analysis:x", "belum selesai")
    mark_read(desk, load_case(desk, register).id)
    return desk


@pytest.fixture(params=DATABASES)
def target(request, tmp_path):
    with empty_place(request, request.param, tmp_path / "baru") as location:
        yield location


@contextmanager
def empty_place(request, kind, folder):
    """Where an office can be moved to, on either database."""
    if kind == "sqlite":
        yield FileStore(folder / "office.wbs")
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield locate(server.address(name))
    server.drop(name)


def at(location, office, name="inspektur"):
    return closing(unlock(location, name, PASSWORD, office.clock).desk)


def rows(desk):
    """What every table adds up to, but for what an unlock itself notes."""
    with reading(desk.engine) as connection:
        found = tally(connection)
    return {name: total for name, total in found.items() if name not in ("journal", "last_uses", "openings")}


def sound(desk):
    with reading(desk.engine) as connection:
        report = verify_journal(connection)
    return report.sound, report.entries


def test_everything_goes_over_and_work_goes_on_there(office, worked, target):
    before, files, entries = rows(worked), kept(worked), sound(worked)[1]
    told = []
    moved = move_store(office.location, target, HEAD, office.clock, tell=lambda *step: told.append(step))
    assert (moved.entries, moved.files, moved.lost, moved.findings) == (entries + 1, len(files), (), ())
    assert {str(step[0]) for step in told} == {"files", "rows", "proof"}
    with at(target, office, "petugas") as desk:
        assert rows(desk) == before
        assert kept(desk) == files
        assert load_draft(desk, "note:analysis:x") == "belum selesai"
        register = list(load_registers(desk))[-1]
        case = load_case(desk, register)
        assert [note.body for note in case.notes] == ["Sudah ditelepon."]
        added = next(view for view in case.evidence if view.name == "rekaman.bin")
        assert b"".join(content(desk, added.id)) == b"rekaman" * 100_000
        following = recorded(desk)
        assert int(following[-6:]) == int(register[-6:]) + 1  # the register goes on, nothing waits
        assert sound(desk)[0]
        with reading(desk.engine) as connection:
            revisions = list(
                connection.execute(select(journal.c.revision).order_by(journal.c.sequence)).scalars()
            )
            assert revisions == list(range(1, len(revisions) + 1))
            assert connection.execute(select(func.count()).select_from(stations)).scalar_one() == 0
            assert connection.execute(select(func.count()).select_from(presence)).scalar_one() == 0


def load_registers(desk):
    with desk.reading() as connection:
        return list(connection.execute(select(cases.c.register).order_by(cases.c.running)).scalars())


def ways_in(location):
    """The slots, but for the store key in them: from a server the office takes another along."""
    header = location.header.read()
    return header.store_id, [replace(slot, sealed_store_key=None) for slot in header.slots]


@pytest.mark.file_store
def test_from_a_file_to_a_server_and_back_it_is_the_same_office(office, worked, request, tmp_path):
    before, files = rows(worked), kept(worked)
    with (
        empty_place(request, "postgresql", tmp_path) as server,
        empty_place(request, "sqlite", tmp_path / "kembali") as back,
    ):
        with at(office.location, office) as desk:
            seen = look(desk.keyring.authority)
        move_store(office.location, server, HEAD, office.clock)
        move_store(server, back, HEAD, office.clock)
        with at(back, office) as desk:
            assert (rows(desk), kept(desk)) == (before, files)
            assert look(desk.keyring.authority) == seen
            assert desk.refusal is None  # what the account saw before holds at either place
            assert sound(desk)[0]
        assert ways_in(back) == ways_in(office.location)
        for left, to in ((office.location, server), (server, back)):
            with pytest.raises(StoreMoved) as told:
                unlock(left, "petugas", PASSWORD, office.clock)
            assert str(to) in told.value.message


def test_a_desk_that_is_open_at_the_old_place_is_told_and_keeps_nothing_there(office, worked, target):
    move_store(office.location, target, HEAD, office.clock)
    with reading(worked.engine) as connection:
        before = tally(connection)
    for attempt in (
        lambda: recorded(worked),
        lambda: load_registers(worked),
        lambda: save_draft(worked, "note:analysis:x", "lebih lanjut"),
        lambda: raw_write(worked),
    ):
        with pytest.raises(StoreMoved) as told:
            attempt()
        assert str(target) in told.value.message
    with reading(worked.engine) as connection:
        assert tally(connection) == before
        assert connection.execute(select(func.count()).select_from(caches)).scalar_one() == 0


def raw_write(desk):
    """As a program does that knows nothing of moving."""
    with writing(desk.engine) as connection:
        connection.execute(last_uses.delete())
        connection.execute(drafts.delete())


def test_only_the_super_admin_and_the_inspektur_move_it(office, worked, target):
    for name in ("petugas", "irban", "auditor"):
        with pytest.raises(NotPermitted):
            move_store(office.location, target, SignIn(name, PASSWORD), office.clock)
    with pytest.raises(CannotUnlock):
        move_store(office.location, target, SignIn("inspektur", "salah sandi"), office.clock)
    assert not target.header.exists()
    assert recorded(worked)
    files = len(kept(worked))
    assert move_store(office.location, target, SignIn("admin", PASSWORD), office.clock).files == files


@pytest.mark.file_store
def test_who_does_not_own_the_tables_of_a_server_is_told_before_anything_is_copied(
    office, server, tmp_path, founded_database
):
    name, to = server.new_database(founded_database), FileStore(tmp_path / "baru" / "office.wbs")
    server.admin("CREATE ROLE tono LOGIN IN ROLE wbs_desk")
    try:
        with pytest.raises(NotTheOwner, match="wbs_owner"):
            move_store(locate(server.address(name, "tono")), to, HEAD, office.clock)
        assert not to.header.exists()
    finally:
        server.drop(name)
        server.admin("DROP ROLE tono")


def test_a_place_that_is_not_empty_is_refused_and_left_as_it_is(office, worked, tmp_path, founded_office):
    other = FileStore(founded_office / "office.wbs")
    with pytest.raises(StoreExists):
        move_store(office.location, other, HEAD, office.clock)
    with pytest.raises(WrongUse):
        move_store(office.location, office.location, HEAD, office.clock)
    with pytest.raises(WrongUse):
        move_store(office.location, FileStore(tmp_path / ("x" * 200)), HEAD, office.clock)
    strays = FileStore(tmp_path / "sisa" / "office.wbs")
    (strays.evidence / "ab").mkdir(parents=True)
    with pytest.raises(StrayFiles):
        move_store(office.location, strays, HEAD, office.clock)
    assert recorded(worked)


@pytest.mark.usefixtures("worked")
def test_it_moves_once(office, target, tmp_path):
    move_store(office.location, target, HEAD, office.clock)
    for place in (target, FileStore(tmp_path / "lain" / "office.wbs")):
        with pytest.raises(StoreMoved):
            move_store(office.location, place, HEAD, office.clock)
    with at(target, office) as desk:
        assert sound(desk)[0]


@pytest.mark.file_store
@pytest.mark.usefixtures("worked")
def test_the_offices_own_policy_files_go_along(office, target):
    office.location.policy.mkdir()
    (office.location.policy / "limits.toml").write_text("# milik kantor\n")
    move_store(office.location, target, HEAD, office.clock)
    assert (target.policy / "limits.toml").read_text() == "# milik kantor\n"


@pytest.mark.file_store
def test_what_officers_write_meanwhile_goes_along_or_is_refused(office, request, tmp_path):
    """Several at once, while it moves: every case that was acknowledged is at the new place."""
    desks = [office.desk(name) for name in ("petugas", "irban", "inspektur")]
    for desk in desks:
        recorded(desk)
    with empty_place(request, "postgresql", tmp_path) as server, ThreadPoolExecutor(len(desks)) as pool:
        writers = [pool.submit(written_until_moved, desk) for desk in desks]
        move_store(office.location, server, HEAD, office.clock)
        acknowledged = [register for each in writers for register in each.result()]
        assert acknowledged
        with at(server, office, "petugas") as desk:
            there = load_registers(desk)
            assert set(acknowledged) <= set(there)
            assert there == [f"16-2026-{number:06}" for number in range(1, len(there) + 1)]
            assert sound(desk)[0]


def written_until_moved(desk):
    """The cases that a desk could record before it was told where the office is."""
    done = []
    while True:
        try:
            done.append(new_case(desk))
        except StoreBusy:
            continue
        except StoreMoved:
            return done
