"""An office's signed statements about itself: its keys and stations, each statement following the last.

What a hub's directory relays is only that. People compare the fingerprint of the office's key with an
official letter; from there each record proves the next (docs/formats.md).
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec
from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.tables.journal import stations
from models.words.exchange import OfficeKind
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.sync.errors import NotEnrolled, OfficeKeyLost
from wbs_tui.sync.offices.keys import office_signer, own_station, own_stations
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.ids import is_id
from wbs_tui.vault.sealing import PUBLIC_BYTES
from wbs_tui.vault.statements import read_statement

RECORD_CONTEXT = "office-record-v1"
LARGEST_RECORD = 256 * 1024
"""Bytes of a statement."""
MOST_STATIONS = 256
_VERSION = 1
_RECORD = N_("Catatan instansi")
_CHAIN = "record:"
"""State: this office's records by number, from 1."""
_UNDER = "under"


class Station(msgspec.Struct, array_like=True, frozen=True):
    """A place where the office writes."""

    id: str
    sign: bytes
    """Ed25519 public key (32 bytes): signs parcels and requests."""
    name: str
    age: str
    """The age recipient of its bundles."""


class Seal(msgspec.Struct, array_like=True, frozen=True):
    """The public half of a compartment's latest epoch."""

    kind: str
    """`office` or `identity`."""
    compartment: str
    epoch: int
    public: bytes


class OfficeRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The statement that an office signs. Ids are 32 hexadecimal characters, `at` UTC milliseconds."""

    version: int = _VERSION
    office: str
    code: str
    name: str
    kind: str
    under: str
    """The code of the province that the office belongs to; empty for none."""
    number: int
    """1, 2, 3, ..."""
    previous: bytes
    """SHA-256 of the statement before; 0 bytes in the first."""
    sign: bytes
    """The office's key (32 bytes)."""
    stations: tuple[Station, ...]
    home: str
    """The station of the office's own store."""
    seals: tuple[Seal, ...]
    at: int


class Doubt(StrEnum):
    """Why a record does not follow the one that is known."""

    OTHER_OFFICE = "other_office"
    OLDER = "older"
    """It is not later than the one that is known, and does not contradict it."""
    FORK = "fork"
    """It contradicts the one that is known: the office, or somebody with its key, said two things."""
    GAP = "gap"
    """One between them has not arrived."""
    FOREIGN_KEY = "foreign_key"
    """A new key that the old one has not signed."""
    FOREIGN_STATION = "foreign_station"
    """It names a station that another office, or this one, writes at."""


@lru_cache(maxsize=64)
def read_record(signed: SignedRecord) -> OfficeRecord:
    """What an office says of itself, under the key that it names. Raises NewerFormat or Damaged."""
    if len(signed.statement) > LARGEST_RECORD:
        raise Damaged(_RECORD)
    record: OfficeRecord = read_statement(signed.statement, {_VERSION: OfficeRecord}, _RECORD)
    if not verify(record.sign, RECORD_CONTEXT, signed.statement, signed.signature) or not _is_sound(record):
        raise Damaged(_RECORD)
    return record


def _is_sound(record: OfficeRecord) -> bool:
    named = [station.id for station in record.stations]
    return (
        is_id(record.office)
        and 0 < len(record.code) <= 10
        and 0 < len(record.name) <= 120
        and record.kind in set(OfficeKind)
        and len(record.under) <= 10
        and 0 < record.number < 2**31
        and len(record.previous) == (0 if record.number == 1 else 32)
        and len(named) <= MOST_STATIONS
        and len(set(named)) == len(named)
        and all(is_id(station) for station in named)
        and record.home in named
        and {seal.kind for seal in record.seals} == {OFFICE, IDENTITY}
        and all(len(seal.public) == PUBLIC_BYTES and is_id(seal.compartment) for seal in record.seals)
    )


def follows(known: SignedRecord, later: SignedRecord) -> Doubt | None:
    """None when `later` is the very next statement of the same office; else why it is not.

    Raises NewerFormat or Damaged for what is no record.
    """
    before, after = read_record(known), read_record(later)
    if before.office != after.office:
        return Doubt.OTHER_OFFICE
    if after.number <= before.number:
        same = after.number < before.number or known.statement == later.statement
        return Doubt.OLDER if same else Doubt.FORK
    if after.number > before.number + 1:
        return Doubt.GAP
    if after.previous != hashlib.sha256(known.statement).digest():
        return Doubt.FORK
    by_old = verify(before.sign, RECORD_CONTEXT, later.statement, later.by_previous)
    return None if after.sign == before.sign or by_old else Doubt.FOREIGN_KEY


def record_fingerprint(sign: bytes) -> str:
    """Eight groups of five digits (132 bits of SHA-256) of an office's key, for an official letter."""
    number = int.from_bytes(hashlib.sha256(b"wbs-office-fingerprint-v1|" + sign).digest(), "big")
    digits = f"{number % 10**40:040d}"
    return " ".join(digits[start : start + 5] for start in range(0, 40, 5))


def our_records(connection: Connection, after: int = 0) -> tuple[SignedRecord, ...]:
    """What this office has said of itself, from the number behind `after` on."""
    found = []
    while (signed := read_state(connection, f"{_CHAIN}{after + 1}", SignedRecord)) is not None:
        found.append(signed)
        after += 1
    return tuple(found)


def our_record(desk: Desk) -> SignedRecord:
    """What this office says of itself now; a new statement when something has changed since the last.

    Raises NotEnrolled, NotLetIn, NoGenuineEpoch, BrokenCompartment.
    """
    with writing(desk.engine) as connection:
        last = _newest(connection)
        said = read_record(last) if last is not None else None
        now = _statement(desk, connection, last, said)
        if said is not None and last is not None and _same(said, now):
            return last
        signed = _signed(desk, connection, now, said)
        write_state(connection, f"{_CHAIN}{now.number}", signed)
        write_state(connection, f"{_CHAIN}last", now.number)
    return signed


def newest_number(connection: Connection) -> int:
    """Of what this office has said of itself; 0 before it has."""
    return read_state(connection, f"{_CHAIN}last", int) or 0


def rejoin(desk: Desk, newest: SignedRecord, *, forsaking: bool) -> SignedRecord:
    """The record with which this office comes back to a hub that closed it, behind the newest that it has.

    `forsaking`: also when the key of that one is gone, so that it cannot sign the new one: every other office
    then has to compare a letter. Raises OfficeKeyLost, NotLetIn, Damaged, NewerFormat.
    """
    said = read_record(newest)
    with writing(desk.engine) as connection:
        now = _statement(desk, connection, newest, said)
        signed = _signed(desk, connection, now, said, forsaking=forsaking)
        for record in (newest, signed):
            write_state(connection, f"{_CHAIN}{read_record(record).number}", record)
        write_state(connection, f"{_CHAIN}last", now.number)
    return signed


def adopt(desk: Desk, signed: SignedRecord) -> bool:
    """Take one of our own records back from the directory, after a restore; whether it was ours and new."""
    record = read_record(signed)
    with writing(desk.engine) as connection:
        last = _newest(connection)
        if last is None or record.office != desk.office.id or follows(last, signed) is not None:
            return False
        write_state(connection, f"{_CHAIN}{record.number}", signed)
        write_state(connection, f"{_CHAIN}last", record.number)
    return True


def recover(desk: Desk, records: Sequence[SignedRecord]) -> int | None:
    """After a restore: records of ours that a hub has stand in for those made here since.

    The number of the hub's newest; None unless they were ours, and go on from what is known here.
    """
    with writing(desk.engine) as connection:
        known, following = _parting(connection, records)
        if known is None or not _all_follow(known, following):
            return None
        newest = read_record(following[-1] if following else known).number
        if not following:
            return newest
        for signed in following:
            write_state(connection, f"{_CHAIN}{read_record(signed).number}", signed)
        forget_records(connection, newest)
        write_state(connection, f"{_CHAIN}last", newest)
    return newest


def forget_records(connection: Connection, after: int) -> None:
    """What this office was to say of itself behind this number, and nobody has taken."""
    newest = newest_number(connection)
    if newest <= after:
        return
    for number in range(after + 1, newest + 1):
        forget_state(connection, f"{_CHAIN}{number}")
    if after:
        write_state(connection, f"{_CHAIN}last", after)
    else:
        forget_state(connection, f"{_CHAIN}last")


def _parting(
    connection: Connection, records: Sequence[SignedRecord]
) -> tuple[SignedRecord | None, Sequence[SignedRecord]]:
    """The newest of ours that these go on from, and those that come after it."""
    known = None
    for place, signed in enumerate(records):
        number = _number(signed)
        if number is None:
            return None, ()
        if number > 1 and known is None:
            known = read_state(connection, f"{_CHAIN}{number - 1}", SignedRecord)
        mine = read_state(connection, f"{_CHAIN}{number}", SignedRecord)
        if mine is None or mine.statement != signed.statement:
            return known, records[place:]
        known = mine
    return known, ()


def _all_follow(known: SignedRecord, following: Sequence[SignedRecord]) -> bool:
    for signed in following:
        if _number(signed) is None or follows(known, signed) is not None:
            return False
        known = signed
    return True


def _number(signed: SignedRecord) -> int | None:
    try:
        return read_record(signed).number
    except (Damaged, NewerFormat):
        return None


def set_under(connection: Connection, code: str) -> None:
    """Say which province this office belongs to."""
    write_state(connection, _UNDER, code)


def our_under(connection: Connection) -> str:
    """The code of the province that this office belongs to; empty for none."""
    return read_state(connection, _UNDER, str) or ""


def _newest(connection: Connection) -> SignedRecord | None:
    number = read_state(connection, f"{_CHAIN}last", int)
    return None if number is None else read_state(connection, f"{_CHAIN}{number}", SignedRecord)


def _statement(
    desk: Desk, connection: Connection, last: SignedRecord | None, said: OfficeRecord | None
) -> OfficeRecord:
    office = connection.execute(select(offices)).one()
    return OfficeRecord(
        office=office.id,
        code=office.code,
        name=office.name,
        kind=office.kind or OfficeKind.INSPECTORATE,
        under=our_under(connection),
        number=1 if said is None else said.number + 1,
        previous=b"" if last is None else hashlib.sha256(last.statement).digest(),
        sign=office_signer(desk, connection).public,
        stations=_stations(desk, connection),
        home=own_station(connection),
        seals=(_seal(desk, OFFICE), _seal(desk, IDENTITY)),
        at=desk.now(),
    )


def _stations(desk: Desk, connection: Connection) -> tuple[Station, ...]:
    numbers = {row.id: row.number for row in connection.execute(select(stations.c.id, stations.c.number))}
    return tuple(
        Station(station, public, f"S{numbers.get(station, 1)}", recipient)
        for station, (public, recipient) in own_stations(desk, connection).items()
    )


def _seal(desk: Desk, kind: str) -> Seal:
    compartment = desk.keyring.compartment(kind)
    return Seal(kind, compartment, *desk.keyring.public(compartment))


def _same(said: OfficeRecord, now: OfficeRecord) -> bool:
    """Whether nothing has changed but the number and the moment."""
    same = msgspec.structs.replace(now, number=said.number, previous=said.previous, at=said.at)
    return same == said


def _signed(
    desk: Desk,
    connection: Connection,
    now: OfficeRecord,
    said: OfficeRecord | None,
    *,
    forsaking: bool = False,
) -> SignedRecord:
    statement = msgspec.msgpack.encode(now)
    signature = office_signer(desk, connection).sign(RECORD_CONTEXT, statement)
    by_previous = b""
    if said is not None and said.sign != now.sign and not forsaking:
        try:
            before = office_signer(desk, connection, said.sign)
        except NotEnrolled as error:
            raise OfficeKeyLost from error
        by_previous = before.sign(RECORD_CONTEXT, statement)
    return SignedRecord(statement, signature, by_previous)
