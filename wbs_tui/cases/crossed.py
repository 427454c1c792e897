"""Cases in which edits of two places crossed and nobody has decided yet which stands."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Connection, select

from models.tables.exchange import conflicts


def crossed(connection: Connection, case_ids: Collection[str]) -> Counter[str]:
    """Of these cases: how many of their fields wait for a decision."""
    if not case_ids:
        return Counter()
    fields = (
        select(conflicts.c.case_id, conflicts.c.subject, conflicts.c.row_id, conflicts.c.field)
        .where(conflicts.c.case_id.in_(case_ids), conflicts.c.settled_at.is_(None))
        .distinct()
    )
    return Counter(row.case_id for row in connection.execute(fields))
