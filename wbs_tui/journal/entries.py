"""What an entry of the journal is, as bytes that are signed once, stored and sent as they are.

Format 1: the MessagePack encoding of `Entry`. The body is the effect on rows: clear columns in clear, sealed
cells as the exact bytes that the tables hold, so that replay copies and opens nothing.
"""

import hashlib
from typing import Any, Literal

import msgspec

from wbs_tui.text.records import ready
from wbs_tui.vault.ids import is_id

FORMAT = 1
SIGNING_CONTEXT = "wbs-journal-entry"
GENESIS = bytes(32)
"""The hash before a station's first entry."""


class RowEffect(msgspec.Struct, array_like=True, frozen=True):
    """One row written: `insert` gives every column, `update` those that change."""

    operation: Literal["insert", "update"]
    table: str
    row_id: str
    values: dict[str, Any]
    """Column names to whole numbers, text, bytes, booleans or nothing."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act of one account at one station."""

    format: int
    id: str
    office: str
    station: str
    sequence: int
    """1, 2, 3, ... on the station, without gaps."""
    clock: int
    """Hybrid logical clock: milliseconds since 1970 UTC << 16, plus a counter."""
    kind: str
    case_id: str | None
    actor: str
    actor_key: str
    """The account key (a row of `account_keys`) that signs."""
    previous: bytes
    """SHA-256 of the station's previous entry."""
    replaces: tuple[str, ...]
    """The entries whose rows this one changes."""
    effects: tuple[RowEffect, ...]

    def effects_on(self, table: str) -> list[RowEffect]:
        """What it does to the rows of one table."""
        return [effect for effect in self.effects if effect.table == table]


_LIMIT = 2**63
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ready(Entry))


def encode(entry: Entry) -> bytes:
    """The bytes that are signed and stored."""
    return _encoder.encode(entry)


def decode(signed: bytes) -> Entry:
    """The entry that these bytes say; raises msgspec.DecodeError for anything else."""
    return _decoder.decode(signed)


def is_sound(entry: Entry) -> bool:
    """Whether its ids and numbers are such as every database takes: else it is no entry of this program."""
    ids = [entry.id, entry.office, entry.station, entry.actor, entry.actor_key, *entry.replaces]
    ids += [effect.row_id for effect in entry.effects]
    return (
        all(map(is_id, ids))
        and (entry.case_id is None or is_id(entry.case_id))
        and 0 < entry.sequence < _LIMIT
        and 0 < entry.clock < _LIMIT
        and entry.kind.isprintable()
    )


def entry_hash(signed: bytes, signature: bytes) -> bytes:
    """What the next entry of the station names as its predecessor."""
    return hashlib.sha256(signed + signature).digest()
