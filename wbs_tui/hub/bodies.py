"""Bodies of requests and answers: bounded in bytes and in time, MessagePack in and out."""

import asyncio
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from wbs_tui.hub.core import Rejected, malformed
from wbs_tui.sync.protocol import TYPE
from wbs_tui.text.records import ready

Body = TypeVar("Body", bound=msgspec.Struct)
_MOST_NUMBER = 2**63 - 1
_DIGITS = 18
_LEAST_A_SECOND = 4096
"""Bytes of a body, on the whole."""
_encode = msgspec.msgpack.Encoder().encode


async def read(request: Request, most: int, seconds: float) -> bytes:
    """The body; raises Rejected for one that is longer than `most` bytes, stands still, or hardly moves."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or len(declared) > _DIGITS or int(declared) > most:
        raise Rejected(413, "too_large")
    body = bytearray()
    pieces = request.stream()
    try:
        async with asyncio.timeout(seconds + most / _LEAST_A_SECOND):
            while piece := await asyncio.wait_for(anext(pieces, b""), seconds):
                body += piece
                if len(body) > most:
                    raise Rejected(413, "too_large")
    except TimeoutError as error:
        raise Rejected(408, "busy", 5) from error
    return bytes(body)


def decoded(request: Request, body: bytes, kind: type[Body]) -> Body:
    """The body as what it has to be. Raises Rejected."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != TYPE:
        raise malformed(415)
    try:
        return msgspec.msgpack.decode(body, type=ready(kind))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise malformed() from error


def number(text: str | None) -> int:
    """A whole number of a header or a parameter, below 2^63. Raises Rejected."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise malformed()
    return int(text)


def refuse_great(*numbers: int) -> None:
    """Raise Rejected for a number that no database takes, or below zero."""
    if any(not 0 <= each <= _MOST_NUMBER for each in numbers):
        raise malformed()


def answer(value: Any) -> Response:
    """200 with a body."""
    return Response(_encode(value), media_type=TYPE)


def refusal(rejected: Rejected) -> Response:
    """The answer that says no."""
    headers = dict(rejected.headers)
    if rejected.problem.retry_after is not None:
        headers["retry-after"] = str(rejected.problem.retry_after)
    return Response(_encode(rejected.problem), rejected.status, headers, TYPE)
