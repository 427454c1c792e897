"""A leased desk: a store elsewhere that holds some cases of the office for a time; what may be done there.

The home store alone issues register numbers, accounts, grants and epochs. A desk does what can be brought
back as it was signed: it classifies, verifies, notes, adds evidence and takes down reports.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.exchange import leases
from models.tables.journal import stations, store_facts
from models.words.clock import from_millis
from models.words.office import Office
from wbs_tui.policy.operations import Operation
from wbs_tui.store.place_facts import LEASE
from wbs_tui.store.statements import Question
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long

_LEASE = Question(select(store_facts.c.value).where(store_facts.c.name == LEASE))
_READING = frozenset(
    {
        Operation.ACCOUNT_LIST,
        Operation.CASE_LIST,
        Operation.CASE_READ,
        Operation.DISCLOSURE_LIST,
        Operation.DUE_LIST,
        Operation.JOURNAL_READ,
        Operation.JOURNAL_VERIFY,
        Operation.EXCHANGE_SYNC,
        Operation.EXCHANGE_RETRY,
    }
)
_WORKING = _READING | {
    Operation.CASE_RECORD,
    Operation.CASE_IMPORT,
    Operation.CASE_CLASSIFY,
    Operation.CASE_VERIFY,
    Operation.CASE_NOTE,
    Operation.EVIDENCE_ADD,
    Operation.IDENTITY_REVEAL,
    Operation.CONFLICT_SETTLE,
}
"""Decisions, access, the office itself and whatever leaves it for good stay with the home store."""


class NotElsewhere(Refused):
    """Only the office's home store does this."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Meja ini membawa sebagian kasus saja: di sini laporan dicatat, diklasifikasi, diverifikasi, "
                "dan diberi catatan atau bukti. Yang lain dikerjakan di penyimpanan induk kantor."
            )
        )


class LeaseOver(Refused):
    """The time of the desk is over."""

    def __init__(self, mark: str, day: str) -> None:
        super().__init__(
            _(
                "Masa meja {mark} berakhir {day}: di sini kasus hanya dapat dibaca. Bawalah hasil kerjanya "
                "ke kantor dengan `wbs bundle write`."
            ).format(mark=mark, day=day)
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """What a leased desk is: read from its own store when somebody sits down."""

    id: str
    station: str
    number: int
    """Of the station in the office: 2, 3, ..."""
    name: str
    ends_at: int
    """Milliseconds since 1970 UTC."""
    identity: bool
    """Whether the keys to who reported came along."""

    @property
    def mark(self) -> str:
        """`S2`: how the desk is named, and what its provisional numbers begin with."""
        return station_mark(self.number)

    def allows(self, operation: str, now: int) -> bool:
        """Whether this is done at a desk, and now (milliseconds UTC)."""
        return operation in (_WORKING if now < self.ends_at else _READING)

    def refusal(self, operation: str, office: Office) -> Refused:
        """Why not."""
        if operation not in _WORKING:
            return NotElsewhere()
        return LeaseOver(self.mark, date_long(from_millis(self.ends_at).astimezone(office.zone)))


def station_mark(number: int) -> str:
    """`S2` for the second station of the office."""
    return f"S{number}"


def lease_id(connection: Connection) -> str | None:
    """The lease that this store is the desk of; None: it is the office's home store."""
    return _LEASE.value(connection)


def lease_here(connection: Connection) -> Lease | None:
    """What desk this store is; None: it is the office's home store."""
    found = lease_id(connection)
    if found is None:
        return None
    row = connection.execute(
        select(leases, stations.c.number)
        .join(stations, stations.c.id == leases.c.station)
        .where(leases.c.id == found)
    ).one()
    ends_at = row.ends_at if row.ended_at is None else min(row.ends_at, row.ended_at)
    return Lease(row.id, row.station, row.number, row.name, ends_at, bool(row.identity))


def is_leased(connection: Connection, station: str) -> bool:
    """Whether a station is that of a lease: the home store has begun it."""
    known = select(leases.c.id).where(leases.c.station == station)
    return connection.execute(known).first() is not None
