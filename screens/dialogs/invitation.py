"""Shows a one-time code once, and how it is handed over."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from models.words.clock import from_millis
from screens.dialogs.dialog import Dialog
from screens.dialogs.save_as import SaveAsDialog
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment
from wbs_tui.vault.secret_files import write_secret_file

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.accounts.views import Invitation


class InvitationDialog(Dialog[bool]):
    """Closes at the second Escape while the code is not saved: it cannot be shown again."""

    DEFAULT_CSS = """
    InvitationDialog {
        & .invitation-code { text-align: center; text-style: bold; color: $text-primary; padding: 1 0; }
        & .invitation-done { height: auto; color: $text-success; padding-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, invitation: "Invitation", zone: "ZoneInfo") -> None:
        super().__init__()
        self._invitation = invitation
        self._zone = zone
        self._may_leave = False

    def title_text(self) -> str:
        """Whose it is."""
        return _("Undangan untuk {name}").format(name=self._invitation.account)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("s simpan ke berkas · esc tutup")

    def compose_body(self) -> ComposeResult:
        """The code, until when it holds, and what happens with it."""
        yield Static(self._invitation.code, classes="invitation-code", markup=False)
        until = moment(from_millis(self._invitation.expires_at), self._zone)
        explained = _(
            "Berlaku sekali, sampai {until}. Serahkan langsung kepada {name}, jangan lewat pesan yang dapat "
            "dibaca orang lain. Di layar masuk ia menekan ^n, mengetik nama dan kode ini, lalu membuat kata "
            "sandinya sendiri. Kode ini tidak akan tampil lagi."
        ).format(until=until, name=self._invitation.account)
        yield Static(explained, classes="dialog-text", markup=False)
        yield Static("", id="invitation-done", classes="invitation-done", markup=False)

    def action_save(self) -> None:
        """Ask where, and write the code there."""
        self.run_worker(self._save(), group="flow", exclusive=True)

    async def _save(self) -> None:
        name = _("undangan-{name}.txt").format(name=self._invitation.account)
        asked = SaveAsDialog(
            _("Simpan undangan"), name, lambda path: write_secret_file(path, self._invitation.code)
        )
        path = await self.app.push_screen_wait(asked)
        if path is not None:
            self._may_leave = True
            self.refuse("")
            self.query_one("#invitation-done", Static).update(_("Tersimpan di {path}").format(path=path))

    def action_leave(self) -> None:
        """Close, once it is sure that the code is somewhere."""
        if self._may_leave:
            self.dismiss(True)
        self._may_leave = True
        self.refuse(_("Kode ini tidak akan tampil lagi. Bila sudah dicatat, tekan esc sekali lagi."))
