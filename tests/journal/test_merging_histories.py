"""Random histories of a home store and two desks: whatever was cut, repeated or late, all come to one end."""

from datetime import timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.stations_apart import KINDS_OF_EDIT, Station, empty, office_apart
from wbs_tui.journal.conflicts import crossings, writes_of
from wbs_tui.journal.entries import Entry, decode

EDIT = st.tuples(
    st.just("edit"), st.integers(0, 2), st.sampled_from(sorted(KINDS_OF_EDIT)), st.integers(0, 2)
)
CARRY = st.tuples(
    st.just("carry"), st.sampled_from([1, 2]), st.integers(0, 9), st.randoms(use_true_random=False)
)
RETURN = st.tuples(st.just("return"), st.sampled_from([1, 2]), st.integers(0, 9), st.none())
JUMP = st.tuples(st.just("jump"), st.integers(0, 2), st.integers(-240, 240), st.none())
PASS = st.tuples(st.just("pass"), st.just(0), st.integers(0, 600), st.none())
HISTORIES = st.lists(st.one_of(EDIT, EDIT, EDIT, CARRY, RETURN, JUMP, PASS), min_size=1, max_size=18)
AT = ("inspektur", "petugas", "petugas2")
Knew = dict[str, frozenset[str]]


def play(stations: list[Station], history: list[tuple[str, int, object, object]]) -> tuple[list[Entry], Knew]:
    """Live through a history; gives the edits, and by edit what was at hand when it was made."""
    edits, knew = [], {}
    for what, number, one, other in history:
        station = stations[number]
        if what == "edit":
            kind, rows = KINDS_OF_EDIT[one]
            at_hand = frozenset(station.held)
            entry = station.write(kind, rows(other), account=AT[number])
            edits.append(entry)
            knew[entry.id] = at_hand
        elif what == "carry":
            bring(station, stations[0], one, other)
        elif what == "return":
            tell(stations[0], station, one)
        elif what == "jump":
            station.clock.ahead = timedelta(seconds=one)
        else:
            station.clock.true[0] += timedelta(seconds=one)
    return edits, knew


def bring(desk: Station, home: Station, cut: int, shuffle: object) -> None:
    """What the desk wrote, in any order, some of it not, some of it twice."""
    rows = desk.entries(desk.station)
    rows = rows[: len(rows) - cut] if cut < len(rows) else rows[cut:]
    rows += rows[:2]
    shuffle.shuffle(rows)
    home.take(rows)


def tell(home: Station, desk: Station, cut: int) -> None:
    """What the home store has, as it got it, up to some point."""
    rows = [row for row in home.entries() if decode(row[0]).station != desk.station]
    rows.sort(key=lambda row: home.revision(row[0]))
    desk.take(rows[: len(rows) - cut] if cut < len(rows) else rows)


def meet(stations: list[Station]) -> None:
    """Everything reaches everybody."""
    home, *desks = stations
    home.clock.true[0] += timedelta(minutes=10)
    for station in stations:
        station.clock.ahead = timedelta()
    for desk in desks:
        assert home.take(desk.entries(desk.station)).held == ()
    for desk in desks:
        rows = [row for row in home.entries() if decode(row[0]).station != desk.station]
        assert desk.take(rows).held == ()


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(history=HISTORIES)
def test_all_stations_agree_and_nothing_is_lost_or_silent(history):
    with office_apart() as stations, empty() as replayed:
        edits, knew = play(stations, history)
        meet(stations)
        home = stations[0]
        found = [crossings(map(decode, (row[0] for row in station.entries()))) for station in stations]
        assert found[0] == found[1] == found[2]
        tables = home.tables()
        assert tables == stations[1].tables() == stations[2].tables()
        assert {entry.id for entry in edits} <= home.held
        told = {(each.first, each.second) for each in found[0]}
        for one, other in combinations(edits, 2):
            if crossed(one, other, knew):
                assert {(one.id, other.id), (other.id, one.id)} & told
        assert home.findings(replayed) == []
        assert Station(replayed, home.clock, "").tables() == tables


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(st.one_of(EDIT, PASS), min_size=1, max_size=12))
def test_whoever_had_the_others_work_before_him_crosses_nothing(history):
    with office_apart() as stations:
        for step in history:
            play(stations, [step])
            meet(stations)
        assert crossings(map(decode, (row[0] for row in stations[0].entries()))) == ()


def crossed(one: Entry, other: Entry, knew: Knew) -> bool:
    """Whether two edits gave one field different values, and neither was at hand when the other was made."""
    if one.id in knew[other.id] or other.id in knew[one.id]:
        return False
    values = {write.field: write.value for write in writes_of(one)}
    return any(write.field in values and values[write.field] != write.value for write in writes_of(other))
