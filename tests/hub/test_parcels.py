"""Parcels go from the sender's own station to the one they are for: once, in order, until taken."""

import pytest

from tests.hub.raw_client import ONE_DATABASE, Station, code, new_id, pack
from wbs_tui.hub.limits import MIB


@pytest.fixture
def pair(hub, joined):
    """Two offices, the first with a second station."""
    one, other = joined(hub, "16"), joined(hub, "17")
    one.stations.append(Station())
    one.put_record()
    return one, other


def given(office, after=0, **how):
    return [row[1] for row in office.exchange(after, **how)["parcels"]]


def taken(answer):
    assert answer["refused"] == []
    return len(answer["taken"])


def reasons(answer):
    return [reason for _id, reason in answer["refused"]]


def test_parcels_arrive_byte_for_byte_in_order_and_once(pair):
    one, other = pair
    sent = [one.parcel(other) for _each in range(5)]
    assert taken(one.put_parcels(*sent[:3])) == 3
    assert taken(one.put_parcels(*sent)) == 5
    assert given(other) == sent
    assert given(one) == []


def test_each_station_gets_its_own_and_the_home_what_names_none(pair):
    one, other = pair
    home, away = one.stations
    to_office = other.parcel(one)
    to_home, to_away = (other.parcel(one, to_station=each.id) for each in (home, away))
    other.put_parcels(to_office, to_home, to_away)
    assert given(one) == [to_office, to_home]
    assert given(one, station=away) == [to_away]


def test_what_is_acknowledged_is_the_stations_own(pair, hub, place):
    """A desk elsewhere cannot make the office's parcels go away."""
    one, other = pair
    parcel = other.parcel(one)
    other.put_parcels(parcel)
    one.exchange(after=2**62, station=one.stations[1])
    place.clock.forward(days=31)
    hub.upkeep()
    assert given(one) == [parcel]


def test_what_was_taken_is_given_again_for_thirty_days_and_then_gone(pair, hub, place):
    one, other = pair
    first, second = one.parcel(other), one.parcel(other)
    one.put_parcels(first, second)
    position = other.exchange()["parcels"][0][0]
    assert given(other, position) == [second]
    place.clock.forward(days=30)
    assert hub.upkeep() == 0
    assert given(other) == [first, second]
    place.clock.forward(seconds=1)
    assert hub.upkeep() == 1
    assert given(other) == [second]


def test_what_was_removed_may_be_sent_again_and_is_still_the_same(pair, hub, place):
    """Its sender has had no receipt: the recipient knows whether it is new."""
    one, other = pair
    first = one.parcel(other, id="a" * 32, number=7)
    one.put_parcels(first)
    [[position, _parcel]] = other.exchange()["parcels"]
    other.exchange(after=position)
    place.clock.forward(days=31)
    assert hub.upkeep() == 1
    assert reasons(one.put_parcels(one.parcel(other, id="a" * 32))) == ["conflict"]
    assert reasons(one.put_parcels(one.parcel(other, number=7))) == ["conflict"]
    assert taken(one.put_parcels(first)) == 1
    assert given(other, position) == [first]


def test_a_new_home_station_gets_what_the_old_one_had_taken(pair):
    one, other = pair
    parcel = other.parcel(one)
    other.put_parcels(parcel)
    one.exchange(after=one.exchange()["parcels"][0][0])
    one.stations[0] = Station()
    assert one.put_record(station=one.home).status_code == 200
    assert given(one) == [parcel]


def test_nobody_sends_in_anothers_name(pair):
    one, other = pair
    home, away = one.stations
    forged = [
        one.parcel(other, by=away),
        one.parcel(other, office=other.id),
        one.parcel(other, key=away.key),
        one.parcel(other, by=away, key=home.key),
    ]
    answer = one.put_parcels(*forged)
    assert reasons(answer) == ["not_yours"] * 4
    assert given(other) == []
    assert taken(one.put_parcels(forged[0], station=away)) == 1


def test_who_is_not_there_gets_nothing(pair):
    one, other = pair
    nowhere = one.parcel(other, to_office=new_id()), one.parcel(other, to_station=new_id())
    not_theirs = one.parcel(other, to_station=one.home.id)
    assert reasons(one.put_parcels(*nowhere, not_theirs)) == ["unknown_recipient"] * 3


def test_two_of_one_id_or_number_are_a_conflict_and_the_first_stands(pair):
    one, other = pair
    first = one.parcel(other, id="a" * 32, number=7)
    same_id, same_number = one.parcel(other, id="a" * 32), one.parcel(other, number=7)
    assert taken(one.put_parcels(first)) == 1
    assert reasons(one.put_parcels(same_id, same_number)) == ["conflict"] * 2
    third = other.parcel(one, id="a" * 32)
    assert reasons(other.put_parcels(third)) == ["conflict"]
    assert given(other) == [first]
    assert taken(one.put_parcels(one.parcel(other, number=7, by=one.stations[1]), station=one.stations[1]))


def test_too_large_is_said_of_the_parcel_alone(pair):
    one, other = pair
    large, small = one.parcel(other, sealed=bytes(4 * MIB)), one.parcel(other)
    answer = one.put_parcels(large, small)
    assert (len(answer["taken"]), reasons(answer)) == (1, ["too_large"])
    too_many = one.parcel(other, files=[[new_id(), 1, bytes(32)] for _each in range(1001)])
    too_long = one.parcel(other, files=[[new_id(), 8 * 2**30 + 1, bytes(32)]])
    assert reasons(one.put_parcels(too_many, too_long)) == ["too_large"] * 2


def test_much_comes_in_parts_that_are_never_empty(pair):
    one, other = pair
    sent = [one.parcel(other, sealed=bytes(3 * MIB)) for _each in range(4)]
    for parcel in sent:
        one.put_parcels(parcel)
    position, got, parts = 0, [], []
    while True:
        answer = other.exchange(position)
        parts.append(len(answer["parcels"]))
        got += [row[1] for row in answer["parcels"]]
        position = answer["parcels"][-1][0]
        if not answer["more"]:
            break
    assert got == sent
    assert parts == [2, 2]


def test_an_office_has_so_much_room_and_gets_it_back(limited, joined, place):
    hub = limited(office_bytes=3 * MIB)
    one, other = joined(hub, "16"), joined(hub, "17")
    parcels = [one.parcel(other, sealed=bytes(MIB)) for _each in range(3)]
    answer = one.put_parcels(*parcels)
    assert (len(answer["taken"]), reasons(answer)) == (2, ["quota"])
    assert taken(other.put_parcels(other.parcel(one, sealed=bytes(MIB)))) == 1
    other.exchange(after=2**62)
    place.clock.forward(days=31)
    assert hub.upkeep() == 2
    assert taken(one.put_parcels(parcels[2])) == 1


def test_heads_are_kept_for_each_station(pair):
    one, _other = pair
    assert one.exchange(head=[b"one", b"signature"])["head"] is None
    assert one.exchange(station=one.stations[1])["head"] is None
    assert one.exchange()["head"] == [b"one", b"signature"]
    assert one.exchange(head=[b"two", b"signature"])["head"] == [b"one", b"signature"]
    assert one.exchange()["head"] == [b"two", b"signature"]


@ONE_DATABASE
@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xc1",
        pack([b"", b""]),
        pack([b"\xff" * 40, bytes(64)]),
        pack({"statement": b"", "signature": b""}),
    ],
)
def test_what_is_no_parcel_is_malformed(pair, broken):
    one, other = pair
    answer = one.send("PUT", "/v1/parcels", pack({"parcels": [one.parcel(other), broken]}))
    assert code(answer) == (400, "malformed")
    assert given(other) == []


@ONE_DATABASE
@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../etc/passwd"},
        {"to_station": "\x00"},
        {"number": 0},
        {"number": 2**31},
        {"version": 2},
        {"files": [["x", 1, bytes(32)]]},
        {"files": [["a" * 32, -1, bytes(32)]]},
        {"files": [["a" * 32, 1, bytes(31)]]},
    ],
    ids=str,
)
def test_a_parcel_with_strange_fields_is_malformed(pair, changes):
    one, other = pair
    answer = one.send("PUT", "/v1/parcels", pack({"parcels": [one.parcel(other, **changes)]}))
    assert code(answer) == (400, "malformed")


@ONE_DATABASE
@pytest.mark.parametrize(
    "asked",
    [
        {"after": -1, "directory_after": 0},
        {"after": 0, "directory_after": 2**63},
        {"after": 0},
        {"after": 0, "directory_after": 0, "head": [bytes(5000), b""]},
        [0, 0],
    ],
)
def test_a_strange_question_is_malformed(pair, asked):
    assert code(pair[0].send("POST", "/v1/exchange", pack(asked))) == (400, "malformed")


def test_nothing_new_is_one_round_trip_of_a_few_bytes(pair):
    one, _other = pair
    position = one.exchange()["records"][-1][0]
    answer = one.exchange(directory_after=position)
    assert (answer.pop("last"), answer.pop("directory_last")) == (0, 3)
    nothing = {"parcels": [], "more": False, "records": [], "head": None, "matches": False}
    assert answer == {**nothing, "closures": [], "notary": b""}


def test_a_hub_that_lost_its_memory_can_be_told(pair):
    """A position beyond the last that the hub has given comes from another life of it."""
    one, other = pair
    one.put_parcels(one.parcel(other), one.parcel(other))
    answer = other.exchange(after=7, directory_after=9)
    assert (answer["last"], answer["directory_last"]) == (2, 3)
    assert (answer["parcels"], answer["records"]) == ([], [])
