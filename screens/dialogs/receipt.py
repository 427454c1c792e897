"""Shows a receipt as it will be printed; prints it, saves it, and leads on."""

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from screens.dialogs.save_as import SaveAsDialog
from wbs_tui.intake.receipts import Receipt, print_receipt, save_receipt
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError


class ReceiptDialog(Dialog[str]):
    """Gives `open` for the case, `next` for another report."""

    DEFAULT_CSS = """
    ReceiptDialog {
        & > #dialog { width: 84; }
        & .receipt-number { text-style: bold; color: $text-success; }
        & .receipt { height: auto; padding: 1 1 0 1; }
        & .receipt-done { height: auto; color: $text-success; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "print", show=False),
        Binding("s", "save", show=False),
        Binding("enter", "dismiss('open')", show=False),
        Binding("n,escape", "dismiss('next')", show=False),
    ]

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self._receipt = receipt

    def title_text(self) -> str:
        """That it is recorded."""
        return _("Tercatat sebagai {register}").format(register=self._receipt.register)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("p cetak · s simpan · enter buka kasus · n laporan berikutnya")

    def compose_body(self) -> ComposeResult:
        """The receipt, and what has been done with it."""
        yield Static(self._receipt.text, classes="receipt", markup=False)
        yield Static("", id="receipt-done", classes="receipt-done", markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll where it is higher than the terminal."""
        box = self.query_one("#dialog")
        box.can_focus = True
        box.focus()

    def action_print(self) -> None:
        """Send it to the printer."""
        self.run_worker(self._print(), group="print", exclusive=True)

    async def _print(self) -> None:
        self.refuse("")
        self._tell(_("Mencetak…"))
        try:
            await asyncio.to_thread(print_receipt, self._receipt)
        except WbsError as error:
            self._tell("")
            self.refuse(error.message)
        else:
            self._tell(_("Sudah dikirim ke pencetak."))

    def action_save(self) -> None:
        """Ask where, and save it."""
        self.run_worker(self._save(), group="flow", exclusive=True)

    async def _save(self) -> None:
        self.refuse("")
        title = _("Simpan tanda terima")
        asked = SaveAsDialog(title, self._receipt.file_name, lambda path: save_receipt(self._receipt, path))
        path = await self.app.push_screen_wait(asked)
        if path is not None:
            self._tell(_("Tersimpan di {path}").format(path=path))

    def _tell(self, said: str) -> None:
        self.query_one("#receipt-done", Static).update(said)
