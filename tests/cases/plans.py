"""How each database would answer a question: by which indexes, and whether it would have to sort."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

_AS_WITH_MANY_ROWS = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin")
"""What PostgreSQL prefers for a handful of rows; without them it shows what its indexes can do."""


def plan(connection: Connection, sql: str, values: Mapping[str, Any]) -> str:
    """The steps, a line each."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"), values)
        return "\n".join(row.detail for row in rows)
    for setting in _AS_WITH_MANY_ROWS:
        connection.exec_driver_sql(f"SET LOCAL {setting} = off")
    return "\n".join(connection.execute(text(f"EXPLAIN {sql}"), values).scalars())


def sorts(steps: str) -> bool:
    """Whether rows are brought into their order after they were read."""
    return "TEMP B-TREE" in steps or "Sort Key" in steps
