"""Trails: points of a station's journal that were seen, by which it is known again.

One point proves everything before it. The points before the head tell a journal that was cut (they are there,
the head is not) from one that went on another way (one of them has other bytes).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from models.tables.journal import journal, stations
from models.words.stations import Beginning
from wbs_tui.journal.entries import entry_hash
from wbs_tui.store.statements import Question

_CLOSE = 16
"""How many points lie side by side behind the head; then four for each doubling of the distance."""
_AT = Question(
    select(journal.c.signed, journal.c.signature).where(
        journal.c.station == bindparam("at"), journal.c.sequence == bindparam("number")
    )
)


class Point(msgspec.Struct, array_like=True, frozen=True):
    """An entry of a station: its place there, and its hash (SHA-256)."""

    sequence: int
    hash: bytes


Trail = tuple[Point, ...]
"""Points of one station, the latest first."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where a journal is not the one that was seen."""

    what: Literal["cut", "equivocation"]
    sequence: int
    """`cut`: the latest that was seen and is not there; `equivocation`: the earliest with other bytes."""


def stations_of(connection: Connection) -> Iterator[str]:
    """Every station that has entries, one seek into the index for each."""
    station = connection.execute(select(func.min(journal.c.station))).scalar()
    while station is not None:
        yield station
        later = select(func.min(journal.c.station)).where(journal.c.station > station)
        station = connection.execute(later).scalar()


def read_trails(connection: Connection) -> dict[str, Trail]:
    """By station: the trail of what there is now."""
    found = {station: _trail(connection, station) for station in stations_of(connection)}
    return {station: trail for station, trail in found.items() if trail}


def last_of(connection: Connection, station: str) -> int:
    """The station's last sequence."""
    newest = select(func.max(journal.c.sequence)).where(journal.c.station == station)
    return int(connection.execute(newest).scalar_one())


def _trail(connection: Connection, station: str) -> Trail:
    points = hashes(connection, station, list(places(last_of(connection, station))))
    return tuple(Point(sequence, points[sequence]) for sequence in sorted(points, reverse=True))


def places(last: int) -> Iterator[int]:
    """Which sequences a trail holds: dense behind the head, ever sparser, and the first entry."""
    distance = 0
    while last - distance > 1:
        yield last - distance
        distance += 1 if distance < _CLOSE else distance // 4
    if last > 0:
        yield 1


def hashes(connection: Connection, station: str, sequences: list[int]) -> Mapping[int, bytes]:
    """By sequence: the hash of what is signed there; computed, for the column can be written to."""
    rows = connection.execute(
        select(journal.c.sequence, journal.c.signed, journal.c.signature).where(
            journal.c.station == station, journal.c.sequence.in_(sequences)
        )
    )
    return {row.sequence: entry_hash(row.signed, row.signature) for row in rows}


def is_there(connection: Connection, station: str, point: Point) -> bool:
    """Whether what is signed at the point's place is what was seen there."""
    row = _AT.row(connection, at=station, number=point.sequence)
    return row is not None and entry_hash(row.signed, row.signature) == point.hash


@dataclass(frozen=True, slots=True)
class Meeting:
    """What comes of holding a trail against a journal."""

    parting: Parting | None = None
    anchored_to: int = 0
    """The latest point of the trail that is there as it was; nothing after a parting counts."""
    lost: int = 0
    """How many entries of the trail's station a restored store goes on without."""


def meet(connection: Connection, station: str, trail: Trail, ended: Mapping[str, int]) -> Meeting:
    """Whether the journal goes on from the trail. `ended`: see `ends`."""
    held = hashes(connection, station, [point.sequence for point in trail])
    other = [point.sequence for point in trail if held.get(point.sequence, point.hash) != point.hash]
    if other:
        return Meeting(Parting("equivocation", min(other)))
    there = max(held, default=0)
    absent = [point.sequence for point in trail if point.sequence not in held]
    if not absent:
        return Meeting(anchored_to=there)
    end = ended.get(station)
    if end is None or min(absent) <= end:
        return Meeting(Parting("cut", max(absent)), there)
    return Meeting(anchored_to=there, lost=max(absent) - end)


def ends(connection: Connection) -> dict[str, int]:
    """By station that another one went on from: the last entry that counts there, as the later one says.

    A restored store lacks what was written after its backup, and says so by its first entry. A desk elsewhere
    goes on beside the store that leased to it, which ends by that nowhere.
    """
    rows = connection.execute(
        select(stations.c.after_station, stations.c.after_sequence).where(
            stations.c.reason != Beginning.LEASED
        )
    )
    return {row.after_station: row.after_sequence for row in rows if type(row.after_sequence) is int}
