"""Ending a key: what it signed so far counts, and nothing after; what it kept for itself is dead."""

from sqlalchemy import Connection, delete, select

from models.tables.accounts import account_keys, covers
from models.tables.local import caches
from wbs_tui.journal.transaction import Change


def end_key(change: Change, key_id: str) -> None:
    """End a key with the head of the journal before this entry: later entries by it are refused."""
    sequence, digest = change.head
    change.update(account_keys, key_id, ended_at=change.at, last_sequence=sequence, last_hash=digest)


def end_keys_of(change: Change, account_id: str) -> None:
    """End whatever key the account has, and its caches."""
    end_caches_of(change.connection, account_id)
    current = select(account_keys.c.id).where(
        account_keys.c.account_id == account_id, account_keys.c.ended_at.is_(None)
    )
    for key_id in change.connection.execute(current).scalars().all():
        end_key(change, key_id)


def end_covers_of(change: Change, account_id: str) -> None:
    """End what the account stands in for: it is somebody else's now, or nobody's."""
    standing = select(covers.c.id).where(
        covers.c.account_id == account_id, covers.c.ended_at.is_(None), covers.c.ends_at > change.at
    )
    for cover_id in change.connection.execute(standing).scalars().all():
        change.update(covers, cover_id, ended_at=change.at)


def end_caches_of(connection: Connection, account_id: str) -> None:
    """Take away the nonces of the account's caches: what they held is read by nobody any more."""
    connection.execute(delete(caches).where(caches.c.account_id == account_id))
