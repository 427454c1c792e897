"""Who can read what: the table that the signatures make, with what is still due."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import DataTable, Static

from screens.base import DeskScreen
from screens.widgets.key_bar import KeyBar
from screens.widgets.readers_table import DUE, ReadersTable
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.who_reads import WhoReads, who_reads
from wbs_tui.text.catalogue import _


class WhoReadsScreen(DeskScreen):
    """A table, and beneath it what the chosen cell means."""

    SCOPE = "readers"
    AUTO_FOCUS = "ReadersTable"

    def compose(self) -> ComposeResult:
        """The table, the signs, the sentence."""
        yield StatusBar(self.desk, here=_("Siapa membaca apa"))
        yield ReadersTable(self.label, self.desk.office.zone, id="readers")
        yield Static(id="readers-sentence", markup=False)
        yield KeyBar()

    @property
    def table(self) -> ReadersTable:
        """The readers."""
        return self.query_one(ReadersTable)

    def on_mount(self) -> None:
        """Read them."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read them again."""
        self.serve(lambda: who_reads(self.desk), self._show, group="readers", stale=True)

    def _show(self, shown: WhoReads) -> None:
        self.table.show(shown)
        self._say()

    @on(DataTable.CellHighlighted)
    def _say(self) -> None:
        signs = _("✓ membaca · {due} mati, kunci baru belum dibuat · – tidak").format(due=DUE)
        said = [Content(self.table.sentence), Content.styled(signs, "$text-muted")]
        if self.table.shown.store_key_due:
            waits = _(
                "{due} Kunci penyimpanan: seseorang yang sudah keluar mengetahuinya; diganti saat "
                "pemberi akses membukanya sendirian."
            )
            said.append(Content.styled(waits.format(due=DUE), "$text-warning"))
        self.query_one("#readers-sentence", Static).update(Content("\n").join(said))

    def action_back(self) -> None:
        """Back to the accounts."""
        self.dismiss()
