"""What a desk took down comes home: one register without gaps, and every number that was given stays good."""

import pytest

from tests.cases.at_work import journal_is_sound, recorded
from tests.sync.lease_reports import the_same
from wbs_tui.cases.kept.confirming_numbers import numbers
from wbs_tui.cases.lookup import register_meant
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import notes
from wbs_tui.operations.doctor import examine
from wbs_tui.operations.health.check import Health
from wbs_tui.sync.desks.lease_views import list_leases
from wbs_tui.sync.desks.leases import end_lease
from wbs_tui.sync.parcels.dead import dead_letters


@pytest.fixture
def world(set_apart):
    return set_apart()


def test_a_case_of_the_desk_is_found_by_either_number_at_both(world):
    provisional = recorded(world.desk)
    world.meet()
    register = load_case(world.home, provisional).register
    assert register == "16-2026-000002"
    for desk in (world.home, world.desk):
        assert load_case(desk, register).id == load_case(desk, "s2-1").id
        assert load_case(desk, register).provisional == provisional
    assert register_meant(world.home, " S2-1 ") == register
    assert register_meant(world.home, "S2-9") == "S2-0009"


def test_no_number_is_given_twice_or_left_out_on_either_side(world):
    first = recorded(world.desk)
    world.meet()
    assert [recorded(world.desk), recorded(world.desk)] == ["S2-0002", "S2-0003"]
    assert recorded(world.home) == "16-2026-000003"
    world.meet()
    held = {row.register for row in list_cases(world.home, InboxQuery())}
    assert held == {f"16-2026-00000{number}" for number in range(1, 6)}
    assert numbers(world.home).last == "16-2026-000005"
    assert load_case(world.home, first).register == "16-2026-000002"


def test_until_the_desk_has_come_home_the_register_goes_on_without_it(world):
    recorded(world.desk)
    assert recorded(world.home) == "16-2026-000002"
    assert numbers(world.home).last == "16-2026-000002"
    world.bring()
    assert load_case(world.home, "S2-0001").register == "16-2026-000003"


def test_a_message_that_reached_both_is_two_reports_and_neither_is_lost(world):
    at_desk, at_home = the_same(world.desk), the_same(world.home)
    world.meet()
    assert load_case(world.home, at_desk.register).reports
    assert load_case(world.home, at_home.register).reports
    assert the_same(world.home).known
    for desk in (world.home, world.desk):
        assert world.findings(desk) == []


def test_both_prove_themselves_whatever_came_since(world):
    notes.write_note(world.desk, world.register, "Ditulis di desa.")
    notes.write_note(world.home, world.register, "Ditulis di kantor.")
    recorded(world.desk)
    recorded(world.home)
    world.meet()
    world.meet()
    for desk in (world.home, world.desk):
        assert world.findings(desk) == []
        assert journal_is_sound(desk)
        assert len(load_case(desk, world.register).notes) == 2


def test_nothing_that_a_desk_brings_after_its_end_is_taken_in(world):
    notes.write_note(world.desk, world.register, "Sebelum hilang.")
    world.bring()
    notes.write_note(world.desk, world.register, "Ditulis oleh siapa?")
    recorded(world.desk)
    end_lease(world.head, "S2", "laptop hilang")
    world.bring()
    assert [note.body for note in load_case(world.home, world.register).notes] == ["Sebelum hilang."]
    assert len(list_cases(world.home, InboxQuery())) == 1
    assert len(dead_letters(world.head)) == 1
    assert not list_leases(world.home)[0].running
    assert world.findings(world.home) == []


def test_the_doctor_finds_a_desk_in_health_and_says_when_its_time_is_over(world):
    checks = {check.id: check for check in examine(world.desk)}
    assert {check.id for check in checks.values() if check.health is Health.BAD} == set()
    assert "S2" in checks["lease"].found
    assert not {"backup", "recovery", "trial"} & checks.keys()
    world.office.clock.forward(days=8)
    over = {check.id: check for check in examine(world.desk)}["lease"]
    assert (over.health, "wbs bundle write" in over.do) == (Health.BAD, True)


def test_the_lease_is_marked_until_the_desk_is_back(world):
    assert load_case(world.home, world.register).away.mark == "S2"
    assert load_case(world.desk, world.register).away is None
    end_lease(world.head, "S2", "sudah kembali")
    assert load_case(world.home, world.register).away is None
