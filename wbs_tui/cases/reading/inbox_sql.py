"""The inbox's statements: each is one walk along an index in the order of the list.

A list is read in segments, each with one order of its own, because "those without a due date last" is not the
order of any index. A key is the number of the segment and the values of its columns.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import TextClause, bindparam

from wbs_tui.cases.visibility import with_hidden

WAITS = (
    "(c.ended_at IS NULL OR c.last_report_at > c.ended_at) AND c.id NOT IN (SELECT case_id FROM destructions)"
)
"""Cases at work, and ended ones that a report has joined since; nobody can read a destroyed one any more."""
UNREAD = f"{WAITS} AND (m.read_at IS NULL OR m.read_at < c.last_report_at)"
"""Those of them which the account has not read so far."""

_MARKS = "LEFT JOIN read_marks m ON m.account_id = :me AND m.case_id = c.id"
_DESTROYED = "(SELECT max(d.at) FROM destructions d WHERE d.case_id = c.id) AS destroyed_at"
_COLUMNS = (
    "c.id, c.register, c.year, c.running, c.stage, c.category, c.severity, c.received_at, c.due_at, "
    f"c.reports, c.evidence, c.headline, c.restricted, a.name AS assignee, {UNREAD} AS unread, {_DESTROYED}"
)
_SOME = "c.id IN :ids AND c.id NOT IN (SELECT case_id FROM destructions)"
_FROM = f"cases c LEFT JOIN accounts a ON a.id = c.assigned_to {_MARKS}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the list: its rows, and the columns that order them."""

    columns: tuple[str, ...]
    descending: bool
    where: str = ""
    alike: tuple[str, ...] = ()
    """Columns in which no two of its rows differ, that stand before the others in the indexes: PostgreSQL
    does not see from `IS NULL` that an index is in the order of what comes after."""

    def order(self, backwards: bool) -> str:
        """`c.received_at DESC, c.id DESC`."""
        direction = "DESC" if self.descending != backwards else "ASC"
        return ", ".join(f"c.{name} {direction}" for name in (*self.alike, *self.columns))

    def bound(self, backwards: bool) -> str:
        """`(c.received_at, c.id) < (:bound_0, :bound_1)`."""
        sign = "<" if self.descending != backwards else ">"
        names = ", ".join(f"c.{name}" for name in self.columns)
        values = ", ".join(f":bound_{number}" for number in range(len(self.columns)))
        return f"({names}) {sign} ({values})"


_COLUMN_OF = {
    "category": "c.category",
    "stage": "c.stage",
    "severity": "c.severity",
    "assigned_to": "c.assigned_to",
    "mine": "c.assigned_to",
}
"""The filters, those that fit fewer cases first."""
_SIGN_OF = {"due_from": ">=", "due_before": "<"}

_BY_RECEIPT = ("received_at", "id")
_WITH_DAY = Segment(("due_at", "id"), False, "c.due_at IS NOT NULL")
_WITHOUT_DAY = Segment(
    ("id",), True, "c.due_at IS NULL", ("due_at",)
)  # the latest registered first: ids grow


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


def condition(
    values: Container[str], order: str, *, overdue: bool, unread: bool, counted: bool = False
) -> str:
    """What every row of the list fulfils, as SQL; empty for all cases.

    `counted` says of a database that it counts values, and so knows by itself which index fits how many rows.
    """
    given = [name for name in _COLUMN_OF if name in values]
    entered = given if counted else [_leading(given, order)]
    parts = [
        f"{_COLUMN_OF[name]} = :{name}" if name in entered else f"({_COLUMN_OF[name]} || '') = :{name}"
        for name in given
    ]
    if overdue:
        parts.append("c.due_at < :now")
    parts += [f"c.due_at {_SIGN_OF[name]} :{name}" for name in _SIGN_OF if name in values]
    if unread:
        parts.append(UNREAD)
    return " AND ".join(parts)


def _leading(given: Sequence[str], order: str) -> str | None:
    """The one filter that SQLite enters an index by; the others are hidden from it in an expression.

    An officer's own cases are few. Two other filters at once may fit no case at all, and looking up every row
    that fits the first takes four times as long as passing over the order's own index, which holds them all
    (90 ms against 22 among a hundred thousand). The index of the register numbers holds none.
    """
    owner = next((name for name in given if name in ("mine", "assigned_to")), None)
    if owner or len(given) == 1 or order == "register":
        return owner or next(iter(given), None)
    return None


@cache
def page_query(
    segment: Segment, where: str, *, backwards: bool = False, bounded: bool = False, one: bool = False
) -> TextClause:
    """The next `:n` rows of a segment; with `one` only the case `:case_id`."""
    bound = segment.bound(backwards) if bounded else ""
    only = "c.id = :case_id" if one else ""
    return with_hidden(
        f"SELECT {_COLUMNS} FROM {_FROM} {_where(segment.where, where, bound, only)} "  # noqa: S608 - our words
        f"ORDER BY {segment.order(backwards)} LIMIT :n"
    )


@cache
def some_query(where: str) -> TextClause:
    """Those of the cases `:ids` that fulfil the condition and were not destroyed."""
    query = f"SELECT {_COLUMNS} FROM {_FROM} {_where(where, _SOME)}"  # noqa: S608 - our words
    return with_hidden(query).bindparams(bindparam("ids", expanding=True))


@cache
def some_count(where: str) -> TextClause:
    """How many those are."""
    query = f"SELECT count(*) FROM {_from(where)} {_where(where, _SOME)}"  # noqa: S608 - our words
    return with_hidden(query).bindparams(bindparam("ids", expanding=True))


@cache
def stride_query(segment: Segment, where: str, *, bounded: bool) -> TextClause:
    """The key of the row that stands `:skip` rows on. An anchor walk passes every row once, page by page."""
    names = ", ".join(f"c.{name}" for name in segment.columns)
    bound = segment.bound(False) if bounded else ""
    return with_hidden(
        f"SELECT {names} FROM {_from(where)} {_where(segment.where, where, bound)} "  # noqa: S608 - our words
        f"ORDER BY {segment.order(False)} LIMIT 1 OFFSET :skip"
    )


@cache
def plain_count(where: str, segment: Segment | None = None, *, bounded: bool = False) -> TextClause:
    """How many rows the list, or a segment behind a bound, has."""
    bound = segment.bound(False) if segment and bounded else ""
    run = segment.where if segment else ""
    return with_hidden(f"SELECT count(*) FROM {_from(where)} {_where(run, where, bound)}")  # noqa: S608 - our words


def _from(where: str) -> str:
    return f"cases c {_MARKS}" if UNREAD in where else "cases c"


def _where(*conditions: str) -> str:
    given = [f"({part})" for part in conditions if part]
    return f"WHERE {' AND '.join(given)}" if given else ""
