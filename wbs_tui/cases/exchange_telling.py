"""How a case's history tells what was shared with other offices, handed to them, or said by them."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, select

from models.tables.exchange import messages, peers, referrals, shares
from models.words.exchange import Direction, MessageKind, ReferralState, Shared
from wbs_tui.cases import exchange_kinds as kinds
from wbs_tui.cases.sealed import MessageBody, Words
from wbs_tui.journal.entries import Entry
from wbs_tui.text.catalogue import N_, _

DETAIL: Mapping[str, tuple[Column[bytes], type[Any]]] = {
    kinds.CASE_SHARED: (shares.c.reason, Words),
    kinds.IDENTITY_SHARED: (shares.c.reason, Words),
    kinds.REFERRED: (referrals.c.reason, Words),
    kinds.REFERRAL_TOLD: (referrals.c.answer, Words),
    kinds.REMARK_WRITTEN: (messages.c.body, MessageBody),
    kinds.REMARK_TAKEN: (messages.c.body, MessageBody),
}
"""Where the words of an entry stand."""
_SHARED = {
    Shared.SUMMARY: N_("Ringkasan kasus dibagikan kepada {office}."),
    Shared.TOKENS: N_("Tanda pencocokan kasus dibagikan kepada {office}."),
    Shared.WHOLE: N_("Kasus dibagikan utuh kepada {office}."),
}
_SENT = {
    MessageKind.COMMENT: N_("Tanggapan dikirim kepada {office}."),
    MessageKind.REQUEST: N_("Permintaan dikirim kepada {office}."),
    MessageKind.HANDLED: N_("{office} diberi tahu bahwa perkara ini sudah ditangani di sini."),
    MessageKind.REPLY: N_("Jawaban dikirim kepada {office}."),
}
_CAME = {
    MessageKind.COMMENT: N_("{office} memberi tanggapan."),
    MessageKind.REQUEST: N_("{office} meminta sesuatu."),
    MessageKind.HANDLED: N_("{office} menyatakan sudah menangani perkara ini."),
    MessageKind.DUPLICATE: N_("{office} memberi tahu: instansi lain mungkin menangani perkara yang sama."),
    MessageKind.REPLY: N_("{office} menjawab."),
}


def _office(connection: Connection, office_id: object) -> str:
    name = connection.execute(select(peers.c.name).where(peers.c.id == office_id)).scalar()
    return name or "-"


def _of(entry: Entry, table: str) -> Mapping[str, Any]:
    return next((effect.values for effect in entry.effects if effect.table == table), {})


def _shared(connection: Connection, entry: Entry) -> str:
    said = _of(entry, "shares")
    return _(_SHARED[Shared(said["what"])]).format(office=_office(connection, said["office_id"]))


def _identity_shared(connection: Connection, entry: Entry) -> str:
    office = _office(connection, _of(entry, "shares")["office_id"])
    return _("Identitas pelapor dibagikan kepada {office}.").format(office=office)


def _ended(_connection: Connection, _entry: Entry) -> str:
    return _("Pembagian kepada instansi lain diakhiri.")


def _referred(connection: Connection, entry: Entry) -> str:
    office = _office(connection, _of(entry, "referrals")["office_id"])
    return _("Kasus dilimpahkan kepada {office}.").format(office=office)


def _answered(connection: Connection, entry: Entry) -> str:
    row = next(effect for effect in entry.effects if effect.table == "referrals")
    whose = select(referrals.c.office_id).where(referrals.c.id == row.row_id)
    office = _office(connection, connection.execute(whose).scalar())
    if row.values.get("state") == ReferralState.DECLINED:
        return _("{office} tidak menerima pelimpahan.").format(office=office)
    number = row.values.get("register") or "-"
    return _("{office} menangani kasus ini dengan nomor {register}.").format(office=office, register=number)


def _sent(_connection: Connection, _entry: Entry) -> str:
    return _("Isi kasus terbaru dikirim kepada instansi yang menerimanya.")


def _taken(connection: Connection, entry: Entry) -> str:
    office = _office(connection, _of(entry, "cases").get("referred_from"))
    return _("Pelimpahan dari {office} diterima sebagai kasus ini.").format(office=office)


def _evidence(_connection: Connection, _entry: Entry) -> str:
    return _("Bukti dari instansi yang melimpahkan tiba.")


def _remark(connection: Connection, entry: Entry) -> str:
    said = next(
        (each.values for each in entry.effects if each.table == "messages" and each.operation == "insert"), {}
    )
    sentences = _CAME if said.get("direction") == Direction.IN else _SENT
    sentence = sentences[MessageKind(str(said["kind"]))]
    return _(sentence).format(office=_office(connection, said["office_id"]))


def _read(_connection: Connection, _entry: Entry) -> str:
    return _("Pesan instansi lain dibaca.")


SENTENCES: Mapping[str, Callable[[Connection, Entry], str]] = {
    kinds.CASE_SHARED: _shared,
    kinds.IDENTITY_SHARED: _identity_shared,
    kinds.SHARE_ENDED: _ended,
    kinds.REFERRED: _referred,
    kinds.REFERRAL_TOLD: _answered,
    kinds.DOCUMENT_SENT: _sent,
    kinds.REFERRAL_ACCEPTED: _taken,
    kinds.REFERRAL_EVIDENCE: _evidence,
    kinds.REMARK_WRITTEN: _remark,
    kinds.REMARK_TAKEN: _remark,
    kinds.REMARK_READ: _read,
}
