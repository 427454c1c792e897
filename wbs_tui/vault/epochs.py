"""Epoch statements: a grantor's signed word that the public half of an epoch is genuine."""

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.statements import read_statement

EPOCH_CONTEXT = "epoch-v1"
_VERSION = 2
_EPOCH = N_("Kunci kompartemen")


class EpochStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grantor signs: the number and public half (1216 bytes) of an epoch.

    `at` is UTC milliseconds, `previous` what the compartment's chain of statements had come to.
    """

    version: int = _VERSION
    office: str
    compartment: str
    number: int
    public: bytes
    at: int
    previous: bytes


class _EpochV1(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a chain."""

    version: int
    office: str
    compartment: str
    number: int
    public: bytes
    at: int


_VERSIONS: dict[int, type[EpochStatement | _EpochV1]] = {1: _EpochV1, _VERSION: EpochStatement}


def sign_epoch(keys: AccountKeys, statement: EpochStatement) -> tuple[bytes, bytes]:
    """The bytes (a MessagePack map in the order of the fields) and the signature over them."""
    encoded = msgspec.msgpack.encode(statement)
    return encoded, keys.sign(EPOCH_CONTEXT, encoded)


def read_epoch(statement: bytes) -> EpochStatement:
    """What the bytes say; those of version 1 name no `previous`. Raises NewerFormat, Damaged."""
    said: EpochStatement | _EpochV1 = read_statement(statement, _VERSIONS, _EPOCH)
    if isinstance(said, EpochStatement):
        return said
    return EpochStatement(**msgspec.structs.asdict(said), previous=b"")
