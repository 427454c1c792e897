"""Files between an office and the one elsewhere (the province) that keeps the keys of its delicate cases.

JSON with a format and a version; bytes stand as base64. What is signed is the file's JSON with no signature.
"""

from typing import TypeVar

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint, verify
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.sealing import open_sealed, seal_to

_VERSION = 1
_KEY = N_("Berkas kunci kantor luar")
_REQUEST = N_("Berkas permintaan kepada kantor luar")
_ANSWER = N_("Berkas jawaban kantor luar")
_BUCKET = 16 * 1024
"""Bytes: a request about a case that there is not is as long as one about a case that there is."""


class OutsideKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public keys of an office, as its Inspektur hands them to others. `at`: UTC milliseconds."""

    format: str = "wbs-outside-key"
    version: int = _VERSION
    code: str
    name: str
    sign: bytes
    seal: bytes
    at: int
    signature: bytes = b""

    def public(self) -> PublicKeys:
        """The two keys."""
        return PublicKeys(self.sign, self.seal)


class SealedPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A compartment of the case: the seeds that are sealed to the outside key, and its chain."""

    compartment: str
    seeds: tuple[tuple[int, bytes], ...]
    """Number of the epoch, sealed seed; oldest first."""
    previous: bytes
    """What the chain of its statements has come to."""
    after: int
    """The moment of the last statement: the next is later. UTC milliseconds."""


class OutsideRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks the outside office to let one account into the compartments of one case.

    `outside` is the outside office's account there; `places` is empty for a case that there is not.
    """

    version: int = _VERSION
    office: str
    office_name: str
    register: str
    outside: str
    account: str
    account_name: str
    sign: bytes
    seal: bytes
    places: tuple[SealedPlace, ...]

    def public(self) -> PublicKeys:
        """The keys of the account that asks."""
        return PublicKeys(self.sign, self.seal)


class SealedRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request as a file: sealed, and padded so that it does not tell whether there is such a case."""

    format: str = "wbs-outside-request"
    version: int = _VERSION
    fingerprint: str
    """Of the outside key that it is for."""
    sealed: bytes


class AnsweredPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed grant for the account, and the seeds sealed to it."""

    compartment: str
    statement: bytes
    signature: bytes
    seeds: tuple[tuple[int, bytes], ...]


class OutsideAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the outside office gives back."""

    format: str = "wbs-outside-answer"
    version: int = _VERSION
    office: str
    outside: str
    account: str
    places: tuple[AnsweredPlace, ...]
    signature: bytes = b""


File = TypeVar("File", OutsideKey, SealedRequest, OutsideAnswer)
_Signed = TypeVar("_Signed", OutsideKey, OutsideAnswer)
_WHAT = {OutsideKey: _KEY, SealedRequest: _REQUEST, OutsideAnswer: _ANSWER}


def sign_file(keys: AccountKeys, file: _Signed) -> _Signed:
    """The file with its signature, whose context is the file's format and version."""
    return msgspec.structs.replace(file, signature=keys.sign(f"{file.format}-v1", _unsigned(file)))


def _unsigned(file: OutsideKey | OutsideAnswer) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(file, signature=b""))


def is_signed_by(file: OutsideKey | OutsideAnswer, public_sign: bytes) -> bool:
    """Whether this key signed the file."""
    return verify(public_sign, f"{file.format}-v1", _unsigned(file), file.signature)


def file_text(file: OutsideKey | SealedRequest | OutsideAnswer) -> str:
    """What stands in the file."""
    return msgspec.json.encode(file).decode()


class _Envelope(msgspec.Struct, frozen=True):
    format: str
    version: int


def read_file(text: str, kind: type[File]) -> File:
    """The file of this kind; raises NewerFormat, Damaged. Whether its signature holds is another question."""
    what = _WHAT[kind]
    try:
        envelope = msgspec.json.decode(text, type=ready(_Envelope))
        if envelope.format == kind.__struct_defaults__[0] and envelope.version > _VERSION:
            raise NewerFormat(what)
        file = msgspec.json.decode(text, type=ready(kind))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Damaged(what) from error
    if (file.format, file.version) != (kind.__struct_defaults__[0], _VERSION):
        raise Damaged(what)
    return file


def read_key(text: str) -> OutsideKey:
    """A key file that its own key signed. Raises NewerFormat or Damaged."""
    file = read_file(text, OutsideKey)
    if not is_signed_by(file, file.sign):
        raise Damaged(_KEY)
    return file


def seal_request(outside: PublicKeys, request: OutsideRequest) -> SealedRequest:
    """The request for the holder of the outside key alone."""
    plain = msgspec.json.encode(request)
    known_as = fingerprint(outside)
    padded = plain.ljust(-(-len(plain) // _BUCKET) * _BUCKET)
    return SealedRequest(fingerprint=known_as, sealed=seal_to(outside.seal, padded, _place(known_as)))


def open_request(keys: AccountKeys, file: SealedRequest) -> OutsideRequest:
    """What is asked. Raises WrongKey (for another office), NewerFormat or Damaged."""
    known_as = fingerprint(keys.public())
    plain = open_sealed(keys.sealing, file.sealed, _place(known_as), _REQUEST)
    try:
        if msgspec.json.decode(plain, type=ready(_Version)).version > _VERSION:
            raise NewerFormat(_REQUEST)
        return msgspec.json.decode(plain, type=ready(OutsideRequest))
    except msgspec.MsgspecError as error:
        raise Damaged(_REQUEST) from error


class _Version(msgspec.Struct, frozen=True):
    version: int


def _place(known_as: str) -> str:
    return joined("wbs-outside-request-v1", known_as)
