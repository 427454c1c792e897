"""The first screen: name and password. It is painted before anything of the store is loaded."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Button, Input, Label, Static

from screens.bindings import bindings_of
from screens.widgets.key_bar import KeyBar
from wbs_tui import __version__
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError


class EnterButton(Button, inherit_css=False):
    """Looks as unlock.tcss says: the rules of Textual's buttons alone cost 8 ms of the first paint."""


class Field(Input, inherit_css=False):
    """One line to type in; looks as unlock.tcss says, for the same reason."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Input.COMPONENT_CLASSES


class UnlockScreen(Screen[None]):
    """Asks who is there."""

    CSS_PATH = "unlock.tcss"
    SCOPE: ClassVar[str] = "unlock"

    @dataclass
    class Asked(Message):
        """The officer wants in. The password is not part of the message's repr."""

        name: str
        password: str

        def __repr__(self) -> str:
            return f"Asked({self.name!r})"

    class Invited(Message):
        """The officer has an invitation and no password yet."""

    def __init__(self, account: str = "", notice: str = "") -> None:
        """`notice` is a sentence above the fields, such as that the screen was locked."""
        super().__init__()
        self._account = account
        self._notice = notice
        self._bindings = BindingsMap.merge([self._bindings, bindings_of(self.SCOPE)])

    def compose(self) -> ComposeResult:
        with Vertical(id="unlock"):
            yield Label("WBS", id="unlock-title")
            yield Label(_("Meja kerja laporan pelanggaran"), id="unlock-subtitle")
            yield Label(_("Nama akun"))
            yield Field(self._account, id="account", max_length=60)
            yield Label(_("Kata sandi"))
            yield Field(password=True, id="password", max_length=1024)
            yield EnterButton(_("Masuk"), id="enter")
            yield Static(self._notice, id="unlock-message", markup=False)
            other = _("F9 English · F8 terang/gelap · versi {version}").format(version=__version__)
            yield Label(other, id="unlock-version")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#password" if self._account else "#account", Input).focus()

    @on(Input.Submitted, "#account")
    def _name_typed(self) -> None:
        self.query_one("#password", Input).focus()

    @on(Input.Submitted, "#password")
    @on(Button.Pressed, "#enter")
    def _ask(self) -> None:
        name = self.query_one("#account", Input).value.strip()
        password = self.query_one("#password", Input).value
        if not name or not password:
            self.say(_("Ketik nama akun dan kata sandi."))
            return
        self.query_one("#unlock").disabled = True
        self.say(_("Membuka…"))
        self.post_message(self.Asked(name, password))

    def action_activate(self) -> None:
        """Make the keys of an invited account."""
        self.post_message(self.Invited())

    def greet(self, account: str) -> None:
        """Ask for the password of an account that has just been activated."""
        self.query_one("#account", Input).value = account
        self.query_one("#password", Input).focus()
        self.say(_("Akun aktif. Masuklah dengan kata sandi yang baru Anda buat."))

    def tell_how_to_begin(self, path: str) -> None:
        """There is nothing to unlock yet."""
        self.say(
            _(
                "Belum ada penyimpanan di {path}. Kantor baru dibuat dengan perintah wbs init; untuk "
                "mencoba-coba: wbs demo."
            ).format(path=path)
        )

    def refuse(self, error: WbsError) -> None:
        """Say why it did not open, and let the officer try again."""
        self.query_one("#unlock").disabled = False
        password = self.query_one("#password", Input)
        password.value = ""
        password.focus()
        self.say(error.message)

    def say(self, message: str) -> None:
        """Show one sentence under the fields."""
        self.query_one("#unlock-message", Static).update(message)
