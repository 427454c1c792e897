"""What the escrow says of itself at its birth: which shares are genuine, signed with the keys they make."""

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged, NewerFormat

_VERSION = 1
_CONTEXT = "escrow-v1"
_ESCROW = N_("Pernyataan kunci pemulihan")


class EscrowStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One generation of the escrow.

    `escrow` is its account, `hashes` those of the shares 1, 2, 3 (`share_hash`), `at` UTC milliseconds.
    """

    version: int = _VERSION
    office: str
    escrow: str
    number: int
    fingerprint: str
    threshold: int
    hashes: tuple[bytes, ...]
    at: int


class _Envelope(msgspec.Struct, frozen=True):
    version: int


def sign_escrow(keys: AccountKeys, statement: EscrowStatement) -> tuple[bytes, bytes]:
    """The MessagePack map in the order of the fields, and the escrow's own 64-byte signature over it.

    Its own: the grants vouch for its fingerprint, for as long as the compartments stand, whoever made it.
    """
    encoded = msgspec.msgpack.encode(statement)
    return encoded, keys.sign(_CONTEXT, encoded)


def verify_escrow(public_sign: bytes, statement: bytes, signature: bytes) -> EscrowStatement:
    """The statement, if these keys signed exactly these bytes. Raises NewerFormat or Damaged."""
    if not verify(public_sign, _CONTEXT, statement, signature):
        raise Damaged(_ESCROW)
    try:
        if msgspec.msgpack.decode(statement, type=ready(_Envelope)).version > _VERSION:
            raise NewerFormat(_ESCROW)
        return msgspec.msgpack.decode(statement, type=ready(EscrowStatement))
    except msgspec.MsgspecError as error:
        raise Damaged(_ESCROW) from error
