"""Stations: a store that goes on from another's journal writes at a station of its own."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from models.tables.accounts import offices
from models.tables.journal import journal, stations, store_facts
from models.words.stations import Beginning
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.reading import entry_of
from wbs_tui.journal.transaction import Change

_FACT = store_facts.c.name == "station"


@dataclass(frozen=True, slots=True)
class Head:
    """How far a station's journal had come."""

    station: str
    sequence: int
    hash: bytes


def present_head(connection: Connection) -> Head:
    """The last entry of the station that the store writes at."""
    station = connection.execute(select(store_facts.c.value).where(_FACT)).scalar_one()
    newest = (
        select(journal.c.sequence, journal.c.hash)
        .where(journal.c.station == station)
        .order_by(journal.c.sequence.desc())
        .limit(1)
    )
    return Head(station, *connection.execute(newest).one())


def first_entries(connection: Connection) -> list[Entry]:
    """What is signed as the first entry of each station, in the order of the fold.

    Their rows stand in clear, and which of them the store writes at is a fact of the place alone.
    """
    found = select(func.min(journal.c.station).label("station")).cte("found", recursive=True)
    following = select(func.min(journal.c.station)).where(journal.c.station > found.c.station)
    found = found.union_all(select(following.scalar_subquery()).where(found.c.station.is_not(None)))
    rows = connection.execute(
        select(journal).join(found, journal.c.station == found.c.station).where(journal.c.sequence == 1)
    ).all()
    entries = filter(None, map(entry_of, rows))
    return sorted(entries, key=lambda entry: (entry.clock, entry.station, entry.id))


def write_at(connection: Connection, station: str) -> None:
    """From the next entry on, which must begin the station (`begin`), the store writes there."""
    connection.execute(update(store_facts).where(_FACT).values(value=station))


def begin(
    change: Change,
    station: str,
    reason: Beginning,
    after: Head,
    account_id: str,
    sign_public: bytes | None = None,
) -> int:
    """The rows with which a station begins, in its first entry, a leased desk's in the home store's.

    The very first station gets its row now. Gives the new one's number.
    """
    known = change.connection.execute(select(func.count()).select_from(stations)).scalar_one()
    if not known:
        _note_first(change, after.station)
    number = max(known, 1) + 1
    change.insert(
        stations,
        station,
        number=number,
        reason=reason,
        begun_at=change.at,
        begun_by=account_id,
        after_station=after.station,
        after_sequence=after.sequence,
        after_hash=after.hash,
        sign_public=sign_public,
    )
    return number


def _note_first(change: Change, station: str) -> None:
    founded = change.connection.execute(select(offices.c.founded_at)).scalar_one()
    founder = select(journal.c.actor).where(journal.c.station == station, journal.c.sequence == 1)
    change.insert(
        stations,
        station,
        number=1,
        reason=Beginning.FOUNDED,
        begun_at=founded,
        begun_by=change.connection.execute(founder).scalar_one(),
    )
