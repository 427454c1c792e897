"""Serves the hub: TLS, the listening socket, and an end that lets requests finish."""

import asyncio
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from wbs_tui.hub import logs
from wbs_tui.hub.app import applications
from wbs_tui.hub.core import Hub
from wbs_tui.hub.names import HostNames, certified, loopback
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HEAD_SECONDS = 15
_LET_FINISH_SECONDS = 30
_MOST_CONNECTIONS = 500
_HEADERS = 32 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Listen:
    """A host (name or address) and a port; 0 is any that is free."""

    host: str
    port: int

    def is_loopback(self) -> bool:
        """Whether only this computer reaches it."""
        return self.host in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Tls:
    """The hub's certificate with what leads to it, and its key without a password: PEM files."""

    certificate: Path
    key: Path


class _Protocol(H11Protocol):
    """Waits so long for the head of a request, however slowly it comes, and then no longer."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._head is not None:
            self._head.cancel()

    def _await_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
        self._head = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.timeout_keep_alive_handler()


def serve(
    hub: Hub,
    listen: Listen,
    tls: Tls | None,
    operator: Listen | None,
    told: Callable[[str], None],
) -> None:
    """Answer until SIGTERM or SIGINT; `told` hears the address. Raises WrongUse, OSError."""
    names = names_of(listen, tls)
    faces = applications(hub, names)
    if operator is not None and not operator.is_loopback():
        raise WrongUse(_("Angka hub (--metrics) hanya boleh didengarkan di 127.0.0.1."))
    server = server_of(faces.public, tls)
    with listening(listen) as listener, _beside(faces.operator, operator), _ended_quietly():
        host = f"[{listen.host}]" if ":" in listen.host else listen.host
        told(f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}")
        server.run(sockets=[listener])
    logs.say("stopped")


def names_of(listen: Listen, tls: Tls | None) -> HostNames:
    """Raise WrongUse where others could listen in, or nobody could be sure whom he speaks to."""
    if tls is None:
        if not listen.is_loopback():
            raise WrongUse(
                _("Tanpa TLS hub hanya boleh didengarkan di 127.0.0.1. Sebutkan --tls-cert dan --tls-key.")
            )
        return loopback()
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            tls.certificate, tls.key, password=lambda: b""
        )
        names = certified(tls.certificate)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise WrongUse(
            _("Sertifikat atau kunci TLS tidak terbaca, atau bukan pasangannya: {path}.").format(
                path=tls.certificate
            )
        ) from error
    if not names.names:
        raise WrongUse(
            _("Sertifikat TLS tidak menyebut nama server (subjectAltName). Buat yang menyebutnya.")
        )
    return names


def server_of(app: ASGIApp, tls: Tls | None) -> uvicorn.Server:
    """A server of ours over an application, to be run on a socket of its own."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_HEAD_SECONDS,
        timeout_graceful_shutdown=_LET_FINISH_SECONDS,
        h11_max_incomplete_event_size=_HEADERS,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    return uvicorn.Server(config)


@contextmanager
def listening(listen: Listen) -> Iterator[socket.socket]:
    """A socket that listens there. What it accepts sends at once: each answer would wait 40 ms (Nagle)."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    with socket.create_server((listen.host, listen.port), family=family, backlog=256) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


@contextmanager
def _beside(app: ASGIApp, listen: Listen | None) -> Iterator[None]:
    """Serve the operator's pages from a thread of their own."""
    if listen is None:
        yield
        return
    server = server_of(app, None)
    with listening(listen) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _ended_quietly() -> Iterator[None]:
    """uvicorn raises SIGTERM again when all is done; being told to stop is no failure."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def tls_files(certificate: Path | None, key: Path | None, without: bool) -> Tls | None:
    """What the operator said of TLS: both files, or in so many words that there is none. Raises WrongUse."""
    if certificate is not None and key is not None and not without:
        return Tls(certificate, key)
    if without and certificate is None and key is None:
        return None
    raise WrongUse(
        _("Hub butuh TLS: sebutkan --tls-cert dan --tls-key (atau --without-tls untuk mencoba di sini).")
    )
