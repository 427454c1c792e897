"""Fills an account's index with what the account may read, keeps it current, and takes out what it may not.

The newest cases come first. What changes meanwhile is found by the journal's revisions. Every step is one
transaction of the cache, with how far it came: it can be cut off anywhere, and two sessions of one account
may fill the same cache.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, Row, func, select, tuple_

from models.tables.cases import cases, destructions
from models.tables.journal import journal
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.finding.case_texts import REPORT, TITLE, WORK, CaseTexts, texts_of
from wbs_tui.cases.lookup import reads_own_only
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.visibility import hidden_cases, shown
from wbs_tui.journal.desk import Desk
from wbs_tui.search.cache import looking
from wbs_tui.search.expression import facet
from wbs_tui.search.index import Document, State, indexed, partial, size, state, tidy, write
from wbs_tui.search.position import Position, newest

BATCH = 128
"""Cases taken in at once: a few hundredths of a second, in which a key of the officer waits at most once."""
_ENTRIES = 1000
"""Entries looked through at once for cases that have changed."""
_NUMBERS_A_YEAR = 1_000_000_000
FACETS = ("stage", "category", "severity", "assigned_to")
"""The clear columns of a case that the index knows, so that a filter narrows a search within it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many cases have been filled in, of how many."""

    done: int
    total: int


def refresh(
    desk: Desk,
    engine: Engine,
    tell: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Bring the index up to date; `cancelled`, asked after every step, ends that early.

    `tell` hears of cases that are filled in for the first time. What was done is kept. Gives whether anything
    was. Raises what reading the store raises.
    """
    changed = _take_out_what_is_gone(desk, engine)
    counted: Progress | None = None
    while step := _step(desk, engine):
        if not step.seen.whole:
            counted = counted or _counted(desk, engine)
            counted = Progress(min(counted.done + step.new, counted.total), counted.total)
            tell(counted)
        changed = True
        if cancelled():
            return changed
    tidy(engine, cancelled)
    return changed


def follows(desk: Desk, engine: Engine) -> bool:
    """Whether the index is of the history that the store has, and not of one from before it was put back."""
    with looking(engine) as connection:
        position = state(connection).position
    with desk.reading() as connection:
        return position.is_of(connection)


def open_what_was_closed(desk: Desk, engine: Engine, cancelled: Callable[[], bool]) -> None:
    """Try again what did not open when it was taken in: the account may have been let in since."""
    beyond: int | None = None
    while not cancelled():
        with looking(engine) as connection:
            seen, closed = state(connection), partial(connection, BATCH, beyond)
        if not closed:
            return
        beyond = closed[-1][0]
        with desk.reading() as connection:
            documents = _documents(desk, connection, [case_id for _number, case_id in closed])
        write(engine, seen, seen, [each for each in documents if not each.partial], [])


@dataclass(frozen=True, slots=True)
class _Step:
    seen: State
    new: int
    """Cases that the index did not hold before."""


def _step(desk: Desk, engine: Engine) -> _Step | None:
    """Take in some cases: those that changed before those not in yet. None: nothing is left."""
    with looking(engine) as connection:
        seen = state(connection)
    with desk.reading() as connection:
        ids, then = _next(desk, connection, seen)
        if then == seen:
            return None
        documents = _documents(desk, connection, ids)
    with looking(engine) as connection:
        known = indexed(connection, ids)
    gone = sorted(known - {document.case_id for document in documents})
    written = _write(engine, seen, then, documents, gone)
    return _Step(seen, len({each.case_id for each in documents} - known) if written else 0)


def _write(
    engine: Engine, seen: State, then: State, documents: Sequence[Document], gone: Sequence[str]
) -> bool:
    """Of cases that go, words stay in the file until it is tidied."""
    return write(engine, seen, replace(then, unclean=then.unclean or bool(gone)), documents, gone)


def _counted(desk: Desk, engine: Engine) -> Progress:
    with looking(engine) as connection:
        done = size(connection)
    with desk.reading() as connection:
        total = connection.execute(_there(desk, connection, select(func.count()))).scalar_one()
    return Progress(done, max(done, total))


def _next(desk: Desk, connection: Connection, seen: State) -> tuple[list[str], State]:
    """The cases of the next step, and the state after it; the same state when there is none."""
    scope = _scope(desk)
    if seen.turn == 0 or seen.scope != scope:
        position = seen.position if seen.turn else newest(connection)
        return [], replace(seen, turn=seen.turn, position=position, scope=scope, reached=None, whole=False)
    changed = _changed(connection, seen.position.revision)
    if changed:
        ids = dict.fromkeys(row.case_id for row in changed if row.case_id is not None)
        return list(ids), replace(seen, position=Position(changed[-1].revision, changed[-1].id))
    if seen.whole:
        return [], seen
    older = _older(desk, connection, seen.reached)
    if not older:
        return [], replace(seen, whole=True)
    return [row.id for row in older], replace(seen, reached=(older[-1].received_at, older[-1].id))


def _scope(desk: Desk) -> str:
    return desk.policy.roles.scope(desk.actor.role)


def _changed(connection: Connection, position: int) -> Sequence[Row[Any, Any, Any]]:
    """The next entries that the store got, up to a number of cases that one step takes in."""
    columns = select(journal.c.revision, journal.c.id, journal.c.case_id)
    query = columns.where(journal.c.revision > position).order_by(journal.c.revision).limit(_ENTRIES)
    rows = connection.execute(query).all()
    met: set[str] = set()
    for number, row in enumerate(rows):
        met.add(row.case_id)
        if len(met) > BATCH:
            return rows[:number]
    return rows


def _older(desk: Desk, connection: Connection, reached: tuple[int, str] | None) -> Sequence[Row[Any, Any]]:
    query = _there(desk, connection, select(cases.c.id, cases.c.received_at))
    if reached is not None:
        query = query.where(tuple_(cases.c.received_at, cases.c.id) < tuple_(*reached))
    return connection.execute(
        query.order_by(cases.c.received_at.desc(), cases.c.id.desc()).limit(BATCH)
    ).all()


def _there(desk: Desk, connection: Connection, query: Any) -> Any:
    """A statement over `cases`, narrowed to those that are there for the account."""
    query = query.where(shown(desk, connection), still_there(cases.c.id))
    return query.where(cases.c.assigned_to == desk.actor.id) if reads_own_only(desk) else query


def _documents(desk: Desk, connection: Connection, ids: Sequence[str]) -> list[Document]:
    """What the index takes in of those cases that are there for the account."""
    if not ids:
        return []
    found = connection.execute(_there(desk, connection, select(cases).where(cases.c.id.in_(ids)))).all()
    texts = texts_of(Opener(desk, connection), found)
    return [_document(case, texts[case.id]) for case in found]


def _document(case: Row[Any], texts: CaseTexts) -> Document:
    said = {
        part: tuple(each.text for each in texts.texts if each.part == part) for part in (TITLE, REPORT, WORK)
    }
    return Document(
        case_id=case.id,
        received_at=case.received_at,
        due_at=case.due_at,
        running=case.year * _NUMBERS_A_YEAR + case.running,
        register=case.register,
        facets=tuple(facets_of({name: getattr(case, name) for name in FACETS})),
        title=said[TITLE],
        report=said[REPORT],
        work=said[WORK],
        partial=not texts.complete,
    )


def facets_of(values: dict[str, str | None]) -> Iterable[str]:
    """The words by which the index knows a case's clear columns."""
    return (facet(name, value) for name, value in values.items() if value)


def _take_out_what_is_gone(desk: Desk, engine: Engine) -> bool:
    """Whatever the journal said: no case stays in the index that is not there for the account."""
    with desk.reading() as connection:
        not_there = _own_only(desk, connection) if reads_own_only(desk) else _not_there(desk, connection)
    with looking(engine) as connection:
        seen = state(connection)
        gone = sorted(not_there(connection))
    return bool(gone) and _write(engine, seen, seen, [], gone)


def _not_there(desk: Desk, connection: Connection) -> Callable[[Connection], set[str]]:
    """What of an index is hidden from the account, or destroyed: few cases, each looked up."""
    destroyed = connection.execute(select(destructions.c.case_id)).scalars()
    candidates = {*hidden_cases(desk, connection), *destroyed}
    return lambda index: indexed(index, candidates)


def _own_only(desk: Desk, connection: Connection) -> Callable[[Connection], set[str]]:
    """What of an index is not assigned to the account, whose role reads nothing else."""
    there = set(connection.execute(_there(desk, connection, select(cases.c.id))).scalars())
    return lambda index: indexed(index) - there
