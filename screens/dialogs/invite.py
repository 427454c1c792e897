"""Asks who shall have an account: the account's name, its owner's full name, and the role."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Select, Static

from models.words.roles import Role
from screens.dialogs.service_dialog import ServiceDialog
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.kinds import GIVEN_ROLES
from wbs_tui.accounts.views import Invitation
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class InviteDialog(ServiceDialog[Invitation]):
    """Gives the invitation."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def title_text(self) -> str:
        """What is asked."""
        return _("Undang akun baru")

    def compose_body(self) -> ComposeResult:
        """Role, owner and account, the account last so that Enter does it."""
        explained = _(
            "Anda memberi kode sekali pakai, bukan kata sandi: pemiliknya membuat kuncinya sendiri. "
            "Sesudah aktif ia belum membaca apa pun sampai Inspektur memberi akses."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        options = [(self._desk.policy.label("role", role, language()), role) for role in GIVEN_ROLES]
        role = Select(options, id="role", allow_blank=False, compact=True)
        yield from self.labelled(_("Peran"), role)
        why = _("seperti dalam SK; laporan tentang dia dikenali dari nama ini")
        yield from self.labelled(
            _("Nama lengkap"), Input(id="full-name", placeholder=why, max_length=120, classes="dialog-field")
        )
        hint = _("huruf kecil, misalnya siti.aminah")
        yield from self.labelled(
            _("Nama akun"), Input(id="name", placeholder=hint, max_length=40, classes="dialog-field")
        )

    def on_mount(self) -> None:
        """Begin with the owner; the usual role stands already."""
        self.query_one("#full-name").focus()

    def service(self) -> Callable[[], Invitation]:
        """Make the account."""
        name = self.value("name").strip().lower()
        full_name = self.value("full-name").strip() or None
        role = Role(str(self.query_one("#role", Select).value))
        return lambda: invite(self._desk, name, role, full_name)
