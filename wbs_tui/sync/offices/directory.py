"""What a directory or a courier says of offices: a record that follows is taken, a contradiction blocks."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from models.tables.exchange import peers as peers_table
from models.words.exchange import PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.sync.kinds import PEER_BLOCKED, PEER_SEEN
from wbs_tui.sync.offices.claims import takes_stations
from wbs_tui.sync.offices.naming import code_and_name, not_read, on_a_line, reads, renaming
from wbs_tui.sync.offices.peers import kind_text, signed_record
from wbs_tui.sync.offices.records import (
    Doubt,
    OfficeRecord,
    adopt,
    follows,
    read_record,
    record_fingerprint,
)
from wbs_tui.sync.offices.rekeyed import note_new_key, waiting_key
from wbs_tui.sync.offices.trust import is_trusted, note_trust
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.errors import Damaged, NewerFormat

WHY = "blocked:"
"""State: why a peer is blocked, by its id; only a gap heals by itself."""
MOST_SEEN = 2000
"""Offices that nobody has confirmed; Indonesia has 546 regional inspectorates."""
_DOUBTS = {
    Doubt.FORK: N_("dua catatannya saling bertentangan"),
    Doubt.GAP: N_("ada catatannya yang tidak disampaikan"),
    Doubt.FOREIGN_KEY: N_("kunci barunya tidak ditandatangani kunci lamanya"),
    Doubt.FOREIGN_STATION: N_("ia menyebut stasiun milik instansi lain"),
}


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


def wants_directory(connection: Connection) -> bool:
    """Whether a record is missing of some office, so that the whole directory is worth another look."""
    blocked = select(peers_table.c.id).where(peers_table.c.status == PeerStatus.BLOCKED)
    return any(
        read_state(connection, WHY + office_id, str) == Doubt.GAP
        for office_id in connection.execute(blocked).scalars()
    )


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
        doubt = follows(signed_record(row), signed)
        if doubt in (Doubt.OLDER, Doubt.OTHER_OFFICE):
            return []
        waits = waiting_key(transaction.connection, row.id)
        if note_new_key(transaction.connection, row.id, signed, doubt):
            doubt = Doubt.FOREIGN_KEY
            known = (None, waiting_key(transaction.connection, row.id))
            if row.status != PeerStatus.SEEN and waits not in known:
                return [_rekeyed(row, record)]
        if row.status == PeerStatus.SEEN or (row.status == PeerStatus.CLOSED and doubt is None):
            return see(transaction, signed, record, row)
        if not is_trusted(desk, transaction.connection, row.id, signed_record(row).statement):
            doubt = Doubt.FOREIGN_KEY  # what is here was put in by somebody else
        if doubt is None and takes_stations(transaction.connection, record, read_record(signed_record(row))):
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
    return see(transaction, signed, record, None)


def _follow(
    desk: Desk,
    transaction: Transaction,
    signed: SignedRecord,
    record: OfficeRecord,
    row: Row[Any],
    doubt: Doubt | None,
) -> list[str]:
    """Of a confirmed office: the very next record counts, anything else blocks it."""
    why = read_state(transaction.connection, WHY + row.id, str)
    if doubt is None and why in (None, Doubt.GAP) and (record.kind, record.code) != (row.kind, row.code):
        see(transaction, signed, record, row)
        sentence = _(
            "{office} kini menyebut dirinya {kind} {code}: pastikan lagi sidik kuncinya menurut suratnya."
        )
        return [sentence.format(office=code_and_name(row), kind=kind_text(record.kind), code=record.code)]
    if doubt is None and why in (None, Doubt.GAP):
        forget_state(transaction.connection, WHY + row.id)
        note_trust(desk, transaction.connection, row.id, signed.statement)
        return see(transaction, signed, record, row, status=PeerStatus.CONFIRMED)
    if doubt is None or why == doubt:
        return []
    if why in (None, Doubt.GAP):
        block(transaction, row.id, doubt)
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


def see(
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
    said = renaming(row, read_record(signed_record(row)), record) if keeps else []
    return [*said, _rekeyed(row, record)] if row.fingerprint != values["fingerprint"] else said


def block(transaction: Transaction, office_id: str, why: str) -> None:
    """Nothing is sealed to an office from now on, and nothing taken from it."""
    with transaction.entry(PEER_BLOCKED) as change:
        change.update(peers_table, office_id, status=PeerStatus.BLOCKED)
    write_state(transaction.connection, WHY + office_id, why)
