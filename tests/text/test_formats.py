"""Money, days and times: what an officer reads and types."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wbs_tui.text.catalogue import use_language
from wbs_tui.text.formats import (
    ZONES,
    date_long,
    date_short,
    moment,
    parse_date,
    parse_rupiah,
    relative_days,
    rupiah,
    short_rupiah,
    weekday,
)

MONDAY = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("amount", "full", "short"),
    [
        (0, "Rp0", "Rp0"),
        (950, "Rp950", "Rp950"),
        (50_000, "Rp50.000", "Rp50 ribu"),
        (287_500_000, "Rp287.500.000", "Rp287,5 juta"),
        (4_800_000_000, "Rp4.800.000.000", "Rp4,8 miliar"),
        (1_200_000_000_000, "Rp1.200.000.000.000", "Rp1,2 triliun"),
        (-5_000_000, "-Rp5.000.000", "-Rp5 juta"),
    ],
)
def test_rupiah_in_full_and_in_brief(amount: int, full: str, short: str) -> None:
    assert (rupiah(amount), short_rupiah(amount)) == (full, short)


def test_a_loss_just_below_a_billion_does_not_read_as_a_billion() -> None:
    assert short_rupiah(999_999_999) == "Rp999,9 juta"


@pytest.mark.usefixtures("_english")
def test_rupiah_for_english_readers() -> None:
    assert rupiah(287_500_000) == "Rp287,500,000"
    assert short_rupiah(4_800_000_000) == "Rp4.8 billion"
    assert short_rupiah(50_000) == "Rp50 thousand"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp 4,8 miliar", 4_800_000_000),
        ("Rp. 287.500.000,-", 287_500_000),
        ("50 ribu", 50_000),
        ("1,2 M", 1_200_000_000),
        ("rp40jt", 40_000_000),
        ("4.8 miliar", 4_800_000_000),
        ("Rp1.200 juta", 1_200_000_000),
        ("40 juta rupiah", 40_000_000),
        ("Rp1.250.000,50", 1_250_000),
        ("Rp5,000,000.00", 5_000_000),
        ("Rp2.5 billion", 2_500_000_000),
        ("1,5 triliun", 1_500_000_000_000),
        ("0.500 miliar", 500_000_000),
        ("1.250 miliar", 1_250_000_000_000),
        ("1,250 billion", 1_250_000_000_000),
        ("1.250 billion", 1_250_000_000),
        ("15,000", 15_000),
        ("Rp15.000,-", 15_000),
        ("287500000", 287_500_000),
    ],
)
def test_typed_money_is_understood(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "Rp", "banyak", "-5", "1,5", "1.2.3", "5 kambing", "1,0001 ribu", "9" * 30, "9" * 10_000, "1 M 2"],
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert parse_rupiah(text) is None


@given(st.integers(0, 10**18), st.sampled_from(["id", "en"]))
@example(15_000, "en")
@settings(deadline=None)
def test_written_money_reads_back(amount: int, language: str) -> None:
    use_language(language)
    assert parse_rupiah(rupiah(amount)) == amount


@given(st.integers(0, 10**17), st.sampled_from(["id", "en"]))
@example(3_125_000_000_000_000, "en")
@settings(deadline=None)
def test_brief_money_reads_back_to_no_more_and_hardly_less(amount: int, language: str) -> None:
    use_language(language)
    read = parse_rupiah(short_rupiah(amount))
    assert read is not None
    assert amount * 0.9 <= read <= amount


@given(st.text(max_size=80))
@settings(deadline=None)
def test_anything_may_be_typed(text: str) -> None:
    assert parse_rupiah(text) is None or text
    assert parse_date(text) is None or text


def test_days_in_indonesian() -> None:
    assert date_long(MONDAY) == "3 Agustus 2026"
    assert date_short(MONDAY) == "3 Agu 2026"
    assert weekday(MONDAY) == "Senin"


@pytest.mark.usefixtures("_english")
def test_days_in_english() -> None:
    assert date_long(MONDAY) == "3 August 2026"
    assert date_short(MONDAY) == "3 Aug 2026"
    assert weekday(MONDAY) == "Monday"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("WIB", "3 Agu 2026 23.12 WIB"), ("WITA", "4 Agu 2026 00.12 WITA"), ("WIT", "4 Agu 2026 01.12 WIT")],
)
def test_a_moment_stands_in_the_zone_of_the_office(name: str, shown: str) -> None:
    assert moment(datetime(2026, 8, 3, 16, 12, tzinfo=UTC), ZoneInfo(ZONES[name])) == shown


@pytest.mark.usefixtures("_english")
def test_a_moment_in_english_has_a_colon() -> None:
    assert moment(datetime(2026, 8, 3, 2, 12, tzinfo=UTC), ZoneInfo("Asia/Jakarta")) == "3 Aug 2026 09:12 WIB"


def test_a_moment_without_a_zone_is_refused_rather_than_shown_wrong() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 8, 3), ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3 Agustus 2026",
            "03/08/2026",
            "3/8/2026",
            "3-8-2026",
            "03.08.2026",
            "2026-08-03",
            "3 agu 2026",
            "3 Agt. 2026",
        ),
        *("Senin, 3 Agustus 2026", "3 August 2026", "3 Aug 2026", "3-Agu-2026", " 3  AGUSTUS 2026 "),
    ],
)
def test_typed_days_are_understood_day_first(text: str) -> None:
    assert parse_date(text) == MONDAY


@pytest.mark.parametrize(
    "text", ["", "kemarin", "31/02/2026", "3/8/26", "3 Foo 2026", "2026-13-01", "0/0/0000", "3 " * 999]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["id", "en"]),
    st.sampled_from([date_long, date_short]),
)
@settings(deadline=None)
def test_written_days_read_back(day: date, language: str, write: object) -> None:
    use_language(language)
    assert callable(write)
    assert parse_date(write(day)) == day


@pytest.mark.parametrize(
    ("days", "indonesian", "english"),
    [
        (0, "hari ini", "today"),
        (1, "besok", "tomorrow"),
        (3, "3 hari lagi", "in 3 days"),
        (-1, "terlambat 1 hari", "1 day late"),
        (-2, "terlambat 2 hari", "2 days late"),
        (-1200, "terlambat 1.200 hari", "1,200 days late"),
    ],
)
def test_days_left_and_days_late(days: int, indonesian: str, english: str) -> None:
    assert relative_days(days) == indonesian
    use_language("en")
    assert relative_days(days) == english
