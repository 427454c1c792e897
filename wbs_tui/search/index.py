"""The full-text index in an account's cache: what is in it, how far it has come, and writing to it.

The text itself is not kept, only which words stand where. A document's number grows with the moment its case
was received, so that reading the numbers backwards gives the newest first.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Engine, bindparam, text

from wbs_tui.search.cache import changing, looking
from wbs_tui.search.facts import fact, remember
from wbs_tui.search.position import Position
from wbs_tui.search.words import words_in
from wbs_tui.text.records import ready

_STATE = "search.state"
_PAGES_AT_ONCE = 500
_LEAST_CHANGES = 2
"""By FTS5's documentation of `merge`: a step that changes less had nothing to do."""
_APART = " 0x "
"""Between two texts, so that no phrase goes from one into the next: no word mixes digits and letters."""
_SAME_SECOND = 12
"""Bits that tell apart what was received in one second."""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_DROP_WORDS = text(
    "DELETE FROM documents WHERE rowid IN (SELECT number FROM indexed WHERE case_id IN :ids)"
).bindparams(_IDS)
_DROP = text("DELETE FROM indexed WHERE case_id IN :ids").bindparams(_IDS)
_ADD_WORDS = text(
    "INSERT INTO documents (rowid, title, report, work, register, facets) "
    "VALUES (:number, :title, :report, :work, :register, :facets)"
)
_ADD = text(
    "INSERT INTO indexed (number, case_id, due_at, running, partial) "
    "VALUES (:number, :case_id, :due_at, :running, :partial)"
)
_LAST = text("SELECT max(number) FROM indexed WHERE number BETWEEN :low AND :high")


@dataclass(frozen=True, slots=True)
class Document:
    """What the index takes in of one case."""

    case_id: str
    received_at: int
    """Milliseconds since 1970 UTC."""
    due_at: int | None
    running: int
    """The register number's order."""
    register: str
    facets: tuple[str, ...]
    title: tuple[str, ...] = field(repr=False)
    report: tuple[str, ...] = field(repr=False)
    work: tuple[str, ...] = field(repr=False)
    partial: bool = False
    """Whether something of the case did not open."""


class State(msgspec.Struct, frozen=True):
    """How far an index has come; written with every change of it."""

    turn: int = 0
    """Grows with every write: who read an earlier one has been overtaken by another session."""
    position: Position = Position()
    """Up to which the index knows what changed in the store."""
    scope: str = ""
    """Whose cases it was filled with."""
    reached: tuple[int, str] | None = None
    """When the last case that was filled in was received, and its id: the older ones are still to come."""
    whole: bool = False
    """Whether every case has been filled in."""
    unclean: bool = False
    """Whether words of cases that had to go may still stand in the file."""


def state(connection: Connection) -> State:
    """How far the index has come."""
    known = fact(connection, _STATE)
    return State() if known is None else msgspec.msgpack.decode(known, type=ready(State))


def write(
    engine: Engine, seen: State, then: State, documents: Sequence[Document], gone: Sequence[str]
) -> bool:
    """Put documents in place of what was known of their cases, and take cases out.

    False, and nothing is written, when another session of the account has written since `seen`.
    """
    with changing(engine) as connection:
        if state(connection).turn != seen.turn:
            return False
        _remove(connection, [*gone, *(document.case_id for document in documents)])
        _add(connection, documents)
        _keep(connection, msgspec.structs.replace(then, turn=seen.turn))
    return True


def tidy(engine: Engine, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the index anew without the words of what was taken out, if there are any; piece by piece.

    Cut off by `cancelled`, or with a case taken out meanwhile, it is still due.
    """
    with looking(engine) as connection:
        seen = state(connection)
    pages = -_PAGES_AT_ONCE  # below zero: whatever there is, from the beginning
    while seen.unclean and not cancelled():
        with changing(engine) as connection:
            done = _merged(connection, pages) < _LEAST_CHANGES
            if done and state(connection).turn == seen.turn:
                _keep(connection, msgspec.structs.replace(seen, unclean=False))
        if done:
            break
        pages = _PAGES_AT_ONCE
    if seen.unclean:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _merged(connection: Connection, pages: int) -> int:
    """How many rows a piece of that work changed: fewer than two when it is over."""
    before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    connection.execute(
        text("INSERT INTO documents (documents, rank) VALUES ('merge', :pages)"), {"pages": pages}
    )
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one()) - int(before)


def _keep(connection: Connection, then: State) -> None:
    remember(connection, _STATE, msgspec.msgpack.encode(msgspec.structs.replace(then, turn=then.turn + 1)))


def indexed(connection: Connection, case_ids: Collection[str] | None = None) -> set[str]:
    """Which of these cases, or which cases at all, the index holds."""
    if case_ids is None:
        return set(connection.exec_driver_sql("SELECT case_id FROM indexed").scalars())
    query = text("SELECT case_id FROM indexed WHERE case_id IN :ids").bindparams(_IDS)
    return set(connection.execute(query, {"ids": sorted(case_ids)}).scalars())


def partial(connection: Connection, most: int, beyond: int | None) -> list[tuple[int, str]]:
    """Cases of which something did not open when they were taken in, behind a number; the newest first."""
    bound = "" if beyond is None else "AND number < :beyond"
    order = "ORDER BY number DESC LIMIT :most"
    query = text(f"SELECT number, case_id FROM indexed WHERE partial {bound} {order}")  # noqa: S608 - our words
    given = {} if beyond is None else {"beyond": beyond}
    return [(row[0], row[1]) for row in connection.execute(query, {"most": most, **given})]


def size(connection: Connection) -> int:
    """How many cases the index holds."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM indexed").scalar_one())


def _remove(connection: Connection, case_ids: Sequence[str]) -> None:
    if case_ids:
        connection.execute(_DROP_WORDS, {"ids": case_ids})
        connection.execute(_DROP, {"ids": case_ids})


def _add(connection: Connection, documents: Iterable[Document]) -> None:
    for document in documents:
        number = _number(connection, document.received_at)
        connection.execute(_ADD_WORDS, {"number": number, **_words(document)})
        row = {name: getattr(document, name) for name in ("case_id", "due_at", "running", "partial")}
        connection.execute(_ADD, {"number": number, **row})


def _words(document: Document) -> dict[str, str]:
    words = {name: _joined(getattr(document, name)) for name in ("title", "report", "work")}
    return {**words, "register": _joined([document.register]), "facets": " ".join(document.facets)}


def _joined(texts: Iterable[str]) -> str:
    return _APART.join(" ".join(words_in(text)) for text in texts)


def _number(connection: Connection, received_at: int) -> int:
    """The first number of that second, or a later one, that is not taken."""
    low = received_at // 1000 << _SAME_SECOND
    while True:
        high = low + (1 << _SAME_SECOND) - 1
        last = connection.execute(_LAST, {"low": low, "high": high}).scalar()
        if last is None:
            return low
        if last < high:
            return int(last) + 1
        low = high + 1
