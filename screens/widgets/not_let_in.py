"""What an account sees that nobody has let in yet: whom to ask, what to read out, and that it waits."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from models.words.roles import Role
from screens.base import DeskScreen
from wbs_tui.accounts.who_reads import grantor_names
from wbs_tui.store.keyring import OFFICE, NoCompartments
from wbs_tui.text.catalogue import _
from wbs_tui.vault.account_keys import fingerprint

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.text.errors import WbsError


class NotLetInNotice(VerticalScroll):
    """Takes the place of a list, and has its screen read it as soon as somebody has let the account in."""

    LOOKS_EVERY: ClassVar[float] = 3.0
    """Seconds; a look is one prepared question."""
    DEFAULT_CSS = """
    NotLetInNotice {
        align: center middle; background: $background;
        & > Static { width: 68; max-width: 100%; height: auto; padding: 0 1; }
        & > .fingerprint { text-align: center; text-style: bold; color: $text-primary; padding: 1; }
    }
    """

    def __init__(self, desk: "Desk", id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk
        self._timer: Timer | None = None
        self._looking = False

    def compose(self) -> ComposeResult:
        """Who must do it, the fingerprint, and that nothing has to be pressed."""
        closed = _("Akun {name} sudah aktif, tetapi kuncinya belum diberi akses: isi kasus masih tertutup.")
        yield Static(Text(closed.format(name=self._desk.actor.name)))
        yield Static(Text("…"), id="not-let-in-by")
        yield Static(Text(fingerprint(self._desk.account_keys.public())), classes="fingerprint")
        waits = _("Layar ini menunggu, dan terbuka sendiri begitu aksesnya diberikan. (r: lihat sekarang)")
        yield Static(Text(waits))

    def on_mount(self) -> None:
        """Say who can do it, and begin to look."""
        self._screen().serve(lambda: grantor_names(self._desk, OFFICE), self._say_who, group="grantors")
        self._timer = self.set_interval(self.LOOKS_EVERY, self._look)

    def _screen(self) -> DeskScreen:
        screen = self.screen
        assert isinstance(screen, DeskScreen)  # noqa: S101 - stands on no other
        return screen

    def _say_who(self, grantors: tuple[str, ...]) -> None:
        self.query_one("#not-let-in-by", Static).update(Text(self._way_in(grantors)))

    def _way_in(self, grantors: tuple[str, ...]) -> str:
        if self._desk.actor.role is Role.INSPECTOR and self._is_born():
            return _(
                "Pulihkan sendiri akses Anda dengan dua dari tiga bagian kunci pemulihan, di layar Pemulihan "
                "(F12) dengan u, atau `wbs recovery use`. Sidik jari kunci Anda:"
            )
        if grantors:
            return _(
                "Yang dapat memberi akses: {who}, di layar Akun. Bacakan kepadanya sidik jari kunci ini:"
            ).format(who=_(" atau ").join(grantors))
        if not self._is_born():
            return _("Kantor belum lahir: Inspektur harus mengaktifkan akunnya dahulu. Sidik jari kunci ini:")
        return _(
            "Tidak ada lagi yang dapat memberi akses. Inspektur atau Irban memulihkannya dengan dua dari "
            "tiga bagian kunci pemulihan, di layar Pemulihan (F12). Sidik jari kunci ini:"
        )

    def _is_born(self) -> bool:
        """Whether the office has its compartments."""
        try:
            self._desk.keyring.compartment(OFFICE)
        except NoCompartments:
            return False
        return True

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self._screen().serve(self._is_let_in, self._looked, failed=self._stop, group="let-in")

    def _is_let_in(self) -> bool:
        """Whether the account is in the office by the grants of now."""
        with self._desk.reading():
            return self._desk.keyring.may_open(OFFICE)

    async def _open(self) -> None:
        await self.run_action("screen.reload")

    def _looked(self, let_in: bool) -> None:
        self._looking = False
        if let_in and self._timer is not None:
            self._timer.stop()
            self.call_later(self._open)

    def _stop(self, error: "WbsError") -> None:
        """Say once what is wrong; the key still looks."""
        if self._timer is not None:
            self._timer.stop()
        self._screen().show_error(error)
