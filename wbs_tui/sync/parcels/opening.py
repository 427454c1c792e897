"""Whose a parcel is, whether it is for us, and what is in it: all of it is doubted."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.exchange import received
from models.tables.journal import stations
from models.words.clock import LAST_SHOWN
from models.words.exchange import DeadReason
from models.words.stations import Beginning
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.errors import NotConfirmed
from wbs_tui.sync.offices.keys import ended_station_key, own_station, station_keys
from wbs_tui.sync.offices.new_station import key_among
from wbs_tui.sync.offices.peers import Peer, confirmed_peer, peer
from wbs_tui.sync.parcels.letters import Doubt
from wbs_tui.sync.wire import (
    PARCEL_CONTEXT,
    Item,
    Parcel,
    SignedParcel,
    Unread,
    read_items,
    read_parcel,
    read_signed,
)
from wbs_tui.text.catalogue import _
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.cells import unpadded
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.ids import is_id
from wbs_tui.vault.sealing import open_sealed


class Doubtful(Exception):
    """A parcel that is not applied, and why."""

    def __init__(self, reason: DeadReason, detail: str, parcel: Parcel | None = None) -> None:
        super().__init__(reason, detail)
        self.doubt = Doubt(reason, detail)
        self.parcel = parcel


@dataclass(frozen=True, slots=True)
class Arrived:
    """A parcel whose sender is proved."""

    parcel: Parcel
    digest: bytes
    sender: str
    """How people call the sender: the office's name, or a desk's station."""


def read_arrival(data: bytes) -> tuple[SignedParcel, Parcel]:
    """The statement in what arrived, unproved. Raises Doubtful."""
    try:
        signed = read_signed(data)
        parcel = read_parcel(signed.statement)
    except NewerFormat as error:
        raise Doubtful(DeadReason.NEWER_VERSION, error.message) from error
    except Damaged as error:
        raise Doubtful(DeadReason.UNREADABLE, _("Paket ini terpotong atau bukan paket.")) from error
    ids = [parcel.id, parcel.office, parcel.station, parcel.to_office, *(file.id for file in parcel.files)]
    if not all(map(is_id, ids)) or not 0 < parcel.number < 2**31 or not 0 <= parcel.at <= LAST_SHOWN:
        raise Doubtful(DeadReason.UNREADABLE, _("Paket ini terpotong atau bukan paket."))
    return signed, parcel


def prove(desk: Desk, connection: Connection, signed: SignedParcel, parcel: Parcel) -> Arrived:
    """Who sent it, and that it is for this store. Raises Doubtful."""
    own = own_station(connection)
    accepted = {own} if is_leased(connection, own) else {own, ""}
    if parcel.to_office != desk.office.id or parcel.to_station not in accepted or parcel.station == own:
        raise Doubtful(DeadReason.NOT_FOR_US, _("Paket ini dialamatkan ke tempat lain."), parcel)
    sender, key = _sender(desk, connection, parcel)
    if not verify(key, PARCEL_CONTEXT, signed.statement, signed.signature):
        detail = _("Tanda tangan stasiun {office} tidak sah.").format(office=sender)
        raise Doubtful(DeadReason.BAD_SIGNATURE, detail, parcel)
    return Arrived(parcel, signed.digest(), sender)


def is_leased(connection: Connection, station: str) -> bool:
    """Whether the station is that of a desk elsewhere."""
    reason = connection.execute(select(stations.c.reason).where(stations.c.id == station)).scalar()
    return reason == Beginning.LEASED


def was_taken(connection: Connection, parcel: Parcel, signed: SignedParcel) -> bool:
    """Whether these very bytes were taken in before, whatever has become of their sender since."""
    known = select(received.c.digest).where(
        received.c.station == parcel.station, received.c.number == parcel.number
    )
    return signed.digest() in connection.execute(known).scalars()


def received_id(parcel: Parcel) -> str:
    """The id of a parcel's row in `received`: offices choose their ids, and two might choose the same."""
    return hashlib.sha256(f"wbs-received|{parcel.office}|{parcel.id}".encode()).hexdigest()[:32]


def is_known(connection: Connection, arrived: Arrived) -> bool:
    """Whether the parcel was taken in before. Raises Doubtful when its id or number is another's."""
    parcel = arrived.parcel
    rows = connection.execute(
        select(received.c.digest).where(
            (received.c.id == received_id(parcel))
            | ((received.c.station == parcel.station) & (received.c.number == parcel.number))
        )
    ).all()
    if any(row.digest != arrived.digest for row in rows):
        detail = _(
            "{office} mengirim dua paket berbeda dengan nomor yang sama ({number}, stasiun {station})."
        )
        named = detail.format(office=arrived.sender, number=parcel.number, station=parcel.station[-8:])
        raise Doubtful(DeadReason.EQUIVOCATION, named, parcel)
    return bool(rows)


def unseal(desk: Desk, arrived: Arrived) -> tuple[Item | Unread, ...]:
    """What is in a parcel. Raises Doubtful."""
    parcel = arrived.parcel
    seeds = {seed.epoch: seed for seed in desk.keyring.seeds(desk.keyring.compartment(OFFICE))}
    seed = seeds.get(parcel.epoch)
    if seed is None:
        raise Doubtful(DeadReason.NO_KEY, _("Akun ini tidak memegang kunci periode penyegelannya."), parcel)
    try:
        return read_items(unpadded(open_sealed(seed.sealing, parcel.sealed, parcel.place())))
    except NewerFormat as error:
        raise Doubtful(DeadReason.NEWER_VERSION, error.message, parcel) from error
    except (Damaged, WrongKey) as error:
        detail = _("Isi paket dari {office} tidak terbuka atau rusak.").format(office=arrived.sender)
        raise Doubtful(DeadReason.UNREADABLE, detail, parcel) from error


def _sender(desk: Desk, connection: Connection, parcel: Parcel) -> tuple[str, bytes]:
    """The name and key of the station that says it sent this."""
    if parcel.office == desk.office.id:
        key = station_keys(connection).get(parcel.station)
        if key is None and is_leased(connection, parcel.station):
            key = ended_station_key(connection, parcel.station)  # what it brings waits for the Inspektur
        if key is None and desk.lease is not None:
            items = unseal(desk, Arrived(parcel, b"", ""))
            key = key_among(connection, desk.office.id, parcel.station, items)
        if key is None:
            raise Doubtful(
                DeadReason.UNKNOWN_SENDER, _("Stasiun pengirim tidak dikenal di kantor ini."), parcel
            )
        return _("meja {station}").format(station=parcel.station[-8:]), key
    known = peer(connection, parcel.office)
    if known is None:
        raise Doubtful(DeadReason.UNKNOWN_SENDER, _("Instansi pengirim tidak ada di direktori."), parcel)
    try:
        known = confirmed_peer(desk, connection, parcel.office)
    except NotConfirmed as error:
        detail = _("Sidik kunci {office} belum dipastikan, atau instansi itu diblokir.")
        raise Doubtful(DeadReason.NOT_CONFIRMED, detail.format(office=_named(known)), parcel) from error
    keys = {station.id: station.sign for station in known.record.stations}
    if parcel.station not in keys:
        detail = _("Stasiun pengirim tidak disebut dalam catatan {office}.")
        raise Doubtful(DeadReason.UNKNOWN_SENDER, detail.format(office=_named(known)), parcel)
    return _named(known), keys[parcel.station]


def _named(known: Peer) -> str:
    """The code first: a name is what an office calls itself."""
    return f"{known.code} {known.name}"
