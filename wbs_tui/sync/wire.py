"""What crosses the wire, and what a courier carries: signed parcels, and the items sealed in them.

Format 1 of both (docs/formats.md). A parcel is signed by a station over its exact bytes; its contents are
sealed (HPKE) to the recipient's `office` epoch: whoever relays it reads sender, recipient, number and size.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, get_args

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.statements import read_statement

FORMAT = 1
PARCEL_CONTEXT = "parcel-v1"
LARGEST_PARCEL = 4 * 1024 * 1024
"""Bytes of a signed parcel. Evidence goes as files beside it."""
MOST_ITEMS = 200
"""Of one parcel: all are applied in one transaction, however small they are."""
_PARCEL = N_("Paket")
Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
"""Asked of a database as it came: no other text gets that far."""
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class NamedFile(msgspec.Struct, array_like=True, frozen=True):
    """A sealed file that goes with a parcel."""

    id: str
    size: int
    """Bytes, as sealed."""
    digest: bytes
    """SHA-256 of the sealed bytes."""


class Parcel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The statement that a station signs. Ids are 32 hexadecimal characters, times UTC milliseconds."""

    version: int = FORMAT
    id: str
    office: str
    """Who sends."""
    station: str
    number: int
    """1, 2, 3, ... from this station to this recipient, without gaps."""
    to_office: str
    to_station: str = ""
    """Empty: wherever the office's own store is."""
    at: int
    epoch: int
    """The epoch of the recipient's `office` compartment that it is sealed to."""
    files: tuple[NamedFile, ...] = ()
    sealed: bytes
    """Envelope (vault.sealing) with padded Contents; label `place()`."""

    def place(self) -> str:
        """What the sealing is bound to."""
        return joined("wbs-parcel-v1", self.office, self.station, self.to_office, self.to_station, self.id)


class SignedParcel(msgspec.Struct, array_like=True, frozen=True):
    """The bytes of a parcel as they were signed."""

    statement: bytes
    signature: bytes

    def digest(self) -> bytes:
        """What tells two parcels of one id apart."""
        return hashlib.sha256(self.statement + self.signature).digest()


class Summary(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What KPK and the province are told of a case: nothing that anybody wrote, and nobody's name."""

    case: str
    """The id of the case in its office."""
    register: str
    ref: bytes
    """16 bytes that name the case to the hub when its tokens are matched."""
    clock: int
    """The journal's clock of the case's newest entry: a later summary replaces an earlier one."""
    stage: str
    stage_entered_at: int
    category: str
    severity: str
    jurisdiction: str = ""
    """Only of a case that goes to another office by a decision: at home it stands sealed, with the title."""
    region: str = ""
    received_at: int
    due_at: int | None = None
    ended_at: int | None = None
    answered_at: int | None = None
    result: str | None = None
    closure: str | None = None
    open_recommendations: int = 0
    late_recommendations: int = 0


class Summaries(msgspec.Struct, frozen=True, tag="summaries"):
    """Some cases' summaries, as they are now."""

    rows: tuple[Summary, ...]


class SharedFile(msgspec.Struct, frozen=True, kw_only=True):
    """Released evidence of a shared case; its sealed bytes go as the file of the same id."""

    id: str
    size: int
    digest: bytes
    key: bytes
    """Opens the sealed file (vault.stream)."""
    number: int
    name: str
    media_type: str
    sha256: str
    described_as: str = ""
    received_at: int


class SharedText(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody wrote of a case."""

    kind: str
    """`report`, `note`, `checklist`, `step`, `recommendation`, `answer`, or another of the sender's."""
    title: str = ""
    at: int
    by: str = ""
    """The name of the account; never the reporter's."""
    text: str


class SharedCase(msgspec.Struct, frozen=True, kw_only=True, tag="case"):
    """A case that is shared whole, or handed over; each later one replaces the earlier."""

    summary: Summary
    referral: bool
    reason: str
    title: str
    texts: tuple[SharedText, ...]
    files: tuple[SharedFile, ...] = ()


class SharedIdentity(msgspec.Struct, frozen=True, kw_only=True, tag="identity"):
    """Who reported a shared case: sealed once more, to the recipient's `identity` epoch."""

    case: Id
    epoch: int
    sealed: bytes
    """Envelope of the identities (MessagePack); label `wbs-shared-identity-v1|office|to office|case`."""


class ShareEnded(msgspec.Struct, frozen=True, kw_only=True, tag="share_ended"):
    """The sender no longer shares the case: its later changes do not come. What was read stays read."""

    case: Id
    at: int


class Remark(msgspec.Struct, frozen=True, kw_only=True, tag="remark"):
    """A comment, a request, a reply, or that the sender handles the matter already."""

    id: str
    kind: str
    case: str
    """The id of the case in the office whose case it is."""
    owner: str
    """That office."""
    reply_to: str | None = None
    at: int
    by: str
    """Name and role of who wrote it, as its office names him."""
    text: str


class ReferralAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="referral_answer"):
    """What became of a case that was handed over: taken or not, and later how it stands."""

    case: Id
    """The id in the office that handed it over."""
    state: str
    at: int
    register: str | None = None
    stage: str | None = None
    result: str | None = None
    closure: str | None = None
    text: str = ""


class TokenKey(msgspec.Struct, frozen=True, kw_only=True, tag="token_key"):
    """The key for tokens of a quarter, from KPK."""

    id: str
    quarter: str
    starts_at: int
    ends_at: int
    secret: bytes


class KeyWrap(msgspec.Struct, array_like=True, frozen=True):
    """A row of `key_wraps` that goes with entries."""

    key_id: str
    compartment_id: str
    epoch: int
    purpose: str
    case_id: str | None
    wrap: bytes


class JournalEntry(msgspec.Struct, array_like=True, frozen=True):
    """An entry as it was signed."""

    signed: bytes
    signature: bytes


class Entries(msgspec.Struct, frozen=True, kw_only=True, tag="entries"):
    """Entries of the office's own journal, from one of its stations to another, in the order of the fold."""

    rows: tuple[JournalEntry, ...]
    wraps: tuple[KeyWrap, ...] = ()
    number: int = 0
    """From the home store to a desk 1, 2, 3, ...: each goes on from the one before. 0 from a desk."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag="receipt"):
    """Which parcels of the recipient's station have been taken in: all up to a number, and some beyond."""

    station: Id
    up_to: Number
    beyond: tuple[Number, ...] = ()


Item = (
    Summaries
    | SharedCase
    | SharedIdentity
    | ShareEnded
    | Remark
    | ReferralAnswer
    | TokenKey
    | Entries
    | Receipt
)


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed in a parcel."""

    version: int = FORMAT
    items: tuple[Item, ...]


class _RawContents(msgspec.Struct, frozen=True):
    items: tuple[msgspec.Raw, ...]


class _Tagged(msgspec.Struct, frozen=True):
    type: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that this program cannot read."""

    newer: bool
    """Whether it is of a type that a later version may know."""


_TAGS = frozenset(str(each.__struct_config__.tag) for each in get_args(Item))
_item = msgspec.msgpack.Decoder(ready(Item))
_raw_contents = msgspec.msgpack.Decoder(ready(_RawContents))
_tagged = msgspec.msgpack.Decoder(ready(_Tagged))
_encode = msgspec.msgpack.Encoder().encode
_contents = msgspec.msgpack.Decoder(ready(Contents))
_signed = msgspec.msgpack.Decoder(ready(SignedParcel))


class _Version(msgspec.Struct, frozen=True):
    version: int


_version = msgspec.msgpack.Decoder(ready(_Version))


def encode(value: Parcel | SignedParcel | Contents) -> bytes:
    """The bytes that are signed, sent or sealed."""
    return _encode(value)


def read_signed(data: bytes) -> SignedParcel:
    """A signed parcel from what arrived. Raises Damaged."""
    signed: SignedParcel = _decoded(_signed, data)
    return signed


def read_parcel(statement: bytes) -> Parcel:
    """What a station signed. Raises NewerFormat or Damaged."""
    parcel: Parcel = read_statement(statement, {FORMAT: Parcel}, _PARCEL)
    return parcel


def read_contents(plain: bytes) -> Contents:
    """What was sealed in a parcel. Raises NewerFormat or Damaged."""
    if _decoded(_version, plain).version > FORMAT:
        raise NewerFormat(_PARCEL)
    contents: Contents = _decoded(_contents, plain)
    return contents


def read_items(plain: bytes) -> tuple[Item | Unread, ...]:
    """As `read_contents`, but an item that does not read spoils no other. Raises NewerFormat or Damaged."""
    if _decoded(_version, plain).version > FORMAT:
        raise NewerFormat(_PARCEL)
    contents: _RawContents = _decoded(_raw_contents, plain)
    if len(contents.items) > MOST_ITEMS:
        raise Damaged(_PARCEL)
    return tuple(map(_read_item, contents.items))


def _read_item(raw: msgspec.Raw) -> Item | Unread:
    try:
        item: Item = _item.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Unread(newer=_is_of_unknown_type(raw))
    return item


def _is_of_unknown_type(raw: msgspec.Raw) -> bool:
    try:
        return _tagged.decode(raw).type not in _TAGS
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def _decoded(decoder: msgspec.msgpack.Decoder[Any], data: bytes) -> Any:
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Damaged(_PARCEL) from error
