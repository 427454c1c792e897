"""An office that leaves, or lost its keys, is closed: refused, told of to all, and may come back."""

import hashlib

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.words.exchange import OfficeKind
from tests.hub.raw_client import RawOffice, Station, code, pack
from wbs_tui.hub.closing import NoSuchMember, close_office
from wbs_tui.hub.offices import list_offices


def enrols_again(office: RawOffice, record: list | None = None):
    token = office.hub.add_office(office.code, office.name, OfficeKind(office.kind))
    return office.send(
        "POST", "/v1/enrol", pack({"token": token, "record": record or office.record()}), unsigned=True
    )


def test_a_closed_office_is_refused_and_everybody_is_told_signed_and_for_ever(hub, joined):
    leaving, other = joined(hub, "16"), joined(hub, "17")
    before = other.exchange()
    close_office(hub.hub, "16", "digabung\x1b[31m")
    refused = leaving.send("POST", "/v1/exchange", pack({"after": 0, "directory_after": 0}))
    assert code(refused) == (401, "unknown_station")
    assert code(leaving.put_record()) == (401, "unknown_station")
    assert other.put_parcels(other.parcel(leaving))["refused"][0][1] == "unknown_recipient"
    last = before["records"][-1][0]
    for _twice in range(2):
        told = other.exchange(directory_after=last)
        [[position, [statement, signature]]] = told["closures"]
        assert position == told["directory_last"] == last + 1
        key = Ed25519PublicKey.from_public_bytes(told["notary"])
        key.verify(signature, b"wbs-sign-v1|hub-closure-v1\0" + statement)
        said = msgspec.msgpack.decode(statement)
        assert (said["office"], said["code"], said["number"]) == (leaving.id, "16", 1)
        assert said["reason"] == "digabung"
    assert other.exchange(directory_after=last + 1)["closures"] == []
    [row] = [each for each in list_offices(hub.hub) if each.code == "16"]
    assert row.closed_at is not None
    with pytest.raises(NoSuchMember):
        close_office(hub.hub, "16", "sekali lagi")


def test_it_comes_back_under_a_new_key_only_behind_its_newest_record(hub, joined):
    office, other = joined(hub, "16"), joined(hub, "17")
    close_office(hub.hub, "16", "kunci hilang")
    lost = office.records[-1]
    office.key, office.stations = Ed25519PrivateKey.generate(), [Station()]
    first = office.record(number=1, previous=b"")
    refused = enrols_again(office, first)
    assert code(refused) == (409, "conflict")
    [[_position, newest]] = msgspec.msgpack.decode(refused.read())["records"]
    assert newest == lost
    office.records.remove(first)
    record = office.record(previous=hashlib.sha256(lost[0]).digest())
    assert enrols_again(office, record).status_code == 200
    assert office.exchange()["records"][-1][1] == record
    assert other.put_parcels(other.parcel(office))["refused"] == []


def test_another_office_may_take_its_place(hub, joined):
    joined(hub, "16")
    close_office(hub.hub, "16", "didirikan ulang")
    successor = RawOffice(hub, "16", now=hub.hub.clock().timestamp)
    assert enrols_again(successor).status_code == 200
    assert len(successor.exchange()["records"]) == 2


def test_one_that_never_enrolled_is_forgotten(hub):
    hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    close_office(hub.hub, "16", "salah tulis")
    assert list_offices(hub.hub) == ()
