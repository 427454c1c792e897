"""Asks for the fingerprint that the owner of an account reads out, and lets him in when it is his.

Two groups, another two each time, are not shown, and nothing of the screen behind is: nobody can confirm
without having heard the owner.
"""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.account_table import access_name
from wbs_tui.accounts.access import grant
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_HIDDEN = 2


class GrantDialog(ServiceDialog[bool]):
    """Gives True when he is in."""

    CSS = """
    GrantDialog {
        background: $background;
        & .fingerprint { text-align: center; text-style: bold; color: $text-primary; padding: 1 0; }
    }
    """

    def __init__(self, desk: "Desk", kind: str, name: str, fingerprint: str) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._account = name
        self._groups = fingerprint.split()
        self._hidden = sorted(secrets.SystemRandom().sample(range(len(self._groups)), _HIDDEN))

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
            "Cocokkan setiap kelompok; bila satu saja berbeda, jangan beri akses."
        ).format(name=self._account)
        yield Static(explained, classes="dialog-text", markup=False)
        yield Static(self._shown(), classes="fingerprint", markup=False)
        asked = _("Ketik kelompok ke-{first} dan ke-{second} yang ia bacakan").format(
            first=self._hidden[0] + 1, second=self._hidden[1] + 1
        )
        field = Input(id="heard", placeholder="00000 00000", max_length=60, classes="dialog-field")
        yield from self.labelled(asked, field)

    def _shown(self) -> str:
        """Two lines of four groups."""
        shown = ["•" * len(g) if n in self._hidden else g for n, g in enumerate(self._groups)]
        half = len(shown) // 2
        return "   ".join(shown[:half]) + "\n" + "   ".join(shown[half:])

    def service(self) -> Callable[[], bool]:
        """Compare, and let him in."""
        typed = self._completed(self.value("heard"))

        def let_in() -> bool:
            grant(self._desk, self._kind, self._account, typed)
            return True

        return let_in

    def _completed(self, typed: str) -> str:
        """The whole fingerprint with the groups that were heard in their places; a whole one stays."""
        heard = "".join(character for character in typed if character.isdigit())
        size = len(self._groups[0])
        if len(heard) != size * _HIDDEN:
            return typed
        groups = list(self._groups)
        for number, place in enumerate(self._hidden):
            groups[place] = heard[number * size : (number + 1) * size]
        return " ".join(groups)
