"""The protocol is what docs/protocol.md says: answers made without the program's code (make_vectors.py)."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from models.words.clock import from_millis
from tests.hub.make_vectors import DESK, FILE, OFFICE, OTHER, PARCEL, STATION
from wbs_tui.hub import app, signatures
from wbs_tui.hub.core import Caller, Hub, Rejected
from wbs_tui.hub.database import open_database
from wbs_tui.hub.endpoints import SIGNED
from wbs_tui.hub.limits import Limits
from wbs_tui.store.location import locate
from wbs_tui.sync import protocol, wire
from wbs_tui.sync.duplicates.minhash import band_tokens
from wbs_tui.sync.offices.records import OfficeRecord, Seal, Station, follows, read_record, record_fingerprint
from wbs_tui.sync.outgoing.sharing import identity_label
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.cells import padded, unpadded
from wbs_tui.vault.sealing import SealingKeys, open_sealed

VECTORS = Path(__file__).parent / "vectors"
PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def raw(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def record(said: list[str]) -> SignedRecord:
    return SignedRecord(*map(raw, said))


@pytest.mark.parametrize("asked", vectors("requests"), ids=lambda asked: asked["method"])
def test_signed_requests(asked, tmp_path):
    engine = open_database(locate(f"sqlite:///{tmp_path}/hub.db"))
    hub = Hub(engine, lambda: from_millis(asked["now"] * 1000), Limits())
    caller = Caller(asked["station"], raw(asked["public"]), OFFICE, "1601", "inspectorate", STATION)
    lines = [(name.encode(), value.encode()) for name, value in asked["headers"].items()]
    request = signatures.asked(asked["method"], asked["target_uri"], lines)
    signed = signatures.verified(hub, request, lambda station: caller if station == STATION else None)
    signed.check_body(raw(asked["body"]))
    signed.use_nonce(hub)
    with pytest.raises(Rejected):
        signed.use_nonce(hub)
    with pytest.raises(Rejected):
        signed.check_body(raw(asked["body"]) + b"x")
    engine.dispose()


def test_records():
    known = vectors("records")
    first, second = record(known["first"]), record(known["second"])
    said = read_record(first)
    assert (said.office, said.code, said.number, said.home) == (OFFICE, "1601", 1, STATION)
    assert record_fingerprint(said.sign) == known["fingerprint"]
    assert follows(first, second) is None
    assert [station.id for station in read_record(second).stations] == [STATION, DESK]
    assert msgspec.msgpack.encode(said) == first.statement
    assert follows(first, SignedRecord(second.statement, second.signature, bytes(64))) is not None


def test_parcel():
    known = vectors("parcel")
    signed = wire.read_signed(raw(known["sent"]))
    parcel = wire.read_parcel(signed.statement)
    assert (parcel.id, parcel.number, parcel.to_office, parcel.files[0].id) == (PARCEL, 7, OTHER, FILE)
    assert parcel.place() == known["label"]
    assert verify(raw(known["public"]), wire.PARCEL_CONTEXT, signed.statement, signed.signature)
    opened = open_sealed(SealingKeys(raw(known["seed"])), parcel.sealed, parcel.place())
    assert opened == raw(known["padded"]) == padded(raw(known["contents"]))
    remark, receipt = wire.read_contents(unpadded(opened)).items
    assert (remark.text, receipt.beyond) == ("Mohon perkembangan penanganannya.", (5, 6))
    assert wire.encode(parcel) == signed.statement


def test_identity():
    known = vectors("identity")
    label = identity_label(known["office"], known["to_office"], known["case"])
    assert label == known["label"]
    opened = open_sealed(SealingKeys(raw(known["seed"])), raw(known["sealed"]), label)
    assert unpadded(opened) == raw(known["plaintext"])


@pytest.mark.parametrize(("name", "body"), vectors("bodies").items(), ids=vectors("bodies"))
def test_bodies(name, body):
    kind = getattr(protocol, name)
    read = msgspec.msgpack.decode(raw(body), type=kind)
    assert msgspec.msgpack.encode(read) == raw(body)


def test_tokens():
    known = vectors("tokens")
    assert [token.hex() for token in band_tokens(raw(known["secret"]), known["text"])] == known["tokens"]


def test_the_page_names_every_request_code_and_field():
    requests = [(method, path) for path, methods in SIGNED.items() for method in methods]
    requests += [("POST", protocol.ENROL), ("GET", app.HEALTH)]
    assert [each for each in requests if " ".join(each) not in PAGE] == []
    said = {word for span in re.findall(r"`([^`\n]*)`", PAGE) for word in re.findall(r"\w+", span)}
    words = {*_fields(*_structs()), *(str(each.__struct_config__.tag) for each in get_args(wire.Item))}
    assert words - said == set()
    codes = {code for name in ("Problem", "RefusedParcel") for code in re.findall(r"`(\w+)`", _source(name))}
    assert codes - said == set()


def _structs() -> list[type]:
    found = [each for each in vars(protocol).values() if isinstance(each, type)]
    found += [
        *get_args(wire.Item),
        wire.Parcel,
        wire.Contents,
        wire.Summary,
        wire.SharedText,
        wire.SharedFile,
    ]
    found += [wire.KeyWrap, wire.JournalEntry, wire.NamedFile, OfficeRecord, Station, Seal]
    return [each for each in found if issubclass(each, msgspec.Struct)]


def _fields(*structs: type) -> set[str]:
    return {field.name for each in structs for field in msgspec.structs.fields(each)}


def _source(name: str) -> str:
    text = Path(protocol.__file__).read_text(encoding="utf-8")
    return text.split(f"class {name}(")[1].split("\nclass ")[0]
