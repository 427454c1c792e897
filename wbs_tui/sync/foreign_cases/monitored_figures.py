"""What other offices' summaries add up to: by office and by month of receipt, in one pass over the rows."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from models.tables.exchange import foreign_cases
from models.words.stages import Stage
from wbs_tui.cases.from_offices import office_names
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.foreign_cases.monitoring import ForeignQuery, ids_of, late, month_bounds, there

MONTHS = 12
"""Months of receipt that are told apart, this one included; what is older is one."""
_EARLIER = -1


@dataclass(slots=True)
class Sums:
    """How many cases, and what became of them."""

    received: int = 0
    open: int = 0
    overdue: int = 0
    followed_up: int = 0
    """Examined to a result: what it led to is followed up, or has been."""
    ended: int = 0
    results: Counter[str] = field(default_factory=Counter)
    """Of those that ended, by code of the result; empty for an end without one."""

    def add(self, other: "Sums") -> None:
        """Take in the cases of another sum."""
        self.received += other.received
        self.open += other.open
        self.overdue += other.overdue
        self.followed_up += other.followed_up
        self.ended += other.ended
        self.results.update(other.results)


@dataclass(frozen=True, slots=True)
class OfficeSums:
    """One office's."""

    code: str
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class MonthSums:
    """Those received in one month."""

    month: date | None
    """Its first day; None for all that came earlier."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class Figures:
    """All that this account may see."""

    total: Sums
    offices: tuple[OfficeSums, ...]
    """By code."""
    months: tuple[MonthSums, ...]
    """The latest first; a month without cases is there too."""


def figures(desk: Desk, query: ForeignQuery | None = None) -> Figures:
    """Other offices' cases by office and by month; of a query its office and month alone narrow them.

    Raises NotPermitted, NotLetIn.
    """
    desk.require(Operation.MONITOR_READ)
    asked = query or ForeignQuery()
    months = recent_months(desk)
    with desk.reading() as connection:
        statement = _statement(desk, months).where(*there(desk, connection))
        if asked.office is not None:
            statement = statement.where(foreign_cases.c.office_id.in_(ids_of(asked.office)))
        if asked.month is not None:
            begins, ends = month_bounds(desk, asked.month)
            statement = statement.where(
                foreign_cases.c.received_at >= begins, foreign_cases.c.received_at < ends
            )
        return _summed(connection.execute(statement).all(), office_names(connection), months, asked)


def recent_months(desk: Desk) -> Sequence[date]:
    """The first days of the last months, the latest first."""
    day = desk.calendar.local_date(desk.clock()).replace(day=1)
    found = [day]
    while len(found) < MONTHS:
        day = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
        found.append(day)
    return found


def _statement(desk: Desk, months: Sequence[date]) -> Any:
    starts = [(number, month_bounds(desk, month)[0]) for number, month in enumerate(months)]
    month = case(
        *((foreign_cases.c.received_at >= start, number) for number, start in starts), else_=_EARLIER
    ).label("month")
    is_over = foreign_cases.c.ended_at.is_not(None)
    over = case((is_over, 1), else_=0).label("over")
    acted_on = (foreign_cases.c.stage == Stage.FOLLOW_UP) | (is_over & foreign_cases.c.result.is_not(None))
    return (
        select(
            foreign_cases.c.office_id,
            month,
            over,
            foreign_cases.c.result,
            func.count().label("cases"),
            _sum(late(desk.now())).label("overdue"),
            _sum(acted_on).label("followed_up"),
        )
        .select_from(foreign_cases)
        .group_by(foreign_cases.c.office_id, month, over, foreign_cases.c.result)
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _summed(
    rows: Iterable[Row[Any]],
    names: Mapping[str, tuple[str, str]],
    months: Sequence[date],
    asked: ForeignQuery,
) -> Figures:
    total = Sums()
    offices: dict[str, OfficeSums] = {}
    by_month: dict[int, Sums] = {number: Sums() for number in _listed(months, asked)}
    for row in rows:
        sums = _sums(row)
        total.add(sums)
        named = names.get(row.office_id, ("", ""))
        offices.setdefault(row.office_id, OfficeSums(*named, Sums())).sums.add(sums)
        by_month.setdefault(row.month, Sums()).add(sums)
    listed = [MonthSums(months[number], by_month[number]) for number in sorted(by_month) if number >= 0]
    if _EARLIER in by_month:
        listed.append(MonthSums(None, by_month[_EARLIER]))
    by_code = sorted(offices.values(), key=lambda each: (each.code, each.name))
    return Figures(total, tuple(by_code), tuple(listed))


def _listed(months: Sequence[date], asked: ForeignQuery) -> Collection[int]:
    """The months that are there even without a case."""
    return range(len(months)) if asked.month is None else ()


def _sums(row: Row[Any]) -> Sums:
    ended = row.cases if row.over else 0
    return Sums(
        received=row.cases,
        open=row.cases - ended,
        overdue=int(row.overdue),
        followed_up=int(row.followed_up),
        ended=ended,
        results=Counter({row.result or "": ended}) if ended else Counter(),
    )
