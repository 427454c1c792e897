"""Equal tokens of two offices match; who may know is KPK, and a province over both."""

from itertools import count

import pytest
from sqlalchemy import text

from models.words.exchange import OfficeKind
from tests.hub.raw_client import ONE_DATABASE, code, read
from wbs_tui.store.engine import reading

QUARTER = "2026-Q3"
_refs = count(1)


def ref():
    return next(_refs).to_bytes(16, "big")


def tokens(*values, bands=8):
    """A band for each value, the rest like nobody's."""
    said = [bytes([value]) * 16 for value in values]
    return said + [next(_refs).to_bytes(16, "little") for _each in range(bands - len(said))]


@pytest.fixture
def country(hub, joined):
    """KPK, a province with two offices under it, and one office elsewhere."""
    kpk = joined(hub, "KPK", kind=OfficeKind.KPK)
    province = joined(hub, "32", kind=OfficeKind.PROVINCE)
    first, second = (joined(hub, each, under="32") for each in ("3201", "3202"))
    return kpk, province, first, second, joined(hub, "9101")


def seen(office, after=0):
    answer = office.matches(after)
    assert answer.status_code == 200
    return read(answer)["rows"]


def test_enough_equal_bands_are_a_match_and_one_is_not(country):
    kpk, _province, first, second, elsewhere = country
    mine, theirs, other = ref(), ref(), ref()
    first.put_tokens(QUARTER, (mine, tokens(1, 2, 3)))
    elsewhere.put_tokens(QUARTER, (other, tokens(1)))
    assert seen(kpk) == []
    second.put_tokens(QUARTER, (theirs, tokens(1, 2)))
    (row,) = seen(kpk)
    assert {(row[2], row[3]), (row[4], row[5])} == {(first.id, mine), (second.id, theirs)}
    assert (row[1], row[6]) == (QUARTER, 2)


def test_a_match_is_in_the_same_band_and_quarter_and_of_two_offices(country):
    kpk, _province, first, second, _elsewhere = country
    first.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    first.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    second.put_tokens(QUARTER, (ref(), tokens(2, 1)))
    second.put_tokens("2026-Q4", (ref(), tokens(1, 2)))
    assert seen(kpk) == []


def test_each_sees_what_it_may(country):
    kpk, province, first, second, elsewhere = country
    for office in (first, second, elsewhere, province):
        office.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert len(seen(kpk)) == 6
    (row,) = seen(province)
    assert {row[2], row[4]} == {first.id, second.id}
    for office in (first, second, elsewhere):
        assert code(office.matches()) == (403, "not_allowed")


def test_who_gave_the_tokens_learns_nothing_by_it(country):
    """An implicated office must not learn by asking whether somebody reported it."""
    _kpk, _province, first, second, _elsewhere = country
    alone = first.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    matched = second.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert alone.content == matched.content
    assert alone.headers["content-length"] == matched.headers["content-length"]
    assert first.exchange()["matches"] is False


def test_matches_are_announced_until_they_have_been_asked_for(country):
    kpk, province, first, second, elsewhere = country
    assert kpk.exchange()["matches"] is False
    first.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    elsewhere.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert (kpk.exchange()["matches"], province.exchange()["matches"]) == (True, False)
    position = seen(kpk)[-1][0]
    assert kpk.exchange()["matches"] is True
    assert seen(kpk, position) == []
    assert kpk.exchange()["matches"] is False
    second.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert (kpk.exchange()["matches"], province.exchange()["matches"]) == (True, True)
    assert [row[0] for row in seen(kpk, position)] == [position + 1, position + 2]


def test_tokens_that_are_taken_back_take_their_matches_along(country, hub):
    kpk, _province, first, second, _elsewhere = country
    mine = ref()
    first.put_tokens(QUARTER, (mine, tokens(1, 2)))
    second.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert len(seen(kpk)) == 1
    assert first.put_tokens(QUARTER, (mine, [])).status_code == 200
    assert seen(kpk) == []
    with reading(hub.hub.engine) as connection:
        assert connection.scalar(text("SELECT count(DISTINCT ref) FROM tokens")) == 1


def test_the_same_tokens_again_are_no_news(limited, joined):
    hub = limited(token_changes=1)
    kpk, one, other = joined(hub, "KPK", kind=OfficeKind.KPK), joined(hub, "16"), joined(hub, "17")
    row, theirs = (ref(), tokens(1, 2)), (ref(), tokens(1, 2))
    for _each in range(3):
        assert one.put_tokens(QUARTER, row).status_code == 200
        assert other.put_tokens(QUARTER, theirs).status_code == 200
    assert len(seen(kpk)) == 1


def test_a_case_is_not_tried_again_and_again(limited, joined):
    """But what was given can always be taken back."""
    hub = limited(token_changes=3)
    office, mine = joined(hub), ref()
    said = [
        read(office.put_tokens(QUARTER, (mine, tokens(n)), (ref(), tokens(n))))["refused"] for n in range(4)
    ]
    assert said == [[], [], [], [mine]]
    assert read(office.put_tokens(QUARTER, (mine, [])))["refused"] == []
    with reading(hub.hub.engine) as connection:
        assert connection.scalar(text("SELECT count(DISTINCT ref) FROM tokens")) == 4


def test_rows_of_a_day_are_counted_and_journalled(limited, joined, place):
    hub = limited(tokens_a_day=3)
    office = joined(hub)
    assert office.put_tokens(QUARTER, (ref(), tokens(1)), (ref(), tokens(2))).status_code == 200
    answer = office.put_tokens(QUARTER, (ref(), tokens(3)), (ref(), tokens(4)))
    assert code(answer) == (429, "too_many")
    place.clock.forward(days=1, seconds=1)
    assert office.put_tokens(QUARTER, (ref(), tokens(3)), (ref(), tokens(4))).status_code == 200
    with reading(hub.hub.engine) as connection:
        rows = connection.execute(
            text("SELECT office, station, quarter, rows FROM token_uploads ORDER BY at")
        )
        assert [tuple(row) for row in rows] == [(office.id, office.home.id, QUARTER, 2)] * 2


def test_tokens_of_other_times_are_not_taken_and_old_ones_are_forgotten(country, hub, place):
    _kpk, _province, first, _second, _elsewhere = country
    for quarter in ("2026-Q2", "2026-Q3", "2026-Q4"):
        assert first.put_tokens(quarter, (ref(), tokens(1))).status_code == 200
    for quarter in ("2026-Q1", "2027-Q1", "2026-Q5", "", "x" * 100):
        assert code(first.put_tokens(quarter, (ref(), tokens(1)))) == (400, "malformed")
    place.clock.forward(days=60)  # the fourth quarter: the second is no longer the one before
    hub.upkeep()
    with reading(hub.hub.engine) as connection:
        held = connection.execute(text("SELECT DISTINCT quarter FROM tokens ORDER BY quarter")).scalars()
        assert list(held) == ["2026-Q3", "2026-Q4"]


@ONE_DATABASE
@pytest.mark.parametrize(
    "rows",
    [
        [(b"short", [])],
        [(bytes(16), [bytes(15)])],
        [(bytes(16), [bytes(16)] * 65)],
        [(bytes(16), []), (bytes(16), [])],
        [(number.to_bytes(16, "big"), []) for number in range(1001)],
    ],
    ids=["ref", "token", "bands", "twice", "many"],
)
def test_strange_rows_are_malformed(hub, joined, rows):
    assert code(joined(hub).put_tokens(QUARTER, *rows)) == (400, "malformed")


def test_one_case_that_is_like_all_makes_so_many_matches(limited, joined):
    hub = limited(matches_of_a_case=5)
    kpk, one, other = joined(hub, "KPK", kind=OfficeKind.KPK), joined(hub, "16"), joined(hub, "17")
    one.put_tokens(QUARTER, *((ref(), tokens(1, 2)) for _each in range(20)))
    other.put_tokens(QUARTER, (ref(), tokens(1, 2)))
    assert len(seen(kpk)) == 5
