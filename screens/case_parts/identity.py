"""The tab that stays closed: who reported, opened for a written reason, and closed again by the clock."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, at, heading, lines, muted, row
from screens.dialogs.reason import ReasonDialog
from screens.widgets.prose import Prose
from wbs_tui.cases.identity import reveal
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import IdentityView, ReporterView


class IdentityTab(CaseTab):
    """Holds an identity only while it is shown; leaving the tab closes it."""

    tab_id: ClassVar[str] = "identity"
    ACTS: ClassVar[frozenset[str]] = frozenset({"reveal", "conceal"})
    _open: "IdentityView | None" = None
    _timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="identity-clock", markup=False)
        yield Prose(id="identity-panel")

    def on_mount(self) -> None:
        self._timer = self.set_interval(1, self._tick, pause=True)

    def show(self) -> None:
        """Nothing of a case is shown here but what was revealed."""
        self._show_panel()

    def focus_inside(self) -> None:
        self.query_one("#identity-panel").focus()

    def left(self) -> None:
        self._close()

    def holds(self) -> bool:
        """Escape closes an open identity first."""
        was_open = self._open is not None
        self._close()
        return was_open

    def applies(self, act: str) -> bool:
        """Open what is closed, with the grant; close what is open."""
        if act == "conceal":
            return self._open is not None
        return self._open is None and self.desk.keyring.may_open(IDENTITY)

    def action_reveal(self) -> None:
        """Ask why, record it, and show who reported until the time is over."""
        self.over.flow(self._reveal())

    async def _reveal(self) -> None:
        explained = _("Alasan Anda dicatat dalam riwayat kasus bersama nama akun dan waktunya.")
        reason = await self.app.push_screen_wait(ReasonDialog(_("Buka identitas pelapor"), explained))
        if reason is None:
            return
        self._open = await self.over.call(lambda: reveal(self.desk, self.register, reason))
        if self._timer is not None:
            self._timer.resume()
        self._show_panel()
        self.changed("")

    def action_conceal(self) -> None:
        """Close it now."""
        self._close()

    def _close(self) -> None:
        self._open = None
        if self._timer is not None:
            self._timer.pause()
        self._show_panel()

    def _tick(self) -> None:
        if self._open is not None and self.desk.clock() >= self._open.until:
            self._close()
            self.over.tell(_("Identitas ditutup kembali."))
        else:
            self._show_clock()

    def _show_panel(self) -> None:
        self.set_class(self._open is not None, "-open")
        self._show_clock()
        self.query_one(Prose).show(lines(self._panel()))
        self.over.refresh_bindings()

    def _show_clock(self) -> None:
        self.query_one("#identity-clock", Static).update(self._clock())

    def _clock(self) -> Content:
        if self._open is None:
            return Content.styled(_("TERTUTUP"), "bold")
        left = max(timedelta(0), self._open.until - self.desk.clock())
        minutes, seconds = divmod(int(left.total_seconds()), 60)
        said = _("TERBUKA · menutup sendiri dalam {minutes}:{seconds:02} · x menutup sekarang")
        return Content.styled(said.format(minutes=minutes, seconds=seconds), "bold $text-warning")

    def _panel(self) -> Iterator[str | Content]:
        if self._open is None:
            yield from self._shut()
            return
        for number, reporter in enumerate(self._open.reports, start=1):
            yield heading(_("Pelapor laporan {number}").format(number=number))
            yield from self._reporter(reporter)
            yield ""

    def _shut(self) -> Iterator[str | Content]:
        if not self.desk.keyring.may_open(IDENTITY):
            yield Content(_("Akun Anda tidak memegang izin identitas."))
            yield muted(_("Bila pekerjaan menuntutnya, mintalah pemberian izin kepada Inspektur."))
            return
        yield Content(_("Identitas pelapor tertutup. Tekan i untuk membukanya dengan alasan tertulis."))
        yield muted(_("Setiap pembukaan dicatat: siapa, kapan, dan mengapa. Ia menutup sendiri."))

    def _reporter(self, reporter: "ReporterView") -> Iterator[Content]:
        known = (
            (_("Nama"), reporter.name),
            (_("NIK"), reporter.nik),
            (_("Wilayah NIK"), reporter.nik_region),
            ("", reporter.nik_remark),
            (_("Telepon"), reporter.phone),
            (_("Surel"), reporter.email or reporter.sender),
            (_("Alamat"), reporter.address),
            (_("Pekerjaan"), reporter.occupation),
        )
        about = f"{self.label('channel', reporter.channel)} · {at(self.desk, reporter.received_at)}"
        yield muted(about)
        rows = [row(name, value) for name, value in known if value]
        yield from rows or [muted(_("Pelapor tidak menyebut siapa dirinya."))]
        for number, hidden in enumerate(reporter.masked, start=1):
            yield row(f"[identitas {number}]", hidden)
        for name in reporter.files:
            yield row(_("Nama berkas"), name)
        yield row(_("Asal"), reporter.source, MUTED)
