"""Where an account's password opens the store: its devices and its recovery code, and how one is taken "
"away."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Select, Static
from textual.widgets.option_list import Option

from models.words.clock import from_millis
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.dialog import Dialog
from screens.dialogs.first_code import FirstCodeDialog
from screens.dialogs.invitation import RecoveryCodeDialog
from screens.dialogs.service_dialog import ServiceDialog
from wbs_tui.accounts.devices import (
    DeviceAdded,
    DeviceView,
    add_device,
    list_devices,
    new_recovery_code,
    remove_device,
)
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import WbsError
from wbs_tui.text.formats import date_short
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

Result = TypeVar("Result")
_KINDS = {
    "device": N_("kata sandi di perangkat ini saja"),
    "password": N_("kata sandi saja, dari mana pun"),
    "recovery": N_("kode pemulihan dan kata sandi"),
}


class DevicesDialog(Dialog[None]):
    """The devices of one account: all may be taken away but the last; one's own may grow."""

    DEFAULT_CSS = """
    DevicesDialog {
        & OptionList {
            border: none; padding: 0; margin-top: 1; height: auto; max-height: 10; background: $surface;
        }
        & OptionList:focus { border: none; background-tint: $foreground 0%; }
        & #devices-done { height: auto; color: $text-success; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,delete", "remove", show=False),
        Binding("t", "add", show=False),
        Binding("k", "code", show=False),
    ]

    def __init__(self, desk: "Desk", account: str) -> None:
        super().__init__()
        self._desk = desk
        self._account = account
        self._own = account == desk.actor.name
        self._devices: Sequence[DeviceView] = ()

    def title_text(self) -> str:
        """Whose devices."""
        return _("Perangkat {name}").format(name=self._account)

    def keys_text(self) -> str:
        """Which keys do what."""
        if self._own:
            return _("c cabut · t tambah perangkat ini · k kode pemulihan baru · esc tutup")
        return _("↑ ↓ pilih · c cabut · esc tutup")

    def compose_body(self) -> ComposeResult:
        """The list, and what was done."""
        explained = _("Setiap baris adalah satu jalan masuk dengan kata sandi akun ini.")
        yield Static(explained, classes="dialog-text", markup=False)
        yield OptionList(markup=False)
        yield Static("", id="devices-done", markup=False)

    def on_mount(self) -> None:
        """Read them."""
        self.run_worker(self._read(), group="flow")

    async def _read(self) -> None:
        try:
            every = await asyncio.to_thread(lambda: list_devices(self._desk))
        except WbsError as error:
            self.refuse(error.message)
            return
        self._devices = [device for device in every if device.account == self._account]
        box = self.query_one(OptionList)
        at = box.highlighted or 0
        box.set_options([Option(self._line(device), id=device.slot_id) for device in self._devices])
        box.highlighted = min(at, len(self._devices) - 1) if self._devices else None
        box.focus()

    def _line(self, device: DeviceView) -> Text:
        since = date_short(from_millis(device.created_at).astimezone(self._desk.office.zone))
        label = clean_cell(device.label) or _("tanpa nama")
        here = "● " if device.here else "  "
        return Text.assemble(here, (f"{label:22} ", "bold"), f"{_(_KINDS[device.kind])} · {since}")

    @property
    def _chosen(self) -> DeviceView | None:
        at = self.query_one(OptionList).highlighted
        return self._devices[at] if at is not None and at < len(self._devices) else None

    def _tell(self, said: str) -> None:
        self.refuse("")
        self.query_one("#devices-done", Static).update(said)

    def action_remove(self) -> None:
        """Take the chosen one away."""
        if (device := self._chosen) is not None:
            self.run_worker(self._remove(device), group="flow")

    async def _remove(self, device: DeviceView) -> None:
        named = _("kode pemulihan") if device.kind == "recovery" else clean_cell(device.label)
        title = _("Cabut {what} dari {name}").format(what=named, name=self._account)
        if not await self.app.push_screen_wait(ConfirmDialog(title, _follows(device))):
            return
        try:
            await asyncio.to_thread(lambda: remove_device(self._desk, device.slot_id))
        except WbsError as error:
            self.refuse(error.message)
            return
        await self._read()
        self._tell(_("Dicabut: {what}.").format(what=named))

    def action_add(self) -> None:
        """Let this device in."""
        if self._own:
            self.run_worker(self._add(), group="flow")

    async def _add(self) -> None:
        added = await self.app.push_screen_wait(AddDeviceDialog(self._desk))
        if added is None:
            return
        if added.recovery_code is not None:
            await self.app.push_screen_wait(FirstCodeDialog(self._account, added.recovery_code))
        await self._read()
        self._tell(_("Perangkat ini sekarang dikenal."))

    def action_code(self) -> None:
        """Make another recovery code."""
        if self._own:
            self.run_worker(self._code(), group="flow")

    async def _code(self) -> None:
        code = await self.app.push_screen_wait(NewCodeDialog(self._desk))
        if code is not None:
            await self.app.push_screen_wait(RecoveryCodeDialog(self._account, code))
            await self._read()
            self._tell(_("Kode pemulihan yang baru berlaku; yang lama mati."))


def _follows(device: DeviceView) -> str:
    """What follows from taking it away."""
    if device.kind == "recovery":
        return _(
            "Kode itu tidak akan memasukkan perangkat baru lagi. Tanpa kode, perangkat yang hilang berarti "
            "undangan dan kunci baru."
        )
    said = _(
        "Perangkat itu tidak membuka akun ini lagi, mulai sekarang. Yang sudah terbuka di sana sampai "
        "dikunci tidak tertarik kembali. Perangkat dapat ditambahkan lagi dengan kode pemulihan."
    )
    return f"{_('Ini perangkat yang sedang dipakai.')} {said}" if device.here else said


class WithPassword(ServiceDialog[Result], Generic[Result]):
    """Asks for the password of the account at the desk, typed once more."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk

    def explanation(self) -> str:
        """What follows from it."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """What is asked besides, before the password."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """What follows, and the fields."""
        yield Static(self.explanation(), classes="dialog-text", markup=False)
        yield from self.fields()
        field = Input(password=True, id="old-password", max_length=1024, classes="dialog-field")
        yield from self.labelled(_("Kata sandi Anda"), field)

    def on_mount(self) -> None:
        """Begin with the password."""
        self.query_one("#old-password").focus()


class AddDeviceDialog(WithPassword[DeviceAdded]):
    """Gives the new device."""

    def title_text(self) -> str:
        """What is asked."""
        return _("Tambah perangkat ini")

    def explanation(self) -> str:
        """What follows from it."""
        return _(
            "Rahasia perangkat disimpan di penyimpan kunci sistem ini: kata sandi saja tidak cukup di "
            "tempat lain. Tanpa penyimpan kunci, kata sandi membuka akun ini dari mana pun berkas "
            "penyimpanan disalin."
        )

    def fields(self) -> ComposeResult:
        """With the system's keyring, or without."""
        ways = [(_("dengan rahasia perangkat"), "device"), (_("kata sandi saja"), "password")]
        yield from self.labelled(_("Cara masuk"), Select(ways, id="way", allow_blank=False, compact=True))

    def service(self) -> Callable[[], DeviceAdded]:
        """Let it in."""
        password, alone = self.value("old-password"), self.query_one("#way", Select).value == "password"
        return lambda: add_device(self._desk, password, alone=alone)


class NewCodeDialog(WithPassword[str]):
    """Gives the new recovery code."""

    def title_text(self) -> str:
        """What is asked."""
        return _("Kode pemulihan baru")

    def explanation(self) -> str:
        """What follows from it."""
        return _("Kode yang lama mati sekarang juga. Yang baru tampil sekali, sesudah kata sandi Anda benar.")

    def service(self) -> Callable[[], str]:
        """Make it."""
        password = self.value("old-password")
        return lambda: new_recovery_code(self._desk, password)
