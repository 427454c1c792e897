"""A backup brings an office back, into a file or onto a server, and nothing that is not whole is believed."""

import os
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.tables.cases import cases
from models.tables.journal import journal, stations
from models.tables.local import caches
from tests.cases.at_work import recorded
from tests.conftest import PASSWORD
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.evidence import add, content
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations import doctor
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.drill import drill
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import read_backup
from wbs_tui.store.dump import tally
from wbs_tui.store.location import FileStore, locate

SAMPLES = Path(doctor.__file__).parent / "samples"
HEAD = SignIn("inspektur", PASSWORD)

CANARIES = (b"Siti Pelapor", b"3171011708450001", b"Sudah ditelepon", b"rekaman", b"Dana desa", b"16-2026-")


@pytest.fixture
def worked(office, tmp_path):
    """A desk of an office with cases, files and a note."""
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    register = recorded(desk)
    big = tmp_path / "rekaman.bin"
    big.write_bytes(b"rekaman" * 100_000)
    add(desk, register, [big])
    write_note(desk, register, "Sudah ditelepon.")
    return desk


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, tmp_path):
    """An empty place for a store, on either database."""
    with empty_place(request, request.param, tmp_path) as location:
        yield location


@contextmanager
def empty_place(request, kind, tmp_path):
    if kind == "sqlite":
        yield FileStore(tmp_path / "baru" / "office.wbs")
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield locate(server.address(name))
    server.drop(name)


def opened(location, office, name="inspektur"):
    """A desk at a restored store."""
    return closing(unlock(location, name, PASSWORD, office.clock).desk)


def totals(desk):
    with desk.reading() as connection:
        found = tally(connection)
    return {name: total for name, total in found.items() if name not in ("journal", "last_uses", "stations")}


def test_a_store_comes_back_as_it_was(office, worked, elsewhere, tmp_path):
    told = []
    made = make_backup(worked, tmp_path / "cadangan.wbs-backup", lambda *step: told.append(step))
    before, files = totals(worked), kept(worked)
    assert (made.files, made.lost, made.recorded) == (len(files), (), True)
    assert made.size == made.path.stat().st_size
    sealed = made.path.read_bytes()
    assert [word for word in CANARIES if word in sealed] == []
    with worked.reading() as connection:
        entries = connection.execute(select(func.count()).select_from(journal)).scalar_one()

    restored = restore(read_backup(made.path), elsewhere, HEAD, office.clock)

    assert (restored.entries, restored.files, restored.findings) == (entries - 1, len(files), ())
    with opened(elsewhere, office) as desk:
        after = totals(desk)
        assert kept(desk) == files
        assert {name for name in before if before[name] != after.get(name)} <= {"store_facts", "openings"}
        with desk.reading() as connection:
            report = verify_journal(connection)
            assert report.bad == []
            assert report.replay_equal
            rows = connection.execute(select(stations).order_by(stations.c.number)).all()
            assert [row.reason for row in rows] == ["founded", "restored"]
            assert connection.execute(select(caches)).all() == []
            register = connection.execute(select(func.max(cases.c.register))).scalar()
    with opened(elsewhere, office, "petugas") as desk:
        ids = [each.id for each in load_case(desk, register).evidence if each.name == "rekaman.bin"]
        assert b"".join(content(desk, ids[0])) == b"rekaman" * 100_000
    assert {step for step, _done, _of in told} == {"rows", "files"}


@pytest.mark.file_store
def test_a_refused_restore_leaves_no_folder_and_no_lock(office, worked, tmp_path):
    made = read_backup(make_backup(worked, tmp_path / "cadangan").path)
    new, there = tmp_path / "baru", tmp_path / "ada"
    there.mkdir()
    (there / "catatan.txt").write_text("milik orang lain")
    for folder in (new, there):
        with pytest.raises(NotPermitted):
            restore(made, FileStore(folder / "office.wbs"), SignIn("auditor", PASSWORD), office.clock)
    assert not new.exists()
    assert [each.name for each in there.iterdir()] == ["catatan.txt"]


def test_a_drill_opens_every_file_and_leaves_nothing(office, worked, tmp_path):
    made = make_backup(worked, tmp_path / "cadangan.wbs-backup")
    folder = tmp_path / "latihan"
    folder.mkdir()
    drilled = drill(read_backup(made.path), folder, HEAD, office.clock)
    assert drilled.sound
    assert (drilled.opened, drilled.unopened, drilled.files) == (made.files, 0, made.files)
    assert list(folder.iterdir()) == []
    of_officer = drill(read_backup(made.path), folder, SignIn("petugas", PASSWORD), office.clock)
    assert of_officer.sound
    assert 0 < of_officer.opened < made.files
    assert of_officer.unopened == made.files - of_officer.opened


@pytest.mark.file_store
def test_what_a_killed_backup_left_goes_with_the_next(office, tmp_path):
    """A day later: what is younger may be being written by somebody else."""
    folder = tmp_path / "cadangan"
    folder.mkdir()
    halves = {folder / ".wbs-lama.part": -2, folder / ".wbs-baru.part": 0, folder / "lain.part": -2}
    for path, days in halves.items():
        path.write_bytes(b"setengah")
        when = (office.clock() + timedelta(days=days)).timestamp()
        os.utime(path, (when, when))
    make_backup(office.desk("petugas"), folder / "kantor")
    assert {path.name for path in folder.iterdir()} == {".wbs-baru.part", "lain.part", "kantor"}
