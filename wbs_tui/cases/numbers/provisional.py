"""Provisional numbers: what a leased desk gives to the reports that it takes down, until the office does.

`S2-0007` is the seventh of the office's second station. A receipt that was printed with it stays good: the
case is found by either number for ever. There is no gap among them either.
"""

import re

from sqlalchemy import Connection, delete, func, select

from models.tables.cases import cases
from models.tables.exchange import exchange_state
from wbs_tui.journal.leased import Lease

YEAR = 0
"""The year of a case that has no register number yet."""
_STATE = "lease.provisional"
_WRITTEN = re.compile(r"[Ss]0*([1-9][0-9]{0,3})-([0-9]{1,6})")
_OF_A_STATION = 1_000_000
"""The running numbers of year 0 are those of all desks: each has a million."""


def next_provisional(connection: Connection, lease: Lease) -> tuple[str, int]:
    """The desk's next number, and what keeps it apart from those of other desks (`cases.running`).

    Within a transaction that writes: one that is rolled back leaves no gap.
    """
    issued = max(_noted(connection), _held(connection, lease)) + 1
    connection.execute(delete(exchange_state).where(exchange_state.c.name == _STATE))
    connection.execute(exchange_state.insert(), {"name": _STATE, "value": b"%d" % issued})
    return written(lease.number, issued), lease.number * _OF_A_STATION + issued


def written(station: int, issued: int) -> str:
    """`S2-0007`."""
    return f"S{station}-{issued:04}"


def provisional_meant(text: str) -> str | None:
    """The provisional number that a text is, in its one spelling; None for any other text."""
    match = _WRITTEN.fullmatch(text.strip())
    return None if match is None else written(int(match[1]), int(match[2]))


def _noted(connection: Connection) -> int:
    """The last that was given; what the office has numbered since is no longer among those of year 0."""
    kept = select(exchange_state.c.value).where(exchange_state.c.name == _STATE)
    value = connection.execute(kept).scalar()
    return int(value) if value is not None and value.isdigit() else 0


def _held(connection: Connection, lease: Lease) -> int:
    first = lease.number * _OF_A_STATION
    ours = cases.c.running.between(first, first + _OF_A_STATION - 1)
    last = connection.execute(select(func.max(cases.c.running)).where(cases.c.year == YEAR, ours)).scalar()
    return 0 if last is None else last - first
