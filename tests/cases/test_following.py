"""Several desks over one store: each is told what the others write and who has which case open."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from models.words.roles import Role
from tests.cases.at_work import new_case
from tests.cases.told import Told, following
from tests.conftest import PASSWORD, TestOffice, TickingClock, found
from tests.postgres import Server, running
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.live import Herald
from wbs_tui.cases.reading.presence import GONE, Others, Seat
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.following import changes_since, present_revision
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.store.location import StoreLocation, locate

SITTER = """
import sys
from models.words.clock import system_clock
from tests.cases.told import Told
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.live import Herald
from wbs_tui.store.location import locate
address, name, password, register = sys.argv[1:]
desk = unlock(locate(address), name, password, system_clock).desk
herald = Herald(desk, Told())
herald.start()
herald.open(load_case(desk, register).id)
print("open", flush=True)
sys.stdin.read()
"""


def case_id(desk: Desk, register: str) -> str:
    return load_case(desk, register).id


@contextmanager
def sitting(desk: Desk) -> Iterator[Herald]:
    """A herald of the desk, which has gone when the block ends."""
    herald = Herald(desk, Told())
    herald.start()
    try:
        yield herald
    finally:
        herald.stop()
    assert not herald.alive


def test_what_another_desk_writes_is_told_with_its_case(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    register = new_case(mine)
    with following(mine) as told:
        begun = time.monotonic()
        assign_one(other, register, "petugas2")
        wanted = case_id(mine, register)
        told.wait_for(lambda: wanted in told.cases)
        print(f"told after {time.monotonic() - begun:.3f} s")
        assert not told.office
        invite(office.desk("admin"), "baru", Role.OFFICER)
        told.wait_for(lambda: told.office)


def test_who_begins_late_catches_up_from_the_revision_that_he_had(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with desk.reading() as connection:
        before = present_revision(connection)
    registers = [new_case(desk) for _ in range(3)]
    with desk.reading() as connection:
        changes = changes_since(connection, before)
        assert changes.cases == {case_id(desk, register) for register in registers}
        assert not changes_since(connection, changes.revision)


def test_who_else_has_the_case_open_is_seen_until_he_leaves(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    first, second = (case_id(mine, new_case(mine)) for _ in range(2))

    def at(told: Told) -> list[tuple[str, str]]:
        return [(each.account, each.case_id) for each in told.present]

    with sitting(mine) as me, following(mine, me.seat) as told:
        me.open(first)
        with sitting(other) as him:
            him.open(first)
            told.wait_for(lambda: at(told) == [("irban", first)])
            him.open(second)
            told.wait_for(lambda: at(told) == [("irban", second)])
            him.open(None)
            told.wait_for(lambda: at(told) == [])
            him.open(first)
            told.wait_for(lambda: at(told) == [("irban", first)])
        told.wait_for(lambda: at(told) == [])


def test_a_desk_that_is_killed_is_gone_after_a_while(office: TestOffice) -> None:
    mine = office.desk("petugas")
    register = new_case(mine)
    ticks = 0.0
    others = Others("", lambda: ticks)

    def look() -> list[str]:
        with mine.reading() as connection:
            others.look(connection, mine.now())
        return [each.account for each in others.present()]

    arguments = [str(office.location), "irban", PASSWORD, register]
    with (
        following(mine) as told,
        subprocess.Popen(
            [sys.executable, "-c", SITTER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as sitter,
    ):
        told.wait_for(lambda: [each.account for each in told.present] == ["irban"])
        assert look() == ["irban"]
        sitter.kill()
    ticks += GONE - 1
    assert look() == ["irban"]
    ticks += 2
    assert look() == []


@pytest.mark.parametrize("ahead", [-3600, 3600])
def test_a_clock_that_is_wrong_hides_nobody_for_long_and_keeps_nobody(office: TestOffice, ahead: int) -> None:
    mine = office.desk("petugas")
    opened = case_id(mine, new_case(mine))
    wrong = TickingClock(office.clock() + timedelta(seconds=ahead))
    seat = Seat(replace(office.desk("irban"), clock=wrong))
    ticks = 0.0
    others = Others("", lambda: ticks)

    def look() -> list[str]:
        with mine.reading() as connection:
            others.look(connection, mine.now())
        return [each.account for each in others.present()]

    seat.show(opened)
    look()
    seat.show(opened)
    assert look() == ["irban"]
    ticks = GONE + 1
    assert look() == []


@pytest.mark.file_store
def test_a_store_that_is_lost_is_said_and_followed_again_when_it_is_back(office: TestOffice) -> None:
    mine = office.desk("petugas")
    folder = office.location.database.parent
    with following(mine) as told:
        away = folder.rename(folder.with_name("dicabut"))
        told.wait_for(lambda: told.reach == ["StoreUnreachable"])
        away.rename(folder)
        told.wait_for(lambda: told.reach == ["StoreUnreachable", "found"])
        register = new_case(office.desk("petugas2"))
        told.wait_for(lambda: case_id(mine, register) in told.cases)


@pytest.mark.file_store
def test_a_store_that_gets_another_key_is_followed_on(office: TestOffice) -> None:
    head = office.desk("inspektur")
    register = new_case(head)
    with following(head) as told, sitting(head) as me:
        me.open(case_id(head, register))
        assert rekey(head)
        assign_one(head, register, "petugas2")
        told.wait_for(lambda: case_id(head, register) in told.cases)
    assert told.reach == []


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, StoreLocation]]:
    """An office on a server that the test may stop."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    with running(quick=False) as server:
        location = locate(server.address(server.new_database()))
        found(location, TickingClock())
        yield server, location


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_is_stopped_and_started_is_followed_again(
    stopping: tuple[Server, StoreLocation], mode: str
) -> None:
    server, location = stopping
    clock = TickingClock()
    mine, other = (unlock(location, name, PASSWORD, clock).desk for name in ("petugas", "irban"))
    with closing(mine), closing(other), following(mine) as told, sitting(other) as him:
        register = new_case(other)
        opened = case_id(mine, register)
        told.wait_for(lambda: opened in told.cases)
        server.stop(mode)
        told.wait_for(lambda: told.reach == ["ServerUnreachable"])
        with pytest.raises(StoreUnreachable):
            load_case(mine, register)
        server.start()
        begun = time.monotonic()
        told.wait_for(lambda: told.reach == ["ServerUnreachable", "found"])
        print(f"back after {time.monotonic() - begun:.3f} s")
        told.cases.clear()
        him.open(opened)
        assign_one(other, register, "petugas2")
        told.wait_for(lambda: opened in told.cases and [each.account for each in told.present] == ["irban"])


def test_no_thread_is_left(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with following(desk), sitting(desk):
        names = {thread.name for thread in threading.enumerate()}
        assert {"wbs-follower", "wbs-herald"} <= names
    assert not any(thread.name.startswith("wbs-") for thread in threading.enumerate())
