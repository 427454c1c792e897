"""A key of another office that its old one did not sign: it waits until a person compares a letter."""

import hashlib

from sqlalchemy import Connection

from wbs_tui.sync.offices.records import Doubt, follows, read_record
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.state import forget_state, read_state, write_state

_REKEYED = "rekeyed:"
"""State: the newest record under such a key, by the office's id."""


def waiting_record(connection: Connection, office_id: str) -> SignedRecord | None:
    """The newest record of an office under a key that waits for a letter."""
    held: SignedRecord | None = read_state(connection, _REKEYED + office_id, SignedRecord)
    return held


def waiting_key(connection: Connection, office_id: str) -> bytes | None:
    """The key that waits for a letter."""
    held = waiting_record(connection, office_id)
    return None if held is None else read_record(held).sign


def note_new_key(connection: Connection, office_id: str, signed: SignedRecord, doubt: Doubt | None) -> bool:
    """Keep a record whose key waits for a letter, and what comes behind it; whether it is such a one.

    Also under a key that the waiting one did not sign: that may be a thief's, or have been lost in its turn.
    """
    held = waiting_record(connection, office_id)
    if held is not None:
        before = read_record(held).previous
        if signed == held or hashlib.sha256(signed.statement).digest() == before:  # told once more
            return True
    if doubt is Doubt.FOREIGN_KEY or (held and follows(held, signed) in (None, Doubt.FOREIGN_KEY)):
        write_state(connection, _REKEYED + office_id, signed)
        return True
    return False


def forget_new_key(connection: Connection, office_id: str) -> None:
    """A person has compared it."""
    forget_state(connection, _REKEYED + office_id)
