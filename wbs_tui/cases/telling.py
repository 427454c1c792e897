"""Tells an entry about a case to an officer: one sentence, and the words that were given with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from models.tables.cases import (
    answers,
    assignments,
    checklist_answers,
    classifications,
    destructions,
    disclosures,
    evidence,
    legal_holds,
    notes,
    recommendation_updates,
    recommendations,
    recusals,
    restrictions,
    transitions,
)
from wbs_tui.cases import crossed, exchange_telling, kinds
from wbs_tui.cases.opening import Opener, damaged
from wbs_tui.cases.sealed import ClassificationDetail, HoldWords, RestrictionDetail, StepWords, Words
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.text.catalogue import _, language, n_
from wbs_tui.vault.errors import Damaged, NewerFormat

_DETAIL: Mapping[str, tuple[Column[bytes], type[Any]]] = {
    kinds.CLASSIFIED: (classifications.c.detail, ClassificationDetail),
    kinds.CHECKLIST_ANSWERED: (checklist_answers.c.note, Words),
    kinds.ADVANCED: (transitions.c.reason, StepWords),
    kinds.PROPOSED: (transitions.c.reason, StepWords),
    kinds.ASSIGNED: (assignments.c.reason, Words),
    kinds.NOTE_WRITTEN: (notes.c.body, Words),
    kinds.RECOMMENDATION_ADDED: (recommendations.c.body, Words),
    kinds.RECOMMENDATION_UPDATED: (recommendation_updates.c.note, Words),
    kinds.ANSWERED: (answers.c.body, Words),
    kinds.EVIDENCE_EXPORTED: (disclosures.c.reason, Words),
    kinds.IDENTITY_REVEALED: (disclosures.c.reason, Words),
    kinds.HOLD_PLACED: (legal_holds.c.reason, HoldWords),
    kinds.HOLD_LIFTED: (legal_holds.c.reason, HoldWords),
    kinds.DESTROYED: (destructions.c.reason, Words),
    kinds.DESTROYED_AGAIN: (destructions.c.reason, Words),
    kinds.RECUSED: (recusals.c.reason, Words),
    kinds.RESTRICTED: (restrictions.c.detail, RestrictionDetail),
    kinds.REPORT_RESTRICTED: (restrictions.c.detail, RestrictionDetail),
    **exchange_telling.DETAIL,
    **crossed.DETAIL,
}
"""Where the words of an entry stand."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells entries in the language in use."""

    opener: Opener
    names: Mapping[str, str]

    def sentence(self, entry: Entry) -> str:
        """What was done; an entry of a kind that is not of cases is told by its kind."""
        elsewhere = exchange_telling.SENTENCES.get(entry.kind) or crossed.SENTENCES.get(entry.kind)
        if elsewhere is not None:
            return elsewhere(self.opener.connection, entry)
        tell = _SENTENCES.get(entry.kind)
        return entry.kind if tell is None else tell(self, entry)

    def detail(self, entry: Entry) -> str:
        """The words given; empty when there are none, or this account may not open them."""
        place = _DETAIL.get(entry.kind)
        try:
            opened = None if place is None else self._cell(entry, *place)
        except (Damaged, NewerFormat):
            return damaged()
        if isinstance(opened, ClassificationDetail | RestrictionDetail):
            return opened.reason
        if isinstance(opened, HoldWords):
            return opened.lifted or opened.text
        return "" if opened is None else str(opened.text)

    def opened(self, entry: Entry, column: Column[bytes], type_: type[Any]) -> Any:
        """What a cell of the entry holds; None when it has none, it stays closed, or it is damaged."""
        try:
            return self._cell(entry, column, type_)
        except (Damaged, NewerFormat):
            return None

    def _cell(self, entry: Entry, column: Column[bytes], type_: type[Any]) -> Any:
        effect = _effect(entry, column.table.name)
        cell = effect and effect.values.get(column.name)
        return self.opener.open(column, effect.row_id, cell, type_) if effect and cell else None

    def label(self, kind: str, code: object) -> str:
        """What the screen says for a code of the policy."""
        return self.opener.desk.policy.label(kind, code, language())

    def name(self, account_id: object) -> str:
        """An account's name."""
        return self.names.get(str(account_id), "")


def _effect(entry: Entry, table: str) -> RowEffect | None:
    return next((effect for effect in entry.effects if effect.table == table), None)


def _values(entry: Entry, table: str) -> Mapping[str, Any]:
    effect = _effect(entry, table)
    return {} if effect is None else effect.values


def _received(teller: Teller, entry: Entry) -> str:
    values = _values(entry, "cases")
    return _("Laporan diterima melalui {channel} dan diberi nomor {register}.").format(
        channel=teller.label("channel", values["channel"]), register=values["register"]
    )


def _joined(teller: Teller, entry: Entry) -> str:
    channel = teller.label("channel", _values(entry, "reports").get("channel", ""))
    return _("Laporan lanjutan melalui {channel} bergabung dengan kasus ini.").format(channel=channel)


def _classified(teller: Teller, entry: Entry) -> str:
    values = _values(entry, "classifications")
    return _("Klasifikasi diputuskan: {category}, {severity}.").format(
        category=teller.label("category", values["category"]),
        severity=teller.label("severity", values["severity"]),
    )


def _checked(teller: Teller, entry: Entry) -> str:
    values = _values(entry, "checklist_answers")
    return _("Daftar periksa: {item} dijawab {answer}.").format(
        item=teller.label("checklist_item", values["item"]),
        answer=teller.label("checklist_answer", values["answer"]),
    )


def _advanced(teller: Teller, entry: Entry) -> str:
    values = _values(entry, "transitions")
    moved = _("Tahap berpindah dari {stage} ke {to}.").format(
        stage=teller.label("stage", values["from_stage"]), to=teller.label("stage", values["to_stage"])
    )
    return " ".join([moved, *_decided(teller, entry)])


def _proposed(teller: Teller, entry: Entry) -> str:
    to_stage = _values(entry, "transitions")["to_stage"]
    proposed = _("Langkah ke tahap {to} diusulkan.").format(to=teller.label("stage", to_stage))
    return " ".join([proposed, *_decided(teller, entry)])


def _decided(teller: Teller, entry: Entry) -> list[str]:
    """What was said with a step besides its reason, as far as the account may open it."""
    said = teller.opened(entry, transitions.c.reason, StepWords)
    sentences = []
    if said and said.result:
        sentences.append(_("Hasil: {result}.").format(result=teller.label("result", said.result)))
    if said and said.closure:
        sentences.append(_("Penyelesaian: {closure}.").format(closure=teller.label("closure", said.closure)))
    if said and said.assigned_to:
        sentences.append(_("Ditugaskan kepada {name}.").format(name=teller.name(said.assigned_to)))
    if said and said.for_inspector:
        sentences.append(_("Diputuskan Irban/Ketua Tim karena Inspektur terlibat dalam kasus ini."))
    return sentences


def _assigned(teller: Teller, entry: Entry) -> str:
    assignee = _values(entry, "assignments")["assigned_to"]
    if assignee is None:
        return _("Penugasan dicabut.")
    return _("Ditugaskan kepada {name}.").format(name=teller.name(assignee))


def _noted(teller: Teller, entry: Entry) -> str:
    values = _values(entry, "notes")
    kind = teller.label("note_kind", values["kind"])
    if values["corrects"]:
        return _("Koreksi atas catatan ditulis: {kind}.").format(kind=kind)
    return _("Catatan ditulis: {kind}.").format(kind=kind)


def _recommended(_teller: Teller, entry: Entry) -> str:
    return _("Rekomendasi {number} dicatat.").format(number=_values(entry, "recommendations")["number"])


def _followed_up(teller: Teller, entry: Entry) -> str:
    status = _values(entry, "recommendation_updates")["status"]
    return _("Status rekomendasi: {status}.").format(status=teller.label("recommendation_status", status))


def _answered(_teller: Teller, entry: Entry) -> str:
    if _values(entry, "answers")["corrects"]:
        return _("Koreksi atas jawaban kepada pelapor dicatat.")
    return _("Jawaban kepada pelapor dicatat.")


def _files_added(_teller: Teller, entry: Entry) -> str:
    added = sum(effect.table == evidence.name for effect in entry.effects)
    return n_("{number} berkas bukti ditambahkan.", added).format(number=added)


def _files_released(_teller: Teller, entry: Entry) -> str:
    return n_("{number} lampiran dilepas ke kasus.", len(entry.effects)).format(number=len(entry.effects))


def _exported(_teller: Teller, _entry: Entry) -> str:
    return _("Berkas bukti diekspor keluar dari penyimpanan.")


def _revealed(_teller: Teller, _entry: Entry) -> str:
    return _("Identitas pelapor dibuka.")


def _typed(_teller: Teller, _entry: Entry) -> str:
    return _("Diperingatkan: tulisan yang akan disimpan tampak memuat identitas pelapor.")


def _copied(_teller: Teller, _entry: Entry) -> str:
    return _("Bagian dari identitas pelapor disalin ke papan klip.")


def _restricted(teller: Teller, entry: Entry) -> str:
    said = teller.opened(entry, restrictions.c.detail, RestrictionDetail)
    if said is None:
        return _("Identitas pelapor dipindahkan ke kompartemen kasus ini.")
    names = ", ".join(sorted(teller.name(account_id) for account_id in said.implicated))
    if not names:
        return _("Kasus dipindahkan ke kompartemen sendiri.")
    return _("Kasus dipindahkan ke kompartemen sendiri, tertutup bagi: {names}.").format(names=names)


def _received_restricted(teller: Teller, entry: Entry) -> str:
    return f"{_received(teller, entry)} {_restricted(teller, entry)}"


def _reader_changed(teller: Teller, entry: Entry) -> str:
    changed = [effect.values for effect in entry.effects if effect.table == "grants"]
    names = ", ".join(sorted({teller.name(values["account_id"]) for values in changed}))
    if any(effect.table == "epochs" for effect in entry.effects):
        return _("Akses ke kasus ini dicabut: {names}.").format(names=names)
    return _("Akses ke kasus ini diberikan: {names}.").format(names=names)


def _recused(_teller: Teller, _entry: Entry) -> str:
    return _("Menyatakan konflik kepentingan dan tidak lagi menangani kasus ini.")


def _held(_teller: Teller, _entry: Entry) -> str:
    return _("Pemusnahan kasus ditahan.")


def _released(_teller: Teller, _entry: Entry) -> str:
    return _("Penahanan pemusnahan dicabut.")


def _destroyed(_teller: Teller, _entry: Entry) -> str:
    return _("Kasus dimusnahkan.")


def _destroyed_again(_teller: Teller, _entry: Entry) -> str:
    return _("Kasus dimusnahkan kembali setelah penyimpanan dipulihkan.")


_SENTENCES: Mapping[str, Callable[[Teller, Entry], str]] = {
    kinds.REPORT_RECEIVED: _received,
    kinds.REPORT_JOINED: _joined,
    kinds.CLASSIFIED: _classified,
    kinds.CHECKLIST_ANSWERED: _checked,
    kinds.ADVANCED: _advanced,
    kinds.PROPOSED: _proposed,
    kinds.ASSIGNED: _assigned,
    kinds.NOTE_WRITTEN: _noted,
    kinds.RECOMMENDATION_ADDED: _recommended,
    kinds.RECOMMENDATION_UPDATED: _followed_up,
    kinds.ANSWERED: _answered,
    kinds.EVIDENCE_ADDED: _files_added,
    kinds.EVIDENCE_RELEASED: _files_released,
    kinds.EVIDENCE_EXPORTED: _exported,
    kinds.IDENTITY_REVEALED: _revealed,
    kinds.IDENTITY_TYPED: _typed,
    kinds.IDENTITY_COPIED: _copied,
    kinds.HOLD_PLACED: _held,
    kinds.HOLD_LIFTED: _released,
    kinds.DESTROYED: _destroyed,
    kinds.DESTROYED_AGAIN: _destroyed_again,
    kinds.RECUSED: _recused,
    kinds.RESTRICTED: _restricted,
    kinds.REPORT_RESTRICTED: _received_restricted,
    kinds.READER_CHANGED: _reader_changed,
}
