"""An import that is killed, starved of disk, or raced leaves nothing half done."""

import json
import random
import shutil
from pathlib import Path

from commands import WBS, environment, kill_after, mails, start
from sqlalchemy import func, select

from models.tables.cases import cases, evidence, reports
from tests.attacks.small_disk import on_small_disk
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.verify import verify_journal

KILLS = 8
REPORTS = 500


def proven(desk):
    with desk.reading() as connection:
        report = verify_journal(connection)
    return report.bad == [] and report.replay_equal


def numbers(desk):
    with desk.reading() as connection:
        return sorted(connection.execute(select(cases.c.running)).scalars())


def stored(desk):
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(reports)).scalar_one()


def test_kill_9_during_an_import(office, tmp_path, password):
    """Whatever was told to be stored is, numbers have no gap, and the next import fetches the rest."""
    box = mails(tmp_path / "box", REPORTS, attachment=True)
    chance = random.Random(20260821)
    desk = office.desk("irban")
    killed = 0
    for _try in range(KILLS):
        before = stored(desk)
        process = start(office.location, "petugas", password, "import", str(box))
        kill_after(process, 0.1 + chance.random() * 0.5)
        killed += process.returncode == -9
        count = stored(desk)
        assert count >= before
        assert numbers(desk) == list(range(1, count + 1))
    assert proven(desk)
    result = import_paths(desk, [box])
    assert stored(desk) == REPORTS
    assert result.imported + result.duplicates == REPORTS
    with desk.reading() as connection:
        ids = set(connection.execute(select(evidence.c.id)).scalars())
    assert desk.evidence_files.held(ids) == ids
    assert killed > 0
    print(f"killed {killed} of {KILLS} imports")


def test_two_processes_import_the_same_reports_at_once(office, tmp_path, password):
    box = mails(tmp_path / "box", 150)
    racing = [
        start(office.location, user, password, "import", str(box), "--json") for user in ("petugas", "irban")
    ]
    told = [json.loads(process.communicate()[0]) for process in racing]
    assert sum(each["imported"] for each in told) == 150
    assert sum(each["duplicates"] for each in told) == 150
    desk = office.desk("petugas")
    assert numbers(desk) == list(range(1, 151))
    assert proven(desk)


def test_a_full_disk_loses_nothing_that_was_stored(office, tmp_path, password):
    """On a disk of 12 MB the import stops with a clear sentence, and what is there is whole."""
    box = mails(tmp_path / "box", REPORTS, attachment=True)
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    environ = environment(office.location, "petugas", password)
    environ["WBS_STORE"] = f"sqlite:///{disk}/office/office.wbs"
    line = (
        f"cp -r {office.location.database.parent} {disk}/office && "
        f"{WBS} import {box}; echo exit $?; cp -r {disk}/office {kept}"
    )
    told = on_small_disk(disk, 12, line, environ)
    assert "exit 5" in told
    assert "Disk penuh" in told
    shutil.rmtree(office.location.database.parent)
    shutil.copytree(kept, office.location.database.parent)
    desk = office.desk("petugas")
    assert 0 < stored(desk) < REPORTS
    assert numbers(desk) == list(range(1, stored(desk) + 1))
    assert proven(desk)
    assert import_paths(desk, [Path(box)]).rejected == []
    assert stored(desk) == REPORTS
