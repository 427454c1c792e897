"""An account's search: one open index of all that it may read, asked again with every key of the officer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from models.words.rows import CaseRow
from wbs_tui.cases.finding.search_filling import Progress, follows, open_what_was_closed, refresh
from wbs_tui.cases.finding.searching import Asked, SearchSource, asked_for
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.search.cache import Cache, DamagedCache, drop, looking, open_cache
from wbs_tui.search.layout import SEARCH
from wbs_tui.search.words import LEAST
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

PAGE = 64
"""Rows that are read at once where nobody says how many are shown."""


class NothingAsked(WrongUse):
    """There is nothing in the text that could be looked for."""

    def __init__(self) -> None:
        super().__init__(
            _("Tulis sedikitnya {least} huruf dari sebuah kata, atau nomor register.").format(least=LEAST)
        )


class _Overtaken(Exception):
    """A newer question was asked meanwhile."""


class SearchIndex:
    """Safe to use from several threads. `close` it before the desk."""

    def __init__(self, desk: Desk) -> None:
        """Raises NotPermitted."""
        desk.require(Operation.CASE_READ)
        self._desk = desk
        self._opening = threading.Lock()
        self._cache: Cache | None = None
        self._looked_again = False
        self._asking = threading.Lock()
        self._latest = 0
        self._running: Any = None

    def asked(self, text: str) -> Asked:
        """What is meant by a text; false when there is nothing in it to look for yet."""
        return asked_for(self._desk, text)

    def refresh(
        self,
        tell: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Take in what is not in yet and what changed, and take out what the account may not read any more.

        Gives whether the index changed. Raises NotLetIn, with the cache dropped, when the account is not in
        the office's compartment.
        """
        opened = self._opened()
        try:
            if not follows(self._desk, opened.engine):
                self._end(opened)
                opened = self._opened()
            if not self._looked_again:
                self._looked_again = True
                open_what_was_closed(self._desk, opened.engine, cancelled)
            return refresh(self._desk, opened.engine, tell, cancelled)
        except DamagedCache:
            self._end(opened)
            raise

    def find(self, text: str, query: InboxQuery, rows: int = PAGE) -> SearchSource | None:
        """The cases that hold what was typed, with their first rows read: as many as are shown at once.

        None when a newer question has overtaken this one. Raises NothingAsked, UnknownAccount, NotLetIn.
        """
        asked = self.asked(text)
        if not asked:
            raise NothingAsked
        number, opened = self._overtake(), self._opened()
        try:
            source = SearchSource(self._desk, lambda: self._reading_for(number, opened), query, asked)
            source.prepare(rows)
        except _Overtaken:
            return None
        source.read_with(self._reading)
        return source

    def close(self) -> None:
        """Let go of the file."""
        self._overtake()
        with self._opening:
            if self._cache is not None:
                self._cache.engine.dispose()
                self._cache = None

    def _overtake(self) -> int:
        """The number of a new question; whatever an older one is reading ends."""
        with self._asking:
            self._latest += 1
            if self._running is not None:
                self._running.interrupt()
            return self._latest

    @contextmanager
    def _reading_for(self, number: int, opened: Cache) -> Iterator[Connection]:
        with self._reading(opened) as connection:
            driver = connection.connection.dbapi_connection
            with self._asking:
                if number != self._latest:
                    raise _Overtaken
                self._running = driver
            try:
                yield connection
            except DBAPIError as error:
                if "interrupted" in str(error.orig):
                    raise _Overtaken from None
                raise
            finally:
                with self._asking:
                    if self._running is driver:
                        self._running = None

    @contextmanager
    def _reading(self, opened: Cache | None = None) -> Iterator[Connection]:
        opened = opened or self._opened()
        try:
            with looking(opened.engine) as connection:
                yield connection
        except DamagedCache:
            self._end(opened)
            raise

    def _opened(self) -> Cache:
        """The cache of now: one that was ended meanwhile is made anew."""
        with self._opening:
            with self._desk.reading() as connection:
                let_in = self._desk.keyring.may_open(OFFICE)
                current = self._cache is not None and self._cache.is_current(self._desk, connection)
            if not let_in:
                drop(self._desk, SEARCH)
                raise NotLetIn
            if self._cache is None or not current:
                self._cache = open_cache(self._desk, SEARCH)
                self._looked_again = False
            return self._cache

    def _end(self, opened: Cache) -> None:
        """Give that cache up, and no newer one: the next look makes another."""
        with self._opening:
            opened.engine.dispose()
            if self._cache is opened:
                self._cache = None
            drop(self._desk, SEARCH, opened.nonce)


def search_cases(
    desk: Desk,
    text: str,
    query: InboxQuery,
    limit: int | None = None,
    tell: Callable[[Progress], None] = lambda _progress: None,
) -> tuple[CaseRow, ...]:
    """The first `limit` cases that hold what `text` says, or all; the index is brought up to date first.

    Raises NotPermitted, NothingAsked, UnknownAccount, NotLetIn.
    """
    index = SearchIndex(desk)
    if not index.asked(text):
        raise NothingAsked
    try:
        index.refresh(tell)
        source = index.find(text, query)
        assert source is not None  # noqa: S101 - nobody else asks
        wanted = source.count() if limit is None else limit
        rows: list[CaseRow] = []
        while len(rows) < wanted:
            n = min(PAGE, wanted - len(rows))
            page = source.after(rows[-1].key, n) if rows else source.first(n)
            rows.extend(page.rows)
            if len(page.rows) < n:
                break
        return tuple(rows[:wanted])
    finally:
        index.close()
