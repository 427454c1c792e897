"""Pelimpahan from the screens: to an office of the exchange, or by letter to an institution that is not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.case_parts.act_dialog import ActDialog
from screens.case_parts.office_acts import office_choices
from screens.dialogs.pick import PickDialog
from screens.widgets.picker import Choice
from wbs_tui.cases.steps.handing_over import refer_by_letter
from wbs_tui.sync.talks.referral import refer_case
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from screens.case_parts.tab import CaseTab
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.talks.case_offices import CaseOffices, OtherOffice

_BY_LETTER = "by_letter"


class ReferDialog(ActDialog):
    """To whom, where the exchange does not know him; with which letter; and why."""

    def __init__(self, desk: "Desk", register: str, to: "OtherOffice | None", *, propose: bool) -> None:
        super().__init__()
        self._desk = desk
        self._register = register
        self._to = to
        self._propose = propose

    def title_text(self) -> str:
        if self._to is None:
            return _("Limpahkan {register} dengan surat").format(register=self._register)
        return _("Limpahkan {register} kepada {office}").format(register=self._register, office=self._to.name)

    def compose_body(self) -> ComposeResult:
        yield Static(self._explained(), classes="dialog-text", markup=False)
        if self._to is None:
            hint = _("misalnya Kejaksaan Tinggi Jawa Tengah")
            yield from self.labelled(_("Lembaga"), Input(id="institution", placeholder=hint, max_length=120))
        hint = _("nomor surat pelimpahan")
        if self._to is not None or self._propose:
            hint = _("nomor surat pelimpahan, bila ada")
        yield from self.labelled(_("Nomor surat"), Input(id="letter", placeholder=hint, max_length=80))
        yield from self.labelled(_("Alasan"), Input(id="reason", placeholder=_("wajib diisi")))

    def _explained(self) -> str:
        if self._propose:
            return _("Diusulkan kepada yang berwenang memutuskan.")
        if self._to is None:
            return _(
                "Kasus berpindah ke tahap Dilimpahkan. Program tidak mengirim apa pun: isi dan buktinya "
                "diserahkan bersama surat, dan jawabannya datang dengan surat."
            )
        return _("Kasus berpindah ke tahap Dilimpahkan; isi dan buktinya terkirim, tanpa identitas pelapor.")

    def service(self) -> Callable[[], object]:
        desk, register, propose = self._desk, self._register, self._propose
        letter, reason, to = self.value("letter"), self.value("reason"), self._to
        if not reason.strip():
            raise Refused(_("Tulis alasannya dengan singkat."))
        if to is None:
            institution = self.value("institution")
            return lambda: refer_by_letter(desk, register, institution, letter, reason, propose=propose)
        return lambda: refer_case(desk, register, to.code, reason, letter=letter, propose=propose)


async def refer(tab: "CaseTab", known: "CaseOffices") -> None:
    """Ask to whom, with which letter, and why; by letter alone where no office is connected."""
    by_code = {each.code: each for each in known.offices}
    chosen: str | None = _BY_LETTER
    if by_code:
        said = _("dicatat saja: penyerahan dan jawabannya dengan surat")
        other = Choice(_BY_LETTER, _("Lembaga lain yang tidak terhubung"), said)
        choices = [*office_choices(tab, known.offices), other]
        chosen = await tab.app.push_screen_wait(PickDialog(_("Limpahkan kepada"), choices))
    if chosen is None:
        return
    propose = not known.may_refer
    dialog = ReferDialog(tab.desk, tab.register, by_code.get(chosen), propose=propose)
    if await tab.app.push_screen_wait(dialog) is not None:
        tab.changed(_("Pelimpahan diusulkan.") if propose else _("Kasus dilimpahkan."))
