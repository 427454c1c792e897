"""Somebody between a station and its hub, or a hub that lies: he changes answers, or cuts them off."""

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tests.hubs import RunningHub, certificate
from wbs_tui.sync.link.hub_place import HubPlace
from wbs_tui.sync.protocol import EXCHANGE, Exchanged


@dataclass
class Answer:
    """What goes back to the station."""

    status: int
    headers: dict[str, str]
    body: bytes


Twist = Callable[[str, str, Answer], Answer | None]
"""Method, path and the hub's answer; the answer that is given, or None: the connection is cut."""


@dataclass
class Between:
    """Where stations reach him; `twist` says what he does, and `asked` what he has seen."""

    url: str
    authority: str
    twist: Twist
    swallow: Callable[[str, str], bool] = lambda _method, _path: False
    """Whether a request never reaches the hub: then it is cut off."""
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def place(self) -> HubPlace:
        """As an office knows its hub."""
        return HubPlace(self.url, self.authority)

    def honest(self) -> None:
        """From now on nothing is changed."""
        self.twist = honest
        self.swallow = lambda _method, _path: False


def honest(_method: str, _path: str, answer: Answer) -> Answer:
    """As the hub gave it."""
    return answer


def exchanged(change: Callable[[Exchanged], Exchanged]) -> Twist:
    """Changes what answers to an exchange say."""

    def twist(_method: str, path: str, answer: Answer) -> Answer:
        if path != EXCHANGE or answer.status != 200:
            return answer
        said = change(msgspec.msgpack.decode(answer.body, type=Exchanged))
        return Answer(answer.status, answer.headers, msgspec.msgpack.encode(said))

    return twist


@contextmanager
def between(hub: RunningHub) -> Iterator[Between]:
    """A server with the hub's certificate that asks the hub, as long as the block lasts."""
    made = Between("", hub.ca.read_text(), honest)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub, made))
    server.daemon_threads = True
    tls = certificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made.url = f"https://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(hub: RunningHub, made: Between) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            path = urlsplit(self.path).path
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            made.asked.append((self.command, path))
            if made.swallow(self.command, path):
                self.close_connection = True
                return
            answer = made.twist(self.command, path, _asked(hub, self.command, self.path, body, self.headers))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "content-length" not in answer.headers:
                self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_PUT = do_POST = do_HEAD = _serve  # noqa: N815 - the library's names

        def log_message(self, *_about: Any) -> None:
            pass

    return Handler


def _asked(hub: RunningHub, method: str, target: str, body: bytes, headers: Any) -> Answer:
    """The hub's own answer, to the very request that was signed."""
    parts = urlsplit(hub.url)
    assert parts.hostname is not None
    connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=hub.ca_context(), timeout=60)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        kept = ("content-type", "upload-offset", "upload-length", "retry-after", "date", "content-range")
        found = {name: response.getheader(name) for name in kept}
        return Answer(
            response.status, {name: said for name, said in found.items() if said is not None}, response.read()
        )
    finally:
        connection.close()
