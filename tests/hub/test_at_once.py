"""Many at once: every parcel arrives once and none is skipped, whoever else sends while a station reads."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.hub.raw_client import code, new_id, pack

SENDERS, EACH = 3, 12


def test_no_parcel_is_skipped_while_others_are_taken_in(hub, joined):
    """Positions are given in the order in which they are kept, so a reader's cursor passes none by."""
    offices = [joined(hub, str(number)) for number in range(20, 20 + SENDERS)]
    parcels = {one.id: [one.parcel(to) for to in offices * EACH if to is not one] for one in offices}
    done = threading.Event()

    def send(one):
        for start in range(0, len(parcels[one.id]), 3):
            assert one.put_parcels(*parcels[one.id][start : start + 3])["refused"] == []

    def read(one):
        got, position = [], 0
        while True:
            last = done.is_set()
            answer = one.exchange(position)
            got += [row[1] for row in answer["parcels"]]
            position = max([position, *(row[0] for row in answer["parcels"])])
            if last and not answer["more"]:
                return got

    with ThreadPoolExecutor(2 * SENDERS) as pool:
        readers = [pool.submit(read, one) for one in offices]
        senders = [pool.submit(send, one) for one in offices]
        failed = [sender.exception() for sender in senders]
        done.set()
        read_by = [reader.result() for reader in readers]
    assert failed == [None] * SENDERS
    for got in read_by:
        assert len(got) == len(set(got)) == (SENDERS - 1) * EACH
    assert {each for got in read_by for each in got} == {each for sent in parcels.values() for each in sent}


def test_the_same_parcel_sent_twice_at_once_is_one(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    parcel = one.parcel(other)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _each: one.put_parcels(parcel), range(4)))
    assert [answer["refused"] for answer in answers] == [[]] * 4
    assert [row[1] for row in other.exchange()["parcels"]] == [parcel]


def test_two_records_of_one_number_at_once_are_one(hub, joined):
    office = joined(hub)
    twins = []
    for each in range(4):
        twins.append(office.record(name=f"Nama {each}"))
        office.records.pop()
    bodies = [pack({"record": each}) for each in twins]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: office.send("PUT", "/v1/record", body), bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(office.exchange()["records"]) == 2


def test_a_request_repeated_at_once_is_heard_once(hub, joined):
    office = joined(hub)
    request = office.request("POST", "/v1/exchange", pack({"after": 0, "directory_after": 0}))

    def send(_each):
        with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
            return client.send(request)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    refused = [code(answer) for answer in answers if answer.status_code != 200]
    assert refused == [(401, "replayed")] * 5


def test_a_file_sent_twice_at_once_is_whole(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    data, id_ = bytes(range(256)) * 40, new_id()
    one.put_parcels(one.parcel(other, files=[[id_, len(data), hashlib.sha256(data).digest()]]))

    def send(_each):
        offset = 0
        while offset < len(data):
            headers = {"upload-offset": str(offset), "upload-length": str(len(data))}
            answer = one.send("PUT", f"/v1/files/{id_}", data[offset : offset + 1024], headers=headers)
            assert answer.status_code in (204, 409)
            offset = int(answer.headers["upload-offset"])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send, range(3)))
    assert other.send("GET", f"/v1/files/{id_}").content == data
