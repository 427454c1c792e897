"""Asks for the fingerprint that the owner of an account reads out, and lets him in when it is his."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.heard_fingerprint import HeardFingerprint
from wbs_tui.accounts.access import grant
from wbs_tui.accounts.access_names import access_name
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class GrantDialog(ServiceDialog[bool]):
    """Gives True when he is in. Nothing of the screen behind is shown: the whole fingerprint stands "
    "there."""

    CSS = "GrantDialog { background: $background; }"

    def __init__(self, desk: "Desk", kind: str, name: str, fingerprint: str) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._account = name
        self._fingerprint = fingerprint

    def title_text(self) -> str:
        """Who is let into what."""
        return _("Beri {name} akses {access}").format(name=self._account, access=access_name(self._kind))

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter beri akses · esc batal")

    def compose_body(self) -> ComposeResult:
        """What to say to the owner, what to compare, and what to type."""
        explained = _(
            "Telepon atau temui {name}. Ia menekan F7 di layarnya dan membacakan sidik jari kuncinya. "
            "Cocokkan setiap kelompok; bila satu saja berbeda, jangan beri akses. Sesudah diberi, ia membaca "
            "juga yang lama; akses dapat dicabut, yang sudah dibaca tidak dapat ditarik."
        ).format(name=self._account)
        yield Static(explained, classes="dialog-text", markup=False)
        yield HeardFingerprint(self._fingerprint)

    def service(self) -> Callable[[], bool]:
        """Compare, and let him in."""
        typed = self.query_one(HeardFingerprint).typed()

        def let_in() -> bool:
            grant(self._desk, self._kind, self._account, typed)
            return True

        return let_in
