"""What is due and waits for a grantor: shown, and done now with a word on how far it is."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from wbs_tui.operations.duties import due, run
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class DutiesDialog(Dialog[None]):
    """Enter does what is due; closing it stops nothing."""

    DEFAULT_CSS = """
    DutiesDialog {
        & #duties { height: auto; margin-top: 1; }
        & #duties-progress { height: auto; color: $text-success; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "run", show=False)]

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._ready = False

    def title_text(self) -> str:
        """What it is about."""
        return _("Kunci baru yang harus dibuat")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter kerjakan sekarang · esc tutup")

    def compose_body(self) -> ComposeResult:
        """Why, what, how far."""
        explained = _(
            "Bila akses seseorang berakhir, kunci baru tanpa dia dibuat dan kunci semua kasus dibungkus "
            "ulang. Ini berjalan sendiri setiap pemberi akses masuk, dan dapat dijalankan sekarang. Bila "
            "terputus, dilanjutkan lain kali; menutup jendela ini tidak menghentikannya."
        )
        yield Static(explained, classes="dialog-text", markup=False)
        yield Static("…", id="duties", markup=False)
        yield Static("", id="duties-progress", markup=False)

    def on_mount(self) -> None:
        """Read what is due."""
        self.run_worker(self._read(), group="duties", exclusive=True)

    async def _read(self) -> None:
        try:
            duties = await asyncio.to_thread(lambda: due(self._desk))
        except WbsError as error:
            self.refuse(error.message)
            return
        self._ready = bool(duties)
        said = "\n".join(f"• {duty.text}" for duty in duties) or _("Tidak ada yang menunggu.")
        self.query_one("#duties", Static).update(said)

    def action_run(self) -> None:
        """Do it."""
        if self._ready:
            self._ready = False
            self.run_worker(self._run(), group="duties", exclusive=True)

    async def _run(self) -> None:
        self._tell(_("Bekerja…"))
        try:
            done = await asyncio.to_thread(lambda: run(self._desk, self._progress))
        except WbsError as error:
            self._tell("")
            self.refuse(error.message)
            self._ready = True
            return
        self._tell("\n".join(f"• {sentence}" for sentence in done))
        await self._read()

    def _progress(self, sentence: str) -> None:
        """Called from the thread that works."""
        self.app.call_from_thread(self._tell, sentence)

    def _tell(self, said: str) -> None:
        if self.is_mounted:
            self.query_one("#duties-progress", Static).update(said)
