"""The inbox: any number of cases in pages by key, never by offset, with only the page's headlines opened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Row, TextClause

from models.tables.cases import cases
from models.words.clock import nearest
from models.words.rows import CaseRow, Key, Page
from wbs_tui.cases.away import Away, away
from wbs_tui.cases.crossed import crossed
from wbs_tui.cases.destroyed import destroyed_title
from wbs_tui.cases.lookup import account_id, reads_own_only
from wbs_tui.cases.opening import Opener, has_damage, unopened, untitled, with_damage
from wbs_tui.cases.reading.inbox_sql import (
    Segment,
    condition,
    page_query,
    plain_count,
    segments_of,
    some_count,
    some_query,
    stride_query,
)
from wbs_tui.cases.sealed import Headline
from wbs_tui.cases.visibility import NOT_HIDDEN, hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE

Sort = Literal["newest", "oldest", "due", "register"]
SORTS: tuple[Sort, ...] = ("newest", "oldest", "due", "register")
_BATCH = 256


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which cases, in which order."""

    stage: str | None = None
    category: str | None = None
    severity: str | None = None
    assigned_to: str | None = None
    """Account name."""
    mine: bool = False
    """Only those assigned to the account at the desk."""
    overdue: bool = False
    """Only those whose day has passed; always in the order of `due`."""
    unread: bool = False
    """Only those that wait for this account to read them."""
    due_from: int | None = None
    """Only those due at this moment (milliseconds since 1970 UTC) or later; always in the order of `due`."""
    due_before: int | None = None
    """Only those due before this moment; always in the order of `due`."""
    sort: Sort = "newest"
    """`newest` and `oldest` by receipt; `due` with the most urgent first and those without a day last;
    `register` with the latest number first."""

    @property
    def order(self) -> Sort:
        """The order that is shown."""
        return "due" if self.only_due else self.sort

    @property
    def only_due(self) -> bool:
        """Whether a case without a day has no place in the list."""
        return self.overdue or self.due_from is not None or self.due_before is not None


class InboxSource:
    """The `RowSource` of a query, with FindsRows and HasAnchors; `now` is when it was made."""

    def __init__(self, desk: Desk, query: InboxQuery) -> None:
        """Raises NotPermitted, or UnknownAccount for a name in the query."""
        desk.require(Operation.CASE_LIST)
        self.query = query
        self._desk = desk
        self._values = _values(desk, query)
        self._where = condition(
            self._values,
            query.order,
            overdue=query.overdue,
            unread=query.unread,
            counted=desk.engine.dialect.name == "postgresql",
        )
        self._segments = segments_of(query.order, only_due=query.only_due)

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
        with self._looking() as look:
            return int(look.all(plain_count(look.where))[0][0])

    def find(self, case_id: str) -> CaseRow | None:
        """The case's row with its key of now; None when the list does not hold it."""
        with self._looking() as look:
            for number, segment in enumerate(self._segments):
                found = look.all(page_query(segment, look.where, one=True), case_id=case_id, n=1)
                for row in self._rows(look.connection, [(number, found)]):
                    return row
        return None

    def anchors(self, every: int, cancelled: Callable[[], bool]) -> Sequence[Key]:
        """The keys of the rows number 0, `every`, 2 * `every`, ..."""
        with self._looking() as look:
            return list(self._strides(look, every, cancelled))

    @property
    def facets(self) -> Sequence[tuple[str, str]]:
        """The values that columns of every row have: column and code."""
        columns = {"mine": "assigned_to"}
        known = ("stage", "category", "severity", "assigned_to", "mine")
        return [(columns.get(name, name), self._values[name]) for name in known if name in self._values]

    @property
    def now(self) -> int:
        """When it was made, in milliseconds since 1970 UTC."""
        return int(self._values["now"])

    def some(self, case_ids: Sequence[str]) -> dict[str, CaseRow]:
        """The rows of those of these cases that the list holds, by id; they have no place in its order."""
        with self._looking() as look:
            found = look.all(some_query(look.where), ids=case_ids)
            titles = _Titles(self._desk, look.connection, [row.headline for row in found])
            marks = self._marks(look.connection, [row.id for row in found])
            return {row.id: _case_row(row, titles, self.now, (), marks) for row in found}

    def count_of(self, case_ids: Sequence[str]) -> int:
        """How many of these cases the list holds."""
        with self._looking() as look:
            return int(look.all(some_count(look.where), ids=case_ids)[0][0])

    @contextmanager
    def _looking(self) -> Iterator["_Look"]:
        """One view of the store, with what is hidden from the account in it."""
        with self._desk.reading() as connection:
            hidden = hidden_cases(self._desk, connection)
            if not hidden:
                yield _Look(connection, self._where, self._values)
                return
            where = f"({self._where}) AND {NOT_HIDDEN}" if self._where else NOT_HIDDEN
            yield _Look(connection, where, {**self._values, "hidden": sorted(hidden)})

    def _strides(self, look: "_Look", every: int, cancelled: Callable[[], bool]) -> Iterator[Key]:
        skip = 0
        for number, segment in enumerate(self._segments):
            bound: Sequence[Any] | None = None
            while not cancelled():
                query = stride_query(segment, look.where, bounded=bound is not None)
                rows = look.all(query, **_bounds(bound), skip=skip)
                if not rows:
                    break
                bound, skip = tuple(rows[0]), every - 1
                yield (number, *bound)
            skip -= self._left(look, segment, bound)

    def _left(self, look: "_Look", segment: Segment, bound: Sequence[Any] | None) -> int:
        """How many rows of a segment stand behind its last anchor."""
        query = plain_count(look.where, segment, bounded=bound is not None)
        return int(look.all(query, **_bounds(bound))[0][0])

    def _page(self, key: Key | None, n: int, *, backwards: bool) -> Page:
        with self._looking() as look:
            found = list(self._read(look, key, n, backwards))
            if backwards:
                found = [(number, rows[::-1]) for number, rows in reversed(found)]
            return Page(tuple(self._rows(look.connection, found)))

    def _read(
        self, look: "_Look", key: Key | None, n: int, backwards: bool
    ) -> Iterator[tuple[int, Sequence[Row[Any]]]]:
        """The rows of each segment that the page touches, in the order of reading."""
        numbers = range(len(self._segments))
        for number in reversed(numbers) if backwards else numbers:
            if key is not None and (number > key[0] if backwards else number < key[0]):
                continue
            bound = key[1:] if key is not None and number == key[0] else None
            query = page_query(
                self._segments[number], look.where, backwards=backwards, bounded=bound is not None
            )
            rows = look.all(query, **_bounds(bound), n=n)
            yield number, rows
            n -= len(rows)
            if n <= 0:
                return

    def _rows(
        self, connection: Connection, found: Sequence[tuple[int, Sequence[Row[Any]]]]
    ) -> Iterator[CaseRow]:
        titles = _Titles(self._desk, connection, [row.headline for _number, rows in found for row in rows])
        now = self._values["now"]
        ids = [row.id for _number, rows in found for row in rows]
        marks = self._marks(connection, ids)
        for number, rows in found:
            columns = self._segments[number].columns
            for row in rows:
                key = (number, *(getattr(row, name) for name in columns))
                yield _case_row(row, titles, now, key, marks)

    def _marks(self, connection: Connection, case_ids: Sequence[str]) -> "_Marks":
        """Which of these a desk elsewhere has along (at such a desk none), and in which edits crossed."""
        leased = {} if self._desk.lease else away(connection, case_ids, self.now)
        return _Marks(leased, crossed(connection, case_ids))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is said of cases beside their rows, by id."""

    leased: Mapping[str, Away]
    crossed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Look:
    """One view of the store: what the rows fulfil in it, and the values of that condition."""

    connection: Connection
    where: str
    values: dict[str, Any]

    def all(self, query: TextClause, **given: Any) -> Sequence[Row[Any]]:
        """The rows of one of the inbox's statements."""
        return self.connection.execute(query, {**self.values, **given}).all()


@dataclass(slots=True)
class _Titles:
    """The headlines of one page."""

    desk: Desk
    connection: Connection
    cells: list[bytes]
    opener: Opener = field(init=False)
    let_in: bool = field(init=False)

    def __post_init__(self) -> None:
        self.opener = Opener(self.desk, self.connection)
        self.let_in = self.desk.keyring.may_open(OFFICE) and self.desk.may(Operation.CASE_READ)
        if self.let_in:
            self.opener.fetch(self.cells)

    def of(self, row: Row[Any]) -> Headline:
        """The headline, or words that say that it is not opened, or is no more."""
        if row.destroyed_at is not None:
            return Headline(title=destroyed_title(self.desk, row.destroyed_at))
        if not self.let_in:
            return untitled(unopened())
        return self.opener.show(cases.c.headline, row.id, row.headline, Headline, untitled)


def _case_row(row: Row[Any], titles: _Titles, now: int, key: Key, marks: _Marks) -> CaseRow:
    headline, leased = titles.of(row), marks.leased.get(row.id)
    return CaseRow(
        id=row.id,
        register=row.register,
        title=with_damage(headline.title) if has_damage(cases, row) else headline.title,
        stage=row.stage,
        category=row.category,
        severity=row.severity,
        jurisdiction=headline.jurisdiction,
        received_at=nearest(row.received_at),
        due_at=None if row.due_at is None else nearest(row.due_at),
        overdue=row.due_at is not None and row.due_at < now,
        assigned_to=row.assignee,
        reports=row.reports,
        evidence=row.evidence,
        unread=bool(row.unread),
        key=key,
        restricted=bool(row.restricted),
        away="" if leased is None else leased.mark,
        crossed=row.id in marks.crossed,
    )


def _values(desk: Desk, query: InboxQuery) -> dict[str, Any]:
    """The values of the query's conditions by the names of columns, with `me` and `now`."""
    values: dict[str, Any] = {"me": desk.actor.id, "now": desk.now()}
    for name in ("stage", "category", "severity"):
        if (value := getattr(query, name)) is not None:
            values[name] = str(value)
    for name in ("due_from", "due_before"):
        if (moment := getattr(query, name)) is not None:
            values[name] = moment
    if query.assigned_to is not None:
        with desk.reading() as connection:
            values["assigned_to"] = account_id(connection, query.assigned_to)
    if query.mine or reads_own_only(desk):
        values["mine"] = desk.actor.id
    return values


def _bounds(bound: Sequence[Any] | None) -> dict[str, Any]:
    return {} if bound is None else {f"bound_{number}": value for number, value in enumerate(bound)}


def list_cases(desk: Desk, query: InboxQuery, limit: int | None = None) -> tuple[CaseRow, ...]:
    """The first `limit` cases of a query, or all. Raises NotPermitted, UnknownAccount."""
    source = InboxSource(desk, query)
    wanted = limit if limit is not None else source.count()
    rows: list[CaseRow] = []
    while len(rows) < wanted:
        n = min(_BATCH, wanted - len(rows))
        page = source.after(rows[-1].key, n) if rows else source.first(n)
        rows.extend(page.rows)
        if len(page.rows) < n:
            break
    return tuple(rows)
