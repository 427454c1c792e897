"""An import that is cut off anywhere is in the store whole, or not at all; the next one brings the rest."""

import os
import random
import re
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models.tables.cases import cases, evidence, kept_messages, reports
from tests.cases.at_work import journal_is_sound
from tests.conftest import PASSWORD
from tests.intake.mails import write_mails
from tests.killing import cut_off
from tests.shares import EVERY
from tests.store.kept_files import ids
from tests.wire import wired
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.evidence import add, content, release
from wbs_tui.intake.record import import_paths
from wbs_tui.operations.doctor import sweep
from wbs_tui.store.engine import owning
from wbs_tui.store.errors import ServerUnreachable
from wbs_tui.text.errors import StoreTrouble

SEED = int(os.environ.get("SEED", "20260820"))
CUTS, KILLS = (60, 30) if EVERY else (12, 5)
MAILS = 3


def in_store(desk):
    """How many reports there are."""
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(reports)).scalar_one()


def files_named(desk):
    """The files that rows name."""
    columns = (evidence.c.id, reports.c.raw_file, kept_messages.c.raw_file)
    with desk.reading() as connection:
        found = {each for column in columns for each in connection.execute(select(column)).scalars()}
    return found - {None}


def assert_whole(desk, expected):
    """So many reports, each once, in a case of its own, with every file that its rows name."""
    with desk.reading() as connection:
        numbers = connection.execute(select(cases.c.running).order_by(cases.c.running)).scalars().all()
    assert numbers == list(range(1, expected + 1))
    assert in_store(desk) == expected
    assert files_named(desk) <= set(ids(desk.evidence_files))


def assert_readable(desk):
    """Every file of every case opens, to the last byte."""
    with desk.reading() as connection:
        registers = connection.execute(select(cases.c.register)).scalars().all()
    for register in registers:
        release(desk, register, [each.id for each in load_case(desk, register).evidence])
        for each in load_case(desk, register).evidence:
            assert re.fullmatch(rb"(kuitansi \S+ )+", b"".join(content(desk, each.id)))


def after_two_days(desk, clock):
    """Nothing is left but what rows name; how many files were."""
    left = set(ids(desk.evidence_files)) - files_named(desk)
    clock.now = datetime.now(UTC) + timedelta(days=2)
    assert sweep(desk) == len(left)
    assert set(ids(desk.evidence_files)) == files_named(desk)
    return len(left)


@pytest.mark.server_store
def test_a_connection_that_is_cut_anywhere_in_an_import(office, tmp_path):
    """Before a message reaches the server, or when its answer is on the way: a commit may be unanswered."""
    chance = random.Random(SEED)
    told = {"whole": 0, "nothing": 0, "unnoticed": 0}
    with wired(office.location, tmp_path) as (wire, location):
        desk = unlock(location, "irban", PASSWORD, office.clock).desk
        office.opened.append(desk)
        wire.arm()
        import_paths(desk, [write_mails(tmp_path, "utuh", MAILS)])
        messages = wire.seen
        for number in range(1, CUTS + 1):
            at, when = chance.randint(1, messages), chance.choice(["before", "after"])
            mails = write_mails(tmp_path, f"putus-{number}", MAILS)
            wire.arm(**{when: lambda seen, _said, at=at: seen >= at})
            noticed = imported_or_cut(desk, mails)
            kept = in_store(desk) - number * MAILS
            assert kept in ((0, MAILS) if noticed else (MAILS,)), (at, when)
            assert_whole(desk, number * MAILS + kept)
            told["whole" if kept else "nothing"] += 1
            told["unnoticed"] += not noticed
            import_paths(desk, [mails])
            assert_whole(desk, (number + 1) * MAILS)
        assert wire.cuts == CUTS
    _ended(office, told, f"{messages} messages, cut at {CUTS}")


def imported_or_cut(desk, mails):
    """Whether the cut was noticed: a connection that was idle is made anew."""
    try:
        import_paths(desk, [mails])
    except ServerUnreachable:
        return True
    return False


@pytest.mark.server_store
def test_files_stay_when_nobody_knows_whether_their_rows_were_kept(office, tmp_path):
    """The commit was done, its answer was lost: who then removed the files would have lost evidence."""
    with wired(office.location, tmp_path) as (wire, location):
        desk = unlock(location, "irban", PASSWORD, office.clock).desk
        office.opened.append(desk)
        mails = write_mails(tmp_path, "ragu", MAILS)
        loses_the_answer(wire, to=b"report.received")
        with pytest.raises(ServerUnreachable):
            import_paths(desk, [mails])
        assert_whole(desk, MAILS)
        assert import_paths(desk, [mails]).duplicates == MAILS

        file = tmp_path / "foto.bin"
        file.write_bytes(b"kuitansi foto ")
        loses_the_answer(wire, to=b"evidence.added")
        with pytest.raises(ServerUnreachable):
            add(desk, "16-2026-000001", [file])
        assert wire.cuts == 2
    desk = office.desk("irban")
    assert [each.name for each in load_case(desk, "16-2026-000001").evidence][-1] == "foto.bin"
    _ended(office, {"whole": 1}, "two answers lost")


def loses_the_answer(wire, to):
    """The answer to the commit of the transaction that says this."""
    heard = []

    def cut(_seen, said):
        heard.extend([True] if to in said else [])
        return bool(heard) and b"COMMIT" in said

    wire.arm(after=cut)


@pytest.mark.server_store
def test_what_certainly_was_not_kept_leaves_no_file(office, tmp_path):
    """The server says no: that is an answer."""
    desk = office.desk("irban")
    with owning(desk.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE reports ADD CONSTRAINT never CHECK (false) NOT VALID")
    with pytest.raises(StoreTrouble):
        import_paths(desk, [write_mails(tmp_path, "ditolak", MAILS)])
    assert ids(desk.evidence_files) == []
    assert in_store(desk) == 0


def test_an_import_that_is_killed_anywhere(office, tmp_path):
    chance = random.Random(SEED)
    told = {"whole": 0, "nothing": 0}

    def sits_down(_folder):
        return unlock(office.location, "irban", PASSWORD, office.clock).desk

    with closing(sits_down(tmp_path)) as desk:  # what is loaded at first use is no step of the next ones
        import_paths(desk, [write_mails(tmp_path, "utuh", MAILS)])
    first = write_mails(tmp_path, "hitung", MAILS)
    steps = cut_off(lambda desk: import_paths(desk, [first]), tmp_path, 0, sits_down)
    assert steps > 0
    for number in range(2, KILLS + 2):
        mails = write_mails(tmp_path, f"mati-{number}", MAILS)
        at = steps - 3 if number == 2 else chance.randint(steps // 2, steps * 19 // 20)  # kept, not yet told
        assert cut_off(lambda desk, mails=mails: import_paths(desk, [mails]), tmp_path, at, sits_down) == 0
        with closing(sits_down(tmp_path)) as desk:
            kept = in_store(desk) - number * MAILS
            assert kept in (0, MAILS), at
            assert_whole(desk, number * MAILS + kept)
            told["whole" if kept else "nothing"] += 1
            import_paths(desk, [mails])
            assert_whole(desk, (number + 1) * MAILS)
    _ended(office, told, f"{steps} steps, killed at {KILLS}")


def _ended(office, told, counted):
    desk = office.desk("irban")
    assert_readable(desk)
    assert journal_is_sound(desk)
    left = after_two_days(desk, office.clock)
    sys.stdout.write(f"seed {SEED}: {counted}: {told}, {left} files swept\n")
