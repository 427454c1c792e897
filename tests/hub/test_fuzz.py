"""Whatever is sent to the hub, signed or not, it answers with what docs/protocol.md says, and goes on.

A real hub over a bare connection; what was sent and how it was answered is counted and printed.
"""

import json
import re
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.words.exchange import OfficeKind
from tests.hub.raw_client import ONE_DATABASE, TYPE, RawOffice, Signing, Station, new_id, pack
from tests.shares import EVERY
from wbs_tui.hub import serving
from wbs_tui.hub.limits import Limits

UNHINDERED = Limits(
    requests_a_minute=10**9,
    strangers_a_minute=10**9,
    records_a_day=10**9,
    tokens_a_day=10**9,
    body_seconds=0.1,
)
REFUSED = {
    *("unsigned", "bad_signature", "replayed", "clock", "unknown_station", "malformed", "too_large"),
    *("too_many", "not_allowed", "not_found", "conflict", "busy"),
}
SECONDS = 30
"""After which it hangs."""
EXAMPLES = 800 if EVERY else 400
"""On each database."""
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)


@dataclass
class Target:
    """A hub with two offices that know each other, a file that is there and one that is half there."""

    hub: Any
    one: RawOffice
    other: RawOffice
    files: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> "Target":
        """Give the offices something that can be asked for."""
        for sent in (3, 1):
            id_ = new_id()
            digest = bytes.fromhex(
                "709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c"
            )  # of abc
            self.one.put_parcels(self.one.parcel(self.other, files=[[id_, 3, digest]]))
            headers = {"upload-offset": "0", "upload-length": "3"}
            self.one.send("PUT", f"/v1/files/{id_}", b"abc"[:sent], headers=headers)
            self.files.append(id_)
        return self

    def ask(self, raw: bytes) -> bytes:
        """Send bytes; all that comes back until the hub closes the connection."""
        url = httpx.URL(self.hub.url)
        got = b""
        with socket.create_connection((url.host, url.port), timeout=SECONDS) as line:
            with suppress(ConnectionError):  # it may close before it has read all
                line.sendall(raw)
            with suppress(ConnectionError):
                while piece := line.recv(65536):
                    got += piece
        return got

    def count(self, what: str, got: bytes) -> None:
        """Note the answers, and refuse what a hub may not give."""
        if not got:
            self.statuses[f"{what}: closed"] += 1
        while got:
            head, _blank, got = got.partition(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            self.statuses[f"{what}: {status}"] += 1
            assert status < 500, head
            length = re.search(rb"content-length: (\d+)", head)
            if length is None:
                return
            body, got = got[: int(length[1])], got[int(length[1]) :]
            if status >= 400 and TYPE.encode() in head and body:
                code = msgspec.msgpack.decode(body)["code"]
                assert code in REFUSED
                self.codes[code] += 1

    def faults(self) -> list[str]:
        """What the hub logged of its own faults."""
        lines = [json.loads(line) for line in self.hub.said.getvalue().splitlines()]
        return [str(line) for line in lines if line["level"] != "info" and line["event"] != "server"]


@pytest.fixture
def target(place, monkeypatch):
    monkeypatch.setattr(serving, "_HEAD_SECONDS", 0.1)
    with place.running(tls=False, limits=UNHINDERED) as hub:
        one = RawOffice(hub, "16", kind=OfficeKind.KPK, now=place.clock.now.timestamp).enrol()
        other = RawOffice(hub, "17", now=place.clock.now.timestamp).enrol()
        made = Target(hub, one, other).prepare()
        yield made
        assert made.faults() == []
        assert one.exchange()["records"][0][1] == one.records[0], "it still works"
        for title, counted in (("answers", made.statuses), ("codes", made.codes)):
            print(f"{title} ({sum(counted.values())}):", dict(counted.most_common()))


numbers = st.one_of(
    st.integers(-3, 3), st.sampled_from([2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)])
)
ids = st.one_of(st.builds(new_id), st.sampled_from(["", "0" * 32, "A" * 32, "../" * 10, "\0" * 32, "é" * 32]))
texts = st.one_of(ids, st.text(max_size=40), st.sampled_from(["2026-Q3", "2026-Q9", "x" * 70_000]))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.floats(), texts, st.binary(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
tokens = st.lists(
    st.one_of(st.integers(0, 3).map(lambda number: bytes([number]) * 16), st.binary(max_size=17)), max_size=8
)
refs = st.one_of(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.binary())
quarters = st.one_of(st.just("2026-Q3"), st.just("2026-Q3"), texts)
FIELDS = (
    *("version", "id", "office", "station", "number", "to_office", "to_station", "at", "epoch", "files"),
    *("sealed", "unheard of"),
)
OF_RECORD = (
    *("version", "office", "code", "name", "kind", "under", "number", "previous", "sign", "stations"),
    *("home", "seals", "at", "unheard of"),
)


@st.composite
def contents(draw: st.DrawFn, target: Target, path: str) -> bytes:
    """A body that the path may have, with something strange in it, or not."""
    one, other = target.one, target.other
    template: Any
    if path == "/v1/exchange":
        template = {"after": draw(numbers), "directory_after": draw(numbers), "head": None}
    elif path == "/v1/parcels":
        changes = draw(st.dictionaries(st.sampled_from(FIELDS), values, max_size=2))
        number = {"number": draw(st.integers(1, 2**31 - 1))}
        template = {
            "parcels": [one.parcel(other, **{**number, **changes}), *draw(st.lists(values, max_size=1))]
        }
    elif path == "/v1/tokens":
        rows = draw(st.lists(st.tuples(refs, tokens), max_size=3))
        template = {"quarter": draw(quarters), "rows": [list(row) for row in rows]}
    elif path in ("/v1/record", "/v1/enrol"):
        kept = list(one.records)
        record = one.record(**draw(st.dictionaries(st.sampled_from(OF_RECORD), values, max_size=2)))
        one.records[:] = kept
        template = {"token": draw(texts), "record": record}
    else:
        return draw(st.binary(max_size=10))
    if draw(st.sampled_from([False, False, True])):
        template[draw(st.sampled_from(sorted(template)))] = draw(values)
    return draw(spoiled(_packed(template)))


def _packed(template: Any) -> bytes:
    try:
        return pack(template)
    except (OverflowError, UnicodeEncodeError):
        return pack(None)


@st.composite
def spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes as they are, or cut, lengthened, changed, or others."""
    how = draw(st.sampled_from(["not"] * 5 + ["cut", "long", "changed", "other"]))
    if how == "cut":
        return data[: draw(st.integers(0, len(data)))]
    if how == "long":
        return data + draw(st.binary(min_size=1, max_size=20))
    if how == "changed" and data:
        place = draw(st.integers(0, len(data) - 1))
        return data[:place] + draw(st.binary(min_size=1, max_size=2)) + data[place + 1 :]
    return draw(st.binary(max_size=200)) if how == "other" else data


line_texts = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30
)
headers = st.dictionaries(
    st.sampled_from(
        [
            *("range", "upload-offset", "upload-length", "content-type", "content-encoding", "signature"),
            *("signature-input", "content-digest", "authorization", "if-range", "expect", "te", "upgrade"),
            *("connection", "x-forwarded-for", "accept", "cookie"),
        ]
    ),
    st.one_of(
        line_texts,
        st.sampled_from(
            [
                *("bytes=0-", "bytes=1-1", "bytes=5-2", "bytes=0-0,2-2", "bytes=" + "9" * 40 + "-", "0", "1"),
                *("3", TYPE, "text/plain", "gzip", "100-continue", "websocket", "upgrade", "wbs=()"),
                *("wbs=:AAAA:", 'wbs=("@method" "@target-uri" "content-digest");created=1;keyid="x"'),
            ]
        ),
    ),
    max_size=3,
)
methods = st.one_of(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"]),
    st.text("ABCXYZ", min_size=1, max_size=8),
)


KNOWN = {
    "/v1/exchange": "POST",
    "/v1/parcels": "PUT",
    "/v1/record": "PUT",
    "/v1/enrol": "POST",
    "/v1/tokens": "PUT",
    "/v1/matches": "GET",
    "/v1/files/": "GET",
    "/health": "GET",
}
ENDINGS = (
    "",
    "",
    "?after=0",
    "?after=-1",
    "?after=" + "9" * 30,
    "?from=x",
    "?%00=%ff",
    "/",
    "/..",
    "%2f",
    "%00",
)


@st.composite
def requests(draw: st.DrawFn, target: Target) -> tuple[str, bytes]:
    """What was meant, and a request as bytes: two in three have nothing strange but their body."""
    path = draw(st.sampled_from(sorted(KNOWN)))
    strange = draw(st.sampled_from([False, False, True]))
    method = draw(methods) if strange else KNOWN[path]
    where, said = path, {"content-type": TYPE}
    if path == "/v1/files/":
        method = draw(st.sampled_from(["GET", "GET", "HEAD", "PUT", "PUT", method]))
        id_ = st.one_of(*[st.sampled_from(target.files)] * 3, ids.map(_quoted), line_texts.map(_quoted))
        where += draw(id_)
        said |= {"upload-offset": draw(st.sampled_from("0123")), "upload-length": "3"}
        said |= draw(headers)
    if strange:
        where += draw(st.sampled_from(ENDINGS))
        said |= draw(headers)
    body = b"" if method in ("GET", "HEAD") else draw(contents(target, path))
    office = draw(st.sampled_from([target.one, target.other]))
    signing = draw(st.sampled_from(["signed", "signed", "signed", "unsigned", "other key", "other body"]))
    lines = _lines(office, method, where, body, signing)
    sent = {**lines, **said} if draw(st.booleans()) else {**said, **lines}
    return f"{signing} {path}", _raw(target, method, where, sent, body)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))[:300]


def _lines(office: RawOffice, method: str, where: str, body: bytes, how: str) -> dict[str, str]:
    if how == "unsigned":
        return {}
    signing = Signing(key=Station().key) if how == "other key" else Signing()
    signed = body + b"x" if how == "other body" else body
    return signing.headers(method, office.hub.url + where, signed, office.home, office.now())


def _raw(target: Target, method: str, where: str, sent: dict[str, str], body: bytes) -> bytes:
    host = httpx.URL(target.hub.url).netloc.decode()
    lines = [f"{method} {where} HTTP/1.1", f"host: {host}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in sent.items()]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1") + body


def test_no_request_makes_it_fail_or_hang(target):
    @FUZZ
    @given(st.data())
    def fuzz(data: st.DataObject) -> None:
        what, raw = data.draw(requests(target))
        target.count(what, target.ask(raw))

    fuzz()
    assert target.statuses.total() >= EXAMPLES
    for path in ("/v1/exchange", "/v1/parcels", "/v1/tokens", "/v1/matches", "/v1/files/"):
        answered = [each for each in target.statuses if each.startswith(f"signed {path}: 2")]
        assert answered, f"some of {path} were in order"


@ONE_DATABASE
def test_no_bytes_at_all_make_it_fail_or_hang(target):
    whole = _raw(target, "POST", "/v1/exchange", {"content-type": TYPE}, pack({"after": 0}))

    @settings(FUZZ, max_examples=250)
    @given(
        st.one_of(spoiled(whole), st.binary(max_size=300), st.lists(spoiled(whole), max_size=3).map(b"".join))
    )
    def fuzz(raw: bytes) -> None:
        target.count("bytes", target.ask(raw))

    fuzz()
    assert target.statuses.total() >= 250
