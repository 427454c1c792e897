"""What a search finds, as rows of the inbox: the index says which cases, the store says all that is shown.

The index only narrows. Every row is read from the store as it is now, under the filters and the visibility
that the inbox has, so an index that lags behind shows nothing that the account may not see.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from sqlalchemy import Connection

from models.words.rows import CaseRow, Key, Page
from wbs_tui.cases.lookup import register_meant
from wbs_tui.cases.reading.inbox import InboxQuery, InboxSource
from wbs_tui.journal.desk import Desk
from wbs_tui.search import matches
from wbs_tui.search.expression import expression, facet, of_number
from wbs_tui.search.matches import Match
from wbs_tui.search.words import LEAST, Term, terms_of

Reads = Callable[[], AbstractContextManager[Connection]]
"""Begins to read the index."""
_TOP = -1
"""The place before all others."""
_LEAST, _MOST = 64, 2048
"""Matches looked up in the store at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer typed, understood."""

    terms: tuple[Term, ...]
    register: str
    """In full, where the whole text is a register number."""

    def __bool__(self) -> bool:
        return bool(self.terms or self.register)


def asked_for(desk: Desk, text: str) -> Asked:
    """What is meant by a text; false when there is nothing in it to look for yet."""
    terms, register = terms_of(text), register_meant(desk, text)
    short = all(len(word) < LEAST for term in terms for word in term.words)
    return Asked(() if register and short else terms, register)


class _Places(Protocol):
    """The matches in one order; a place in it is a whole number."""

    def run(self, beyond: int | None, n: int, *, backwards: bool) -> list[Match]:
        """The `n` matches behind a place, or before it, in the order of reading; with their places."""
        ...

    def place_of(self, case_id: str) -> int | None:
        """Where a case stands."""
        ...

    def count(self) -> int:
        """How many match."""
        ...


@dataclass(frozen=True, slots=True)
class _Streamed:
    """The order in which the index stands, or its reverse: nothing is held."""

    reads: Reads
    wanted: str
    newest: bool

    def run(self, beyond: int | None, n: int, *, backwards: bool) -> list[Match]:
        with self.reads() as connection:
            return matches.page(connection, self.wanted, n, newest=self.newest != backwards, beyond=beyond)

    def place_of(self, case_id: str) -> int | None:
        with self.reads() as connection:
            return matches.number_of(connection, self.wanted, case_id)

    def count(self) -> int:
        with self.reads() as connection:
            return matches.count(connection, self.wanted)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Any other order: all matches are held."""

    ids: Sequence[str]

    def run(self, beyond: int | None, n: int, *, backwards: bool) -> list[Match]:
        if backwards:
            low = len(self.ids) if beyond is None else beyond
            places = range(low - 1, max(-1, low - 1 - n), -1)
        else:
            low = 0 if beyond is None else beyond + 1
            places = range(low, min(len(self.ids), low + n))
        return [(place, self.ids[place]) for place in places]

    def place_of(self, case_id: str) -> int | None:
        return self.ids.index(case_id) if case_id in self.ids else None

    def count(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class _Pinned:
    """One case before all others."""

    first: str
    rest: _Places

    def run(self, beyond: int | None, n: int, *, backwards: bool) -> list[Match]:
        pinned = [(_TOP, self.first)]
        if beyond == _TOP:
            return [] if backwards else self.rest.run(None, n, backwards=False)
        if backwards:
            found = self.rest.run(beyond, n, backwards=True)
            return found if len(found) == n else found + pinned
        return self.rest.run(beyond, n, backwards=False) if beyond is not None else pinned

    def place_of(self, case_id: str) -> int | None:
        return _TOP if case_id == self.first else self.rest.place_of(case_id)

    def count(self) -> int:
        return 1 + self.rest.count()


class SearchSource:
    """A `RowSource` with FindsRows over the matches of a search."""

    def __init__(self, desk: Desk, reads: Reads, query: InboxQuery, asked: Asked) -> None:
        """`reads` is used until `read_with` gives another. Raises NotPermitted, UnknownAccount."""
        self.asked = asked
        self.query = query
        self._inbox = InboxSource(desk, query)
        self._reads = reads
        self._prepared: tuple[int, Page] | None = None
        self._facets = [facet(name, code) for name, code in self._inbox.facets]
        self._places = self._found()

    def prepare(self, n: int) -> None:
        """Read the first page, which `first` then gives without reading again."""
        self._prepared = n, self.first(n)

    def read_with(self, reads: Reads) -> None:
        """Read the index by other means from now on."""
        self._reads = reads

    @property
    def is_live(self) -> bool:
        """Whether reading again gives what matches then; else the search must be asked again."""
        return isinstance(self._places, _Streamed)

    def first(self, n: int) -> Page:
        """The first `n` rows."""
        prepared, self._prepared = self._prepared, None
        return prepared[1] if prepared and prepared[0] == n else self._page(None, n)

    def last(self, n: int) -> Page:
        """The last `n` rows, in the list's order."""
        return self._page(None, n, backwards=True)

    def after(self, key: Key, n: int) -> Page:
        """The `n` rows that follow a place."""
        return self._page(key[0], n)

    def before(self, key: Key, n: int) -> Page:
        """The `n` rows that end just before a place, in the list's order."""
        return self._page(key[0], n, backwards=True)

    def count(self) -> int:
        """How many rows there are."""
        if not self.query.unread:
            return self._places.count()
        return sum(
            self._inbox.count_of([case_id for _place, case_id in run]) for run in self._runs(None, _MOST)
        )

    def find(self, case_id: str) -> CaseRow | None:
        """The case's row with its key of now; None when the list does not hold it."""
        place = self._places.place_of(case_id)
        rows = [] if place is None else self._rows([(place, case_id)])
        return rows[0] if rows else None

    def _found(self) -> _Places:
        """The case of that number first, then those whose texts hold what was asked for."""
        terms, register = self.asked.terms, self.asked.register
        named = self._named(register) if register else None
        if not terms:
            return _Listed([named] if named else [])
        rest = self._ordered(expression(terms, self._facets, but=register if named else ""))
        return _Pinned(named, rest) if named else rest

    def _named(self, register: str) -> str | None:
        with self._reads() as connection:
            found = matches.page(connection, of_number(register, self._facets), 1, newest=True)
        return found[0][1] if found else None

    def _ordered(self, wanted: str) -> _Places:
        order = self.query.order
        if order == "newest" or order == "oldest":
            return _Streamed(lambda: self._reads(), wanted, order == "newest")
        late = self._inbox.now if self.query.overdue else None
        with self._reads() as connection:
            found = matches.everything(connection, wanted, order, late)
        return _Listed([case_id for _number, case_id in found])

    def _page(self, beyond: int | None, n: int, *, backwards: bool = False) -> Page:
        least = _LEAST if self.query.unread else n  # few of the matches are unread
        runs = self._runs(beyond, max(n, least), backwards=backwards)
        rows = list(islice((row for run in runs for row in self._rows(run)), n))
        return Page(tuple(reversed(rows) if backwards else rows))

    def _runs(self, beyond: int | None, n: int, *, backwards: bool = False) -> Iterator[list[Match]]:
        """The matches behind a place, more at a time the longer that is read on."""
        while found := self._places.run(beyond, n, backwards=backwards):
            yield found
            beyond, n = found[-1][0], min(2 * n, _MOST)

    def _rows(self, found: Sequence[Match]) -> list[CaseRow]:
        """The rows of those matches that the inbox holds, in the order of the matches."""
        rows = self._inbox.some([case_id for _place, case_id in found])
        return [replace(rows[case_id], key=(place,)) for place, case_id in found if case_id in rows]
