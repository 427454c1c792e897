"""Asks what a desk elsewhere needs, and makes its file: who works there, until when, where to, and why."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from models.words.rows import CaseRow
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.path_input import PathInput
from wbs_tui.intake.attaching import chosen_path
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.sync.desks.lease_telling import last_moment
from wbs_tui.sync.desks.leases import LeaseMade, make_lease
from wbs_tui.text.catalogue import _
from wbs_tui.text.counted import cases
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import parse_date

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_MOST_NAMED = 4
"""Register numbers that the dialog names."""


class MakeLeaseDialog(ServiceDialog[LeaseMade]):
    """Gives the desk that was made."""

    DEFAULT_CSS = """
    MakeLeaseDialog {
        & .dialog-row { height: 1; }
        & .dialog-row Label { width: 17; color: $text-muted; }
        & .dialog-row Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $panel; }
        & .dialog-row Select { width: 1fr; height: 1; }
        & .dialog-row Select.-textual-compact > SelectCurrent { padding: 0 1; }
        & .dialog-text { margin-bottom: 1; }
    }
    """

    def __init__(self, desk: "Desk", rows: Sequence[CaseRow], accounts: Sequence[str]) -> None:
        """`rows` are the cases; `accounts` those that work cases here."""
        super().__init__()
        self._desk = desk
        self._registers = [row.register for row in rows]
        self._accounts = accounts
        self._have = sorted({row.assigned_to for row in rows if row.assigned_to})

    def title_text(self) -> str:
        """What is done."""
        return _("Pinjamkan {cases} kepada meja lain").format(cases=cases(len(self._registers)))

    def keys_text(self) -> str:
        """Which keys do what."""
        if self._may_take_identity():
            return _("enter berikutnya, atau buka pilihan · ^s buat · esc batal")
        return _("enter berikutnya · ^s buat · esc batal")

    def compose_body(self) -> ComposeResult:
        """Which cases; then who, until when, where to and why."""
        yield Static(self._explained(), classes="dialog-text", markup=False)
        yield from self._row(_("Nama meja"), Input(id="lease-name", placeholder=_("Meja Batang")))
        who = Input(", ".join(self._have), id="lease-accounts", placeholder=", ".join(self._accounts))
        yield from self._row(_("Akun di sana"), who)
        hint = _("31/12/2026 atau 31 Des 2026")
        yield from self._row(_("Hari terakhir"), Input(id="lease-until", placeholder=hint))
        yield from self._row(_("Berkas meja"), PathInput("~/meja.wbs-desk", id="lease-path", select=True))
        if self._may_take_identity():
            choices = [(_("tetap di kantor"), "no"), (_("ikut dibawa"), "yes")]
            keys = Select(choices, id="lease-identity", allow_blank=False, value="no", compact=True)
            yield from self._row(_("Kunci identitas"), keys)
        yield from self._row(_("Alasan"), Input(id="lease-reason", placeholder=_("wajib diisi")))

    def _explained(self) -> str:
        named = ", ".join(self._registers[:_MOST_NAMED])
        more = " …" if len(self._registers) > _MOST_NAMED else ""
        return _(
            "{registers}{more}. Meja itu mengerjakannya tanpa jaringan; hasilnya kembali dengan bundel "
            "kurir. Di sini kasusnya tetap terbaca."
        ).format(registers=named, more=more)

    def _row(self, label: str, field: Widget) -> ComposeResult:
        yield Horizontal(Label(label, markup=False), field, classes="dialog-row")

    def _may_take_identity(self) -> bool:
        return self._desk.may(Operation.IDENTITY_REVEAL) and self._desk.keyring.may_open(IDENTITY)

    def service(self) -> Callable[[], LeaseMade]:
        """Make the desk and its file."""
        last = parse_date(self.value("lease-until"))
        if last is None:
            raise Refused(_("Hari terakhir tidak terbaca. Tulis seperti 31/12/2026 atau 31 Desember 2026."))
        if not self.value("lease-path").strip():
            raise Refused(_("Ketik letak berkas yang akan ditulis."))
        target: Path = chosen_path(self.value("lease-path"))
        names = [name.strip() for name in self.value("lease-accounts").split(",") if name.strip()]
        name, reason, identity = self.value("lease-name"), self.value("lease-reason"), self._identity()
        desk, registers, until = self._desk, self._registers, last_moment(self._desk, last)
        return lambda: make_lease(desk, name, names, registers, until, target, reason, identity=identity)

    def _identity(self) -> bool:
        return self._may_take_identity() and self.query_one("#lease-identity", Select).value == "yes"
