"""The directory keeps all that an office ever said of itself, and takes nothing that does not follow."""

from tests.hub.raw_client import Station, code, read


def test_every_record_of_every_office_is_given_in_order(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    assert one.put_record().status_code == 200
    assert other.put_record().status_code == 200
    expected = [one.records[0], other.records[0], one.records[1], other.records[1]]
    rows = one.exchange()["records"]
    assert [row[1] for row in rows] == expected
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert [row[1] for row in other.exchange(directory_after=2)["records"]] == expected[2:]


def test_what_does_not_follow_is_refused_and_what_the_hub_has_is_told(hub, joined):
    office = joined(hub)
    office.put_record()
    first, second = office.records
    for changes in ({"number": 2}, {"number": 4}, {"number": 3, "previous": bytes(32)}):
        office.records[:] = [first, second]
        answer = office.put_record(office.record(**changes))
        assert code(answer) == (409, "conflict")
    assert [row[1] for row in read(answer)["records"]] == [second]
    office.records[:] = [first]
    twin = office.record(name="Yang sama sekali lain")
    answer = office.put_record(twin)
    assert [row[1] for row in read(answer)["records"]] == [second]
    assert [row[1] for row in office.exchange()["records"]] == [first, second]


def test_the_same_record_again_is_taken_already(hub, joined):
    office = joined(hub)
    office.put_record()
    assert office.put_record(office.records[0]).status_code == 200
    assert office.put_record(office.records[1]).status_code == 200
    assert len(office.exchange()["records"]) == 2


def test_a_new_key_needs_the_old_ones_word(hub, joined):
    office = joined(hub)
    office.new_key()
    statement, signature, _by_previous = office.record()
    assert code(office.put_record([statement, signature, b""])) == (409, "conflict")
    assert code(office.put_record([statement, signature, bytes(64)])) == (409, "conflict")
    assert office.put_record(office.records[-1]).status_code == 200


def test_a_record_of_another_office_is_not_taken_from_this_one(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    assert code(one.put_record(other.record())) == (403, "not_allowed")


def test_an_office_stays_what_the_operator_added(hub, joined):
    office = joined(hub)
    assert code(office.put_record(office.record(kind="kpk"))) == (403, "not_allowed")
    office.records.pop()
    assert code(office.put_record(office.record(code="99"))) == (403, "not_allowed")


def test_a_restored_office_gets_in_with_a_new_station_and_learns_what_it_had_said(hub, joined):
    office = joined(hub)
    office.put_record()
    later = office.records.pop()
    office.stations = [Station()]
    answer = office.put_record()
    assert code(answer) == (409, "conflict")
    office.records[-1:] = [row[1] for row in read(answer)["records"]]
    assert office.records[-1] == later
    assert office.put_record().status_code == 200
    assert len(office.exchange()["records"]) == 3


def test_a_new_station_is_let_in_by_the_offices_key_alone(hub, joined):
    office, stranger = joined(hub, "16"), joined(hub, "17")
    stranger.id, stranger.code, stranger.records = office.id, office.code, list(office.records)
    stranger.stations = [Station()]
    assert code(stranger.put_record()) == (401, "unknown_station")


def test_a_station_that_is_no_longer_named_is_no_longer_heard(hub, joined):
    office = joined(hub)
    old, office.stations = office.home, [Station()]
    assert office.put_record(station=old).status_code == 200
    asked = office.send("POST", "/v1/exchange", b"\x82\xa5after\x00\xafdirectory_after\x00", station=old)
    assert code(asked) == (401, "unknown_station")
    assert office.exchange()["more"] is False


def test_a_station_belongs_for_ever_to_who_named_it_first(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    old, one.stations = one.home, [Station()]
    one.put_record(station=old)
    other.stations.append(Station(old.id))
    assert code(other.put_record()) == (409, "conflict")
    one.stations.append(old)
    assert one.put_record(station=one.home).status_code == 200


def test_records_of_a_day_are_counted(limited, joined, place):
    hub = limited(records_a_day=3)
    office = joined(hub)
    assert [office.put_record().status_code for _each in range(3)] == [200, 200, 429]
    place.clock.forward(days=1, seconds=1)
    assert office.put_record(office.records[-1]).status_code == 200


def test_a_long_directory_comes_in_parts(hub, joined):
    """Records are small; an answer holds four mebibytes of them."""
    office = joined(hub)
    for _each in range(18):
        seals = [
            [kind, "0" * 32, epoch, bytes(1216)] for kind in ("office", "identity") for epoch in range(25)
        ]
        assert office.put_record(office.record(seals=seals)).status_code == 200
    position, got = 0, []
    while True:
        answer = office.exchange(directory_after=position)
        got += [row[1] for row in answer["records"]]
        if not answer["more"]:
            break
        position = answer["records"][-1][0]
    assert got == office.records
