"""This office's own keys for the exchange: the office's, each station's, and what bundles are sealed to."""

from dataclasses import dataclass, field
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, bindparam, select

from models.tables.exchange import exchange_keys
from models.tables.journal import store_facts
from models.words.exchange import KeyPurpose
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.statements import Question
from wbs_tui.sync.errors import NotEnrolled
from wbs_tui.vault.account_keys import labelled
from wbs_tui.vault.cells import CellKey, CellPlace, open_struct
from wbs_tui.vault.ids import new_id

KEY_WRAP = "exchange"
"""Purpose of the content keys of `exchange_keys.secret`: one each, so that a lease takes along its own."""
CELLS = "exchange_cells"
"""Purpose of the one content key for what belongs to no case of ours."""
_KeyRow = Row[Any]
_OF = Question(
    select(exchange_keys).where(exchange_keys.c.purpose == bindparam("purpose")).order_by(exchange_keys.c.id)
)
_STATION = Question(select(store_facts.c.value).where(store_facts.c.name == "station"))


@dataclass(frozen=True, slots=True)
class Signer:
    """An opened Ed25519 key; shows only its public half."""

    station: str
    """Whose it is; empty for the office's own."""
    public: bytes
    _key: Ed25519PrivateKey = field(repr=False)

    def sign(self, context: str, message: bytes) -> bytes:
        """64-byte signature as `vault.account_keys.verify` checks it."""
        return self._key.sign(labelled(context, message))

    def sign_bytes(self, message: bytes) -> bytes:
        """64-byte signature over the bytes alone, as HTTP message signatures have it (RFC 9421)."""
        return self._key.sign(message)


def make_office_keys(desk: Desk, change: Change) -> bytes:
    """A new key of the office, which ends the one before; gives its public half."""
    connection = change.connection
    if desk.keyring.shared_key(connection, CELLS) is None:
        desk.keyring.make_key(connection, desk.clock, CELLS, desk.keyring.compartment(OFFICE), None)
    for row in _rows(connection, KeyPurpose.OFFICE, None):
        change.update(exchange_keys, row.id, ended_at=change.at)
    return _new_signing_key(desk, change, KeyPurpose.OFFICE, None)


def make_station_keys(desk: Desk, change: Change, station: str) -> bytes:
    """Keys of a station, to sign with and to receive bundles; gives the public half that verifies."""
    public = _new_signing_key(desk, change, KeyPurpose.STATION, station)
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public()).encode()
    _insert(desk, change, KeyPurpose.AGE, station, recipient, str(identity).encode())
    return public


def end_station_keys(change: Change, station: str) -> None:
    """What the station signs from now on counts no more."""
    for purpose in (KeyPurpose.STATION, KeyPurpose.AGE):
        for row in _rows(change.connection, purpose, station):
            change.update(exchange_keys, row.id, ended_at=change.at)


def own_station(connection: Connection) -> str:
    """The station that this store writes at."""
    station: str = _STATION.rows(connection)[0].value
    return station


def station_keys(connection: Connection) -> dict[str, bytes]:
    """By station of this office: the public half of its key, for those that count."""
    rows = _OF.rows(connection, purpose=KeyPurpose.STATION.value)
    return {row.station: row.public for row in rows if row.ended_at is None}


def ended_station_key(connection: Connection, station: str) -> bytes | None:
    """The last key of a station whose keys were ended: it proves who sent, and that it counts no more."""
    newest = (
        select(exchange_keys.c.public)
        .where(exchange_keys.c.purpose == KeyPurpose.STATION, exchange_keys.c.station == station)
        .order_by(exchange_keys.c.id.desc())
        .limit(1)
    )
    public: bytes | None = connection.execute(newest).scalar()
    return public


def age_recipients(connection: Connection) -> dict[str, str]:
    """By station of this office: the age recipient for its bundles."""
    rows = connection.execute(
        select(exchange_keys.c.station, exchange_keys.c.public)
        .where(exchange_keys.c.purpose == KeyPurpose.AGE, exchange_keys.c.ended_at.is_(None))
        .order_by(exchange_keys.c.id)
    )
    return {row.station: row.public.decode() for row in rows}


def own_stations(desk: Desk, connection: Connection) -> dict[str, tuple[bytes, str]]:
    """By station: the public half of its key and its age recipient, worked out from the secrets.

    What stands beside them in clear is what whoever has a server's database can change. Raises NotLetIn.
    """
    found = {}
    for station in station_keys(connection):
        identities = _rows(connection, KeyPurpose.AGE, station)
        recipient = ""
        if identities:
            secret = _secret(desk, connection, identities[-1]).decode()
            recipient = str(pyrage.x25519.Identity.from_str(secret).to_public())
        found[station] = (station_signer(desk, connection, station).public, recipient)
    return found


def is_enrolled(connection: Connection) -> bool:
    """Whether the office has keys for the exchange."""
    return bool(_rows(connection, KeyPurpose.OFFICE, None))


def office_signer(desk: Desk, connection: Connection, public: bytes | None = None) -> Signer:
    """The office's key, or an ended one by its public half. Raises NotEnrolled, NotLetIn."""
    rows = _rows(connection, KeyPurpose.OFFICE, None, ended=public is not None)
    chosen = [row for row in rows if public is None or row.public == public]
    return _signer(desk, connection, chosen, "")


def station_signer(desk: Desk, connection: Connection, station: str | None = None) -> Signer:
    """The key of a station, by default this store's. Raises NotEnrolled, NotLetIn."""
    named = station or own_station(connection)
    return _signer(desk, connection, _rows(connection, KeyPurpose.STATION, named), named)


def age_identity(desk: Desk, connection: Connection) -> str:
    """What opens the bundles for this station (`AGE-SECRET-KEY-...`). Raises NotEnrolled, NotLetIn."""
    rows = _rows(connection, KeyPurpose.AGE, own_station(connection))
    if not rows:
        raise NotEnrolled
    return _secret(desk, connection, rows[-1]).decode()


def exchange_cell_key(desk: Desk, connection: Connection) -> CellKey:
    """The key for what belongs to no case of ours: other offices' cases, messages about them."""
    key = desk.keyring.shared_key(connection, CELLS)
    if key is None:
        raise NotEnrolled
    return key


def _new_signing_key(desk: Desk, change: Change, purpose: KeyPurpose, station: str | None) -> bytes:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    _insert(desk, change, purpose, station, public, key.private_bytes_raw())
    return public


def _insert(
    desk: Desk, change: Change, purpose: KeyPurpose, station: str | None, public: bytes, secret: bytes
) -> None:
    compartment = desk.keyring.compartment(OFFICE)
    key = desk.keyring.make_key(change.connection, desk.clock, KEY_WRAP, compartment, None)
    row_id = new_id(desk.clock)
    change.insert(
        exchange_keys,
        row_id,
        purpose=purpose,
        station=station,
        public=public,
        valid_from=change.at,
        made_by=desk.actor.id,
        secret=change.seal(key, exchange_keys.c.secret, row_id, secret),
    )


def _rows(
    connection: Connection, purpose: KeyPurpose, station: str | None, *, ended: bool = False
) -> list[_KeyRow]:
    """Oldest first."""
    rows = _OF.rows(connection, purpose=purpose.value)
    return [row for row in rows if row.station == station and (ended or row.ended_at is None)]


def _signer(desk: Desk, connection: Connection, rows: list[_KeyRow], station: str) -> Signer:
    if not rows:
        raise NotEnrolled
    row = rows[-1]
    key = Ed25519PrivateKey.from_private_bytes(_secret(desk, connection, row))
    return Signer(station, key.public_key().public_bytes_raw(), key)


def _secret(desk: Desk, connection: Connection, row: _KeyRow) -> bytes:
    place = CellPlace(desk.office.id, str(exchange_keys.name), "secret", row.id)
    return open_struct(lambda key_id: desk.keyring.members_key(connection, key_id), place, row.secret, bytes)
