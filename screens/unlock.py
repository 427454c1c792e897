"""The first screen: name and password. It is painted before anything of the store is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Button, Input, Label, Static

from models.words.clock import Clock, system_clock
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
        code: str | None = None
        """The recovery code, once it was asked for."""

        def __repr__(self) -> str:
            return f"Asked({self.name!r})"

    class Invited(Message):
        """The officer has an invitation and no password yet."""

    def __init__(self, account: str = "", notice: str = "", clock: Clock = system_clock) -> None:
        """`notice` is a sentence above the fields, such as that the screen was locked."""
        super().__init__()
        self._account = account
        self._clock = clock
        self._waits_until: datetime | None = None
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
    @on(Input.Submitted, "#recovery")
    @on(Button.Pressed, "#enter")
    def _ask(self) -> None:
        name = self.query_one("#account", Input).value.strip()
        password = self.query_one("#password", Input).value
        if not name or not password:
            self.say(_("Ketik nama akun dan kata sandi."))
            return
        self._waits_until = None
        self.query_one("#unlock").disabled = True
        self.say(_("Membuka…"))
        self.post_message(self.Asked(name, password, self._code()))

    def _code(self) -> str | None:
        """What stands in the field of the recovery code; None where that was not asked for, or is empty."""
        fields = self.query("#recovery").results(Input)
        return next((field.value.strip() for field in fields), "") or None

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

    async def ask_code(self, error: WbsError) -> None:
        """This device is not known: the recovery code is needed besides the password, which stays."""
        self.query_one("#unlock").disabled = False
        self.query_one("#unlock").add_class("-asks-code")
        self.say(error.message)
        if not self.query("#recovery"):
            field = Field(id="recovery", max_length=80, placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
            await self.query_one("#unlock").mount_all(
                [Label(_("Kode pemulihan")), field], before=self.query_one("#enter")
            )
        self.query_one("#recovery", Input).focus()

    def wait(self, error: WbsError, seconds: int, words: Callable[[int], str]) -> None:
        """Say for how much longer nothing is taken, each second anew; `words` puts the seconds left."""
        self.refuse(error)
        self._words = words
        self._waits_until = self._clock() + timedelta(seconds=seconds)
        self.set_interval(1, self.count_down, repeat=seconds + 1)

    def count_down(self) -> None:
        """Show what is left of the wait."""
        if self._waits_until is None:
            return
        left = ceil((self._waits_until - self._clock()).total_seconds())
        if left > 0:
            self.say(self._words(left))
        else:
            self._waits_until = None
            self.say(_("Silakan coba lagi."))

    def say(self, message: str) -> None:
        """Show one sentence under the fields."""
        self.query_one("#unlock-message", Static).update(message)
