"""What a station and the hub say to each other over HTTP: MessagePack bodies (docs/protocol.md).

Every request but `/v1/enrol` and `/health` is signed by the station's key (RFC 9421, Ed25519) over method,
target and content digest (RFC 9530), with a nonce and the moment it was made.
"""

import msgspec

TYPE = "application/vnd.wbs.v1+msgpack"
ENROL = "/v1/enrol"
EXCHANGE = "/v1/exchange"
PARCELS = "/v1/parcels"
RECORD = "/v1/record"
FILES = "/v1/files/{id}"
TOKENS = "/v1/tokens"
MATCHES = "/v1/matches"
SIGNATURE_LABEL = "wbs"
SIGNATURE_TAG = "wbs-exchange"
SIGNED_COMPONENTS = ("@method", "@target-uri", "content-digest")
CLOCK_SKEW = 300
"""Seconds that the clocks of station and hub may differ; nonces are remembered for twice as long."""
OFFSET_HEADER = "upload-offset"
LENGTH_HEADER = "upload-length"
MOST_IN_ONE_ANSWER = 8 * 1024 * 1024
"""Bytes of parcels in one answer, but never less than one parcel."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A body."""


class SignedRecord(msgspec.Struct, array_like=True, frozen=True):
    """An office's statement about itself (`sync.records`), as it was signed."""

    statement: bytes
    signature: bytes
    """By the office key that the statement names."""
    by_previous: bytes = b""
    """By the office key before, when the statement names a new one."""


class SignedClosure(msgspec.Struct, array_like=True, frozen=True):
    """A hub's word that an office is closed there (`Closure`), as its key signed it."""

    statement: bytes
    signature: bytes


CLOSURE_CONTEXT = "hub-closure-v1"


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub says: the office uses it no longer, or its server is lost."""

    version: int = 1
    office: str
    code: str
    number: int
    """Of the office's newest record: a later one counts again."""
    at: int
    reason: str


class Enrol(Message, frozen=True, kw_only=True):
    """An office joins: the one-time token of the hub's operator, and its first record."""

    token: str
    record: SignedRecord


class Enrolled(Message, frozen=True, kw_only=True):
    """What the hub took in."""

    office: str
    notary: bytes = b""
    """The key (Ed25519, 32 bytes) under which the hub closes offices."""


class PutRecord(Message, frozen=True, kw_only=True):
    """A later record of the office."""

    record: SignedRecord


class Exchange(Message, frozen=True, kw_only=True):
    """One round trip: says how far this station is, asks what is new."""

    after: int
    """The position of the last parcel that was taken in: everything up to it is acknowledged."""
    directory_after: int
    """The position of the last record of the directory that is known here."""
    head: tuple[bytes, bytes] | None = None
    """A signed head of this station's journal (statement, signature)."""


class Waiting(msgspec.Struct, array_like=True, frozen=True):
    """A parcel that the hub holds for this station."""

    position: int
    parcel: bytes
    """The MessagePack of `wire.SignedParcel`."""


class Exchanged(Message, frozen=True, kw_only=True):
    """What is new."""

    parcels: tuple[Waiting, ...] = ()
    more: bool = False
    records: tuple[tuple[int, SignedRecord], ...] = ()
    """Position and record, in the order in which the hub got them; the station's own office too."""
    head: tuple[bytes, bytes] | None = None
    """The head that this station left with its last exchange before this one."""
    matches: bool = False
    """Whether matches wait: only for KPK and provinces."""
    last: int | None = None
    """The greatest position that a parcel for this office has had: who asked beyond it asks anew from 0."""
    directory_last: int | None = None
    """The same of the directory."""
    closures: tuple[tuple[int, SignedClosure], ...] = ()
    """Offices that were closed, with their positions among those of the records."""
    notary: bytes = b""
    """The hub's key, beside closures."""


class PutParcels(Message, frozen=True, kw_only=True):
    """Parcels to relay."""

    parcels: tuple[bytes, ...]


class RefusedParcel(msgspec.Struct, array_like=True, frozen=True):
    """A parcel that the hub does not take."""

    id: str
    reason: str
    """`too_large`, `unknown_recipient`, `not_yours`, `quota`, or `conflict`: another has its id or number."""


class PutParcelsAnswer(Message, frozen=True, kw_only=True):
    """Which were taken (or had been before), and which not."""

    taken: tuple[str, ...]
    refused: tuple[RefusedParcel, ...] = ()


class CaseTokens(msgspec.Struct, array_like=True, frozen=True):
    """The tokens of one case; none takes them back."""

    ref: bytes
    tokens: tuple[bytes, ...]
    """16 bytes each, one for each band, in order."""


class PutTokens(Message, frozen=True, kw_only=True):
    """Tokens of some cases under the key of a quarter."""

    quarter: str
    rows: tuple[CaseTokens, ...]


class Match(msgspec.Struct, array_like=True, frozen=True):
    """Two cases of two offices with equal tokens."""

    position: int
    quarter: str
    first_office: str
    first_ref: bytes
    second_office: str
    second_ref: bytes
    bands: int
    """How many bands are equal."""


class Matches(Message, frozen=True, kw_only=True):
    """Answer to GET /v1/matches?after=N: for KPK all, for a province those of its own offices."""

    rows: tuple[Match, ...]


class Problem(Message, frozen=True, kw_only=True):
    """Why a request was refused."""

    code: str
    """`unsigned`, `bad_signature`, `replayed`, `clock`, `unknown_station`, `malformed`, `too_large`,
    `too_many`, `not_allowed`, `not_found`, `conflict`, `busy`."""
    retry_after: int | None = None
    """Seconds."""
    records: tuple[tuple[int, SignedRecord], ...] = ()
    """With `conflict` for a record: the office's own that the hub has, from the number that was sent."""
