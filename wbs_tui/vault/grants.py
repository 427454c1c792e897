"""Grants: a grantor's signed word that an account may, or may no longer, enter a compartment."""

from typing import Literal

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.statements import read_statement

GRANT_CONTEXT = "grant-v1"
_VERSION = 2
_GRANT = N_("Pemberian akses")


class GrantStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grantor signs.

    `fingerprint` is the account's, `epoch` the first it holds for, `at` UTC milliseconds, `previous` what the
    compartment's chain of statements had come to, `until` when `can_grant` ends (None: with a revocation).
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
    previous: bytes
    until: int | None = None


class _GrantV1(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a chain: the order of such statements was that of their moments alone."""

    version: int
    office: str
    compartment: str
    account: str
    fingerprint: str
    can_grant: bool
    epoch: int
    action: Literal["grant", "revoke"]
    at: int


_VERSIONS: dict[int, type[GrantStatement | _GrantV1]] = {1: _GrantV1, _VERSION: GrantStatement}


def statement_bytes(statement: GrantStatement) -> bytes:
    """MessagePack map in the order of the fields: the bytes that are signed, stored and sent."""
    return msgspec.msgpack.encode(statement)


def sign_grant(keys: AccountKeys, statement: GrantStatement) -> bytes:
    """The grantor's 64-byte signature over `statement_bytes`."""
    return keys.sign(GRANT_CONTEXT, statement_bytes(statement))


def read_grant(statement: bytes) -> GrantStatement:
    """What the bytes say; those of version 1 name no `previous`. Raises NewerFormat, Damaged.

    Who signed them is another question.
    """
    said: GrantStatement | _GrantV1 = read_statement(statement, _VERSIONS, _GRANT)
    if isinstance(said, GrantStatement):
        return said
    return GrantStatement(**msgspec.structs.asdict(said), previous=b"")


def verify_grant(public_sign: bytes, statement: bytes, signature: bytes) -> GrantStatement:
    """The statement, if this grantor signed exactly these bytes. Raises NewerFormat or Damaged."""
    if not verify(public_sign, GRANT_CONTEXT, statement, signature):
        raise Damaged(_GRANT)
    return read_grant(statement)
