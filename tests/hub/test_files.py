"""Sealed files: by the station whose parcel names them, in chunks that resume, to the recipient alone."""

import hashlib
import random

import pytest

from tests.hub.raw_client import ONE_DATABASE, Station, code, new_id

CHUNK = 1000
BYTES = random.Random(5).randbytes(2 * CHUNK + 500)
SIZE = len(BYTES)


@pytest.fixture
def pair(hub, joined):
    return joined(hub, "16"), joined(hub, "17")


def named(one, other, data=BYTES, id_=None, **changes):
    """A file that a parcel names."""
    id_ = id_ or new_id()
    digest = changes.pop("digest", hashlib.sha256(data).digest())
    parcel = one.parcel(other, files=[[id_, len(data), digest]], **changes)
    assert one.put_parcels(parcel)["refused"] == []
    return id_


def put(office, id_, offset, data, size=SIZE, **how):
    headers = {"upload-offset": str(offset), "upload-length": str(size)}
    return office.send("PUT", f"/v1/files/{id_}", data, headers=headers, **how)


def put_all(office, id_, data=BYTES):
    for start in range(0, len(data), CHUNK):
        assert put(office, id_, start, data[start : start + CHUNK], len(data)).status_code == 204


def got(office, id_, headers=None, query="", **how):
    return office.send("GET", f"/v1/files/{id_}{query}", headers=headers, **how)


def test_a_file_comes_in_chunks_and_goes_to_the_recipient(pair):
    one, other = pair
    id_ = named(one, other)
    assert code(got(other, id_)) == (404, "not_found")
    for start in range(0, len(BYTES), CHUNK):
        answer = put(one, id_, start, BYTES[start : start + CHUNK])
        assert answer.headers["upload-offset"] == str(min(start + CHUNK, len(BYTES)))
    answer = got(other, id_)
    assert (answer.status_code, answer.content) == (200, BYTES)


def test_an_upload_that_was_cut_off_goes_on_where_it_was(pair):
    one, other = pair
    id_ = named(one, other)
    put(one, id_, 0, BYTES[:CHUNK])
    state = one.send("HEAD", f"/v1/files/{id_}")
    assert (state.headers["upload-offset"], state.headers["upload-length"]) == (str(CHUNK), str(len(BYTES)))
    for offset in (0, CHUNK - 1, CHUNK + 1):
        answer = put(one, id_, offset, BYTES[offset : offset + 10])
        assert code(answer) == (409, "conflict")
        assert answer.headers["upload-offset"] == str(CHUNK)
    put(one, id_, CHUNK, BYTES[CHUNK:])
    assert got(other, id_).content == BYTES


@ONE_DATABASE
@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-", 206, BYTES),
        ("bytes=1500-", 206, BYTES[1500:]),
        ("bytes=999-1000", 206, BYTES[999:1001]),
        ("bytes=2499-", 206, BYTES[2499:]),
        ("bytes=2400-99999", 206, BYTES[2400:]),
        ("bytes=2500-", 416, None),
        ("bytes=5-4", 416, None),
        ("bytes=-5", 416, None),
        ("bytes=0-1,3-4", 416, None),
        ("lines=0-1", 416, None),
        ("bytes=99999999999999999999-", 416, None),
    ],
)
def test_a_download_goes_on_where_it_was(pair, asked, status, expected):
    one, other = pair
    id_ = named(one, other)
    put_all(one, id_)
    answer = got(other, id_, {"range": asked})
    assert answer.status_code == status
    if expected is not None:
        assert answer.content == expected
        assert answer.headers["content-range"].endswith(f"/{len(BYTES)}")


def test_what_is_not_the_named_file_is_dropped(pair):
    one, other = pair
    id_ = named(one, other)
    put(one, id_, 0, bytes(len(BYTES) - 1))
    answer = put(one, id_, len(BYTES) - 1, b"x")
    assert code(answer) == (409, "conflict")
    assert answer.headers["upload-offset"] == "0"
    assert code(got(other, id_)) == (404, "not_found")
    put_all(one, id_)
    assert got(other, id_).content == BYTES


def test_nobody_else_reads_or_writes_it(pair, hub, joined):
    one, other = pair
    third = joined(hub, "18")
    one.stations.append(Station())
    one.put_record()
    id_ = named(one, other)
    for office, station in ((third, None), (other, None), (one, one.stations[1])):
        assert code(put(office, id_, 0, BYTES[:10], station=station)) == (404, "not_found")
        assert office.send("HEAD", f"/v1/files/{id_}", station=station).status_code == 404
    put_all(one, id_)
    for office in (third, one):
        assert code(got(office, id_)) == (404, "not_found")


def test_a_file_for_one_station_is_not_for_another(pair):
    one, other = pair
    other.stations.append(Station())
    other.put_record()
    id_ = named(one, other, to_station=other.stations[1].id)
    put_all(one, id_)
    assert code(got(other, id_)) == (404, "not_found")
    assert got(other, id_, station=other.stations[1]).content == BYTES


def test_one_upload_serves_all_parcels_that_name_it(pair, hub, joined):
    one, other = pair
    third = joined(hub, "18")
    id_ = named(one, other)
    put_all(one, id_)
    named(one, third, id_=id_)
    assert got(third, id_).content == got(other, id_).content == BYTES
    assert one.send("HEAD", f"/v1/files/{id_}").headers["upload-offset"] == str(len(BYTES))


def test_a_file_is_not_said_to_be_another(pair):
    one, other = pair
    id_ = named(one, other)
    for size, digest in ((len(BYTES), bytes(32)), (5, hashlib.sha256(BYTES).digest())):
        answer = one.put_parcels(one.parcel(other, files=[[id_, size, digest]]))
        assert [reason for _id, reason in answer["refused"]] == ["conflict"]
    twice = one.parcel(other, files=[[new_id()[:31] + "a", 1, bytes(32)]] * 2)
    assert [reason for _id, reason in one.put_parcels(twice)["refused"]] == ["conflict"]


def test_two_offices_may_use_the_same_id(pair, hub, joined):
    """Who names somebody else's file takes nothing from it."""
    one, other = pair
    third, theirs = joined(hub, "18"), b"sesuatu yang lain"
    id_ = named(one, other)
    named(third, other, theirs, id_)
    put_all(one, id_)
    put_all(third, id_, theirs)
    assert got(other, id_).content == BYTES
    assert got(other, id_, query=f"?from={third.id}").content == theirs
    assert got(other, id_, query=f"?from={one.id}").content == BYTES
    assert code(got(other, id_, query=f"?from={other.id}")) == (404, "not_found")
    assert code(got(other, id_, query="?from='")) == (400, "malformed")


def test_an_empty_file_is_a_file(pair):
    one, other = pair
    id_ = named(one, other, b"")
    assert put(one, id_, 0, b"", 0).status_code == 204
    assert got(other, id_).content == b""


@ONE_DATABASE
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"upload-offset": "0"},
        {"upload-offset": "0", "upload-length": "1"},
        {"upload-offset": "-1", "upload-length": "2500"},
        {"upload-offset": "x", "upload-length": "2500"},
        {"upload-offset": "9" * 30, "upload-length": "2500"},
        {"upload-offset": "²", "upload-length": "2500"},
        {"upload-offset": "2491", "upload-length": "2500"},
    ],
)
def test_a_chunk_that_does_not_say_where_it_belongs_is_malformed(pair, headers):
    one, other = pair
    id_ = named(one, other)
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = one.send("PUT", f"/v1/files/{id_}", BYTES[:10], headers=encoded)
    assert code(answer) == (400, "malformed")


def test_files_go_with_the_last_parcel_that_names_them(pair, hub, joined, place):
    one, other = pair
    third = joined(hub, "18")
    id_ = named(one, other)
    named(one, third, id_=id_)
    put_all(one, id_)
    other.exchange(after=2**62)
    place.clock.forward(days=31)
    assert hub.upkeep() == 1
    assert code(got(other, id_)) == (404, "not_found")
    assert got(third, id_).content == BYTES
    third.exchange(after=2**62)
    place.clock.forward(days=31)
    assert hub.upkeep() == 1
    assert code(got(third, id_)) == (404, "not_found")
    assert one.send("HEAD", f"/v1/files/{id_}").status_code == 404


def test_files_count_as_room_from_when_they_are_named(limited, joined):
    hub = limited(office_bytes=1_000_000)
    one, other = joined(hub, "16"), joined(hub, "17")
    first = named(one, other, bytes(900_000))
    answer = one.put_parcels(one.parcel(other, files=[[new_id(), 200_000, bytes(32)]]))
    assert [reason for _id, reason in answer["refused"]] == ["quota"]
    named(one, other, bytes(900_000), first)
