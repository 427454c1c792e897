"""The way into the hub: who asks, whether he may now, and only then what he sent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from wbs_tui.hub import bodies, directory, signatures
from wbs_tui.hub.core import Caller, Hub, Rejected
from wbs_tui.hub.endpoints import Endpoint, enrol
from wbs_tui.hub.names import HostNames
from wbs_tui.hub.pressure import Pressure
from wbs_tui.sync.protocol import PutRecord

_NOBODY = "?"
_NOBODY_KNOWN = 401


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets requests in one by one."""

    hub: Hub
    pressure: Pressure
    names: HostNames

    @asynccontextmanager
    async def signed(self, request: Request, endpoint: Endpoint) -> AsyncIterator[Response]:
        """The answer to a request that must be signed; the office has a place less until it is sent.

        Raises Rejected. Whoever is slow to send or to read keeps nobody else waiting.
        """
        self._refuse_other_host(request)
        signed, body = await self._who(request, endpoint)
        request.state.caller = signed.caller
        with self.pressure.place_of(signed.caller.office):
            if body is None:
                body = await self._body(request, endpoint)
            with self.pressure.place():
                response = await run_in_threadpool(self._answer, request, endpoint, signed, body)
            yield response

    @asynccontextmanager
    async def enrol(self, request: Request) -> AsyncIterator[Response]:
        """The answer to an office that joins. Raises Rejected."""
        self._refuse_other_host(request)
        self.pressure.strangers.take(_address(request))
        limits = self.hub.limits
        with self.pressure.reading():
            body = await bodies.read(request, limits.largest_record, limits.body_seconds)
        with self.pressure.place():
            response = await run_in_threadpool(enrol, self.hub, request, body)
        yield response

    async def _who(self, request: Request, endpoint: Endpoint) -> tuple[signatures.Signed, bytes | None]:
        """Who asks; the body where it had to be read for that."""
        asked = _as_signed(request)
        with self._stranger(request):
            if endpoint.is_record:
                return await self._with_record(request, asked, endpoint)
            with self.pressure.place():
                return await self._verified(asked, self._known), None

    def _answer(
        self, request: Request, endpoint: Endpoint, signed: signatures.Signed, body: bytes
    ) -> Response:
        signed.check_body(body)
        signed.use_nonce(self.hub)
        return endpoint.run(self.hub, signed.caller, request, body)

    def _refuse_other_host(self, request: Request) -> None:
        if not self.names.has(request.headers.get("host", "")):
            raise Rejected(421, "not_allowed")

    @contextmanager
    def _stranger(self, request: Request) -> Iterator[None]:
        """Who fails to prove who he is may not try for ever; who proves it is never held back by others."""
        try:
            yield
        except Rejected as rejected:
            if rejected.status == _NOBODY_KNOWN:
                self.pressure.strangers.take(_address(request))
            raise

    async def _verified(self, asked: signatures.Asked, find: signatures.FindStation) -> signatures.Signed:
        return await run_in_threadpool(signatures.verified, self.hub, asked, find)

    def _known(self, station: str) -> Caller | None:
        return directory.find_station(self.hub, station)

    async def _body(self, request: Request, endpoint: Endpoint) -> bytes:
        with self.pressure.reading():
            limits = self.hub.limits
            return await bodies.read(request, endpoint.most(limits), limits.body_seconds)

    async def _with_record(
        self, request: Request, asked: signatures.Asked, endpoint: Endpoint
    ) -> tuple[signatures.Signed, bytes]:
        """The station may be new: then the record that it brings says what its key is."""
        body = await self._body(request, endpoint)
        given = bodies.decoded(request, body, PutRecord)

        def find(station: str) -> Caller | None:
            return self._known(station) or directory.named_by(self.hub, given.record, station)

        with self.pressure.place():
            return await self._verified(asked, find), body


def _as_signed(request: Request) -> signatures.Asked:
    """The request as its sender signed it: target and header lines exactly as they came."""
    scope = request.scope
    host = request.headers["host"]
    query = scope["query_string"].decode("latin-1")
    target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    return signatures.asked(scope["method"], f"{scope['scheme']}://{host}{target}", scope["headers"])


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else _NOBODY
