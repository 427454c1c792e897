"""What each request of docs/protocol.md does, once it is known who asks and what the body is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wbs_tui.hub import bodies, directory, files, mailbox, offices, tokens
from wbs_tui.hub.core import Caller, Hub, malformed, not_found
from wbs_tui.hub.limits import Limits
from wbs_tui.sync import protocol
from wbs_tui.sync.protocol import LENGTH_HEADER, OFFSET_HEADER
from wbs_tui.vault.ids import is_id

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})?")
_BYTES = "application/octet-stream"

Run = Callable[[Hub, Caller, Request, bytes], Response]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A request that a station signs: how long its body may be, and what it does."""

    most: Callable[[Limits], int]
    run: Run
    is_record: bool = False
    """Whether the station may be one that only the body names."""


def enrol(hub: Hub, request: Request, body: bytes) -> Response:
    """POST /v1/enrol."""
    given = bodies.decoded(request, body, protocol.Enrol)
    return bodies.answer(offices.enrol(hub, given.token, given.record))


def _record(hub: Hub, caller: Caller, request: Request, body: bytes) -> Response:
    given = bodies.decoded(request, body, protocol.PutRecord)
    directory.put_record(hub, caller.office, given.record)
    return bodies.answer(protocol.Enrolled(office=caller.office))


def _parcels(hub: Hub, caller: Caller, request: Request, body: bytes) -> Response:
    given = bodies.decoded(request, body, protocol.PutParcels)
    return bodies.answer(mailbox.put_parcels(hub, caller, given.parcels))


def _exchange(hub: Hub, caller: Caller, request: Request, body: bytes) -> Response:
    given = bodies.decoded(request, body, protocol.Exchange)
    bodies.refuse_great(given.after, given.directory_after)
    return bodies.answer(mailbox.exchange(hub, caller, given))


def _tokens(hub: Hub, caller: Caller, request: Request, body: bytes) -> Response:
    refused = tokens.put_tokens(hub, caller, bodies.decoded(request, body, protocol.PutTokens))
    return bodies.answer({"refused": refused})


def _matches(hub: Hub, caller: Caller, request: Request, _body: bytes) -> Response:
    after = bodies.number(request.query_params.get("after", "0"))
    return bodies.answer(tokens.matches_for(hub, caller, after))


def _file_state(hub: Hub, caller: Caller, request: Request, _body: bytes) -> Response:
    return _uploaded(files.state(hub, caller, _id(request)))


def _put_file(hub: Hub, caller: Caller, request: Request, body: bytes) -> Response:
    offset = bodies.number(request.headers.get(OFFSET_HEADER))
    size = bodies.number(request.headers.get(LENGTH_HEADER))
    return _uploaded(files.put_chunk(hub, caller, _id(request), offset, size, body))


def _uploaded(upload: files.Upload) -> Response:
    return Response(status_code=204, headers=upload.headers())


def _get_file(hub: Hub, caller: Caller, request: Request, _body: bytes) -> Response:
    sender = request.query_params.get("from")
    if sender is not None and not is_id(sender):
        raise malformed()
    file = files.find(hub, caller, _id(request), sender)
    start, stop = _range(request.headers.get("range"), file.size)
    headers = {"content-length": str(stop - start), "accept-ranges": "bytes"}
    status = 200
    if "range" in request.headers:
        status, headers["content-range"] = 206, f"bytes {start}-{stop - 1}/{file.size}"
    return StreamingResponse(files.content(hub, file, start, stop), status, headers, _BYTES)


def _range(asked: str | None, size: int) -> tuple[int, int]:
    """The first byte and the one behind the last. Raises Rejected (416)."""
    if asked is None:
        return 0, size
    found = _RANGE.fullmatch(asked)
    start = int(found[1]) if found else size
    last = int(found[2]) if found and found[2] else size - 1
    if start >= size or last < start:
        raise malformed(416)
    return start, min(last + 1, size)


def _id(request: Request) -> str:
    id_ = str(request.path_params["id"])
    if not is_id(id_):
        raise not_found()
    return id_


def _a_question(limits: Limits) -> int:
    return limits.largest_question


SIGNED: Mapping[str, Mapping[str, Endpoint]] = {
    protocol.RECORD: {"PUT": Endpoint(lambda limits: limits.largest_record, _record, is_record=True)},
    protocol.PARCELS: {"PUT": Endpoint(lambda limits: limits.largest_batch, _parcels)},
    protocol.EXCHANGE: {"POST": Endpoint(_a_question, _exchange)},
    protocol.FILES: {
        "HEAD": Endpoint(_a_question, _file_state),
        "PUT": Endpoint(lambda limits: limits.largest_chunk, _put_file),
        "GET": Endpoint(_a_question, _get_file),
    },
    protocol.TOKENS: {"PUT": Endpoint(lambda limits: limits.largest_tokens, _tokens)},
    protocol.MATCHES: {"GET": Endpoint(_a_question, _matches)},
}
"""By path and method."""
