"""Who sends a request: RFC 9421 signatures by stations of the directory, each nonce counted once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

from wbs_tui.hub.core import Caller, Hub, Rejected
from wbs_tui.hub.database import add_new
from wbs_tui.hub.tables import nonces
from wbs_tui.store.engine import writing
from wbs_tui.sync.protocol import CLOCK_SKEW, SIGNATURE_LABEL, SIGNATURE_TAG, SIGNED_COMPONENTS
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.ids import is_id

_NONCE = range(16, 65)
_REMEMBERED = 2 * CLOCK_SKEW * 1000

FindStation = Callable[[str], Caller | None]


class _Lines:
    """Header lines as they came, repeated ones by themselves."""

    def __init__(self, lines: Sequence[tuple[bytes, bytes]]) -> None:
        self._lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in lines]

    def items(self) -> list[tuple[str, str]]:
        """Name and value of each line."""
        return self._lines


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the signature covers it; `url` exactly as it was sent."""

    method: str
    url: str
    headers: _Lines


def asked(method: str, url: str, lines: Sequence[tuple[bytes, bytes]]) -> Asked:
    """The request of these header lines (lower-case names)."""
    return Asked(method, url, _Lines(lines))


class _OutOfTime(InvalidSignature):
    """`created` is too far from the hub's clock."""


class _Stations(HTTPSignatureKeyResolver):
    """Keys by the id of the station; remembers whom it found."""

    def __init__(self, find: FindStation) -> None:
        self._find = find
        self.caller: Caller | None = None
        self.is_unknown = False

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        self.caller = self._find(key_id) if is_id(key_id) else None
        self.is_unknown = self.caller is None
        return Ed25519PublicKey.from_public_bytes(self.caller.sign) if self.caller is not None else None


class _Verifier(HTTPMessageVerifier):
    """The library's, by the hub's clock."""

    def __init__(self, now: int, stations: _Stations) -> None:
        super().__init__(signature_algorithm=ED25519, key_resolver=stations)
        self._now = now // 1000

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise InvalidSignature("created is missing")
        if abs(self._now - created) > CLOCK_SKEW:
            raise _OutOfTime
        if sig_input.params.get("expires", self._now) < self._now:
            raise _OutOfTime


@dataclass(frozen=True, slots=True)
class Signed:
    """A request whose signature holds; its body and nonce are still to be looked at."""

    caller: Caller
    nonce: str
    _verifier: _Verifier
    _request: Asked
    _results: list[VerifyResult]

    def check_body(self, body: bytes) -> None:
        """Raise Rejected unless this is the body that was signed."""
        try:
            self._verifier.verify_body(self._request, self._results, body)
        except HTTPMessageSignaturesException as error:
            raise Rejected(401, "bad_signature") from error

    def use_nonce(self, hub: Hub) -> None:
        """Raise Rejected when the station has used it before."""
        with writing(hub.engine) as connection:
            row = {"station": self.caller.station, "nonce": self.nonce, "until": hub.now() + _REMEMBERED}
            if not add_new(connection, nonces, **row):
                raise Rejected(401, "replayed")


def verified(hub: Hub, request: Asked, find: FindStation) -> Signed:
    """The request with its station, by the headers alone. Raises Rejected."""
    names = {name for name, _value in request.headers.items()}
    if not {"signature", "signature-input"} <= names:
        raise Rejected(401, "unsigned")
    stations = _Stations(find)
    verifier = _Verifier(hub.now(), stations)
    try:
        results = verifier.verify(
            request,
            expect_tag=SIGNATURE_TAG,
            expect_label=SIGNATURE_LABEL,
            require_components=SIGNED_COMPONENTS,
        )
    except _OutOfTime as error:
        raise Rejected(401, "clock") from error
    except HTTPMessageSignaturesException as error:
        if isinstance(error.__cause__, StoreTrouble):  # the library says so of whatever happens in between
            raise error.__cause__ from None
        raise Rejected(401, "unknown_station" if stations.is_unknown else "bad_signature") from error
    nonce = results[0].nonce
    if stations.caller is None or nonce is None or len(nonce) not in _NONCE:
        raise Rejected(401, "bad_signature")
    return Signed(stations.caller, nonce, verifier, request, results)
