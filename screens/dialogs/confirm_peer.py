"""Asks for the fingerprint that stands in another office's official letter, and for the letter's number."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Static

from models.words.exchange import PeerStatus
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.heard_fingerprint import HeardFingerprint
from wbs_tui.sync.offices.closures import closure_text
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.peers import Peer, kind_text
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_LONGEST_LETTER = 120


class ConfirmPeerDialog(ServiceDialog[Peer]):
    """Gives the office as it is known from now on. The whole fingerprint is never typed off the screen."""

    def __init__(self, desk: "Desk", peer: Peer) -> None:
        super().__init__()
        self._desk = desk
        self._peer = peer

    def title_text(self) -> str:
        """Which office."""
        return _("Pastikan {code} {name}").format(code=self._peer.code, name=clean_cell(self._peer.name))

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter berikutnya · ^s pastikan · esc batal")

    def compose_body(self) -> ComposeResult:
        """Who it says it is, what to compare, and the letter."""
        if self._peer.status == PeerStatus.CLOSED:
            yield Static(self._closure_told(), classes="dialog-text", markup=False)
        explained = _(
            "Menyebut dirinya {kind}. Ambil surat resminya, bukan yang dikirim lewat hub ini, dan cocokkan "
            "setiap kelompok; bila satu saja berbeda, jangan pastikan. Sesudah dipastikan, ringkasan dan "
            "kasus yang dibagikan disegel untuk kunci ini."
        ).format(kind=kind_text(self._peer.kind))
        yield Static(explained, classes="dialog-text", markup=False)
        yield HeardFingerprint(self._peer.fingerprint, written=True)
        letter = Input(id="letter", classes="dialog-field", max_length=_LONGEST_LETTER)
        yield from self.labelled(_("Nomor dan tanggal surat itu"), letter)

    def _closure_told(self) -> str:
        """What the hub said: nobody should confirm it again without knowing that."""
        closure = closure_text(self._peer.closure, self._desk.office.zone)
        said = _("{office} {closure}. Pastikan lagi hanya bila ia kembali dengan surat resmi yang baru.")
        return said.format(office=clean_cell(self._peer.name), closure=closure)

    def service(self) -> Callable[[], Peer]:
        """Compare, and trust its key."""
        letter = self.value("letter").strip()
        if not letter:
            raise Refused(_("Ketik nomor surat resmi yang memuat sidik kunci itu."))
        typed = self.query_one(HeardFingerprint).typed()
        return lambda: confirm_peer(self._desk, self._peer.code, typed, letter)
