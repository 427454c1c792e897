"""Whom a bundle is for: another office, a desk of this one, or from a desk its own office."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.exchange import leases
from models.tables.journal import stations
from models.words.clock import from_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.sync.errors import NoSuchOffice, NotConfirmed
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.offices.peers import find_peer, recipient
from wbs_tui.sync.parcels.opening import is_leased
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long

_DESK = re.compile(r"[Ss][0-9]+")
"""How every screen names a desk of the office."""


class DeskWritesHome(Refused):
    """A desk elsewhere exchanges with its own office alone."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _("Dari meja pinjaman bundel hanya ditulis untuk kantornya sendiri: --to {office}.").format(
                office=office
            )
        )


class LeaseWasEnded(Refused):
    """Nothing goes to a desk any more whose lease was ended."""

    def __init__(self, mark: str, day: str) -> None:
        super().__init__(
            _("Peminjaman meja {mark} diakhiri {day}: tidak ada lagi bundel untuknya.").format(
                mark=mark, day=day
            )
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Where a bundle goes, and what it is sealed to."""

    office: str
    station: str
    age: str
    name: str


@dataclass(frozen=True, slots=True)
class LeaseOf:
    """A desk elsewhere, as people name it."""

    mark: str
    name: str
    ended_at: int | None
    """UTC milliseconds; None while nobody has ended it."""


def find_target(desk: Desk, connection: Connection, to: str) -> Target:
    """Where a bundle goes; raises NoSuchOffice, NotConfirmed, DeskWritesHome, LeaseWasEnded."""
    if desk.lease is not None and to != desk.office.code:
        raise DeskWritesHome(desk.office.code)
    if _DESK.fullmatch(to):
        to = f"{desk.office.code}/{to.upper()}"
    code, _slash, name = to.partition("/")
    office = desk.office.id if code == desk.office.code else find_peer(connection, code).id
    known = recipient(desk, connection, office)
    station, age_of = "", known.home
    if office == desk.office.id:
        station, age_of = _own_desk(connection, name, to)
        _refuse_ended(desk, connection, station)
    elif name:
        raise NoSuchOffice(to)
    age = known.stations.get(age_of, "")
    if not age:
        raise NotConfirmed(to)
    return Target(office, station, age, to)


def _own_desk(connection: Connection, name: str, to: str) -> tuple[str, str]:
    """The station to name, and the one whose key opens it: a desk's, or from a desk the home's."""
    own = own_station(connection)
    numbered = {f"S{row.number}": row.id for row in connection.execute(select(stations))}
    if name:
        if name not in numbered or numbered[name] == own:
            raise NoSuchOffice(to)
        return numbered[name], numbered[name]
    if not is_leased(connection, own):
        raise NoSuchOffice(to)
    return "", _home_of(connection, own)


def _refuse_ended(desk: Desk, connection: Connection, station: str) -> None:
    lease = lease_of(connection, station)
    if lease is not None and lease.ended_at is not None:
        raise LeaseWasEnded(lease.mark, day_of(desk, lease.ended_at))


def lease_of(connection: Connection, station: str) -> LeaseOf | None:
    """What people call a desk elsewhere, and when its lease was ended; None of any other station."""
    row = connection.execute(
        select(stations.c.number, leases.c.name, leases.c.ended_at)
        .join(leases, leases.c.station == stations.c.id)
        .where(stations.c.id == station)
        .order_by(leases.c.at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LeaseOf(station_mark(row.number), row.name, row.ended_at)


def day_of(desk: Desk, at: int) -> str:
    """The day of a moment (UTC milliseconds) in the office's zone, in words."""
    return date_long(from_millis(at).astimezone(desk.office.zone))


def _home_of(connection: Connection, own: str) -> str:
    """The station that a leased desk was made at."""
    after: str = connection.execute(select(stations.c.after_station).where(stations.c.id == own)).scalar_one()
    return after
