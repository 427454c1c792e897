"""Who reported a case that another office has shared: open for some minutes, then gone by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.case_parts.words import at, heading, lines, row
from screens.dialogs.dialog import Dialog
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.formats import clock_time

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.foreign_cases.foreign_identity import ForeignIdentityView, ForeignReporter

_FIELDS = (
    ("name", N_("Nama")),
    ("email", N_("Surel")),
    ("phone", N_("Telepon")),
    ("nik", N_("NIK")),
    ("address", N_("Alamat")),
    ("occupation", N_("Pekerjaan")),
)


class ForeignIdentityDialog(Dialog[None]):
    """Nothing of the screen behind is shown."""

    CSS = "ForeignIdentityDialog { background: $background; }"

    def __init__(self, view: "ForeignIdentityView", desk: "Desk") -> None:
        super().__init__()
        self._view = view
        self._desk = desk

    def title_text(self) -> str:
        return _("Pelapor {register}").format(register=self._view.register)

    def keys_text(self) -> str:
        until = clock_time(self._view.until, self._desk.office.zone)
        return _("esc tutup · menutup sendiri pukul {time}").format(time=until)

    def compose_body(self) -> ComposeResult:
        yield Static(lines(self._said()), classes="dialog-text", markup=False)

    def on_mount(self) -> None:
        """Close when its time is over."""
        left = (self._view.until - self._desk.clock()).total_seconds()
        self.set_timer(max(1.0, left), self.dismiss)

    def _said(self) -> Iterator[str | Content]:
        for reporter in self._view.reporters:
            yield heading(at(self._desk, reporter.received_at))
            yield from _rows(reporter)
            yield ""


def _rows(reporter: "ForeignReporter") -> Iterator[Content]:
    for name, label in _FIELDS:
        if value := getattr(reporter, name):
            yield row(_(label), str(value))
    if reporter.masked:
        yield row(_("Disamarkan"), ", ".join(reporter.masked))
