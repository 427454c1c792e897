"""Charters: a founder's signed word that a compartment is a case's own, and what it was taken out of."""

import msgspec

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.statements import read_statement

CHARTER_CONTEXT = "charter-v1"
_VERSION = 1
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


def charter_bytes(charter: Charter) -> bytes:
    """MessagePack map in the order of the fields: the bytes that are signed, stored and sent."""
    return msgspec.msgpack.encode(charter)


def sign_charter(keys: AccountKeys, charter: Charter) -> bytes:
    """The founder's 64-byte signature over `charter_bytes`."""
    return keys.sign(CHARTER_CONTEXT, charter_bytes(charter))


def read_charter(statement: bytes) -> Charter:
    """What the bytes say; who signed them is another question. Raises NewerFormat or Damaged."""
    charter: Charter = read_statement(statement, {_VERSION: Charter}, _CHARTER)
    return charter
