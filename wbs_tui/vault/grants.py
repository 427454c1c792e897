"""Grants: a grantor's signed word that an account may, or may no longer, enter a compartment."""

from typing import Literal

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged, NewerFormat

_VERSION = 1
_CONTEXT = "grant-v1"
_GRANT = N_("Pemberian akses")


class GrantStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grantor signs.

    `fingerprint` is the account's, `epoch` the first it holds for, `at` UTC milliseconds.
    """

    version: int = _VERSION
    office: str
    compartment: str
    account: str
    fingerprint: str
    can_grant: bool
    epoch: int
    action: Literal["grant", "revoke"]
    at: int


class _Envelope(msgspec.Struct, frozen=True):
    version: int


def statement_bytes(statement: GrantStatement) -> bytes:
    """MessagePack map in the order of the fields: the bytes that are signed, stored and sent."""
    return msgspec.msgpack.encode(statement)


def sign_grant(keys: AccountKeys, statement: GrantStatement) -> bytes:
    """The grantor's 64-byte signature over `statement_bytes`."""
    return keys.sign(_CONTEXT, statement_bytes(statement))


def verify_grant(public_sign: bytes, statement: bytes, signature: bytes) -> GrantStatement:
    """The statement, if this grantor signed exactly these bytes. Raises NewerFormat or Damaged."""
    if not verify(public_sign, _CONTEXT, statement, signature):
        raise Damaged(_GRANT)
    try:
        if msgspec.msgpack.decode(statement, type=_Envelope).version > _VERSION:
            raise NewerFormat(_GRANT)
        return msgspec.msgpack.decode(statement, type=GrantStatement)
    except msgspec.DecodeError as error:
        raise Damaged(_GRANT) from error
