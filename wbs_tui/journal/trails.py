"""Trails: points of a station's journal that were seen, by which it is known again.

One point proves everything before it. The points before the head tell a journal that was cut (they are there,
the head is not) from one that went on another way (one of them has other bytes).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import Connection, func, select

from models.tables.journal import journal
from wbs_tui.journal.entries import entry_hash

_CLOSE = 16
"""How many points lie side by side behind the head; then four for each doubling of the distance."""


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


def _trail(connection: Connection, station: str) -> Trail:
    last = connection.execute(
        select(func.max(journal.c.sequence)).where(journal.c.station == station)
    ).scalar_one()
    points = hashes(connection, station, list(places(last)))
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


def parting(connection: Connection, station: str, trail: Trail) -> Parting | None:
    """Where the store's journal is not the one that the trail was taken of; None: it holds all of it."""
    held = hashes(connection, station, [point.sequence for point in trail])
    other = [point.sequence for point in trail if held.get(point.sequence, point.hash) != point.hash]
    if other:
        return Parting("equivocation", min(other))
    absent = [point.sequence for point in trail if point.sequence not in held]
    return Parting("cut", max(absent)) if absent else None
