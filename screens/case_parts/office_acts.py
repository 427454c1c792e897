"""Sharing, referring and writing to another office: what is asked before each is done."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from models.words.exchange import MessageKind, Shared
from screens.case_parts.act_dialog import ActDialog
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.widgets.draft_text import DraftText
from screens.widgets.picker import Choice
from wbs_tui.sync.outgoing.sharing import end_share, share_case, share_identity, share_summary
from wbs_tui.sync.talks.remarks import write_remark
from wbs_tui.sync.words import KINDS, SHARED
from wbs_tui.text.catalogue import N_, _

if TYPE_CHECKING:
    from screens.case_parts.tab import CaseTab
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.talks.case_offices import CaseOffices, OtherOffice
    from wbs_tui.sync.talks.remarks import RemarkView

_KINDS = {
    MessageKind.COMMENT: N_("tanggapan; tidak menunggu jawaban"),
    MessageKind.REQUEST: N_("permintaan; jawabannya ditunggu"),
    MessageKind.HANDLED: N_("perkara ini sudah ditangani kantor ini"),
}
_FOLLOWS = frozenset({Shared.WHOLE, Shared.REFERRAL})


class RemarkDialog(ActDialog):
    """The words, as they go to the other office."""

    def __init__(self, desk: "Desk", subject: str, title: str, send: Callable[[str], object]) -> None:
        super().__init__()
        self._desk = desk
        self._subject = subject
        self._title = title
        self._send = send

    def title_text(self) -> str:
        return self._title

    def compose_body(self) -> ComposeResult:
        told = _("Terkirim pada sinkronisasi berikutnya, bersama nama dan peran Anda.")
        yield Static(told, classes="dialog-text", markup=False)
        yield DraftText(self._desk, self._subject, id="remark-text", text="")

    def service(self) -> Callable[[], object]:
        return self.recording(self._send)


async def write(tab: "CaseTab", known: "CaseOffices") -> None:
    """Ask to whom, what kind, and the words."""
    told = [each for each in known.offices if each.knows]
    office = await ask_office(tab, _("Tulis pesan kepada"), told)
    if office is None:
        return
    kinds = [Choice(kind, _(KINDS[kind]).capitalize(), _(said)) for kind, said in _KINDS.items()]
    kind = await tab.app.push_screen_wait(PickDialog(_("Jenis pesan"), kinds))
    if kind is None:
        return
    title = _("Pesan kepada {office}: {kind}").format(office=office.name, kind=_(KINDS[MessageKind(kind)]))
    desk, register = tab.desk, tab.register

    def send(text: str) -> object:
        return write_remark(desk, register, office.code, text, MessageKind(kind))

    dialog = RemarkDialog(desk, f"remark:{tab.case.id}", title, send)
    if await tab.app.push_screen_wait(dialog):
        tab.changed(_("Pesan dicatat; terkirim pada sinkronisasi berikutnya."))


async def reply(tab: "CaseTab", remark: "RemarkView") -> None:
    """Ask for the words of an answer."""
    desk, register = tab.desk, tab.register

    def send(text: str) -> object:
        return write_remark(desk, register, remark.office, text, reply_to=remark.id)

    title = _("Jawaban kepada {office}").format(office=remark.office_name)
    if await tab.app.push_screen_wait(RemarkDialog(desk, f"remark-reply:{remark.id}", title, send)):
        tab.changed(_("Pesan dicatat; terkirim pada sinkronisasi berikutnya."))


async def share(tab: "CaseTab", known: "CaseOffices") -> None:
    """Ask with whom, what, and why: each is a decision of its own."""
    office = await ask_office(tab, _("Bagikan kepada"), known.offices)
    if office is None:
        return
    chosen = await tab.app.push_screen_wait(
        PickDialog(_("Yang dibagikan kepada {office}").format(office=office.name), _what(known, office))
    )
    if chosen is None:
        return
    what = Shared(chosen)
    title = f"{_(SHARED[what]).capitalize()} → {office.name}"
    reason = await tab.app.push_screen_wait(ReasonDialog(title, _warned(what)))
    if reason is None:
        return
    decide = {
        Shared.WHOLE: share_case,
        Shared.IDENTITY: share_identity,
        Shared.SUMMARY: share_summary,
    }[what]
    await tab.over.call(lambda: decide(tab.desk, tab.register, office.code, reason))
    tab.changed(_("Dibagikan; terkirim pada sinkronisasi berikutnya."))


def _what(known: "CaseOffices", office: "OtherOffice") -> Iterable[Choice]:
    if not office.has & _FOLLOWS:
        yield Choice(Shared.WHOLE, _("Kasus utuh"), _("isi dan bukti yang sudah dilepas, tanpa pelapor"))
    if (known.restricted or known.held_back) and not office.has:
        yield Choice(Shared.SUMMARY, _("Ringkasan"), _("nomor, tahap, kategori, tanggal, dan hasil saja"))
    if office.has & _FOLLOWS:
        yield Choice(Shared.IDENTITY, _("Identitas pelapor"), _("keputusan kedua yang tersendiri"))


def _warned(what: Shared) -> str:
    """What whoever decides must know before he does."""
    return {
        Shared.WHOLE: _(
            "Perubahan sesudah ini ikut terkirim sampai pembagiannya diakhiri. Yang sudah terkirim tidak "
            "dapat ditarik kembali."
        ),
        Shared.IDENTITY: _(
            "Nama, nomor, dan alamat pelapor tersegel bagi pemegang izin identitas di instansi itu. Ini "
            "tidak dapat ditarik kembali, dan tercatat dalam daftar pembukaan identitas."
        ),
        Shared.SUMMARY: _("Instansi itu akan tahu bahwa kasus ini ada, dan setiap perubahan ringkasannya."),
    }[what]


async def end_sharing(tab: "CaseTab", known: "CaseOffices") -> None:
    """Ask with whom, and whether."""
    office = await ask_office(tab, _("Akhiri pembagian kepada"), [each for each in known.offices if each.has])
    if office is None:
        return
    told = _("Perubahan sesudah ini tidak terkirim lagi. Yang sudah dibaca di sana tetap di sana.")
    if not await tab.app.push_screen_wait(ConfirmDialog(office.name, told)):
        return
    await tab.over.call(lambda: end_share(tab.desk, tab.register, office.code))
    tab.changed(_("Pembagian diakhiri."))


async def ask_office(tab: "CaseTab", title: str, offices: Iterable["OtherOffice"]) -> "OtherOffice | None":
    """One of the offices; asked also when there is one, for it is named there."""
    by_code = {each.code: each for each in offices}
    choices = office_choices(tab, by_code.values())
    code = await tab.app.push_screen_wait(PickDialog(title, choices))
    return None if code is None else by_code[code]


def office_choices(tab: "CaseTab", offices: Iterable["OtherOffice"]) -> list[Choice]:
    """The offices by their codes, with what kind each is."""
    return [
        Choice(each.code, each.name, f"{each.code} · {tab.label('office_kind', each.kind)}")
        for each in offices
    ]
