"""Which cases a desk elsewhere has with it now, for the lists and the case itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.tables.exchange import lease_cases, leases
from models.tables.journal import stations
from models.words.clock import nearest
from wbs_tui.journal.leased import station_mark


@dataclass(frozen=True, slots=True)
class Away:
    """Where a case is worked on beside the home store, and until when."""

    mark: str
    """`S2`."""
    name: str
    ends_at: datetime
    """UTC."""


def away(connection: Connection, case_ids: Collection[str], now: int) -> dict[str, Away]:
    """Of these cases those that a desk has with it at `now` (milliseconds UTC), by id."""
    if not case_ids:
        return {}
    held = (
        select(lease_cases.c.case_id, leases.c.name, leases.c.ends_at, stations.c.number)
        .join(leases, leases.c.id == lease_cases.c.lease_id)
        .join(stations, stations.c.id == leases.c.station)
        .where(
            lease_cases.c.case_id.in_(case_ids),
            lease_cases.c.ended_at.is_(None),
            leases.c.ended_at.is_(None),
            leases.c.ends_at > now,
        )
        .order_by(leases.c.at)
    )
    return {
        row.case_id: Away(station_mark(row.number), row.name, nearest(row.ends_at))
        for row in connection.execute(held)
    }
