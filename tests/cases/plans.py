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


def walks_an_index(steps: str) -> bool:
    """Whether the cases are read along an index."""
    return "INDEX" in _of_cases(steps) or "Index" in _of_cases(steps)


def enters_at_its_place(steps: str) -> bool:
    """Whether the walk begins where the first row is, and not at the index's beginning."""
    return _of_cases(steps).startswith("SEARCH c") or "Index Cond" in _of_cases(steps)


def reads_an_index_only(steps: str) -> bool:
    """Whether no row of the table itself is looked up."""
    return "COVERING INDEX" in steps or "Index Only Scan" in steps


def _of_cases(steps: str) -> str:
    """How the cases are read: SQLite's first line, or PostgreSQL's lines of that scan."""
    if "cost=" not in steps:
        return steps.splitlines()[0]
    scan = steps[steps.index(" on cases c") :].split("->")[0]
    return steps[: steps.index(" on cases c")].splitlines()[-1] + scan
