"""Backups of an office at work, on a full disk, with files that are lost, rows that are not as signed."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

import wbs_tui.operations
from models.tables.cases import cases, notes
from models.tables.journal import journal
from tests.attacks.commands import WBS, environment
from tests.attacks.small_disk import on_small_disk
from tests.cases.at_work import recorded
from tests.cases.test_many_writers import EACH, WRITERS, Registrars, assert_without_gap_or_double
from tests.conftest import PASSWORD
from tests.operations.places import HEAD, at_desk, empty_place
from tests.store.kept_files import kept
from wbs_tui.cases.steps.evidence import add
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.drill import drill
from wbs_tui.operations.loading import StrayFiles
from wbs_tui.operations.restore import UnprovedBackup, restore
from wbs_tui.store.backup_file import BrokenBackup, read_backup
from wbs_tui.store.engine import owning
from wbs_tui.vault.errors import NoStore

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"


@pytest.fixture
def elsewhere(tmp_path, request):
    with empty_place(request, "sqlite", tmp_path) as location:
        yield location


@pytest.fixture
def worked(office):
    """A desk of an office with cases, files and a note."""
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    write_note(desk, recorded(desk), "Sudah ditelepon.")
    return desk


def test_a_backup_is_of_one_moment_while_twenty_write(office, tmp_path, request):
    desk = office.desk("inspektur")
    registrars = Registrars.at(str(office.location), EACH)
    registrars.begin()
    made = []
    while any(each.poll() is None for each in registrars.processes):
        made.append(make_backup(desk, tmp_path / f"cadangan-{len(made)}"))
    said, _cut = registrars.ended()
    counted = []
    for backup in (made[0], made[-1]):
        with empty_place(request, "sqlite", backup.path.with_suffix(".d")) as place:
            restored = restore(read_backup(backup.path), place, HEAD, office.clock)
            assert restored.findings == ()
            with at_desk(place, office) as opened, opened.reading() as connection:
                running = sorted(connection.execute(select(cases.c.running)).scalars())
                entries = connection.execute(select(func.count()).select_from(journal)).scalar_one()
        assert running == list(range(1, len(running) + 1))
        counted.append((len(running), entries))
    assert counted == sorted(counted)
    assert_without_gap_or_double(desk, said, WRITERS * EACH)
    print(f"{len(made)} backups, of {counted} cases and entries")


def test_what_is_lost_is_said_and_the_rest_is_carried(office, worked, elsewhere, tmp_path):
    lost, *rest = sorted(kept(worked))
    worked.evidence_files.remove([lost])
    made = make_backup(worked, tmp_path / "cadangan")
    assert (made.lost, made.files) == ((lost,), len(rest))
    drilled = drill(read_backup(made.path), tmp_path, HEAD, office.clock)
    assert (drilled.sound, drilled.lost) == (False, (lost,))
    restored = restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    assert restored.lost == (lost,)
    with at_desk(elsewhere, office) as desk:
        assert sorted(kept(desk)) == rest


@pytest.mark.file_store
def test_a_drill_finds_a_file_that_is_not_what_was_sealed(office, worked, tmp_path):
    """A backup carries sealed files as they are: it is the drill that opens them."""
    broken, *rest = sorted(kept(worked))
    worked.evidence_files.take(broken, [kept(worked)[broken][:-1] + b"\0"])
    made = make_backup(worked, tmp_path / "cadangan")
    drilled = drill(read_backup(made.path), tmp_path, HEAD, office.clock)
    assert drilled.broken == (broken,)
    assert drilled.opened == len(rest)
    assert not drilled.sound


@pytest.mark.file_store
def test_a_drill_that_was_killed_is_cleaned_up_by_the_next(office, worked, tmp_path):
    left = tmp_path / ".wbs-drill-lama"
    left.mkdir()
    (left / "office.wbs").write_bytes(b"sisa")
    made = make_backup(worked, tmp_path / "cadangan")
    drill(read_backup(made.path), tmp_path, HEAD, office.clock)
    assert list(tmp_path.glob(".wbs-*")) == []


def test_what_does_not_prove_is_restored_only_on_purpose(office, worked, elsewhere, tmp_path):
    with owning(worked.engine) as connection:
        connection.execute(update(notes).values(kind="comment"))
    made = make_backup(worked, tmp_path / "cadangan")
    with pytest.raises(UnprovedBackup, match="row notes/"):
        restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    with pytest.raises(NoStore):
        elsewhere.header.read()
    assert not elsewhere.database.exists()
    assert not drill(read_backup(made.path), tmp_path, HEAD, office.clock).sound
    restored = restore(read_backup(made.path), elsewhere, HEAD, office.clock, despite_findings=True)
    assert [finding.what for finding in restored.findings] == ["row"]
    with at_desk(elsewhere, office) as desk, desk.reading() as connection:
        assert [finding.what for finding in verify_journal(connection).bad] == ["row"]


@pytest.mark.file_store
def test_a_cut_backup_leaves_the_place_empty_and_a_whole_one_then_fills_it(
    office, worked, elsewhere, tmp_path
):
    made = make_backup(worked, tmp_path / "cadangan")
    whole = made.path.read_bytes()
    short = tmp_path / "terpotong"
    for length in (len(whole) - 1, len(whole) // 2, whole.index(b"\n", whole.index(b"\n") + 1) + 1):
        short.write_bytes(whole[:length])
        with pytest.raises(BrokenBackup):
            restore(read_backup(short), elsewhere, HEAD, office.clock)
        assert {path.name for path in elsewhere.folder.glob("*")} <= {
            "office.wbs.attempts",
            "office.wbs.attempts.lock",
            "office.wbs.header.lock",
            "office.wbs.evidence",
        }
        with pytest.raises(NoStore):
            elsewhere.header.read()
    assert restore(read_backup(made.path), elsewhere, HEAD, office.clock).findings == ()


@pytest.mark.file_store
def test_evidence_that_lies_at_the_place_is_left_alone(office, worked, elsewhere, tmp_path):
    made = make_backup(worked, tmp_path / "cadangan")
    stray = elsewhere.evidence / "ab" / ("ab" * 16)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"milik kantor lain")
    with pytest.raises(StrayFiles):
        restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    assert stray.read_bytes() == b"milik kantor lain"


@pytest.mark.file_store
def test_on_a_full_disk_there_is_no_backup_and_no_restored_office(office, worked, tmp_path):
    big = tmp_path / "rekaman.bin"
    big.write_bytes(os.urandom(6 << 20))
    add(worked, recorded(worked), [big])
    made = make_backup(worked, tmp_path / "cadangan")
    disk = tmp_path / "disk"
    there = f"sqlite:///{disk}/kantor/office.wbs"
    told = on_small_disk(
        disk,
        4,
        f"{WBS} backup {disk}/cadangan; echo exit $?; ls -A {disk}; "
        f"{WBS} restore {made.path} --store {there}; echo exit $?; find {disk} -type f -size +0",
        environment(office.location, "inspektur", PASSWORD),
    )
    assert told.count("exit 5") == 2
    assert "Disk penuh" in told
    assert "disk/cadangan\n" not in told
    assert "office.wbs\n" not in told
    assert ".header\n" not in told
    with worked.reading() as connection:
        assert verify_journal(connection).sound
