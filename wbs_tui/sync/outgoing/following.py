"""Which cases have changed since the exchange last looked: by the journal's revisions."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, func, select

from models.tables.journal import journal
from wbs_tui.journal.following import present_revision


class Looked(msgspec.Struct, frozen=True, array_like=True):
    """How far a collector has looked, and what it could not deal with then."""

    revision: int = 0
    at: int = 0
    """UTC milliseconds."""
    rules: bytes = b""
    """What it went by: when that is other rules now, all is looked at again."""
    left: tuple[str, ...] = ()
    """Cases that the account of then could not open."""


FAR_BEHIND = 1000
"""Entries after which a mark is moved although nothing was due: nothing new shall write nothing."""


def newest_revision(connection: Connection) -> int:
    """Of the whole journal."""
    return present_revision(connection)


def touched(connection: Connection, since: int) -> set[str]:
    """The cases that entries after a revision are about.

    By the index over revisions alone: asked for distinct cases, SQLite would walk through all of them.
    """
    after = select(journal.c.case_id).where(journal.c.revision > since)
    return {case_id for case_id in connection.execute(after).scalars() if case_id is not None}


def touched_of(connection: Connection, since: int, case_ids: Collection[str]) -> list[str]:
    """Those of some cases that entries after a revision are about."""
    if not case_ids:
        return []
    newest = select(journal.c.case_id).where(journal.c.case_id.in_(case_ids)).group_by(journal.c.case_id)
    return list(connection.execute(newest.having(func.max(journal.c.revision) > since)).scalars())
