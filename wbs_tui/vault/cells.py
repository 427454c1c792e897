"""Sealed cells: one column of one row, AES-256-GCM, bound to its place and padded to a size bucket."""

import os
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

T = TypeVar("T")

_VERSION = b"\x01"
_KEY_ID_END = 17
_NONCE_END = 29
_SMALLEST = _NONCE_END + 64 + 16
_CELL = N_("Isi kasus")
_SMALL = 1024
_STEP = 64
_PADS = tuple(b"\x80" + bytes(zeros) for zeros in range(_STEP))


class CellKey:
    """A content key with its id (32 hexadecimal digits); shows only the id."""

    __slots__ = ("_prefix", "aead", "key", "key_id")

    def __init__(self, key_id: str, key: bytes) -> None:
        self.key_id = key_id
        self.key = key
        self.aead = AESGCM(key)
        self._prefix = _VERSION + bytes.fromhex(key_id)
        if len(self._prefix) != _KEY_ID_END or len(key) != 32:
            raise ValueError("a content key has 32 bytes and an id of 32 hexadecimal digits")

    def __repr__(self) -> str:
        return f"<CellKey {self.key_id}>"

    @classmethod
    def generate(cls, key_id: str) -> "CellKey":
        """A new random key under this id."""
        return cls(key_id, os.urandom(32))

    def seal(self, label: bytes, padded: bytes) -> bytes:
        """Version byte, key id, nonce and ciphertext."""
        nonce = os.urandom(12)
        return self._prefix + nonce + self.aead.encrypt(nonce, padded, label)


class CellPlace(NamedTuple):
    """Where a cell stands; none of the four may hold `|`."""

    office: str
    table: str
    column: str
    row_id: str


def seal_cell(key: CellKey, place: CellPlace, plaintext: bytes) -> bytes:
    """Version byte 1, key id (16), nonce (12), ciphertext of the padded plaintext, tag (16)."""
    return key.seal(_label(place, key.key_id), padded(plaintext))


def open_cell(keys: Callable[[str], CellKey], place: CellPlace, cell: bytes) -> bytes:
    """The plaintext; `keys` gives the key of an id, and its errors pass through.

    Raises NewerFormat, Damaged (changed, or moved from another place) or WrongKey (not the key it names).
    """
    key_id = cell_key_id(cell)
    key = keys(key_id)
    if key.key_id != key_id:
        raise WrongKey(_CELL)
    try:
        padded_text = key.aead.decrypt(cell[_KEY_ID_END:_NONCE_END], cell[_NONCE_END:], _label(place, key_id))
    except InvalidTag as error:
        raise Damaged(_CELL) from error
    return unpadded(padded_text)


def cell_key_id(cell: bytes) -> str:
    """The id of the content key a cell is sealed under. Raises NewerFormat or Damaged."""
    if cell[:1] != _VERSION or len(cell) < _SMALLEST:
        if cell[:1] > _VERSION:
            raise NewerFormat(_CELL)
        raise Damaged(_CELL)
    return cell[1:_KEY_ID_END].hex()


def seal_struct(key: CellKey, place: CellPlace, value: Any) -> bytes:
    """Seal anything that msgspec can write, as MessagePack."""
    return seal_cell(key, place, msgspec.msgpack.encode(value))


def open_struct(keys: Callable[[str], CellKey], place: CellPlace, cell: bytes, type_: type[T]) -> T:
    """What `seal_struct` sealed, checked against its type. Raises as `open_cell`."""
    try:
        value: T = _decoder(cast(Hashable, type_)).decode(open_cell(keys, place, cell))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damaged(_CELL) from error
    return value


@lru_cache(maxsize=256)
def _decoder(type_: Any) -> Any:
    return msgspec.msgpack.Decoder(ready(type_))


def _label(place: CellPlace, key_id: str) -> bytes:
    """`wbs-cell-v1|office|table|column|row id|content key id`."""
    label = f"wbs-cell-v1|{place[0]}|{place[1]}|{place[2]}|{place[3]}|{key_id}"
    if label.count("|") != 5:
        raise ValueError("a cell's place holds the separator")
    return label.encode()


def padded(plaintext: bytes) -> bytes:
    """The plaintext, a byte 0x80, and zeros up to the bucket (ISO/IEC 7816-4)."""
    if len(plaintext) < _SMALL:
        return plaintext + _PADS[~len(plaintext) & (_STEP - 1)]
    return plaintext + b"\x80" + bytes(_bucket(len(plaintext) + 1) - len(plaintext) - 1)


def unpadded(text: bytes) -> bytes:
    """What `padded` was given."""
    return text.rstrip(b"\0")[:-1]


def _bucket(length: int) -> int:
    """Padmé (PURBs, Nikitin and others 2019): at most 12% more, and few sizes to tell apart."""
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask
