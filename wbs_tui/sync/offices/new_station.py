"""A home store that was restored writes at a new station: its desks know that one's key by what it sends.

The entry that begins the station is signed by who may restore the store, the one that brings the key by who
works in the office: whoever relays a parcel can make neither.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from models.tables.exchange import exchange_keys
from models.tables.journal import stations
from models.words.exchange import KeyPurpose
from models.words.stations import Beginning
from wbs_tui.journal.admission import not_admitted, unsigned
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.reading import read_entry
from wbs_tui.sync.wire import Entries, Item, JournalEntry, Unread


def key_among(
    connection: Connection, office: str, station: str, items: Sequence[Item | Unread]
) -> bytes | None:
    """The public key of a station that begins in these items; None where it does not, or nobody signed it."""
    rows = [row for item in items if isinstance(item, Entries) for row in item.rows]
    entries = list(_genuine(connection, office, station, rows))
    if not any(_begins(entry, station) for entry in entries):
        return None
    return next((key for entry in entries for key in _keys(entry, station)), None)


def _genuine(
    connection: Connection, office: str, station: str, rows: Sequence[JournalEntry]
) -> Iterator[Entry]:
    for row in rows:
        entry = read_entry(row.signed)
        if entry is None or (entry.office, entry.station) != (office, station):
            continue
        if unsigned(connection, entry, row.signed, row.signature) or not_admitted(connection, entry):
            continue
        yield entry


def _begins(entry: Entry, station: str) -> bool:
    return any(
        effect.row_id == station and effect.values.get("reason") == Beginning.RESTORED
        for effect in entry.effects_on(stations.name)
    )


def _keys(entry: Entry, station: str) -> Iterator[bytes]:
    for effect in entry.effects_on(exchange_keys.name):
        said = effect.values
        public = said.get("public")
        if (said.get("station"), said.get("purpose")) == (station, KeyPurpose.STATION):
            yield public if isinstance(public, bytes) else b""
