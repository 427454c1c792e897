"""The last part of a proof: the journal is held against what was seen of it elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.tables.journal import stations
from wbs_tui.journal.chain import Chain
from wbs_tui.journal.findings import Finding, Report, StationReport
from wbs_tui.journal.heads import SignedHead, check_heads
from wbs_tui.journal.trails import Trail, ends, meet


@dataclass(frozen=True, slots=True)
class Against:
    """What a store is held against."""

    trails: Mapping[str, Trail] = field(default_factory=dict)
    """By station: what the account itself has seen before."""
    heads: tuple[SignedHead, ...] = ()
    """What others have signed."""


NOTHING = Against()


def hold_against(
    connection: Connection, proved: Connection, against: Against, chain: Chain, report: Report
) -> None:
    """Note where the journal is not what was seen, and how far each station is anchored.

    `proved`: the tables as the replay made them, for keys and stations count as the journal says.
    """
    ended = ends(proved)
    held = check_heads(connection, against.heads, proved)
    anchored, lost = dict(held.anchored), dict(held.lost)
    found = dict.fromkeys(held.findings)
    for station, trail in against.trails.items():
        met = meet(connection, station, trail, ended)
        anchored[station] = max(anchored.get(station, 0), met.anchored_to)
        lost[station] = max(lost.get(station, 0), met.lost)
        if met.parting is not None:
            found[Finding(met.parting.what, f"{station}#{met.parting.sequence}")] = None
    report.bad += found
    report.ignored_heads = len(held.ignored)
    by = _begun_by(proved)
    parted = {finding.place.partition("#")[0] for finding in found}
    for number, (station, (entries, _hash)) in enumerate(chain.heads.items(), start=1):
        known = anchored.get(station, 0)
        report.stations.append(
            StationReport(station, number, entries, known, lost.get(station, 0), by.get(station))
        )
        report.anchored[station] = known > 0 and station not in parted


def _begun_by(proved: Connection) -> dict[str, str]:
    """By station that went on after another: the name of the account that began it."""
    named = select(stations.c.id, accounts.c.name).join(accounts, accounts.c.id == stations.c.begun_by)
    rows = proved.execute(named.where(stations.c.after_station.is_not(None)))
    return {row.id: row.name for row in rows}
