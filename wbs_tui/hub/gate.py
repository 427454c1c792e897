"""The way into the hub: who asks, whether he may now, and only then what he sent."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets requests in one by one."""

    hub: Hub
    pressure: Pressure
    names: HostNames

    async def signed(self, request: Request, endpoint: Endpoint) -> Response:
        """Answer a request that must be signed. Raises Rejected."""
        self._refuse_other_host(request)
        with self.pressure.place():
            with self._stranger(request):
                asked = _as_signed(request)
                if endpoint.is_record:
                    signed, body = await self._with_record(request, asked, endpoint)
                else:
                    signed, body = await self._verified(asked, self._known), None
            request.state.caller = signed.caller
            with self.pressure.place_of(signed.caller.office):
                if body is None:
                    body = await self._body(request, endpoint)
                signed.check_body(body)
                await run_in_threadpool(signed.use_nonce, self.hub)
                return await run_in_threadpool(endpoint.run, self.hub, signed.caller, request, body)

    async def enrol(self, request: Request) -> Response:
        """Answer an office that joins. Raises Rejected."""
        self._refuse_other_host(request)
        self.pressure.strangers.take(_address(request))
        limits = self.hub.limits
        with self.pressure.place():
            body = await bodies.read(request, limits.largest_record, limits.body_seconds)
            return await run_in_threadpool(enrol, self.hub, request, body)

    def _refuse_other_host(self, request: Request) -> None:
        if not self.names.has(request.headers.get("host", "")):
            raise Rejected(421, "not_allowed")

    @contextmanager
    def _stranger(self, request: Request) -> Iterator[None]:
        """Who fails to prove who he is may not try for ever."""
        address = _address(request)
        self.pressure.strangers.refuse_used_up(address)
        try:
            yield
        except Rejected:
            self.pressure.strangers.take(address)
            raise

    async def _verified(self, asked: signatures.Asked, find: signatures.FindStation) -> signatures.Signed:
        return await run_in_threadpool(signatures.verified, self.hub, asked, find)

    def _known(self, station: str) -> Caller | None:
        return directory.find_station(self.hub, station)

    async def _body(self, request: Request, endpoint: Endpoint) -> bytes:
        return await bodies.read(request, endpoint.most(self.hub.limits), self.hub.limits.body_seconds)

    async def _with_record(
        self, request: Request, asked: signatures.Asked, endpoint: Endpoint
    ) -> tuple[signatures.Signed, bytes]:
        """The station may be new: then the record that it brings says what its key is."""
        body = await self._body(request, endpoint)
        given = bodies.decoded(request, body, PutRecord)

        def find(station: str) -> Caller | None:
            return self._known(station) or directory.named_by(self.hub, given.record, station)

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
