"""Activation: the owner of an invited account makes its keys, under a password that only he types."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from models.words.roles import Role
from screens.bindings import bindings_of
from screens.dialogs.first_code import FirstCodeDialog
from screens.dialogs.share_sheet import hand_out
from screens.widgets.key_bar import KeyBar
from screens.widgets.new_password import NewPassword
from wbs_tui.accounts.activation import activate
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WbsError
from wbs_tui.vault.codes import normalise
from wbs_tui.vault.errors import WrongCode

if TYPE_CHECKING:
    from models.words.clock import Clock
    from wbs_tui.accounts.views import Activated
    from wbs_tui.store.location import StoreLocation

_LONGEST_CODE = 80


class ActivationScreen(Screen[str]):
    """Gives the name of the account that is active now, so that its owner can log in."""

    CSS_PATH = "activation.tcss"
    SCOPE: ClassVar[str] = "activation"

    def __init__(self, location: "StoreLocation", clock: "Clock", account: str = "") -> None:
        super().__init__()
        self._location = location
        self._clock = clock
        self._account = account
        self._activated: Activated | None = None
        self._bindings = BindingsMap.merge([self._bindings, bindings_of(self.SCOPE)])

    def compose(self) -> ComposeResult:
        """Name, code, password twice; later the fingerprint and what comes next."""
        with VerticalScroll(id="activation", can_focus=False) as box:
            box.border_title = _("Aktifkan akun")
            yield Label(_("Nama akun"), markup=False)
            yield Input(self._account, id="name", max_length=60)
            yield Label(_("Kode undangan"), markup=False)
            yield Input(
                id="code", max_length=_LONGEST_CODE, placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"
            )
            yield Static(id="code-said", markup=False)
            yield NewPassword()
            yield Static(id="activation-said", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin where something is missing."""
        self.query_one("#code" if self._account else "#name").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is activated twice."""
        if action == "activate":
            return self._activated is None
        return super().check_action(action, parameters)

    @on(Input.Changed, "#code")
    def _read_code(self, changed: Input.Changed) -> None:
        self.query_one("#code-said", Static).update(_code_remark(changed.value))

    @on(Input.Submitted)
    def _go_on(self, submitted: Input.Submitted) -> None:
        if submitted.input.id == "new-password-again":
            self.action_activate()
        else:
            self.focus_next("Input")

    def action_activate(self) -> None:
        """Make the keys."""
        self.run_worker(self._activate(), group="activate", exclusive=True)

    async def _activate(self) -> None:
        box = self.query_one("#activation")
        if box.disabled:
            return
        try:
            name, code, password = self._fields()
            box.disabled = True
            self._say(_("Membuat kunci Anda…"))
            activated = await asyncio.to_thread(activate, self._location, name, code, password, self._clock)
        except WbsError as error:
            box.disabled = False
            self._say(error.message, "bold $text-error")
            self.query_one("#code" if isinstance(error, WrongCode) else "#name").focus()
            return
        await self._show(activated)

    def _fields(self) -> tuple[str, str, str]:
        name = self.query_one("#name", Input).value.strip()
        if not name:
            raise Refused(_("Ketik nama akun yang tertulis pada undangan."))
        code = normalise(self.query_one("#code", Input).value)
        return name, code, self.query_one(NewPassword).chosen()

    async def _show(self, activated: "Activated") -> None:
        """The fingerprint, and what happens next; nothing of the form stays."""
        self._activated = activated
        box = self.query_one("#activation")
        box.disabled = False
        box.border_title = _("Akun {name} aktif").format(name=activated.account)
        await box.remove_children()
        groups = activated.fingerprint.split()
        shown = "\n".join("   ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
        await box.mount(
            Static(_("Sidik jari kunci Anda:"), markup=False),
            Static(shown, classes="fingerprint", markup=False),
            Static(_next_steps(activated), markup=False),
            Static(_("Enter: ke layar masuk"), id="activation-on", markup=False),
        )
        box.can_focus = True
        box.focus()
        self.refresh_bindings()
        self.run_worker(self._hand_over(activated), group="flow")

    async def _hand_over(self, activated: "Activated") -> None:
        """What is shown this once: the recovery code, and the sheets of the shares."""
        if activated.recovery_code is not None:
            await self.app.push_screen_wait(FirstCodeDialog(activated.account, activated.recovery_code))
        if activated.sheets is not None:
            await hand_out(self.app, activated.sheets)

    def key_enter(self) -> None:
        """Once it is done, on to the log-in."""
        if self._activated is not None:
            self.dismiss(self._activated.account)

    def action_back(self) -> None:
        """To the log-in."""
        self.dismiss(self._activated.account if self._activated else None)

    def _say(self, said: str, style: str = "$text-muted") -> None:
        self.query_one("#activation-said", Static).update(Content.styled(said, style))


def _code_remark(typed: str) -> Content:
    """What is wrong with a code, or that it can be one."""
    if not typed.strip():
        return Content("")
    try:
        normalise(typed)
    except WrongCode as error:
        return Content.styled(error.message, "$text-warning")
    return Content.styled(_("✓ kode terbaca"), "$text-success")


def _next_steps(activated: "Activated") -> str:
    if activated.founded:
        return _(
            "Kantor ini lahir: kunci kasus dan kunci identitas dibuat, dan Andalah pemberi aksesnya. "
            "Super Admin mengundang para petugas; sesudah mereka aktif, beri mereka akses di layar Akun (F6) "
            "dengan mencocokkan sidik jari kuncinya."
        )
    if activated.role is Role.SUPER_ADMIN:
        return _("Sidik jari ini dapat dilihat lagi sesudah masuk, dengan F7.")
    if activated.role is Role.INSPECTOR:
        return _(
            "Anda belum membaca apa pun. Sesudah masuk, pulihkan akses Anda dengan dua dari tiga bagian "
            "kunci pemulihan, di layar Pemulihan (F12) dengan u."
        )
    return _(
        "Anda belum membaca apa pun. Hubungi Inspektur dan bacakan sidik jari ini; ia mencocokkannya lalu "
        "memberi Anda akses. Sidik jari ini dapat dilihat lagi sesudah masuk, dengan F7."
    )
