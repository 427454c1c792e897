"""Everybody at his desk in one office, where only what is refused is tried: it stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from models.tables.journal import journal
from tests.conftest import PASSWORD, TickingClock
from tests.roles.acts import Tried
from tests.roles.seats import SEATS
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.dump import tally
from wbs_tui.store.engine import reading


def entries(desk: Desk) -> int:
    """How many entries the journal has."""
    with reading(desk.engine) as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def what_does_not_prove(desk: Desk) -> list[tuple[str, str]]:
    """What `wbs verify` finds: an entry by who may not make it, a row that no entry explains."""
    with reading(desk.engine) as connection:
        return [(found.what, found.place) for found in verify_journal(connection).bad]


@dataclass
class Seated:
    """An office; `desk(name)` is the one at which the account sits since it was first asked for."""

    tried: Tried
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """Of one of the seats."""
        if name not in self.desks:
            clock = TickingClock(datetime.fromisoformat(self.tried.office.now))
            self.desks[name] = unlock(self.tried.location, name, PASSWORD, clock).desk
        return self.desks[name]


@contextmanager
def stays(tried: Tried) -> Iterator[Seated]:
    """The office with everybody in it; at the end every row is as at the beginning, and proves itself."""
    seated = Seated(tried)
    for name in SEATS.values():
        seated.desk(name)  # before the rows are counted: each is noted as used today
    desk = seated.desk("inspektur")
    before = _rows(desk)
    yield seated
    assert _rows(desk) == before
    assert what_does_not_prove(desk) == []
    for each in seated.desks.values():
        each.close()


def _rows(desk: Desk) -> object:
    with reading(desk.engine) as connection:
        return tally(connection)
