"""One's own account: its fingerprint to read out, what it has been let into, a new password."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.dialogs.dialog import Dialog
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.account_table import access_name
from screens.widgets.new_password import NewPassword
from wbs_tui.accounts.passwords import change_password
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import _, language
from wbs_tui.vault.account_keys import fingerprint

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class OwnAccountDialog(Dialog[None]):
    """What everybody may see of himself."""

    DEFAULT_CSS = """
    OwnAccountDialog {
        & .fingerprint { text-align: center; text-style: bold; color: $text-primary; padding: 1 0; }
        & #own-done { color: $text-success; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "change_password", show=False),
        Binding("enter", "dismiss", show=False),
    ]

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def title_text(self) -> str:
        """Whose account it is."""
        return _("Akun Anda: {name}").format(name=self._desk.actor.name)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("g ganti kata sandi · esc tutup")

    def compose_body(self) -> ComposeResult:
        """Role and access, and the fingerprint in two lines."""
        desk = self._desk
        role = desk.policy.label("role", desk.actor.role, language())
        kinds = [access_name(kind) for kind in (OFFICE, IDENTITY) if desk.keyring.may_open(kind)]
        said = _("Peran: {role} · Akses: {access}").format(role=role, access=", ".join(kinds) or "-")
        yield Static(said, classes="dialog-text", markup=False)
        yield Static(
            _("Sidik jari kunci Anda; bacakan utuh bila Inspektur memintanya:"),
            classes="dialog-label",
            markup=False,
        )
        groups = fingerprint(desk.account_keys.public()).split()
        lines = "\n".join("   ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
        yield Static(lines, classes="fingerprint", markup=False)
        yield Static("", id="own-done", classes="dialog-text", markup=False)

    def action_change_password(self) -> None:
        """Ask for the old and the new one."""
        self.app.push_screen(PasswordDialog(self._desk), self._changed)

    def _changed(self, done: bool | None) -> None:
        if done:
            self.query_one("#own-done", Static).update(_("Kata sandi diganti; yang lama tidak berlaku lagi."))


class PasswordDialog(ServiceDialog[bool]):
    """The old password, the new one twice; gives True when it holds."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def title_text(self) -> str:
        """What is asked."""
        return _("Ganti kata sandi")

    def compose_body(self) -> ComposeResult:
        """Three fields."""
        old = Input(password=True, id="old-password", max_length=1024, classes="dialog-field")
        yield from self.labelled(_("Kata sandi sekarang"), old)
        yield NewPassword()

    @on(Input.Changed, "#old-password")
    def _try_again(self) -> None:
        self.refuse("")

    def service(self) -> Callable[[], bool]:
        """Wrap the keys anew."""
        old = self.value("old-password")
        new = self.query_one(NewPassword).chosen()

        def change() -> bool:
            change_password(self._desk, old, new)
            return True

        return change
