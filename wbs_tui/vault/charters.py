"""Charters: a founder's signed word that a compartment is a case's own, and what it was taken out of."""

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged, NewerFormat

_VERSION = 1
_CONTEXT = "charter-v1"
_CHARTER = N_("Piagam kompartemen")


class Charter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the founder signs. `fingerprint` is his key's, `at` UTC milliseconds."""

    version: int = _VERSION
    office: str
    compartment: str
    kind: str
    case: str
    parent: str
    founder: str
    fingerprint: str
    at: int


class _Envelope(msgspec.Struct, frozen=True):
    version: int


def charter_bytes(charter: Charter) -> bytes:
    """MessagePack map in the order of the fields: the bytes that are signed, stored and sent."""
    return msgspec.msgpack.encode(charter)


def sign_charter(keys: AccountKeys, charter: Charter) -> bytes:
    """The founder's 64-byte signature over `charter_bytes`."""
    return keys.sign(_CONTEXT, charter_bytes(charter))


def read_charter(statement: bytes) -> Charter:
    """What the bytes say; who signed them is another question. Raises NewerFormat or Damaged."""
    try:
        if msgspec.msgpack.decode(statement, type=_Envelope).version > _VERSION:
            raise NewerFormat(_CHARTER)
        return msgspec.msgpack.decode(statement, type=Charter)
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError) as error:
        raise Damaged(_CHARTER) from error


def is_signed(public_sign: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether this key signed these bytes as a charter."""
    return verify(public_sign, _CONTEXT, statement, signature)
