"""The tab that stays closed: who reported, opened for a written reason, and closed again by the clock."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from screens.case_parts import identity_panel
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import lines, muted
from screens.dialogs.reason import ReasonDialog
from screens.widgets.identity_picture import IdentityPicture
from screens.widgets.prose import Prose
from wbs_tui.cases.identity.identity import may_still_see, reveal
from wbs_tui.cases.identity.pictures import identity_picture
from wbs_tui.cases.identity.repeat_reporters import repeat_reporters
from wbs_tui.cases.keys import reads_identity
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.identity.pictures import Picture
    from wbs_tui.cases.views import IdentityFile, IdentityView
    from wbs_tui.text.errors import WbsError

_LOOKS_EVERY = 3
"""Ticks after which it is looked whether the grant still stands."""


class IdentityTab(CaseTab):
    """Holds an identity only while it is shown; leaving the tab closes it."""

    tab_id: ClassVar[str] = "identity"
    ACTS: ClassVar[frozenset[str]] = frozenset({"reveal", "conceal", "show_picture"})
    _open: "IdentityView | None" = None
    _repeated: Sequence[str] = ()
    _picture: int | None = None
    _timer: Timer | None = None
    _ticks = 0
    _looking = ""

    def compose(self) -> ComposeResult:
        yield Static(id="identity-clock", markup=False)
        yield Prose(id="identity-panel")
        yield IdentityPicture(id="identity-picture")

    def on_mount(self) -> None:
        self._timer = self.set_interval(1, self._tick, pause=True)

    def show(self) -> None:
        """Nothing of a case is shown here but what was revealed."""
        self._show_panel()

    def focus_inside(self) -> None:
        self.query_one("#identity-picture" if self._picture is not None else "#identity-panel").focus()

    def left(self) -> None:
        self._close()

    def covered(self) -> None:
        """Another screen stands over this one: nothing stays open behind it."""
        self._close()

    def holds(self) -> bool:
        """Escape closes a picture first, then an open identity."""
        if self._picture is not None:
            self._put_picture(None, None)
            return True
        was_open = self.is_open
        self._close()
        return was_open

    @property
    def is_open(self) -> bool:
        """Whether an identity is shown."""
        return self._open is not None

    def applies(self, act: str) -> bool:
        """Open what is closed, with the grant; close what is open."""
        if act == "conceal":
            return self.is_open
        if act == "show_picture":
            return bool(self._pictures)
        return not self.is_open and reads_identity(self.desk, self.case.id)

    def action_reveal(self) -> None:
        """Ask why, record it, and show who reported until the time is over."""
        self.over.flow(self._reveal())

    async def _reveal(self) -> None:
        explained = _("Alasan Anda dicatat dalam riwayat kasus bersama nama akun dan waktunya.")
        reason = await self.app.push_screen_wait(ReasonDialog(_("Buka identitas pelapor"), explained))
        if reason is None:
            return
        opened = await self.over.call(lambda: reveal(self.desk, self.register, reason))
        if not (self.is_mounted and self.display and self.over.display):
            return  # the officer has gone on meanwhile
        self._open = opened
        if self._timer is not None:
            self._timer.resume()
        self._show_panel()
        self.changed("")
        self._look_for_repeats(opened)

    def _look_for_repeats(self, opened: "IdentityView") -> None:
        """Say in which other cases the reporter has reported; ends early when the identity is closed."""
        self.over.serve(
            lambda: repeat_reporters(
                self.desk, self.register, self._looked, cancelled=lambda: self._open is not opened
            ),
            self._show_repeats,
            group="repeats",
            stale=True,
        )

    def _looked(self, done: int, of: int) -> None:
        """From the thread that looks."""
        said = _("Mencari laporan lain dari pelapor ini: {done} dari {all} kasus").format(done=done, all=of)
        self.app.call_later(self._tell_progress, said)

    def _tell_progress(self, said: str) -> None:
        self._looking = said if self.is_open else ""
        self._show_clock()

    def _show_repeats(self, registers: Sequence[str]) -> None:
        self._looking = ""
        if self.is_open:
            self._repeated = registers
            self._show_panel()

    def action_conceal(self) -> None:
        """Close it now."""
        self._close()

    def action_show_picture(self) -> None:
        """Show the next identity document, or close the last one."""
        files = self._pictures
        following = 0 if self._picture is None else self._picture + 1
        if following >= len(files):
            self._put_picture(None, None)
            return
        chosen = files[following].id
        self.serve(
            lambda: identity_picture(self.desk, self.register, chosen),
            lambda picture: self._put_picture(picture, following),
            stale=True,
        )

    @property
    def _pictures(self) -> "list[IdentityFile]":
        reports = self._open.reports if self._open is not None else ()
        return [picture for reporter in reports for picture in reporter.pictures]

    def _put_picture(self, picture: "Picture | None", number: int | None) -> None:
        """Show a picture that was asked for while the identity is still open, or none."""
        if not self.is_open:
            picture, number = None, None
        self._picture = number
        self.query_one(IdentityPicture).put(picture)
        self.set_class(picture is not None, "-picture")
        self._show_clock()
        if self.display:
            self.focus_inside()

    def _close(self) -> None:
        self._open, self._repeated, self._looking = None, (), ""
        if self._timer is not None:
            self._timer.pause()
        if self.is_mounted:
            self.app.clear_selection()
            self._put_picture(None, None)
            self._show_panel()

    def _tick(self) -> None:
        self._ticks += 1
        if self._open is not None and self.desk.clock() >= self._open.until:
            self._close()
            self.over.tell(_("Identitas ditutup kembali."))
            return
        self._show_clock()
        if self._open is not None and self._ticks % _LOOKS_EVERY == 0:
            self.over.serve(
                lambda: may_still_see(self.desk, self.register),
                self._look,
                failed=self._lost,
                group="identity",
                stale=True,
            )

    def _look(self, may_see: bool) -> None:
        if not may_see and self.is_open:
            self._close()
            self.over.tell(_("Izin identitas Anda sudah dicabut; identitas ditutup."))

    def _lost(self, error: "WbsError") -> None:
        self._close()
        self.over.show_error(error)

    def _show_panel(self) -> None:
        self.set_class(self.is_open, "-open")
        self._show_clock()
        self.query_one(Prose).show(lines(self._panel()))
        self.over.refresh_bindings()

    def _panel(self) -> "list[str | Content]":
        if self._open is None:
            return list(identity_panel.shut(may_open=reads_identity(self.desk, self.case.id)))
        return [
            *identity_panel.repeated(self._repeated),
            *identity_panel.opened(self.desk, self._open),
        ]

    def _show_clock(self) -> None:
        self.query_one("#identity-clock", Static).update(self._clock())

    def _clock(self) -> Content:
        if self._open is None:
            return Content.styled(_("TERTUTUP"), "bold")
        left = max(timedelta(0), self._open.until - self.desk.clock())
        minutes, seconds = divmod(int(left.total_seconds()), 60)
        said = _("TERBUKA · menutup sendiri dalam {minutes}:{seconds:02} · x menutup sekarang")
        if self._picture is not None:
            said = _("TERBUKA · {minutes}:{seconds:02} · + - besar kecil · ← ↑ ↓ → geser · g berikutnya")
        clock = Content.styled(said.format(minutes=minutes, seconds=seconds), "bold $text-warning")
        return clock if not self._looking else lines([clock, muted(self._looking)])
