"""What an office may not claim for itself: a station of somebody else, or the place of another office."""

import msgspec
from sqlalchemy import Connection, select

from models.tables.exchange import peers
from models.tables.journal import stations
from models.words.exchange import OfficeKind, PeerStatus
from wbs_tui.sync.errors import ConfirmedAlready, StationOfAnother
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.offices.records import OfficeRecord, read_record
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.text.clean import clean
from wbs_tui.text.records import ready


def refuse_claims(connection: Connection, record: OfficeRecord) -> None:
    """Raise StationOfAnother or ConfirmedAlready for an office that is not to be confirmed as it is.

    There is one KPK, and one office of a code: a second would be sent what is meant for the first.
    """
    if takes_stations(connection, record):
        raise StationOfAnother(clean(f"{record.code} {record.name}", single_line=True))
    code = clean(record.code, single_line=True)
    same = (peers.c.kind == OfficeKind.KPK) if record.kind == OfficeKind.KPK else (peers.c.code == code)
    confirmed = select(peers.c.code, peers.c.name).where(
        same, peers.c.id != record.office, peers.c.status == PeerStatus.CONFIRMED
    )
    other = connection.execute(confirmed.limit(1)).first()
    if other is not None:
        raise ConfirmedAlready(f"{other.code} {other.name}")


def takes_stations(connection: Connection, record: OfficeRecord, before: OfficeRecord | None = None) -> bool:
    """Whether it names, anew since `before`, a station of ours or of another confirmed office.

    What a station has sent is counted by its id alone.
    """
    named = {station.id for station in record.stations}
    named -= {station.id for station in before.stations} if before else set()
    if not named:
        return False
    ours = connection.execute(select(stations.c.id).where(stations.c.id.in_(named))).scalars()
    taken = {own_station(connection), *ours}
    others = select(peers.c.record).where(peers.c.status == PeerStatus.CONFIRMED, peers.c.id != record.office)
    for said in connection.execute(others).scalars():
        signed = msgspec.msgpack.decode(said, type=ready(SignedRecord))
        taken.update(station.id for station in read_record(signed).stations)
    return not named.isdisjoint(taken)
