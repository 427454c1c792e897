"""The hub as an ASGI application: routes, refusals, and what is logged and counted of each request."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wbs_tui.hub import bodies, logs, metrics, upkeep
from wbs_tui.hub.core import Hub, Rejected, busy, malformed, not_found
from wbs_tui.hub.endpoints import SIGNED, Endpoint
from wbs_tui.hub.gate import Gate
from wbs_tui.hub.metrics import Metrics
from wbs_tui.hub.names import HostNames
from wbs_tui.hub.pressure import Pressure
from wbs_tui.store.engine import reading
from wbs_tui.sync.protocol import ENROL
from wbs_tui.text.errors import StoreTrouble

HEALTH, METRICS = "/health", "/metrics"
_UPKEEP_SECONDS = 60.0
_METHODS = ("GET", "HEAD", "POST", "PUT")
_STORE_BUSY = 5
_LOOKED_SECONDS = 1.0

Handler = Callable[[Request], Awaitable[Response]]
Enter = Callable[[Request], AbstractAsyncContextManager[Response]]


@dataclass(frozen=True, slots=True)
class Applications:
    """What the offices reach, and what only the operator reaches."""

    public: ASGIApp
    operator: ASGIApp


def applications(hub: Hub, names: HostNames) -> Applications:
    """The hub's two faces over the same counts."""
    pressure, counted = Pressure(hub.limits), Metrics()
    gate = Gate(hub, pressure, names)
    routes = [
        Route(path, _Answering(_signed(gate, methods)), methods=list(_METHODS))
        for path, methods in SIGNED.items()
    ]
    routes.append(Route(ENROL, _Answering(gate.enrol), methods=["POST"]))
    routes.append(Route(HEALTH, _health(hub), methods=["GET"]))
    shown = Route(METRICS, _metrics(hub, pressure, counted), methods=["GET"])
    return Applications(
        public=_Watched(_starlette(routes, hub), counted),
        operator=_starlette([shown, Route(HEALTH, _health(hub), methods=["GET"])], None),
    )


def _starlette(routes: list[Route], kept_up: Hub | None) -> Starlette:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if kept_up is None:
            yield
            return
        task = asyncio.create_task(_keep_up(kept_up))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    made = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _no_such_thing})
    made.router.redirect_slashes = False
    return made


async def _keep_up(hub: Hub) -> None:
    while True:
        try:
            removed = await run_in_threadpool(upkeep.run, hub)
        except StoreTrouble as error:
            logs.say("upkeep_failed", logging.WARNING, error=error)
        else:
            if removed:
                logs.say("removed", parcels=removed)
        await asyncio.sleep(_UPKEEP_SECONDS)


def _signed(gate: Gate, methods: Mapping[str, Endpoint]) -> Enter:
    def enter(request: Request) -> AbstractAsyncContextManager[Response]:
        endpoint = methods.get(request.method)
        if endpoint is None:
            raise Rejected(405, "not_found", headers={"allow": ", ".join(sorted(methods))})
        return gate.signed(request, endpoint)

    return enter


class _Answering:
    """Sends an answer while what it needs is held; what refuses a request becomes its answer."""

    def __init__(self, enter: Enter) -> None:
        self._enter = enter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        begun = False
        try:
            async with self._enter(request) as response:
                begun = True
                await response(scope, receive, send)
            return
        except (Rejected, StoreTrouble, ClientDisconnect) as error:
            if begun:
                raise
            refusal = _refusal(request, error)
        await refusal(scope, receive, send)


def _refusal(request: Request, error: Exception) -> Response:
    if isinstance(error, Rejected):
        request.state.code = error.problem.code
        return bodies.refusal(error)
    if isinstance(error, StoreTrouble):
        logs.say("store_trouble", logging.ERROR, error=error)
        return bodies.refusal(busy(_STORE_BUSY))
    return bodies.refusal(malformed())  # the client has gone: nobody reads it


async def _no_such_thing(_request: Request, error: Exception) -> Response:
    """An unknown path, or a method that it does not have."""
    rejected = not_found()
    if isinstance(error, HTTPException):
        rejected = Rejected(error.status_code, "not_found", headers=error.headers or {})
    return bodies.refusal(rejected)


def _health(hub: Hub) -> Handler:
    """Looks at the database at most once a second, however often it is asked."""
    looked = [-_LOOKED_SECONDS]

    def look() -> None:
        with reading(hub.engine) as connection:
            connection.exec_driver_sql("SELECT 1")

    async def handle(_request: Request) -> Response:
        if time.monotonic() - looked[0] < _LOOKED_SECONDS:
            return JSONResponse({"status": "ok"})
        try:
            await run_in_threadpool(look)
        except StoreTrouble as trouble:
            logs.say("store_trouble", logging.ERROR, error=trouble)
            return JSONResponse({"status": "database"}, 503)
        looked[0] = time.monotonic()
        return JSONResponse({"status": "ok"})

    return handle


def _metrics(hub: Hub, pressure: Pressure, counted: Metrics) -> Handler:
    async def handle(_request: Request) -> Response:
        held = await run_in_threadpool(metrics.held, hub)
        return PlainTextResponse(counted.text(pressure.working, held), media_type=metrics.TYPE)

    return handle


class _Watched:
    """Logs and counts each request; a fault of ours becomes an answer, and a line without values."""

    def __init__(self, app: ASGIApp, counted: Metrics) -> None:
        self._app = app
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(receive, send)
        try:
            await self._app(scope, seen.receive, seen.send)
        except Exception as error:  # noqa: BLE001 - the last line before the network
            logs.say("fault", logging.ERROR, error=error)
            if not seen.status:
                await bodies.refusal(Rejected(500, "fault"))(scope, seen.receive, seen.send)
        self._note(scope, seen)

    def _note(self, scope: Scope, seen: "_Seen") -> None:
        route = scope.get("route")
        path = route.path if isinstance(route, Route) else "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        caller, code = scope["state"].get("caller"), scope["state"].get("code")
        seconds = time.monotonic() - seen.began
        self._counted.count(path, method, seen.status, seen.received, seen.sent, seconds)
        if path != HEALTH:
            client = scope.get("client")
            logs.say(
                "request",
                method=method,
                route=path,
                status=seen.status,
                code=code,
                office=caller.code if caller is not None else None,
                station=caller.station if caller is not None else None,
                address=client[0] if client else None,
                received=seen.received,
                sent=seen.sent,
                milliseconds=round(seconds * 1000, 1),
            )


class _Seen:
    """What passes to and fro."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.began = time.monotonic()
        self.status = self.received = self.sent = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self.received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.sent += len(message.get("body", b""))
        await self._send(message)
