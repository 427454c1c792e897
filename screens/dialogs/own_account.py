"""One's own account: its fingerprint to read out, what it has been let into, a new password."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from models.words.clock import from_millis
from models.words.roles import Role
from screens.dialogs.devices import DevicesDialog
from screens.dialogs.dialog import Dialog
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.new_password import NewPassword
from wbs_tui.accounts.access_names import access_name
from wbs_tui.accounts.passwords import change_password
from wbs_tui.accounts.who_reads import Access, own_access
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import WbsError
from wbs_tui.text.formats import date_short
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
        Binding("p", "devices", show=False),
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
        return _("g ganti kata sandi · p perangkat dan kode pemulihan · esc tutup")

    def compose_body(self) -> ComposeResult:
        """Role and access, and the fingerprint in two lines."""
        desk = self._desk
        role = desk.policy.label("role", desk.actor.role, language())
        yield Static(_("Peran: {role}").format(role=role), classes="dialog-text", markup=False)
        yield Static(_("Akses: …"), id="own-access", classes="dialog-text", markup=False)
        yield Static(self._above_print(), classes="dialog-label", markup=False)
        groups = fingerprint(desk.account_keys.public()).split()
        lines = "\n".join("   ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
        yield Static(lines, classes="fingerprint", markup=False)
        yield Static("", id="own-done", classes="dialog-text", markup=False)

    def _above_print(self) -> str:
        """Nobody compares the Inspektur's, or the Super Admin's who is let into nothing."""
        if self._desk.actor.role in (Role.INSPECTOR, Role.SUPER_ADMIN):
            return _("Sidik jari kunci Anda:")
        return _("Sidik jari kunci Anda; bacakan utuh bila Inspektur memintanya:")

    def on_mount(self) -> None:
        """Read who let this account in."""
        self.run_worker(self._read(), group="own")

    async def _read(self) -> None:
        try:
            access = await asyncio.to_thread(lambda: own_access(self._desk))
        except WbsError as error:
            self.refuse(error.message)
            return
        lines = [self._line(kind, access[kind]) for kind in (OFFICE, IDENTITY) if kind in access]
        said = "\n".join(lines) or _("Akses: belum ada; akun ini belum membaca apa pun.")
        self.query_one("#own-access", Static).update(said)

    def _line(self, kind: str, access: Access) -> str:
        since = date_short(from_millis(access.since).astimezone(self._desk.office.zone))
        return _("Akses {access}: sejak {day}, diberi oleh {grantor}").format(
            access=access_name(kind), day=since, grantor=access.grantor
        )

    def action_devices(self) -> None:
        """Where the password opens the store."""
        self.app.push_screen(DevicesDialog(self._desk, self._desk.actor.name))

    def action_change_password(self) -> None:
        """Ask for the old and the new one."""
        self.app.push_screen(PasswordDialog(self._desk), self._changed)

    def _changed(self, done: bool | None) -> None:
        if done:
            said = _("Kata sandi diganti di semua perangkat; yang lama tidak berlaku lagi.")
            self.query_one("#own-done", Static).update(said)


class PasswordDialog(ServiceDialog[bool]):
    """The old password, the new one twice; gives True when it holds."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def title_text(self) -> str:
        """What is asked."""
        return _("Ganti kata sandi")

    def compose_body(self) -> ComposeResult:
        """What follows, and three fields."""
        explained = _(
            "Berlaku di semua perangkat Anda sekarang juga; kunci dan akses tidak berubah. Kata sandi yang "
            "lupa tidak dapat dikembalikan oleh siapa pun: hanya undangan dan kunci baru."
        )
        yield Static(explained, classes="dialog-text", markup=False)
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
