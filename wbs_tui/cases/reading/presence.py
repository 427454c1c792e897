"""Who has which case open now: a row for each desk, kept fresh while the case is open, of this store alone.

Clocks of several computers differ, so a row counts as long as it goes on changing, by the clock of whoever
looks. A desk that was killed or cut off stops changing its row, and is gone after a while.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from models.tables.accounts import accounts
from models.tables.local import presence
from models.words.clock import from_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import adding
from wbs_tui.store.following import nudge
from wbs_tui.vault.ids import new_id

BEAT = 8.0
"""Seconds after which a desk shows again that it is there."""
GONE = 25.0
"""Seconds without that after which it counts as gone."""
_SWEPT = 24 * 3600 * 1000
"""Milliseconds after which a row that nobody took away is taken away by whoever comes next."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has a case open at another desk."""

    case_id: str
    account_id: str
    account: str
    since: datetime


class Seat:
    """The row of one desk. It is written by one thread."""

    def __init__(self, desk: Desk) -> None:
        self.id = new_id(desk.clock)
        self._desk = desk
        self._case_id: str | None = None
        self._seen_at = 0

    def show(self, case_id: str | None) -> None:
        """Say that this case is open here and somebody is there; None: no case. Raises StoreTrouble."""
        self._seen_at = max(self._desk.now(), self._seen_at + 1)  # a clock that stands still is nobody's end
        with adding(self._desk.engine) as connection:
            stays = case_id is not None and case_id == self._case_id
            if not (stays and self._stay(connection)):
                self._begin(connection, case_id)
            nudge(connection)
        self._case_id = case_id

    def _stay(self, connection: Connection) -> bool:
        """Whether the row was still there."""
        mine = update(presence).where(presence.c.id == self.id)
        return connection.execute(mine.values(seen_at=self._seen_at)).rowcount > 0

    def _begin(self, connection: Connection, case_id: str | None) -> None:
        old = presence.c.seen_at < self._seen_at - _SWEPT
        connection.execute(delete(presence).where((presence.c.id == self.id) | old))
        if case_id is not None:
            row = {"id": self.id, "account_id": self._desk.actor.id, "case_id": case_id}
            connection.execute(presence.insert(), {**row, "since": self._seen_at, "seen_at": self._seen_at})


class Others:
    """Who else is there, as far as their rows go on changing."""

    def __init__(self, own_id: str, ticks: Callable[[], float] = time.monotonic) -> None:
        """`ticks` gives seconds that no clock setting moves."""
        self._own_id = own_id
        self._ticks = ticks
        self._rows: dict[str, tuple[Row[Any], float]] = {}

    def look(self, connection: Connection, now: int) -> None:
        """Take in the rows of now; `now` in milliseconds since 1970 UTC."""
        query = select(presence, accounts.c.name).join(accounts, accounts.c.id == presence.c.account_id)
        self._take(connection.execute(query.where(presence.c.id != self._own_id)), now)

    def _take(self, rows: Iterable[Row[Any]], now: int) -> None:
        taken = {}
        for row in rows:
            if not _is_a_time(row.since):
                continue  # no desk writes that: it would end the program of whoever reads it
            known, changed = self._rows.get(row.id, (None, 0.0))
            if known is None:  # how old it is can only be told by its own clock
                changed = self._ticks() - max(0, now - row.seen_at) / 1000
            elif known.seen_at != row.seen_at:
                changed = self._ticks()
            taken[row.id] = (row, changed)
        self._rows = taken

    def present(self) -> tuple[Present, ...]:
        """Who is there now, by name; one account at two desks stands there once for each case."""
        oldest = self._ticks() - GONE
        found = {
            (row.name, row.case_id): Present(row.case_id, row.account_id, row.name, from_millis(row.since))
            for row, changed in self._rows.values()
            if changed > oldest and row.case_id is not None
        }
        return tuple(found[key] for key in sorted(found))


def _is_a_time(millis: object) -> bool:
    try:
        return type(millis) is int and bool(from_millis(millis))
    except (ValueError, OverflowError, OSError):
        return False
