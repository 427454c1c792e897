"""Only a station of the directory is heard, once for each request, in the words that it signed."""

import base64

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from tests.hub.raw_client import ONE_DATABASE, Signing, Station, code, new_id, pack

pytestmark = ONE_DATABASE
ASK = pack({"after": 0, "directory_after": 0})
TARGET = "/v1/exchange"


def asked(office, body=ASK, **changes):
    return office.send("POST", TARGET, body, **changes)


def test_a_request_as_the_page_says_is_heard(hub, joined):
    assert asked(joined(hub)).status_code == 200


def test_a_request_that_the_library_signed_is_heard(hub, joined):
    """RFC 9421 as somebody else wrote it down."""
    office = joined(hub)
    request = office.request("POST", TARGET, ASK, unsigned=True)
    signer = HTTPMessageSigner(signature_algorithm=ED25519)
    prepared = signer.prepare(
        request, key_id=office.home.id, created=hub.hub.clock(), nonce=new_id(), label="wbs",
        tag="wbs-exchange", covered_component_ids=("@method", "@target-uri", "content-digest"), body=ASK,
    )  # fmt: skip
    signer.apply(request, prepared, office.home.key.sign(prepared.signature_base))
    with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
        assert client.send(request).status_code == 200


def test_without_a_signature_nobody_is_heard(hub, joined):
    office = joined(hub)
    for method, target in (
        ("POST", TARGET), ("PUT", "/v1/parcels"), ("PUT", "/v1/tokens"), ("GET", "/v1/matches"),
        ("GET", f"/v1/files/{new_id()}"), ("PUT", f"/v1/files/{new_id()}"),
    ):  # fmt: skip
        assert code(office.send(method, target, ASK, unsigned=True)) == (401, "unsigned")


@pytest.mark.parametrize(
    "signing",
    [
        Signing(key=Ed25519PrivateKey.from_private_bytes(bytes(32))),
        Signing(label="other"),
        Signing(tag="other"),
        Signing(components=("@method", "@target-uri")),
        Signing(components=("@method", "content-digest")),
        Signing(components=("@target-uri", "content-digest")),
        Signing(nonce="short"),
        Signing(nonce="n" * 65),
    ],
    ids=["other key", "label", "tag", "no digest", "no target", "no method", "short nonce", "long nonce"],
)
def test_a_signature_that_says_too_little_or_is_anothers_is_refused(hub, joined, signing):
    assert code(asked(joined(hub), signing=signing)) == (401, "bad_signature")


def test_what_was_changed_on_the_way_is_refused(hub, joined):
    office = joined(hub)
    other_body = pack({"after": 9, "directory_after": 0})
    assert code(asked(office, sent_body=other_body)) == (401, "bad_signature")
    assert code(asked(office, sent_target=TARGET + "?a=1")) == (401, "bad_signature")
    request = office.request("PUT", TARGET, ASK)
    request.method = "POST"
    with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
        assert code(client.send(request)) == (401, "bad_signature")


def test_a_station_that_no_record_names_is_unknown(hub, joined):
    assert code(asked(joined(hub), station=Station())) == (401, "unknown_station")


def test_a_request_for_another_hub_is_not_for_this_one(hub, joined):
    answer = asked(joined(hub), headers={"host": "hub.lain.go.id"})
    assert code(answer) == (421, "not_allowed")


@pytest.mark.parametrize("apart", [-301, 301])
def test_a_clock_that_is_too_far_from_the_hubs_is_said(hub, joined, place, apart):
    created = int(place.clock.now.timestamp())
    office = joined(hub)
    assert code(asked(office, signing=Signing(created=created + apart))) == (401, "clock")
    near = Signing(created=created + apart // 301 * 300)
    assert asked(office, signing=near).status_code == 200


def test_a_request_counts_once(hub, joined):
    office = joined(hub)
    request = office.request("POST", TARGET, ASK)
    with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
        assert client.send(request).status_code == 200
        assert code(client.send(request)) == (401, "replayed")


def test_two_stations_may_hit_on_the_same_nonce(hub, joined):
    one, other = joined(hub, "16"), joined(hub, "17")
    same = Signing(nonce="n" * 32)
    assert asked(one, signing=same).status_code == asked(other, signing=same).status_code == 200


@pytest.mark.parametrize(
    "lines",
    [
        {"signature-input": "wbs="},
        {"signature-input": 'wbs=("@method");created=x'},
        {"signature": "wbs=:AAAA"},
        {"signature": "other=:AAAA:"},
        {"content-digest": "sha-256=:AAAA:"},
        {"content-digest": f"md5=:{base64.b64encode(bytes(16)).decode()}:"},
        {"signature-input": "wbs=" + "(" * 5000},
    ],
)
def test_broken_header_lines_are_refused(hub, joined, lines):
    office = joined(hub)
    request = office.request("POST", TARGET, ASK)
    request.headers.update(lines)
    with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
        assert client.send(request).status_code == 401
