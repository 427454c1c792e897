"""The fields of a decree (SK) that appoints somebody: number, day, who signed it, from when it holds."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from screens.widgets.form_field import FormField
from wbs_tui.accounts.handover import Decree
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import parse_date


class DecreeFields(Vertical):
    """Gives the decree, its days as ISO days."""

    DEFAULT_CSS = "DecreeFields { height: auto; }"

    def __init__(self, *, short: bool = False) -> None:
        """`short` asks for the number and the day alone."""
        super().__init__()
        self._short = short

    def compose(self) -> ComposeResult:
        """A line each."""
        day = _("misalnya 3 Agustus 2026 atau 03/08/2026")
        yield FormField(_("Nomor SK"), Input(id="decree-number", max_length=80))
        yield FormField(_("Tanggal SK"), Input(id="decree-date", placeholder=day, max_length=60))
        if self._short:
            return
        yield FormField(_("Penandatangan"), Input(id="decree-signer", max_length=120))
        yield FormField(_("Mulai berlaku"), Input(id="decree-start", placeholder=day, max_length=60))

    def decree(self) -> Decree:
        """The decree as typed. Raises Refused for what is missing or is no day."""
        number = self._typed("number")
        if not number:
            raise Refused(_("Tulis nomor SK-nya."))
        day = self._day("date", _("Tanggal SK"))
        if self._short:
            return Decree(number, day)
        signer = self._typed("signer")
        if not signer:
            raise Refused(_("Tulis siapa yang menandatangani SK itu."))
        return Decree(number, day, signer, self._day("start", _("Mulai berlaku")))

    def _typed(self, field: str) -> str:
        return self.query_one(f"#decree-{field}", Input).value.strip()

    def _day(self, field: str, label: str) -> str:
        return day_typed(self._typed(field), label).isoformat()


def day_typed(typed: str, label: str) -> date:
    """The day that was typed; raises Refused, naming the field, where it is none."""
    day = parse_date(typed)
    if day is None:
        raise Refused(_("{label}: tulis sebagai hari, misalnya 3 Agustus 2026.").format(label=label))
    return day
