"""Other offices: what their signed records say, and whether a person has compared their fingerprint."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select

from models.tables.exchange import peers as peers_table
from models.words.exchange import OfficeKind, PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.store.statements import Question
from wbs_tui.sync.errors import ClosedAtHub, NoSuchOffice, NotConfirmed, OtherFingerprint
from wbs_tui.sync.kinds import PEER_BLOCKED, PEER_CLOSED, PEER_CONFIRMED, PEER_SEEN
from wbs_tui.sync.offices.claims import refuse_claims, takes_stations
from wbs_tui.sync.offices.closures import ClosedThere, closure_of, closure_text, note_closure
from wbs_tui.sync.offices.keys import age_recipients, is_enrolled, office_signer, own_station
from wbs_tui.sync.offices.naming import code_and_name, not_read, on_a_line, reads, renaming
from wbs_tui.sync.offices.records import (
    Doubt,
    OfficeRecord,
    adopt,
    follows,
    our_under,
    read_record,
    record_fingerprint,
)
from wbs_tui.sync.offices.rekeyed import forget_new_key, note_new_key, waiting_key, waiting_record
from wbs_tui.sync.offices.trust import is_trusted, note_trust
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.records import ready
from wbs_tui.vault.account_keys import same_fingerprint
from wbs_tui.vault.errors import Damaged, NewerFormat

_WHY = "blocked:"
"""State: why a peer is blocked, by its id; only a gap heals by itself."""
_CLOSED = "closed:"
"""State: the digest of the last word by which a hub closed a peer, by its id."""
_BY_PERSON = "person"
MOST_SEEN = 2000
"""Offices that nobody has confirmed; Indonesia has 546 regional inspectorates."""
_ALL = Question(select(peers_table).order_by(peers_table.c.code, peers_table.c.id))
_ONE = Question(select(peers_table).where(peers_table.c.id == bindparam("office")))
_OPEN = (PeerStatus.SEEN, PeerStatus.CONFIRMED)
_KINDS = {
    OfficeKind.INSPECTORATE: N_("inspektorat"),
    OfficeKind.PROVINCE: N_("inspektorat provinsi"),
    OfficeKind.KPK: N_("KPK"),
}
_DOUBTS = {
    Doubt.FORK: N_("dua catatannya saling bertentangan"),
    Doubt.GAP: N_("ada catatannya yang tidak disampaikan"),
    Doubt.FOREIGN_KEY: N_("kunci barunya tidak ditandatangani kunci lamanya"),
    Doubt.FOREIGN_STATION: N_("ia menyebut stasiun milik instansi lain"),
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
    if not is_trusted(desk, connection, office_id, _signed(row).statement):
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


def take_records(desk: Desk, records: Iterable[SignedRecord]) -> tuple[str, ...]:
    """Note what a directory or a courier says of offices; sentences about what is wrong with it.

    Of a confirmed office only the record that follows is taken: a contradiction blocks it.
    """
    sentences: list[str] = []
    for signed in records:
        try:
            record = read_record(signed)
        except (Damaged, NewerFormat) as error:
            sentences.append(error.message)
            continue
        if not reads(record):
            sentences.append(not_read())
        elif record.office == desk.office.id:
            sentences += _take_own(desk, signed, record)
        else:
            sentences += _take_peers(desk, signed, record)
    return tuple(sentences)


def own_fingerprint(desk: Desk) -> str:
    """Of this office's key, for its letters to others; empty before it has one."""
    with desk.reading() as connection:
        return record_fingerprint(office_signer(desk, connection).public) if is_enrolled(connection) else ""


def wants_directory(connection: Connection) -> bool:
    """Whether a record is missing of some office, so that the whole directory is worth another look."""
    blocked = select(peers_table.c.id).where(peers_table.c.status == PeerStatus.BLOCKED)
    return any(
        read_state(connection, _WHY + office_id, str) == Doubt.GAP
        for office_id in connection.execute(blocked).scalars()
    )


def confirm_peer(desk: Desk, code: str, fingerprint: str, letter: str) -> Peer:
    """A person has compared the fingerprint with an official letter: from now on things are sealed to it.

    Also to a key that the one before did not sign, when it is that one's fingerprint.

    Raises NotPermitted, NoSuchOffice, OtherFingerprint, StationOfAnother, ConfirmedAlready.
    """
    desk.require(Operation.PEER_CONFIRM)
    with desk.transaction() as transaction:
        of_code = [each for each in read_peers(transaction.connection) if each.code == code]
        if not of_code:
            raise NoSuchOffice(code)
        chosen = [_rekeyed_as(transaction, each, fingerprint) for each in of_code]
        chosen = [each for each in chosen if same_fingerprint(each.fingerprint, fingerprint)]
        if not chosen:
            raise OtherFingerprint(code)
        refuse_claims(transaction.connection, chosen[0].record)
        with transaction.entry(PEER_CONFIRMED) as change:
            change.update(
                peers_table,
                chosen[0].id,
                status=PeerStatus.CONFIRMED,
                confirmed_at=change.at,
                confirmed_by=desk.actor.id,
                name=on_a_line(chosen[0].record.name),
                letter=on_a_line(letter),
            )
        forget_state(transaction.connection, _WHY + chosen[0].id)
        note_trust(desk, transaction.connection, chosen[0].id, chosen[0].signed.statement)
        confirmed = peer(transaction.connection, chosen[0].id)
    assert confirmed is not None  # noqa: S101 - it was updated just now
    return confirmed


def _rekeyed_as(transaction: Transaction, known: Peer, fingerprint: str) -> Peer:
    """The peer under the key that waits for a letter, when it is this one's fingerprint; else as it is."""
    connection = transaction.connection
    if not known.new_fingerprint or not same_fingerprint(known.new_fingerprint, fingerprint):
        return known
    signed = waiting_record(connection, known.id)
    row = connection.execute(select(peers_table).where(peers_table.c.id == known.id)).one()
    assert signed is not None  # noqa: S101 - it has a fingerprint
    _see(transaction, signed, read_record(signed), row, status=PeerStatus.BLOCKED)
    forget_new_key(connection, known.id)
    found = peer(connection, known.id)
    assert found is not None  # noqa: S101 - it was updated just now
    return found


def close_peer(desk: Desk, office_id: str, number: int, word: bytes, said: ClosedThere) -> str | None:
    """A hub says that an office is closed since its record of this number; its code and name if that is news.

    `word` tells its sentences apart: one that is repeated undoes no confirmation that came after it.
    """
    with desk.transaction() as transaction:
        known = peer(transaction.connection, office_id)
        if known is not None and known.number <= number:
            note_closure(transaction.connection, office_id, said)
        if known is None or read_state(transaction.connection, _CLOSED + office_id, bytes) == word:
            return None
        write_state(transaction.connection, _CLOSED + office_id, word)
        if known.number > number or known.status not in _OPEN:
            return None
        with transaction.entry(PEER_CLOSED) as change:
            change.update(peers_table, office_id, status=PeerStatus.CLOSED)
    return f"{known.code} {known.name}"


def block_peer(desk: Desk, code: str) -> Peer:
    """Seal nothing to the offices of this code, and take nothing from them, until one is confirmed anew.

    Raises NotPermitted, NoSuchOffice.
    """
    desk.require(Operation.PEER_CONFIRM)
    with desk.transaction() as transaction:
        known = find_peer(transaction.connection, code)
        _block(transaction, known.id, _BY_PERSON)
        blocked = peer(transaction.connection, known.id)
    assert blocked is not None  # noqa: S101 - it was updated just now
    return blocked


def _take_own(desk: Desk, signed: SignedRecord, record: OfficeRecord) -> list[str]:
    """A record of this very office: one that it has made, or one from before it was restored."""
    with desk.reading() as connection:
        mine = read_state(connection, f"record:{record.number}", SignedRecord)
    if mine == signed or (mine is None and adopt(desk, signed)):
        return []
    return [_("Direktori memuat catatan atas nama kantor ini yang tidak dibuatnya. Laporkan kepada KPK.")]


def _take_peers(desk: Desk, signed: SignedRecord, record: OfficeRecord) -> list[str]:
    with desk.transaction() as transaction:
        row = transaction.connection.execute(
            select(peers_table).where(peers_table.c.id == record.office)
        ).one_or_none()
        if row is None:
            return _meet(transaction, signed, record)
        doubt = follows(_signed(row), signed)
        if doubt in (Doubt.OLDER, Doubt.OTHER_OFFICE):
            return []
        waits = waiting_key(transaction.connection, row.id)
        if note_new_key(transaction.connection, row.id, signed, doubt):
            doubt = Doubt.FOREIGN_KEY
            known = (None, waiting_key(transaction.connection, row.id))
            if row.status != PeerStatus.SEEN and waits not in known:
                return [_rekeyed(row, record)]
        if row.status == PeerStatus.SEEN or (row.status == PeerStatus.CLOSED and doubt is None):
            return _see(transaction, signed, record, row)
        if not is_trusted(desk, transaction.connection, row.id, _signed(row).statement):
            doubt = Doubt.FOREIGN_KEY  # what is here was put in by somebody else
        if doubt is None and takes_stations(transaction.connection, record, read_record(_signed(row))):
            doubt = Doubt.FOREIGN_STATION
        return _follow(desk, transaction, signed, record, row, doubt)


def _rekeyed(row: Row[Any], record: OfficeRecord) -> str:
    said = _("Kunci {office} berganti; sidiknya kini {fingerprint}.")
    return said.format(office=code_and_name(row), fingerprint=record_fingerprint(record.sign))


def _meet(transaction: Transaction, signed: SignedRecord, record: OfficeRecord) -> list[str]:
    """An office that was not known before; no directory may fill the store with offices without end."""
    count = select(func.count()).where(peers_table.c.status == PeerStatus.SEEN)
    if transaction.connection.execute(count).scalar_one() >= MOST_SEEN:
        return [
            _("Direktori menyebut terlalu banyak instansi; yang lain tidak dicatat. Laporkan kepada KPK.")
        ]
    return _see(transaction, signed, record, None)


def _follow(
    desk: Desk,
    transaction: Transaction,
    signed: SignedRecord,
    record: OfficeRecord,
    row: Row[Any],
    doubt: Doubt | None,
) -> list[str]:
    """Of a confirmed office: the very next record counts, anything else blocks it."""
    why = read_state(transaction.connection, _WHY + row.id, str)
    if doubt is None and why in (None, Doubt.GAP) and (record.kind, record.code) != (row.kind, row.code):
        _see(transaction, signed, record, row)
        sentence = _(
            "{office} kini menyebut dirinya {kind} {code}: pastikan lagi sidik kuncinya menurut suratnya."
        )
        return [sentence.format(office=code_and_name(row), kind=kind_text(record.kind), code=record.code)]
    if doubt is None and why in (None, Doubt.GAP):
        forget_state(transaction.connection, _WHY + row.id)
        note_trust(desk, transaction.connection, row.id, signed.statement)
        return _see(transaction, signed, record, row, status=PeerStatus.CONFIRMED)
    if doubt is None or why == doubt:
        return []
    if why in (None, Doubt.GAP):
        _block(transaction, row.id, doubt)
    sentence = _(
        "{office} diblokir: {why}. Tidak ada yang disegel untuknya sampai sidik kuncinya dipastikan lagi."
    )
    said = [sentence.format(office=code_and_name(row), why=_(_DOUBTS[doubt]))]
    if waiting_key(transaction.connection, row.id) == record.sign:
        new = _(
            "Sidik kunci barunya {fingerprint}: cocokkan dengan surat resmi {office}, bukan dengan layar ini."
        )
        said.append(new.format(fingerprint=record_fingerprint(record.sign), office=row.name))
    return said


def _see(
    transaction: Transaction,
    signed: SignedRecord,
    record: OfficeRecord,
    row: Row[Any] | None,
    status: PeerStatus = PeerStatus.SEEN,
) -> list[str]:
    """Note the newest record; sentences when key or name is another than before.

    A confirmed office keeps the name by which it was confirmed until a person confirms another.
    """
    keeps = row is not None and status == PeerStatus.CONFIRMED
    with transaction.entry(PEER_SEEN) as change:
        values: dict[str, object] = {
            "code": on_a_line(record.code),
            "name": row.name if row is not None and keeps else on_a_line(record.name),
            "kind": record.kind,
            "under": on_a_line(record.under) or None,
            "number": record.number,
            "record": msgspec.msgpack.encode(signed),
            "fingerprint": record_fingerprint(record.sign),
            "status": status,
        }
        if row is None:
            change.insert(peers_table, record.office, seen_at=change.at, **values)
        else:
            change.update(peers_table, record.office, **values)
    if row is None:
        return []
    said = renaming(row, read_record(_signed(row)), record) if keeps else []
    return [*said, _rekeyed(row, record)] if row.fingerprint != values["fingerprint"] else said


def _block(transaction: Transaction, office_id: str, why: str) -> None:
    with transaction.entry(PEER_BLOCKED) as change:
        change.update(peers_table, office_id, status=PeerStatus.BLOCKED)
    write_state(transaction.connection, _WHY + office_id, why)


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
    signed = _signed(row)
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


def _signed(row: Row[Any]) -> SignedRecord:
    return msgspec.msgpack.decode(row.record, type=ready(SignedRecord))
