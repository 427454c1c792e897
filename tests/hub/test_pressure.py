"""Who asks too much is told when to come back; nobody else waits for him."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event

from tests.hub.raw_client import ONE_DATABASE, code, pack
from tests.hubs import RunningHub
from wbs_tui.hub import serving

pytestmark = ONE_DATABASE
ASK = pack({"after": 0, "directory_after": 0})


@contextmanager
def connected(hub: RunningHub) -> Iterator[ssl.SSLSocket]:
    """A bare connection."""
    url = httpx.URL(hub.url)
    with (
        socket.create_connection((url.host, url.port), timeout=30) as bare,
        hub.ca_context().wrap_socket(bare, server_hostname=url.host) as secured,
    ):
        yield secured


def head(office, body=ASK):
    """The head of a signed request, as bytes."""
    request = office.request("POST", "/v1/exchange", body)
    lines = [f"POST /v1/exchange HTTP/1.1\r\nhost: {request.url.netloc.decode()}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in request.headers.items() if name != "host"]
    return "".join([*lines, "\r\n"]).encode()


@contextmanager
def half_asked(hub, office) -> Iterator[ssl.SSLSocket]:
    """A request whose body is yet to come; the hub has begun with it, as its looking for the nonce shows."""
    with connected(hub) as line:
        line.sendall(head(office).replace(b"\r\n\r\n", b"\r\nexpect: 100-continue\r\n\r\n"))
        assert line.recv(100).startswith(b"HTTP/1.1 100"), "it waits for the body"
        yield line


def answered(line):
    line.sendall(ASK)
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    return got


def test_one_office_does_not_take_all_places(limited, joined):
    hub = limited(office_at_once=1)
    one, other = joined(hub, "16"), joined(hub, "17")
    with half_asked(hub, one) as line:
        answer = one.send("POST", "/v1/exchange", ASK)
        assert code(answer) == (429, "too_many")
        assert answer.headers["retry-after"] == "1"
        assert other.exchange()["more"] is False
        assert b" 200 " in answered(line)
    assert one.exchange()["more"] is False


def test_a_hub_that_is_full_says_so(limited, joined):
    hub = limited(bodies_at_once=1)
    one, other = joined(hub, "16"), joined(hub, "17")
    with half_asked(hub, one) as line:
        answer = other.send("POST", "/v1/exchange", ASK)
        assert code(answer) == (503, "busy")
        assert int(answer.headers["retry-after"]) > 0
        with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
            assert client.get(hub.url + "/health").json() == {"status": "ok"}
        assert b" 200 " in answered(line)
    assert other.exchange()["more"] is False


def test_requests_of_a_minute_are_counted_for_each_office(limited, joined):
    hub = limited(requests_a_minute=3)
    one, other = joined(hub, "16"), joined(hub, "17")
    statuses = [one.send("POST", "/v1/exchange", ASK).status_code for _each in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert other.exchange()["more"] is False


def test_who_cannot_prove_who_he_is_may_not_try_for_ever(limited, joined):
    """Others at the same address, behind one router perhaps, go on as ever."""
    hub = limited(strangers_a_minute=5)
    office = joined(hub)
    statuses = [office.send("POST", "/v1/exchange", ASK, unsigned=True).status_code for _each in range(6)]
    assert statuses == [401] * 4 + [429] * 2, "an enrolment counted too"
    assert office.exchange()["more"] is False


def test_a_body_that_does_not_come_is_not_waited_for(limited, joined):
    hub = limited(body_seconds=0.2)
    with half_asked(hub, joined(hub)) as line:
        assert line.recv(65536).startswith(b"HTTP/1.1 408 ")


def test_a_body_is_no_longer_than_allowed_whatever_it_says(hub, joined):
    office = joined(hub)
    assert code(office.send("POST", "/v1/exchange", bytes(65 * 1024))) == (413, "too_large")
    with connected(hub) as line:
        said = head(office).split(b"\r\n")
        lines = [line_ for line_ in said if not line_.startswith(b"content-length")]
        line.sendall(b"\r\n".join([*lines[:-2], b"transfer-encoding: chunked", b"", b""]))
        line.sendall((b"8000\r\n" + bytes(0x8000) + b"\r\n") * 3 + b"0\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("said", [b"", b"POST /v1/exchange HTTP/1.1\r\nhost:"])
def test_a_connection_that_says_nothing_is_not_kept(hub, monkeypatch, said):
    monkeypatch.setattr(serving, "_HEAD_SECONDS", 0.2)
    with connected(hub) as line:
        line.sendall(said)
        assert line.recv(100) == b""


def test_a_database_that_does_not_answer_is_busy_and_no_fault(hub, joined):
    office = joined(hub)

    def lost(*_about):
        from wbs_tui.store.errors import StoreBusy

        raise StoreBusy

    event.listen(hub.hub.engine, "begin", lost)
    answer = office.send("POST", "/v1/exchange", ASK)
    assert code(answer) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    with httpx.Client(verify=hub.ca_context(), trust_env=False) as client:
        assert client.get(hub.url + "/health").status_code == 503
    event.remove(hub.hub.engine, "begin", lost)
    assert office.exchange()["more"] is False
