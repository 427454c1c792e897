"""Stage changes by the real `wbs advance`: refused, killed, starved of disk, and made by two at once."""

import random
import shutil

import pytest
from commands import WBS, environment, kill_after, start
from sqlalchemy import select

from models.tables.cases import cases, transitions
from models.tables.journal import journal
from tests.attacks.small_disk import on_small_disk
from tests.cases.at_work import journal_is_sound, new_case
from tests.shares import share
from tests.warm import run
from wbs_tui.cases.kinds import ADVANCED
from wbs_tui.cases.steps.stages import advance

KILLS = 9
FOLLOWING = {"received": "verification", "verification": "completion", "completion": "verification"}


def stands(desk, register):
    """The case's stage and its steps, which must agree with each other and with the journal."""
    with desk.reading() as connection:
        case = connection.execute(select(cases).where(cases.c.register == register)).one()
        steps = connection.execute(
            select(transitions).where(transitions.c.case_id == case.id).order_by(transitions.c.id)
        ).all()
        entries = connection.execute(
            select(journal.c.id).where(journal.c.case_id == case.id, journal.c.kind == ADVANCED)
        ).scalars()
        assert {step.entry_id for step in steps} == set(entries)
    assert case.stage == (steps[-1].to_stage if steps else "received")
    return case.stage, len(steps)


def killed_while_it_writes(process, wal, chance):
    """Kill -9 at a moment around the first write to the store; gives how the process ended."""
    size = wal.stat().st_size
    while process.poll() is None and wal.stat().st_size == size:
        pass
    for _turn in range(chance.randint(0, 20_000)):
        pass
    process.kill()
    process.communicate()
    return process.returncode


def test_kill_9_during_a_stage_change(office, password):
    """The case is in the old stage or in the new one, and the journal agrees; both happen."""
    desk = office.desk("petugas")
    register = new_case(desk)
    wal = office.location.database.with_name(office.location.database.name + "-wal")
    chance = random.Random(20260821)
    outcomes = {"old": 0, "new": 0}
    killed = 0
    for number in range(KILLS):
        before, steps = stands(desk, register)
        process = start(office.location, "petugas", password, "advance", register, FOLLOWING[before])
        if number % 3:
            killed += killed_while_it_writes(process, wal, chance) == -9
        else:
            kill_after(process, chance.random() * 0.2)
            killed += process.returncode == -9
        after, taken = stands(desk, register)
        assert (after, taken) in ((before, steps), (FOLLOWING[before], steps + 1))
        outcomes["new" if taken > steps else "old"] += 1
    assert journal_is_sound(desk)
    assert killed
    print(f"{KILLS} stage changes, {killed} killed: {outcomes}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("examination", "--reason", "langsung"), "verification"),
        (("disposition", "--reason", "belum lengkap"), "butir wajib"),
        (("archived", "--reason", "tutup saja"), "Inspektur"),
        (("merged", "--reason", "gabung"), "penggabungan"),
        (("closed",), "Langkah yang ada"),
    ],
)
def test_a_refused_step_names_what_would_satisfy_it_and_writes_nothing(office, password, words, said):
    desk = office.desk("petugas")
    register = new_case(desk)
    if words[0] in ("disposition", "archived", "merged"):
        advance(desk, register, "verification", "")
    before = stands(desk, register), written(desk)
    ran = run([WBS, "advance", register, *words], environment(office.location, "petugas", password))
    assert ran.returncode == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (stands(desk, register), written(desk)) == before


def written(desk):
    """How many entries the journal has."""
    with desk.reading() as connection:
        return len(connection.execute(select(journal.c.id)).all())


def test_a_full_disk_during_a_stage_change(office, password, tmp_path):
    """With several amounts of room, from none: done and kept, or refused with a clear sentence and undone."""
    register = new_case(office.desk("petugas"))
    for desk in office.opened:
        desk.close()
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    environ = environment(office.location, "petugas", password)
    environ["WBS_STORE"] = f"sqlite:///{disk}/office/office.wbs"
    rooms = share([0, 8, 32, 64, 256], 2)
    line = (
        f"cp -r {office.location.database.parent} {disk}/office; "
        f"for room in {' '.join(map(str, rooms))}; do "
        f"head -c $((room * 1024)) /dev/zero >{disk}/room; "
        f"cat /dev/zero >{disk}/fill 2>/dev/null; rm {disk}/room; "
        f"for stage in verification completion; do {WBS} advance {register} $stage; echo exit $?; done; "
        f"rm {disk}/fill; {WBS} verify; echo verify $?; "
        f"done; cp -r {disk}/office {kept}"
    )
    told = on_small_disk(disk, 12, line, environ)
    assert "Traceback" not in told
    ended = [line.split()[1] for line in told.splitlines() if line.startswith("exit ")]
    proofs = [line.split()[1] for line in told.splitlines() if line.startswith("verify ")]
    assert proofs == ["0"] * len(rooms), told
    assert ended[:2] == ["5", "5"], told
    assert set(ended) <= {"0", "1", "5"}
    assert ended[-1] == "0" or "tidak ada langkah" in told
    assert told.count("Disk penuh") + told.count("tidak dapat dibaca atau ditulis") == ended.count("5")
    shutil.rmtree(office.location.database.parent)
    shutil.copytree(kept, office.location.database.parent)
    desk = office.desk("petugas")
    stage, steps = stands(desk, register)
    assert steps == ended.count("0")
    assert journal_is_sound(desk)
    print(f"{len(ended)} stage changes with {rooms} KiB of room: {ended}, at last {stage}")


def test_two_who_take_the_same_step_at_once(office, password):
    """One takes it; the other is told that the case stands elsewhere by now. Nothing is written twice."""
    desk = office.desk("inspektur")  # whose account is never closed: the commands run in today's time
    taken = refused = 0
    for _round in range(2):
        register = new_case(desk)
        racing = [
            start(office.location, user, password, "advance", register, "verification")
            for user in ("petugas", "petugas2", "irban")
        ]
        ended = [(process.communicate()[1].decode(), process.returncode) for process in racing]
        assert sorted(code for _said, code in ended) == [0, 1, 1], ended
        assert all("Langkah yang ada" in said for said, code in ended if code)
        assert stands(desk, register) == ("verification", 1)
        taken, refused = taken + 1, refused + 2
    assert journal_is_sound(desk)
    print(f"{taken} steps taken, {refused} refused")
