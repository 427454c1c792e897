"""When a case is due, across Lebaran 2026 and at the ends of what is decreed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis.strategies import dates, integers

from wbs_tui.policy.book import load
from wbs_tui.policy.deadlines import CaseMoments, clocks, due, warning
from wbs_tui.policy.parts import Label
from wbs_tui.policy.workdays import DayOff, WorkingCalendar, due_at

POLICY = load().policy
WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
CALENDAR = WorkingCalendar(POLICY.calendar, WIB)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)  # nine o'clock in Jakarta


def case(stage: str, received: date, supervisory: str | None = None, **entered: date) -> CaseMoments:
    moments = {name: morning(day) for name, day in entered.items()}
    return CaseMoments(morning(received), stage, moments, supervisory)


def due_dates(moments: CaseMoments) -> dict[str, date]:
    return {clock.id: clock.due for clock in clocks(moments, POLICY, CALENDAR)}


# Lebaran 2026: Nyepi 19 March with cuti bersama on the 18th, Idul Fitri 21 and 22 March (a weekend),
# cuti bersama on the 20th, 23rd and 24th. Between Tuesday 17 and Wednesday 25 March nobody works.
@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 16), 1, date(2026, 3, 17)),
        (date(2026, 3, 17), 1, date(2026, 3, 25)),
        (date(2026, 3, 17), 3, date(2026, 3, 27)),
        (date(2026, 3, 13), 5, date(2026, 3, 27)),
        (date(2026, 3, 21), 1, date(2026, 3, 25)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
        (date(2026, 3, 17), 0, date(2026, 3, 17)),
        (date(2026, 3, 18), 0, date(2026, 3, 25)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
    ],
)
def test_working_days_skip_weekends_holidays_and_cuti_bersama(start: date, days: int, end: date) -> None:
    assert CALENDAR.add_working_days(start, days) == end


@given(start=dates(date(2025, 1, 1), date(2029, 12, 31)), days=integers(1, 90))
def test_the_last_day_is_a_working_day_and_as_many_lie_between(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert CALENDAR.is_working_day(end)
    assert sum(CALENDAR.is_working_day(day) for day in between) == days


def test_the_office_adds_days_off_of_its_own() -> None:
    own_day = DayOff(date=date(2026, 3, 25), label=Label("Hari jadi", "Founding day"))
    calendar = WorkingCalendar(msgspec.structs.replace(POLICY.calendar, day=(own_day,)), WIB)
    assert calendar.add_working_days(date(2026, 3, 17), 1) == date(2026, 3, 26)


def test_verification_has_three_working_days_from_its_entry() -> None:
    moments = case("verification", date(2026, 3, 16), verification=date(2026, 3, 17))
    first = due(moments, POLICY, CALENDAR)
    assert first is not None
    assert (first.id, first.due, first.starts, first.event) == (
        "verification",
        date(2026, 3, 27),
        date(2026, 3, 17),
        "stage_entered",
    )
    assert (first.days, first.unit, first.citation) == (3, "working", "WBS Kalsel")


def test_a_received_report_is_due_the_same_day_or_the_next_working_day() -> None:
    assert due_dates(case("received", date(2026, 8, 18)))["registration"] == date(2026, 8, 18)
    assert due_dates(case("received", date(2026, 8, 16)))["registration"] == date(2026, 8, 18)


def test_completion_and_follow_up_count_calendar_days() -> None:
    completion = due_dates(case("completion", date(2026, 3, 1), completion=date(2026, 3, 10)))
    assert completion["completion"] == date(2026, 4, 9)
    follow_up = due_dates(case("follow_up", date(2026, 1, 5), follow_up=date(2026, 3, 10)))
    assert follow_up["follow_up"] == date(2026, 5, 9)


def test_what_happens_after_completion_is_said() -> None:
    moments = case("completion", date(2026, 3, 10), completion=date(2026, 3, 10))
    after = next(clock.after for clock in clocks(moments, POLICY, CALENDAR) if clock.id == "completion")
    assert after is not None
    assert "dicabut" in after.text("id")


def test_analysis_has_thirty_working_days_from_the_entry_to_verification() -> None:
    moments = case(
        "analysis",
        date(2026, 6, 1),
        verification=date(2026, 6, 2),
        disposition=date(2026, 6, 9),
        analysis=date(2026, 6, 10),
    )
    # June has 16 June off: 20 working days from 3 June to the 30th bar one, the rest in July.
    assert due_dates(moments)["analysis"] == date(2026, 7, 15)


def test_the_whole_case_has_sixty_working_days_and_fourteen_without_supervisory_content() -> None:
    received = date(2026, 9, 1)
    for supervisory in ("supervisory", None):
        found = due_dates(case("clarification", received, supervisory))
        assert found["whole_case"] == date(2026, 11, 24)
        assert "whole_case_other" not in found
    for supervisory in ("not_supervisory", "illogical", "outside_authority"):
        found = due_dates(case("clarification", received, supervisory))
        assert found["whole_case_other"] == date(2026, 9, 21)
        assert "whole_case" not in found


def test_the_reporter_has_thirty_days_for_his_answer_until_he_has_it() -> None:
    moments = case("referred", date(2026, 3, 1))
    assert due_dates(moments) == {"answer": date(2026, 3, 31)}
    answered = CaseMoments(moments.received_at, "referred", {}, None, morning(date(2026, 3, 5)))
    assert clocks(answered, POLICY, CALENDAR) == ()


def test_the_due_date_is_the_earliest_of_the_clocks() -> None:
    moments = case(
        "disposition", date(2026, 5, 4), verification=date(2026, 5, 4), disposition=date(2026, 6, 2)
    )
    running = clocks(moments, POLICY, CALENDAR)
    assert [clock.due for clock in running] == sorted(clock.due for clock in running)
    first = due(moments, POLICY, CALENDAR)
    assert first is not None
    assert (first.id, first.due) == ("answer", date(2026, 6, 3))


@pytest.mark.parametrize("stage", ["closed", "archived", "merged"])
def test_no_clock_runs_on_a_case_that_has_ended(stage: str) -> None:
    assert due(case(stage, date(2026, 3, 1)), POLICY, CALENDAR) is None


def test_a_case_marked_as_ended_has_no_clock_in_any_stage() -> None:
    assert clocks(CaseMoments(morning(date(2026, 3, 1)), "analysis", {}, ended=True), POLICY, CALENDAR) == ()


def test_the_day_begins_when_it_begins_at_the_office() -> None:
    late = datetime(2026, 3, 16, 16, 30, tzinfo=UTC)  # 23:30 in Jakarta, already the 17th in Jayapura
    moments = CaseMoments(late, "referred", {})
    starts = [
        clocks(moments, POLICY, WorkingCalendar(POLICY.calendar, zone))[0].starts for zone in (WIB, WIT)
    ]
    assert starts == [date(2026, 3, 16), date(2026, 3, 17)]


def test_a_due_date_lasts_until_the_end_of_the_offices_day() -> None:
    assert due_at(date(2026, 3, 27), WIB) == datetime(2026, 3, 27, 16, 59, 59, 999000, tzinfo=UTC)
    assert due_at(date(2026, 3, 27), WIT) == datetime(2026, 3, 27, 14, 59, 59, 999000, tzinfo=UTC)


def test_a_year_without_decreed_days_off_warns() -> None:
    known = CALENDAR.known_until()
    assert known >= 2026
    assert CALENDAR.warning_for(date(known, 12, 31)) is None
    said = CALENDAR.warning_for(date(known + 1, 1, 4))
    assert said is not None
    assert str(known + 1) in said


def test_a_year_that_the_office_has_entered_itself_does_not_warn() -> None:
    unknown = CALENDAR.known_until() + 1
    rules = msgspec.structs.replace(POLICY.calendar, decreed_years=(unknown,))
    assert WorkingCalendar(rules, WIB).warning_for(date(unknown, 1, 4)) is None


def test_only_clocks_of_working_days_can_still_move() -> None:
    unknown = CALENDAR.known_until() + 1
    moments = case("verification", date(unknown, 3, 1), verification=date(unknown, 3, 1))
    warned = {clock.id: warning(clock, CALENDAR) is not None for clock in clocks(moments, POLICY, CALENDAR)}
    assert warned == {"verification": True, "analysis": True, "whole_case": True, "answer": False}
