"""What an account sees that nobody has let in yet: whom to ask, and the fingerprint to read out."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from wbs_tui.text.catalogue import _


class NotLetInNotice(VerticalScroll):
    """Takes the place of a list."""

    DEFAULT_CSS = """
    NotLetInNotice {
        align: center middle; background: $background;
        & > Static { width: 68; max-width: 100%; height: auto; padding: 0 1; }
        & > .fingerprint { text-align: center; text-style: bold; color: $text-primary; padding: 1; }
    }
    """

    def __init__(self, name: str, fingerprint: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._account = name
        self._fingerprint = fingerprint

    def compose(self) -> ComposeResult:
        """Three sentences around the fingerprint."""
        yield Static(
            Text(
                _(
                    "Akun {name} sudah aktif, tetapi belum diberi akses: isi kasus masih tertutup. Mintalah "
                    "Inspektur membuka layar Akun dan memberi akses. Bacakan kepadanya sidik jari kunci ini:"
                ).format(name=self._account)
            )
        )
        yield Static(Text(self._fingerprint), classes="fingerprint")
        yield Static(Text(_("Sesudah itu tekan r untuk memuat ulang.")))
