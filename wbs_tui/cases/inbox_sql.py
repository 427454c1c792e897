"""The inbox's statements: each is one walk along an index in the order of the list.

A list is read in segments, each with one order of its own, because "those without a due date last" is not the
order of any index. A key is the number of the segment and the values of its columns.
"""

from collections.abc import Container
from dataclasses import dataclass
from functools import cache

from sqlalchemy import TextClause, text

UNREAD = (
    "(c.ended_at IS NULL OR c.last_report_at > c.ended_at) "
    "AND (m.read_at IS NULL OR m.read_at < c.last_report_at)"
)
"""Cases at work, and ended ones that a report has joined since, which the account has not read so far."""

_MARKS = "LEFT JOIN read_marks m ON m.account_id = :me AND m.case_id = c.id"
_COLUMNS = (
    "c.id, c.register, c.year, c.running, c.stage, c.category, c.severity, c.received_at, c.due_at, "
    f"c.reports, c.evidence, c.headline, a.name AS assignee, {UNREAD} AS unread"
)
_FROM = f"cases c LEFT JOIN accounts a ON a.id = c.assigned_to {_MARKS}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the list: its rows, and the columns that order them."""

    columns: tuple[str, ...]
    descending: bool
    where: str = ""

    def order(self, backwards: bool) -> str:
        """`c.received_at DESC, c.id DESC`."""
        direction = "DESC" if self.descending != backwards else "ASC"
        return ", ".join(f"c.{name} {direction}" for name in self.columns)

    def bound(self, backwards: bool) -> str:
        """`(c.received_at, c.id) < (:bound_0, :bound_1)`."""
        sign = "<" if self.descending != backwards else ">"
        names = ", ".join(f"c.{name}" for name in self.columns)
        values = ", ".join(f":bound_{number}" for number in range(len(self.columns)))
        return f"({names}) {sign} ({values})"


_BY_RECEIPT = ("received_at", "id")
_WITH_DAY = Segment(("due_at", "id"), False, "c.due_at IS NOT NULL")
_WITHOUT_DAY = Segment(("id",), True, "c.due_at IS NULL")  # the latest registered first: ids grow


def segments_of(order: str, *, only_due: bool) -> tuple[Segment, ...]:
    """The runs of an order."""
    if only_due:
        return (_WITH_DAY,)
    return {
        "newest": (Segment(_BY_RECEIPT, True),),
        "oldest": (Segment(_BY_RECEIPT, False),),
        "due": (_WITH_DAY, _WITHOUT_DAY),
        "register": (Segment(("year", "running"), True),),
    }[order]


def condition(values: Container[str], *, overdue: bool, unread: bool) -> str:
    """What every row of the list fulfils, as SQL; empty for all cases."""
    parts = [
        f"c.{name} = :{name}" for name in ("stage", "category", "severity", "assigned_to") if name in values
    ]
    if "mine" in values:
        parts.append("c.assigned_to = :mine")
    if overdue:
        parts.append("c.due_at < :now")
    if unread:
        parts.append(UNREAD)
    return " AND ".join(parts)


@cache
def page_query(
    segment: Segment, where: str, *, backwards: bool = False, bounded: bool = False, one: bool = False
) -> TextClause:
    """The next `:n` rows of a segment; with `one` only the case `:case_id`."""
    bound = segment.bound(backwards) if bounded else ""
    only = "c.id = :case_id" if one else ""
    return text(
        f"SELECT {_COLUMNS} FROM {_FROM} {_where(segment.where, where, bound, only)} "  # noqa: S608 - our words
        f"ORDER BY {segment.order(backwards)} LIMIT :n"
    )


@cache
def stride_query(segment: Segment, where: str, *, bounded: bool) -> TextClause:
    """The key of the row that stands `:skip` rows on. An anchor walk passes every row once, page by page."""
    names = ", ".join(f"c.{name}" for name in segment.columns)
    bound = segment.bound(False) if bounded else ""
    return text(
        f"SELECT {names} FROM {_from(where)} {_where(segment.where, where, bound)} "  # noqa: S608 - our words
        f"ORDER BY {segment.order(False)} LIMIT 1 OFFSET :skip"
    )


@cache
def plain_count(where: str, segment: Segment | None = None, *, bounded: bool = False) -> TextClause:
    """How many rows the list, or a segment behind a bound, has."""
    bound = segment.bound(False) if segment and bounded else ""
    run = segment.where if segment else ""
    return text(f"SELECT count(*) FROM {_from(where)} {_where(run, where, bound)}")  # noqa: S608 - our words


def _from(where: str) -> str:
    return f"cases c {_MARKS}" if UNREAD in where else "cases c"


def _where(*conditions: str) -> str:
    given = [f"({part})" for part in conditions if part]
    return f"WHERE {' AND '.join(given)}" if given else ""
