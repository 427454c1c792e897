"""What has been written since a revision: who follows a store reads that, whatever nudged him."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.journal import journal
from wbs_tui.journal.transaction import latest


@dataclass(frozen=True, slots=True)
class Changes:
    """What came after a revision."""

    revision: int
    """The last one that was looked at."""
    cases: frozenset[str]
    """The ids of the cases that entries are about, also of those that are not there for the account."""
    office: bool
    """Whether an entry is about no case: accounts, access, the office itself."""

    def __bool__(self) -> bool:
        return bool(self.cases) or self.office


def present_revision(connection: Connection) -> int:
    """The revision of the last entry; 0 in an empty journal."""
    return latest(connection, journal.c.revision)


def changes_since(connection: Connection, revision: int) -> Changes:
    """What came after `revision`, in the connection's view of the store."""
    now = present_revision(connection)
    if now <= revision:
        return Changes(now, frozenset(), office=False)
    later = select(journal.c.case_id).where(journal.c.revision > revision, journal.c.revision <= now)
    found = set(connection.execute(later.distinct()).scalars())
    return Changes(now, frozenset(found - {None}), office=None in found)
