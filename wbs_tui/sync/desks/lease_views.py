"""The leases of an office as people see them: who has what with him, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.accounts import accounts
from models.tables.cases import cases, evidence
from models.tables.exchange import lease_accounts, lease_cases, leases
from models.tables.journal import stations
from models.words.clock import from_millis
from wbs_tui.cases.sealed import SealedStruct
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class LeaseWords(SealedStruct, frozen=True):
    """`leases.reason`: why the cases were taken along, and why the lease was ended."""

    made: str = ""
    ended: str = ""


class NoSuchLease(Refused):
    """No desk is called so."""

    def __init__(self) -> None:
        super().__init__(_("Tidak ada meja dengan tanda itu. Lihat `wbs lease list`."))


@dataclass(frozen=True, slots=True)
class LeaseView:
    """One lease. Times in the office's zone."""

    id: str
    station: str
    mark: str
    """`S2`."""
    name: str
    made_at: datetime
    made_by: str
    ends_at: datetime
    ended_at: datetime | None
    accounts: tuple[str, ...]
    cases: int
    registers: tuple[str, ...]
    """Of the cases that are there for this account."""
    files: int
    size: int
    """Bytes of the evidence of its cases, as sealed."""
    identity: bool
    """Whether the keys to who reported went along."""
    running: bool
    """Whether the desk works now: neither ended nor over."""


def list_leases(desk: Desk) -> tuple[LeaseView, ...]:
    """Every lease, the newest first. Raises NotPermitted."""
    desk.require(Operation.CASE_LIST)
    with desk.reading() as connection:
        return tuple(_view(desk, connection, row) for row in connection.execute(_all()))


def find_lease(connection: Connection, named: str) -> Row[Any]:
    """The row of the lease that `S2`, a name or an id means; the newest of a name. Raises NoSuchLease."""
    wanted = named.strip().casefold()
    for row in connection.execute(_all()):
        if wanted in (station_mark(row.number).casefold(), row.name.casefold(), row.id):
            return row
    raise NoSuchLease


def view_of(desk: Desk, connection: Connection, lease: str) -> LeaseView:
    """One lease."""
    return _view(desk, connection, connection.execute(_all().where(leases.c.id == lease)).one())


def _all() -> Any:
    return (
        select(leases, stations.c.number, accounts.c.name.label("maker"))
        .join(stations, stations.c.id == leases.c.station)
        .join(accounts, accounts.c.id == leases.c.account_id)
        .order_by(leases.c.at.desc(), leases.c.id.desc())
    )


def _view(desk: Desk, connection: Connection, row: Row[Any]) -> LeaseView:
    zone = desk.office.zone
    of_lease = select(lease_cases.c.case_id).where(lease_cases.c.lease_id == row.id)
    visible = select(cases.c.register).where(cases.c.id.in_(of_lease), shown(desk, connection))
    sizes = select(func.count(), func.sum(evidence.c.size)).where(evidence.c.case_id.in_(of_lease))
    files, size = connection.execute(sizes).one()
    names = (
        select(accounts.c.name)
        .join(lease_accounts, lease_accounts.c.account_id == accounts.c.id)
        .where(lease_accounts.c.lease_id == row.id)
        .order_by(accounts.c.name)
    )
    return LeaseView(
        id=row.id,
        station=row.station,
        mark=station_mark(row.number),
        name=row.name,
        made_at=from_millis(row.at).astimezone(zone),
        made_by=row.maker,
        ends_at=from_millis(row.ends_at).astimezone(zone),
        ended_at=None if row.ended_at is None else from_millis(row.ended_at).astimezone(zone),
        accounts=tuple(connection.execute(names).scalars()),
        cases=connection.execute(select(func.count()).select_from(of_lease.subquery())).scalar_one(),
        registers=tuple(connection.execute(visible.order_by(cases.c.year, cases.c.running)).scalars()),
        files=files,
        size=int(size or 0),
        identity=bool(row.identity),
        running=row.ended_at is None and row.ends_at > desk.now(),
    )
