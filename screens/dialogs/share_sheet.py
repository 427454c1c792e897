"""Shows one share to its holder, to copy or to save, and asks for some of its words before it closes."""

import secrets
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from models.words.recovery import ShareHolder
from screens.dialogs.dialog import Dialog
from screens.dialogs.save_as import SaveAsDialog
from wbs_tui.accounts.recovery.shares import ShareSheet, ShareSheets, holder_name, page, word_lines
from wbs_tui.text.catalogue import _
from wbs_tui.vault.secret_files import write_secret_file

if TYPE_CHECKING:
    from textual.app import App

_ASKED = 3
"""Words that its holder types before his sheet closes."""
_SHOWN_FOR = 180.0  # seconds


class ShareSheetDialog(Dialog[bool]):
    """With `asks`, it closes once three of its words are typed with the sheet out of sight; else at Escape.

    `ends` closes it by itself after three minutes. Nothing of the screen behind it is seen.
    """

    CSS = """
    ShareSheetDialog {
        background: $background;
        & .share-words { color: $text-primary; padding: 1 0 0 2; height: auto; }
        & #share-asked { height: auto; display: none; }
        &.-asking { & .share-words { display: none; } & #share-asked { display: block; } }
        & #share-done { height: auto; color: $text-success; }
    }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("enter", "ask", show=False),
    ]

    def __init__(self, sheet: ShareSheet, *, asks: bool = False, ends: bool = False) -> None:
        super().__init__()
        self._sheet = sheet
        self._asks = asks
        self._ends = ends
        self._places = sorted(secrets.SystemRandom().sample(range(len(sheet.words.split())), _ASKED))
        self._may_leave = ends

    def title_text(self) -> str:
        """Whose it is."""
        return _("Bagian ke-{number} kunci pemulihan: {holder}, generasi {generation}").format(
            number=self._sheet.number,
            holder=holder_name(self._sheet.holder),
            generation=self._sheet.generation,
        )

    def keys_text(self) -> str:
        """Which keys do what."""
        return (
            _("^s simpan untuk dicetak · enter sudah disalin") if self._asks else _("^s simpan · esc tutup")
        )

    def compose_body(self) -> ComposeResult:
        """What to do with it, the words, and the three that are asked for."""
        yield Static(_what_to_do(self._sheet.holder), classes="dialog-text", markup=False)
        yield Static("\n".join(word_lines(self._sheet.words)), classes="share-words", markup=False)
        if self._asks:
            yield Static(id="share-asked", markup=False)
            for place in self._places:
                yield Input(
                    id=f"word-{place}",
                    placeholder=_("Kata ke-{place}").format(place=place + 1),
                    password=True,
                )
        yield Static("", id="share-done", markup=False)

    def on_mount(self) -> None:
        """The fields come when the sheet has been copied."""
        for field in self.query(Input):
            field.display = False
        if self._ends:
            self.set_timer(_SHOWN_FOR, lambda: self.dismiss(False))

    def action_ask(self) -> None:
        """Hide the words and ask for three of them."""
        if not self._asks or self.has_class("-asking"):
            return
        self.add_class("-asking")
        self.query_one("#share-asked", Static).update(
            _("Ketik tiga kata dari salinan Anda (esc: lihat lagi lembarnya).")
        )
        for field in self.query(Input):
            field.display = True
        self.query(Input).first().focus()

    @on(Input.Submitted)
    def _typed(self) -> None:
        words = self._sheet.words.split()
        for place in self._places:
            field = self.query_one(f"#word-{place}", Input)
            typed = field.value.strip().casefold()
            if typed not in (words[place], words[place][:4]):
                field.focus()
                if typed:
                    self.refuse(
                        _("Kata ke-{place} tidak sama. Periksa salinan Anda.").format(place=place + 1)
                    )
                return
        self.dismiss(True)

    def action_save(self) -> None:
        """Ask where, and write the page there."""
        self.run_worker(self._save(), group="flow", exclusive=True)

    async def _save(self) -> None:
        asked = SaveAsDialog(
            _("Simpan lembar bagian"),
            self._sheet.file_name,
            lambda path: write_secret_file(path, page(self._sheet)),
        )
        path = await self.app.push_screen_wait(asked)
        if path is not None:
            self._may_leave = True
            self.refuse("")
            said = _("Tersimpan di {path}. Cetak, lalu hapus berkasnya.").format(path=path)
            self.query_one("#share-done", Static).update(said)

    def action_leave(self) -> None:
        """Back to the words; or close, once it is sure that they are somewhere."""
        if self.has_class("-asking"):
            self.remove_class("-asking")
            for field in self.query(Input):
                field.display = False
            self.set_focus(None)
            self.refuse("")
            return
        if self._may_leave and not self._asks:
            self.dismiss(True)
            return
        self.refuse(
            _("Tekan enter, lalu ketik tiga katanya.")
            if self._asks
            else _("Bagian ini tidak akan tampil lagi. Bila sudah disalin, tekan esc sekali lagi.")
        )
        self._may_leave = True


def _what_to_do(holder: ShareHolder) -> str:
    return {
        ShareHolder.INSPECTOR: _(
            "Bagian Anda sendiri. Salin atau cetak, dan simpan terkunci, terpisah dari kata sandi. Dua dari "
            "tiga bagian memulihkan akses kantor; satu bagian tidak membuka apa pun. Tidak akan tampil lagi."
        ),
        ShareHolder.SUPER_ADMIN: _(
            "Bagian Anda sendiri. Salin atau cetak, dan simpan terkunci, terpisah dari kata sandi. Layar ini "
            "menutup sendiri."
        ),
        ShareHolder.CUSTODIAN: _(
            "Bagian kustodian: orang yang bukan Inspektur, bukan Super Admin, dan bukan bawahan keduanya. "
            "Cetak atau salin, serahkan langsung dalam amplop tertutup, dan jangan simpan salinannya."
        ),
    }[holder]


async def hand_out(app: "App[Any]", sheets: ShareSheets) -> None:
    """The Inspektur's sheet, then the custodian's, one after the other. Await it in a worker."""
    for sheet in sheets.every:
        await app.push_screen_wait(ShareSheetDialog(sheet, asks=sheet.holder is ShareHolder.INSPECTOR))
