"""A client written from docs/protocol.md: an office with a key and a station, and requests that it signs.

Of the program it uses only the words of the protocol; signatures are made by hand.
"""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.words.exchange import OfficeKind
from tests.hubs import RunningHub

TYPE = "application/vnd.wbs.v1+msgpack"
PARCEL = "parcel-v1"
RECORD = "office-record-v1"
SEAL = bytes(1216)
_numbers = count(1)
ONE_DATABASE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For what no database has a say in."""


def new_id() -> str:
    """An id as good as any."""
    return uuid4().hex


def signed(key: Ed25519PrivateKey, context: str, message: bytes) -> bytes:
    """docs/formats.md: signature."""
    return key.sign(b"wbs-sign-v1|" + context.encode() + b"\0" + message)


def public(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes_raw()


def pack(value: Any) -> bytes:
    """MessagePack."""
    return msgspec.msgpack.encode(value)


@dataclass
class Station:
    """A place of an office with a key of its own."""

    id: str = field(default_factory=new_id)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)


@dataclass
class RawOffice:
    """An office that says what docs/protocol.md lets it say, and what a test makes of it."""

    hub: RunningHub
    code: str
    kind: str = OfficeKind.INSPECTORATE
    under: str = ""
    id: str = field(default_factory=new_id)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    stations: list[Station] = field(default_factory=lambda: [Station()])
    records: list[list[Any]] = field(default_factory=list)
    now: Callable[[], float] = time.time
    name: str = "Inspektorat Contoh"

    @property
    def home(self) -> Station:
        """The station of the office's own store."""
        return self.stations[0]

    def record(self, **changes: Any) -> list[Any]:
        """The next signed record; kept as ours unless it is thrown away."""
        previous = self.records[-1] if self.records else None
        before = msgspec.msgpack.decode(previous[0]) if previous else None
        statement = {
            "version": 1,
            "office": self.id,
            "code": self.code,
            "name": self.name,
            "kind": str(self.kind),
            "under": self.under,
            "number": len(self.records) + 1,
            "previous": hashlib.sha256(previous[0]).digest() if previous else b"",
            "sign": public(self.key),
            "stations": [[each.id, public(each.key), "S1", "age1"] for each in self.stations],
            "home": self.home.id,
            "seals": [["office", new_id(), 1, SEAL], ["identity", new_id(), 1, SEAL]],
            "at": int(self.now() * 1000),
        }
        statement |= changes
        data = pack(statement)
        by_previous = b""
        if before is not None and before["sign"] != statement["sign"] and self.old_key is not None:
            by_previous = signed(self.old_key, RECORD, data)
        made = [data, signed(self.key, RECORD, data), by_previous]
        self.records.append(made)
        return made

    old_key: Ed25519PrivateKey | None = None

    def new_key(self) -> None:
        """The office's next record is under another key, signed by both."""
        self.old_key, self.key = self.key, Ed25519PrivateKey.generate()

    def enrol(self) -> "RawOffice":
        """Join with a code of the operator's."""
        token = self.hub.add_office(self.code, self.name, OfficeKind(self.kind), self.under)
        answer = self.send(
            "POST", "/v1/enrol", pack({"token": token, "record": self.record()}), unsigned=True
        )
        assert answer.status_code == 200, answer.read()
        return self

    def put_record(self, record: list[Any] | None = None, station: Station | None = None) -> httpx.Response:
        """Send a record, by default the next."""
        made = record or self.record()
        return self.send("PUT", "/v1/record", pack({"record": made}), station=station)

    def parcel(self, to: "RawOffice", **changes: Any) -> bytes:
        """A signed parcel with something sealed in it."""
        station = changes.pop("by", self.home)
        key = changes.pop("key", station.key)
        statement = {
            "version": 1,
            "id": new_id(),
            "office": self.id,
            "station": station.id,
            "number": next(_numbers),
            "to_office": to.id,
            "to_station": "",
            "at": int(self.now() * 1000),
            "epoch": 1,
            "files": [],
            "sealed": b"\x01" + bytes(100),
        }
        data = pack(statement | changes)
        return pack([data, signed(key, PARCEL, data)])

    def put_parcels(self, *parcels: bytes, station: Station | None = None) -> dict[str, Any]:
        """Send parcels; what the hub made of them."""
        answer = self.send("PUT", "/v1/parcels", pack({"parcels": list(parcels)}), station=station)
        assert answer.status_code == 200, answer.read()
        return read(answer)

    def exchange(
        self, after: int = 0, directory_after: int = 0, station: Station | None = None, head: Any = None
    ) -> dict[str, Any]:
        """Ask what is new."""
        body = pack({"after": after, "directory_after": directory_after, "head": head})
        answer = self.send("POST", "/v1/exchange", body, station=station)
        assert answer.status_code == 200, answer.read()
        return read(answer)

    def put_tokens(self, quarter: str, *rows: tuple[bytes, list[bytes]]) -> httpx.Response:
        """Send tokens of cases."""
        return self.send("PUT", "/v1/tokens", pack({"quarter": quarter, "rows": [list(row) for row in rows]}))

    def matches(self, after: int = 0) -> httpx.Response:
        """Ask for matches."""
        return self.send("GET", f"/v1/matches?after={after}")

    def send(self, method: str, target: str, body: bytes = b"", **changes: Any) -> httpx.Response:
        """Send one request, signed as the page says but for `changes` (see `request`)."""
        with httpx.Client(verify=self.hub.ca_context(), timeout=60, trust_env=False) as client:
            return client.send(self.request(method, target, body, **changes))

    def request(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        station: Station | None = None,
        unsigned: bool = False,
        headers: dict[str, str] | None = None,
        signing: "Signing | None" = None,
        sent_body: bytes | None = None,
        sent_target: str | None = None,
    ) -> httpx.Request:
        """A request; `sent_*` is what goes out instead of what was signed."""
        url = self.hub.url + target
        made = {"content-type": TYPE, **(headers or {})}
        if not unsigned:
            made |= (signing or Signing()).headers(method, url, body, station or self.home, self.now())
        content = body if sent_body is None else sent_body
        return httpx.Request(method, self.hub.url + (sent_target or target), content=content, headers=made)


@dataclass(frozen=True)
class Signing:
    """How a request is signed; a test changes what it wants to see refused."""

    label: str = "wbs"
    tag: str = "wbs-exchange"
    components: tuple[str, ...] = ("@method", "@target-uri", "content-digest")
    created: int | None = None
    nonce: str | None = None
    keyid: str | None = None
    key: Ed25519PrivateKey | None = None

    def headers(self, method: str, url: str, body: bytes, station: Station, now: float) -> dict[str, str]:
        """The three header lines (RFC 9421, RFC 9530)."""
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        values = {"@method": method, "@target-uri": url, "content-digest": digest}
        covered = " ".join(f'"{name}"' for name in self.components)
        created = int(now) if self.created is None else self.created
        nonce = new_id() if self.nonce is None else self.nonce
        parameters = (
            f'({covered});created={created};keyid="{self.keyid or station.id}";'
            f'alg="ed25519";nonce="{nonce}";tag="{self.tag}"'
        )
        lines = [f'"{name}": {values[name]}' for name in self.components]
        base = "\n".join([*lines, f'"@signature-params": {parameters}'])
        signature = base64.b64encode((self.key or station.key).sign(base.encode())).decode()
        return {
            "content-digest": digest,
            "signature-input": f"{self.label}={parameters}",
            "signature": f"{self.label}=:{signature}:",
        }

    def but(self, **changes: Any) -> "Signing":
        """The same with something changed."""
        return replace(self, **changes)


def read(answer: httpx.Response) -> Any:
    """The body of an answer."""
    return msgspec.msgpack.decode(answer.read())


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, read(answer)["code"]
