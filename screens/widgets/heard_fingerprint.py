"""A fingerprint to compare with what its owner reads out: two groups, another two each time, are to be typed.

They are not shown, so that nobody can go on without having heard the owner.
"""

import secrets

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from wbs_tui.text.catalogue import _

_HIDDEN = 2


class HeardFingerprint(Vertical):
    """Gives the whole fingerprint with the groups that were typed in their places."""

    DEFAULT_CSS = """
    HeardFingerprint {
        height: auto;
        & > .fingerprint { text-align: center; text-style: bold; color: $text-primary; padding: 1 0 0 0; }
        & > Label { color: $text-muted; margin-top: 1; }
        &.-tight > .fingerprint { padding: 0; }
        &.-tight > Label { margin-top: 0; }
    }
    """

    def __init__(self, fingerprint: str, *, tight: bool = False, written: bool = False) -> None:
        """`tight` leaves no empty lines, for a dialog that asks for more than this.

        `written`: it is compared with what stands in a letter.
        """
        super().__init__(classes="-tight" if tight else None)
        self._written = written
        self._groups = fingerprint.split()
        self._hidden = sorted(secrets.SystemRandom().sample(range(len(self._groups)), _HIDDEN))

    def compose(self) -> ComposeResult:
        """What to compare, and where to type."""
        yield Static(self._shown(), classes="fingerprint", markup=False)
        asked = (
            _("Ketik kelompok ke-{first} dan ke-{second} yang tertulis dalam surat")
            if self._written
            else _("Ketik kelompok ke-{first} dan ke-{second} yang ia bacakan")
        )
        first, second = (place + 1 for place in self._hidden)
        yield Label(asked.format(first=first, second=second), markup=False)
        yield Input(id="heard", placeholder="00000 00000", max_length=60, classes="dialog-field")

    def _shown(self) -> str:
        """Two lines of four groups."""
        shown = ["•" * len(g) if n in self._hidden else g for n, g in enumerate(self._groups)]
        half = len(shown) // 2
        return "   ".join(shown[:half]) + "\n" + "   ".join(shown[half:])

    def typed(self) -> str:
        """What to compare with the fingerprint; one that was typed whole stays as it is."""
        typed = self.query_one("#heard", Input).value
        heard = "".join(character for character in typed if character.isdigit())
        size = len(self._groups[0])
        if len(heard) != size * _HIDDEN:
            return typed
        groups = list(self._groups)
        for number, place in enumerate(self._hidden):
            groups[place] = heard[number * size : (number + 1) * size]
        return " ".join(groups)
