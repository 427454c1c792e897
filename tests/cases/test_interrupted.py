"""Killed in the middle of a step: the case is in the old stage or the new one, and the journal agrees."""

import os
import random
import signal
import sys
from pathlib import Path

from sqlalchemy import select

from models.tables.cases import cases, transitions
from models.tables.journal import journal
from tests.cases.at_work import journal_is_sound, new_case
from tests.conftest import PASSWORD
from tests.shares import EVERY
from tests.warm import start
from wbs_tui.cases.kinds import ADVANCED

WRITER = Path(__file__).with_name("writer.py")
SEED = int(os.environ.get("SEED", "20260820"))
KILLS = 20 if EVERY else 5


def test_a_killed_step_is_taken_or_not(office, capsys):
    desk = office.desk("petugas")
    for number in range(3):
        new_case(desk, f"Perkara {number}")
    chance = random.Random(SEED)
    announced = sum(_killed_once(office, chance) for _kill in range(KILLS))
    entries = _agreed(desk)
    assert journal_is_sound(desk)
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: killed {KILLS} times, {announced} steps announced, {entries} taken\n"
        )
    assert 0 < entries <= announced


def _killed_once(office, chance):
    """Let a process move cases, kill it somewhere in a step; how many steps it announced."""
    writer = start([sys.executable, WRITER, "advance", office.location, "petugas"], asks=True)
    writer.stdin.write(f"{PASSWORD}\n".encode())
    for _step in range(chance.randint(1, 12)):
        assert writer.stdout.readline()
    for _turn in range(chance.randint(0, 1_500_000)):
        pass
    writer.kill()
    rest, errors = writer.communicate()
    assert (writer.wait(), errors) == (-signal.SIGKILL, b"")
    return _step + 1 + rest.count(b"\n")


def _agreed(desk):
    """Every case stands where its last recorded step led, and each step has its entry; how many steps."""
    with desk.reading() as connection:
        steps = connection.execute(select(transitions).order_by(transitions.c.at, transitions.c.id)).all()
        stages = {row.id: row.stage for row in connection.execute(select(cases.c.id, cases.c.stage))}
        kinds = connection.execute(select(journal.c.id).where(journal.c.kind == ADVANCED)).scalars().all()
    assert {step.entry_id for step in steps} == set(kinds)
    last = {step.case_id: step for step in steps}
    assert {case_id: step.to_stage for case_id, step in last.items()} == {
        case_id: stages[case_id] for case_id in last
    }
    assert all(stage == "received" for case_id, stage in stages.items() if case_id not in last)
    return len(steps)
