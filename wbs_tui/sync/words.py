"""What officers call what goes between offices; to be translated where it is shown."""

from collections.abc import Mapping

from models.words.exchange import Direction, MessageKind, MessageState, ReferralState, Shared
from wbs_tui.text.catalogue import N_, _

SHARED: Mapping[Shared, str] = {
    Shared.SUMMARY: N_("ringkasan"),
    Shared.TOKENS: N_("tanda pencocokan"),
    Shared.WHOLE: N_("kasus utuh"),
    Shared.IDENTITY: N_("identitas pelapor"),
    Shared.REFERRAL: N_("pelimpahan"),
}
KINDS: Mapping[MessageKind, str] = {
    MessageKind.COMMENT: N_("tanggapan"),
    MessageKind.REQUEST: N_("permintaan"),
    MessageKind.HANDLED: N_("sudah ditangani instansi itu"),
    MessageKind.DUPLICATE: N_("mungkin perkara yang sama"),
    MessageKind.REPLY: N_("jawaban"),
}
STATES: Mapping[MessageState, str] = {
    MessageState.NEW: N_("belum dibaca"),
    MessageState.READ: N_("dibaca"),
    MessageState.WAITING: N_("menunggu jawaban"),
    MessageState.ANSWERED: N_("sudah dijawab"),
}
_SENT = N_("tercatat, dikirim")
_DELIVERED = N_("sampai di sana")
TEXT_KINDS = {
    "report": N_("Laporan"),
    "note": N_("Catatan"),
    "answer": N_("Jawaban kepada pelapor"),
    "recommendation": N_("Tindak lanjut"),
    "classification": N_("Klasifikasi"),
    "checklist": N_("Verifikasi"),
    "step": N_("Langkah"),
}
"""What a text of a shared case is."""


def state_of(direction: Direction, state: MessageState, *, delivered: bool = False) -> str:
    """What has become of a message, to be translated: whether one of ours was read there nobody tells."""
    if direction is Direction.OUT and state is MessageState.READ:
        return _DELIVERED if delivered else _SENT
    return STATES[state]


DIRECTIONS: Mapping[Direction, str] = {Direction.IN: N_("dari"), Direction.OUT: N_("kepada")}
REFERRAL_STATES: Mapping[ReferralState, str] = {
    ReferralState.WAITING: N_("menunggu jawaban"),
    ReferralState.ACCEPTED: N_("diterima"),
    ReferralState.DECLINED: N_("ditolak"),
}


def referral_text(state: ReferralState, register: str | None) -> str:
    """What became of a case that was handed over, with the number that it has here, when it has one."""
    said = _(REFERRAL_STATES[state])
    return said if register is None else _("{state} sebagai {register}").format(state=said, register=register)
