"""The cases of all other offices as a list of any length, by what their summaries say; nothing is opened."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from models.tables.accounts import offices
from models.tables.exchange import foreign_cases, peers
from models.words.clock import nearest, to_millis
from models.words.exchange import OfficeKind, PeerStatus, ReferralState
from models.words.rows import ForeignRow, Key, Page
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE, NotLetIn

_SHOWN: Select[Any] = select(
    *(
        column
        for column in foreign_cases.c
        if column.name not in ("detail", "document", "identity", "ref", "clock", "shared_clock")
    ),
    peers.c.code.label("office"),
    peers.c.name.label("office_name"),
).outerjoin(peers, peers.c.id == foreign_cases.c.office_id)
_WATCHING = (OfficeKind.KPK, OfficeKind.PROVINCE)
_NEWEST = (foreign_cases.c.received_at, foreign_cases.c.id)
_MOST_URGENT = (foreign_cases.c.due_at, foreign_cases.c.id)


@dataclass(frozen=True, slots=True)
class ForeignQuery:
    """Which cases of other offices: the newest first, what is overdue in the order of its days."""

    office: str | None = None
    """The office's code."""
    stage: str | None = None
    severity: str | None = None
    category: str | None = None
    result: str | None = None
    month: date | None = None
    """A day of the month of receipt, in office time."""
    overdue: bool = False
    referred: bool = False
    """Only those that were handed to us and wait for an answer."""
    shared: bool = False
    """Only those that are shared whole."""


class ForeignSource:
    """The `RowSource` of a query, with FindsRows and HasAnchors; `now` is when it was made."""

    def __init__(self, desk: Desk, query: ForeignQuery) -> None:
        """Raises NotPermitted."""
        desk.require(Operation.MONITOR_READ)
        self.query = query
        self.now = desk.now()
        self._desk = desk
        self._order = _MOST_URGENT if query.overdue else _NEWEST
        self._conditions = tuple(_conditions(desk, query, self.now))

    def first(self, n: int) -> Page:
        """The first `n` rows."""
        return self._page(None, n, backwards=False)

    def last(self, n: int) -> Page:
        """The last `n` rows, in the list's order."""
        return self._page(None, n, backwards=True)

    def after(self, key: Key, n: int) -> Page:
        """The `n` rows that follow a place."""
        return self._page(key, n, backwards=False)

    def before(self, key: Key, n: int) -> Page:
        """The `n` rows that end just before a place, in the list's order."""
        return self._page(key, n, backwards=True)

    def count(self) -> int:
        """How many rows there are."""
        with self._looking() as (connection, conditions):
            counted = select(func.count()).select_from(foreign_cases).where(*conditions)
            return int(connection.execute(counted).scalar_one())

    def find(self, case_id: str) -> ForeignRow | None:
        """The case's row with its key of now; None when the list does not hold it."""
        with self._looking() as (connection, conditions):
            row = connection.execute(_SHOWN.where(foreign_cases.c.id == case_id, *conditions)).one_or_none()
            return None if row is None else self._row(row)

    def anchors(self, every: int, cancelled: Callable[[], bool]) -> Sequence[Key]:
        """The keys of the rows number 0, `every`, 2 * `every`, ..."""
        number = (func.row_number().over(order_by=self._ordered(backwards=False)) - 1).label("number")
        with self._looking() as (connection, conditions):
            numbered = select(*self._order, number).where(*conditions).subquery()
            chosen = select(numbered).where(numbered.c.number % every == 0).order_by(numbered.c.number)
            return [] if cancelled() else [tuple(row[:-1]) for row in connection.execute(chosen)]

    def _page(self, key: Key | None, n: int, *, backwards: bool) -> Page:
        with self._looking() as (connection, conditions):
            query = _SHOWN.where(*conditions)
            if key is not None:
                query = query.where(self._beyond(key, backwards=backwards))
            rows = connection.execute(query.order_by(*self._ordered(backwards=backwards)).limit(n)).all()
        shown = [self._row(row) for row in rows]
        return Page(tuple(reversed(shown) if backwards else shown))

    @property
    def _descends(self) -> bool:
        return self._order is _NEWEST

    def _ordered(self, *, backwards: bool) -> list[ColumnElement[Any]]:
        down = self._descends != backwards
        return [column.desc() if down else column.asc() for column in self._order]

    def _beyond(self, key: Key, *, backwards: bool) -> ColumnElement[bool]:
        place = tuple_(*self._order)
        return place < key if self._descends != backwards else place > key

    @contextmanager
    def _looking(self) -> Iterator[tuple[Connection, list[ColumnElement[bool]]]]:
        """One view of the store, and what every row of the list fulfils in it. Raises NotLetIn."""
        with self._desk.reading() as connection:
            yield connection, [*self._conditions, *there(self._desk, connection)]

    def _row(self, row: Row[Any]) -> ForeignRow:
        return ForeignRow(
            id=row.id,
            register=row.register,
            title=row.office_name or "",
            stage=row.stage,
            category=row.category,
            severity=row.severity,
            jurisdiction="",
            received_at=nearest(row.received_at),
            due_at=_moment(row.due_at if row.ended_at is None else None),
            overdue=row.ended_at is None and row.due_at is not None and row.due_at < self.now,
            assigned_to=None,
            reports=0,
            evidence=0,
            unread=row.referral == ReferralState.WAITING,
            key=tuple(getattr(row, column.name) for column in self._order),
            office=row.office or "",
            result=row.result or row.closure or "",
            result_kind="result" if row.result else "closure",
            shared=bool(row.shared),
            referral=ReferralState(row.referral) if row.referral else None,
        )


def watched_offices(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Code and name of the confirmed offices, by code. Raises NotPermitted."""
    desk.require(Operation.MONITOR_READ)
    confirmed = select(peers.c.code, peers.c.name).where(peers.c.status == PeerStatus.CONFIRMED)
    with desk.reading() as connection:
        return tuple((row.code, row.name) for row in connection.execute(confirmed.order_by(peers.c.code)))


def receives_summaries(desk: Desk) -> bool:
    """Whether other offices tell this one of all their cases: KPK and the provinces."""
    with desk.reading() as connection:
        return connection.execute(select(offices.c.kind)).scalar() in _WATCHING


def there(desk: Desk, connection: Connection) -> Iterator[ColumnElement[bool]]:
    """What every case of another office fulfils that is there for the account. Raises NotLetIn."""
    if not desk.keyring.may_open(OFFICE):
        raise NotLetIn
    if hidden := hidden_cases(desk, connection):
        yield foreign_cases.c.id.not_in(sorted(hidden))


def late(now: int) -> ColumnElement[bool]:
    """Whose day has passed while the work goes on."""
    return foreign_cases.c.ended_at.is_(None) & (foreign_cases.c.due_at < now)


def month_bounds(desk: Desk, month: date) -> tuple[int, int]:
    """The first moment of a day's month in office time and of the next, UTC milliseconds."""
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return to_millis(_midnight(desk, first)), to_millis(_midnight(desk, following))


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=desk.office.zone)


def _conditions(desk: Desk, query: ForeignQuery, now: int) -> Iterator[ColumnElement[bool]]:
    if query.office is not None:
        yield foreign_cases.c.office_id.in_(ids_of(query.office))
    for name in ("stage", "severity", "category", "result"):
        if (code := getattr(query, name)) is not None:
            yield foreign_cases.c[name] == code
    if query.month is not None:
        begins, ends = month_bounds(desk, query.month)
        yield (foreign_cases.c.received_at >= begins) & (foreign_cases.c.received_at < ends)
    if query.overdue:
        yield late(now)
    if query.referred:  # so few that SQLite should look them up, and not pass over all in the list's order
        waiting = select(foreign_cases.c.id).where(foreign_cases.c.referral == ReferralState.WAITING)
        yield foreign_cases.c.id.in_(waiting)
    if query.shared:
        yield foreign_cases.c.shared.is_(True)


def ids_of(code: str) -> Select[tuple[str]]:
    """The ids of the offices that call themselves so."""
    return select(peers.c.id).where(peers.c.code == code)


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else nearest(millis)
