"""A station's side of the protocol: requests signed by its key, and answers that are doubted."""

import secrets
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar

import httpx
import msgspec
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from models.words.clock import Clock
from wbs_tui.sync import protocol
from wbs_tui.sync.errors import ClockApart, HubBusy, HubMisbehaves, HubNotTrusted, HubRefused, Offline
from wbs_tui.sync.link.hub_place import HubPlace
from wbs_tui.sync.offices.keys import Signer
from wbs_tui.sync.protocol import (
    CaseTokens,
    Enrol,
    Enrolled,
    Exchange,
    Exchanged,
    Match,
    Matches,
    Problem,
    PutParcels,
    PutParcelsAnswer,
    PutRecord,
    PutTokens,
    SignedRecord,
)
from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready

T = TypeVar("T")
Pause = Callable[[float], bool]
"""Waits so many seconds; whether it was told to stop meanwhile."""
CHUNK = 4 * 1024 * 1024
"""Bytes of a file in one request."""
_MOST_IN_ANSWER = 64 * 1024 * 1024
_TRIES = 3
_LONGEST_PAUSE = 30
_LONGEST_ANSWER = 600
"""Seconds for one answer, however slowly it drips."""
_TIMEOUT = httpx.Timeout(60, connect=10)
_OCTETS = "application/octet-stream"
_NOT_OURS = N_("bukan jawaban protokol ini")
_TOO_LARGE = N_("terlalu besar")
_CODES = frozenset(
    {
        *("unsigned", "bad_signature", "replayed", "clock", "unknown_station", "malformed", "too_large"),
        *("too_many", "not_allowed", "not_found", "conflict", "busy"),
    }
)


class Stopped(Exception):
    """Whoever waits for the exchange told it to stop while the hub was answering."""


_BY_STATUS = {401: "bad_signature", 403: "not_allowed", 404: "not_found", 429: "too_many", 503: "busy"}


class RecordConflict(HubRefused):
    """The hub has other records of this office than the one that was put."""

    def __init__(self, hub: str, records: tuple[SignedRecord, ...]) -> None:
        super().__init__(hub, "conflict")
        self.records = records


def pause(seconds: float) -> bool:
    """Wait; nobody can stop it but by ending the program."""
    time.sleep(seconds)
    return False


class HubClient:
    """One connection to a hub; requests are signed by one station."""

    def __init__(self, place: HubPlace, signer: Signer, clock: Clock, wait: Pause = pause) -> None:
        """Raises HubNotTrusted when the certificates of `place` are none."""
        self.place = place
        self.trips = 0
        """How many requests were made."""
        self._signer = signer
        self._clock = clock
        self._wait = wait
        self._http = httpx.Client(
            base_url=place.url,
            verify=_trust(place),
            timeout=_TIMEOUT,
            trust_env=False,
            headers={"accept-encoding": "identity", "accept": protocol.TYPE, "user-agent": "wbs"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self._http.close()

    def signed_by(self, signer: Signer) -> "HubClient":
        """The same hub, asked by another station."""
        return HubClient(self.place, signer, self._clock, self._wait)

    def enrol(self, token: str, record: SignedRecord) -> Enrolled:
        """Join with the operator's one-time token. Raises RecordConflict with the newest that it has."""
        body = Enrol(token=token, record=record)
        return self._ask("POST", protocol.ENROL, Enrolled, body, signed=False)

    def put_record(self, record: SignedRecord) -> None:
        """A later record of this office. Raises RecordConflict."""
        self._ask("PUT", protocol.RECORD, Enrolled, PutRecord(record=record))

    def exchange(self, after: int, directory_after: int, head: tuple[bytes, bytes] | None) -> Exchanged:
        """What is new beyond these positions, which are acknowledged. Raises HubMisbehaves."""
        asked = Exchange(after=after, directory_after=directory_after, head=head)
        answer = self._ask("POST", protocol.EXCHANGE, Exchanged, asked)
        self._refuse_disorder([each.position for each in answer.parcels], after)
        self._refuse_disorder([position for position, _record in answer.records], directory_after)
        self._refuse_disorder([position for position, _closure in answer.closures], directory_after)
        if answer.more and not answer.parcels and not answer.records:
            raise HubMisbehaves(self.place.url, N_("tidak pernah selesai"))
        return answer

    def put_parcels(self, parcels: tuple[bytes, ...]) -> PutParcelsAnswer:
        """Parcels to relay: at most 8 MiB."""
        return self._ask("PUT", protocol.PARCELS, PutParcelsAnswer, PutParcels(parcels=parcels))

    def put_tokens(self, quarter: str, rows: tuple[CaseTokens, ...]) -> None:
        """Tokens of cases, at most 1,000 rows."""
        self._ask("PUT", protocol.TOKENS, dict[str, Any], PutTokens(quarter=quarter, rows=rows))

    def matches(self, after: int) -> tuple[Match, ...]:
        """Cases with equal tokens beyond a position: for KPK and provinces."""
        rows = self._ask("GET", f"{protocol.MATCHES}?after={after}", Matches).rows
        self._refuse_disorder([row.position for row in rows], after)
        return rows

    def file_offset(self, file_id: str) -> int:
        """How many bytes of a file the hub has."""
        with self._tried("HEAD", _file(file_id), b"") as response:
            self._refuse_problem(response)
            return self._offset(response)

    def put_chunk(self, file_id: str, offset: int, length: int, data: bytes) -> int:
        """Add bytes of a file of `length` bytes; how many the hub has now, from where to go on."""
        headers = {protocol.OFFSET_HEADER: str(offset), protocol.LENGTH_HEADER: str(length)}
        with self._tried("PUT", _file(file_id), data, headers | {"content-type": _OCTETS}) as response:
            if response.status_code != httpx.codes.CONFLICT:
                self._refuse_problem(response)
            return self._offset(response)

    def get_chunk(self, file_id: str, office: str, offset: int, most: int = CHUNK) -> bytes | None:
        """Bytes of a file that an office sent here, from `offset` on; None when the hub does not have it."""
        headers = {"range": f"bytes={offset}-{offset + most - 1}", "accept": _OCTETS}
        with self._tried("GET", f"{_file(file_id)}?from={office}", b"", headers) as response:
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            self._refuse_problem(response)
            if offset and response.status_code != httpx.codes.PARTIAL_CONTENT:
                raise HubMisbehaves(self.place.url, _NOT_OURS)
            return self._body(response, most, whole=response.status_code == httpx.codes.PARTIAL_CONTENT)

    def _ask(
        self,
        method: str,
        target: str,
        type_: type[T],
        body: msgspec.Struct | None = None,
        *,
        signed: bool = True,
    ) -> T:
        content = b"" if body is None else msgspec.msgpack.encode(body)
        headers = {} if body is None else {"content-type": protocol.TYPE}
        with self._tried(method, target, content, headers, signed=signed) as response:
            self._refuse_problem(response)
            return self._read(response, type_)

    @contextmanager
    def _tried(
        self,
        method: str,
        target: str,
        content: bytes,
        headers: dict[str, str] | None = None,
        *,
        signed: bool = True,
    ) -> Iterator[httpx.Response]:
        """The answer, its body unread; a connection that breaks or a busy hub is tried again."""
        for left in reversed(range(_TRIES)):
            request = self._request(method, target, content, headers or {}, signed=signed)
            try:
                response = self._http.send(request, stream=True)
            except httpx.TransportError as error:
                self._give_up(error, left)
                continue
            try:
                seconds = self._asked_to_wait(response)
                if seconds is not None and left and not self._wait(seconds):
                    continue
                yield response
                return
            except httpx.TransportError as error:
                raise Offline(self.place.url) from error
            finally:
                response.close()

    def _request(
        self, method: str, target: str, content: bytes, headers: dict[str, str], *, signed: bool
    ) -> httpx.Request:
        self.trips += 1
        request = self._http.build_request(method, target, content=content, headers=headers)
        if signed:
            signer = HTTPMessageSigner(signature_algorithm=ED25519)
            prepared = signer.prepare(
                request,
                key_id=self._signer.station,
                created=self._clock(),
                nonce=secrets.token_urlsafe(24),
                label=protocol.SIGNATURE_LABEL,
                tag=protocol.SIGNATURE_TAG,
                covered_component_ids=protocol.SIGNED_COMPONENTS,
                body=content,
            )
            signer.apply(request, prepared, self._signer.sign_bytes(prepared.signature_base))
        return request

    def _give_up(self, error: httpx.TransportError, left: int) -> None:
        """Raise unless it may help to try once more."""
        if _is_distrust(error):
            raise HubNotTrusted(self.place.url) from error
        never_there = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        if never_there or not left or self._wait(2.0 ** (_TRIES - left)):
            raise Offline(self.place.url) from error

    def _asked_to_wait(self, response: httpx.Response) -> float | None:
        """Seconds after which a busy hub may be asked again; None when it is not, or too long."""
        if response.status_code not in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            return None
        said = response.headers.get("retry-after", "1")
        seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 1
        return seconds if seconds <= _LONGEST_PAUSE else None

    def _refuse_problem(self, response: httpx.Response) -> None:
        """Raise what an answer of 400 or more says."""
        if response.is_success:
            return
        if response.status_code < httpx.codes.BAD_REQUEST:
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        problem = self._problem(response)
        if problem.code == "clock":
            raise ClockApart(self.place.url, _minutes_apart(response, self._clock()))
        if problem.code in ("busy", "too_many"):
            raise HubBusy(self.place.url)
        if problem.code == "conflict" and response.request.url.path in (protocol.RECORD, protocol.ENROL):
            raise RecordConflict(self.place.url, tuple(record for _position, record in problem.records))
        if problem.code not in _CODES:
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        raise HubRefused(self.place.url, problem.code)

    def _problem(self, response: httpx.Response) -> Problem:
        """Why it was refused; an answer to HEAD has no body, and says it by its status alone."""
        if response.request.method != "HEAD":
            return self._read(response, Problem)
        if response.status_code not in _BY_STATUS:
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        return Problem(code=_BY_STATUS[response.status_code])

    def _read(self, response: httpx.Response, type_: type[T]) -> T:
        if response.headers.get("content-type") != protocol.TYPE:
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        try:
            return msgspec.msgpack.decode(self._body(response, _MOST_IN_ANSWER), type=ready(type_))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HubMisbehaves(self.place.url, _NOT_OURS) from error

    def _body(self, response: httpx.Response, most: int, *, whole: bool = True) -> bytes:
        """At most `most` bytes of a body; with `whole` more is refused, else cut."""
        if response.headers.get("content-encoding", "identity") != "identity":
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        body = bytearray()
        ends = time.monotonic() + _LONGEST_ANSWER
        for piece in response.iter_raw():
            body += piece
            if self._wait(0):
                raise Stopped
            if time.monotonic() > ends:
                raise Offline(self.place.url)
            if len(body) > most:
                if whole:
                    raise HubMisbehaves(self.place.url, _TOO_LARGE)
                return bytes(body[:most])
        return bytes(body)

    def _offset(self, response: httpx.Response) -> int:
        said = response.headers.get(protocol.OFFSET_HEADER, "")
        if not (said.isascii() and said.isdigit() and len(said) < 19):
            raise HubMisbehaves(self.place.url, _NOT_OURS)
        return int(said)

    def _refuse_disorder(self, positions: list[int], after: int) -> None:
        """Positions must grow beyond what was asked: else an exchange would never end, or skip something."""
        if any(later <= earlier for earlier, later in zip([after, *positions], positions, strict=False)):
            raise HubMisbehaves(self.place.url, N_("urutannya mundur"))
        if positions and positions[-1] >= 2**63:
            raise HubMisbehaves(self.place.url, N_("urutannya mundur"))


def _file(file_id: str) -> str:
    return protocol.FILES.format(id=file_id)


def _trust(place: HubPlace) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=place.authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a certificate was at fault: then somebody else may be there."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _minutes_apart(response: httpx.Response, now: datetime) -> int | None:
    """By how many minutes the clock here is ahead of the hub's; None when the hub does not say."""
    try:
        said = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return round((now - said.replace(tzinfo=said.tzinfo or UTC)).total_seconds() / 60)
