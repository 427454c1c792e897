"""Killed anywhere in a destruction: the case is whole, or it is gone and the rest goes at the next sweep."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.cases import destructions
from models.tables.local import key_wraps
from tests.cases.at_work import journal_is_sound, recorded, to_clarification
from tests.cases.cut_destruction import NOW
from tests.conftest import PASSWORD, TickingClock
from tests.store.kept_files import kept
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kept.destruction import unswept, what_is_back
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.evidence import content
from wbs_tui.cases.steps.stages import advance
from wbs_tui.operations.duties import DutyKind, due, run
from wbs_tui.store.location import FileStore

CUT = Path(__file__).with_name("cut_destruction.py")


def ended(office):
    """A closed case of one report with files; gives its number."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    for desk in office.opened:
        desk.close()
    return register


@pytest.mark.file_store
def test_a_destruction_that_was_cut_off_is_whole_or_goes_on(office, tmp_path):
    register = ended(office)
    ran = subprocess.run([sys.executable, str(CUT), str(tmp_path), register], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    seen = {"whole": 0, "gone": 0, "left": 0}
    for point in told["killed"]:
        location = FileStore(tmp_path / str(point) / "office.wbs")
        with closing(unlock(location, "inspektur", PASSWORD, TickingClock(NOW)).desk) as desk:
            state = state_of(desk)
            seen[state] += 1
            if state == "whole":
                assert_whole(desk, register, point)
            else:
                assert_gone(desk, point)
            assert journal_is_sound(desk), point
    sys.stdout.write(f"{told['steps']} steps, killed at {len(told['killed'])}: {seen}\n")
    assert min(seen.values()) > 0, seen


def state_of(desk):
    """Whether the case is there, gone with all that is left on the disk, or gone with something left."""
    with desk.reading() as connection:
        if connection.execute(select(destructions)).first() is None:
            return "whole"
        return "left" if what_is_back(connection, desk.evidence_files) else "gone"


def assert_whole(desk, register, point):
    case = load_case(desk, register)
    assert case.reports[0].text.startswith("Kepala desa"), point
    ids = {each.id for each in case.evidence}
    assert desk.evidence_files.held(ids) == ids, point
    released = [each.id for each in case.evidence if each.state == "released"]
    assert all(b"".join(content(desk, each)) for each in released), point


def assert_gone(desk, point):
    """What every session does when it begins ends what was begun."""
    left = [duty for duty in due(desk) if duty.kind is DutyKind.SWEEP]
    run(desk)
    assert [duty for duty in due(desk) if duty.kind is DutyKind.SWEEP] == []
    assert [duty.count for duty in left] in ([], [1]), point
    with desk.reading() as connection:
        assert what_is_back(connection, desk.evidence_files) == [], point
        assert unswept(connection) == 0, point
        left = connection.execute(select(key_wraps).where(key_wraps.c.case_id.is_not(None))).all()
    assert left == [], point
    assert kept(desk) == {}, point
