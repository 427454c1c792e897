"""Other offices: what their signed records say, and whether a person has compared their fingerprint."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select

from models.tables.exchange import peers as peers_table
from models.words.exchange import OfficeKind, PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.store.statements import Question
from wbs_tui.sync.errors import ClosedAtHub, NoSuchOffice, NotConfirmed
from wbs_tui.sync.offices.closures import ClosedThere, closure_of, closure_text
from wbs_tui.sync.offices.keys import age_recipients, is_enrolled, office_signer, own_station
from wbs_tui.sync.offices.naming import code_and_name, on_a_line
from wbs_tui.sync.offices.records import (
    OfficeRecord,
    our_under,
    read_record,
    record_fingerprint,
)
from wbs_tui.sync.offices.rekeyed import waiting_key
from wbs_tui.sync.offices.trust import is_trusted
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.records import ready

_ALL = Question(select(peers_table).order_by(peers_table.c.code, peers_table.c.id))
_ONE = Question(select(peers_table).where(peers_table.c.id == bindparam("office")))
_KINDS = {
    OfficeKind.INSPECTORATE: N_("inspektorat"),
    OfficeKind.PROVINCE: N_("inspektorat provinsi"),
    OfficeKind.KPK: N_("KPK"),
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another office, as this one knows it."""

    id: str
    code: str
    name: str
    kind: str
    under: str
    """The code of its province; empty for none."""
    fingerprint: str
    status: str
    number: int
    letter: str
    confirmed_at: int | None
    record: OfficeRecord
    signed: SignedRecord = field(repr=False)
    new_fingerprint: str = ""
    """Of a key that the old one did not sign, and that waits to be compared with a letter."""
    closure: ClosedThere | None = None
    """What the hub said when it closed the office, while that counts."""

    @property
    def new_name(self) -> str:
        """What the office would be called now, which nobody has confirmed; empty for nothing new."""
        name = on_a_line(self.record.name)
        return "" if name == self.name else name


@dataclass(frozen=True, slots=True)
class Recipient:
    """What sealing to an office takes."""

    office_id: str
    code: str
    epoch: int
    seal_public: bytes
    identity_epoch: int
    identity_public: bytes
    home: str
    stations: dict[str, str]
    """By station: the age recipient of its bundles."""


def peers(desk: Desk) -> tuple[Peer, ...]:
    """All other offices that are known, by code."""
    with desk.reading() as connection:
        return read_peers(connection)


def read_peers(connection: Connection) -> tuple[Peer, ...]:
    """All other offices that are known, by code."""
    rows = _ALL.rows(connection)
    return tuple(_peer(connection, row) for row in rows)


def peer(connection: Connection, office_id: str) -> Peer | None:
    """One other office."""
    row = _ONE.row(connection, office=office_id)
    return None if row is None else _peer(connection, row)


def confirmed_peer(desk: Desk, connection: Connection, office_id: str) -> Peer:
    """An office whose keys count here: a person confirmed it, and its record is the one taken in since.

    Raises NotConfirmed.
    """
    row = _ONE.row(connection, office=office_id)
    if row is None:
        raise NotConfirmed(office_id)
    refuse_unconfirmed(desk, _peer(connection, row))
    if not is_trusted(desk, connection, office_id, signed_record(row).statement):
        raise NotConfirmed(code_and_name(row))
    return _peer(connection, row)


def refuse_unconfirmed(desk: Desk, known: Peer) -> None:
    """Raise NotConfirmed, or ClosedAtHub, for an office that nothing is sealed to."""
    named = f"{known.code} {known.name}"
    if known.status == PeerStatus.CLOSED:
        raise ClosedAtHub(named, closure_text(known.closure, desk.office.zone))
    if known.status != PeerStatus.CONFIRMED:
        raise NotConfirmed(named)


def find_peer(connection: Connection, code: str) -> Peer:
    """The office of a code, a confirmed one before others. Raises NoSuchOffice."""
    found = [each for each in read_peers(connection) if each.code == code]
    if not found:
        raise NoSuchOffice(code)
    return min(found, key=lambda each: each.status != PeerStatus.CONFIRMED)


def kind_text(kind: str) -> str:
    """What kind of office, in the language in use."""
    return _(_KINDS[OfficeKind(kind)])


def recipient(desk: Desk, connection: Connection, office_id: str) -> Recipient:
    """What sealing to an office takes, this one too. Raises NotConfirmed."""
    if office_id == desk.office.id:
        return _ourselves(desk, connection)
    known = confirmed_peer(desk, connection, office_id)
    seals = {seal.kind: seal for seal in known.record.seals}
    return Recipient(
        office_id,
        known.code,
        seals[OFFICE].epoch,
        seals[OFFICE].public,
        seals[IDENTITY].epoch,
        seals[IDENTITY].public,
        known.record.home,
        {station.id: station.age for station in known.record.stations},
    )


def monitors(connection: Connection) -> tuple[Peer, ...]:
    """The offices that watch over this one: KPK, and its own province; only confirmed ones."""
    under = our_under(connection)
    return tuple(
        each
        for each in read_peers(connection)
        if each.status == PeerStatus.CONFIRMED
        and (each.kind == OfficeKind.KPK or (each.kind == OfficeKind.PROVINCE and each.code == under))
    )


def watched_by_strangers(connection: Connection) -> bool:
    """Whether KPK or our province is in the directory and not confirmed: a hub tells it of matches."""
    under = our_under(connection)
    for whose in (peers_table.c.kind == OfficeKind.KPK, peers_table.c.code == (under or None)):
        known = set(connection.execute(select(peers_table.c.status).where(whose)).scalars())
        if known and PeerStatus.CONFIRMED not in known:
            return True
    return False


def own_fingerprint(desk: Desk) -> str:
    """Of this office's key, for its letters to others; empty before it has one."""
    with desk.reading() as connection:
        return record_fingerprint(office_signer(desk, connection).public) if is_enrolled(connection) else ""


def _ourselves(desk: Desk, connection: Connection) -> Recipient:
    office, identity = (desk.keyring.compartment(kind) for kind in (OFFICE, IDENTITY))
    return Recipient(
        desk.office.id,
        desk.office.code,
        *desk.keyring.public(office),
        *desk.keyring.public(identity),
        own_station(connection),
        age_recipients(connection),
    )


def _peer(connection: Connection, row: Row[Any]) -> Peer:
    signed = signed_record(row)
    waits = waiting_key(connection, row.id)
    record = read_record(signed)
    return Peer(
        row.id,
        row.code,
        row.name,
        row.kind,
        row.under or "",
        record_fingerprint(record.sign),
        row.status,
        row.number,
        row.letter or "",
        row.confirmed_at,
        record,
        signed,
        "" if waits is None else record_fingerprint(waits),
        closure_of(connection, row.id) if row.status == PeerStatus.CLOSED else None,
    )


def signed_record(row: Row[Any]) -> SignedRecord:
    """The newest record of an office that counts here."""
    return msgspec.msgpack.decode(row.record, type=ready(SignedRecord))
