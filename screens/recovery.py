"""Recovery: who holds which share, when each was last proved, and the acts with shares."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models.words.clock import from_millis
from models.words.recovery import ShareHolder
from models.words.roles import Role
from screens.base import DeskScreen
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.share_sheet import ShareSheetDialog, hand_out
from screens.dialogs.take_over import TakeOverDialog
from screens.dialogs.type_share import TypeShareDialog
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.recovery.drill import check_share, drill, own_share, renew_shares
from wbs_tui.accounts.recovery.golive import LiveState, go_live, live_state
from wbs_tui.accounts.recovery.shares import ShareSheets, holder_name
from wbs_tui.accounts.recovery.status import RecoveryStatus, ShareStatus, advice, recovery_status
from wbs_tui.accounts.recovery.ways_back import recover, take_over
from wbs_tui.cases.readers.kept_from import kept_from_account
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

Looked = tuple[RecoveryStatus | None, LiveState]


class RecoveryScreen(DeskScreen):
    """What an account may know of recovery; whoever holds no share sees how he would take over."""

    SCOPE = "recovery"
    CSS_PATH = "recovery.tcss"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._status: RecoveryStatus | None = None
        self._live: LiveState | None = None

    def compose(self) -> ComposeResult:
        """The state, the shares, what is due."""
        yield StatusBar(self.desk, here=_("Pemulihan"))
        with VerticalScroll(id="recovery"):
            yield Static(id="recovery-state", markup=False)
            yield Static(id="recovery-shares", markup=False)
            yield Static(id="recovery-advice", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Look."""
        self.query_one("#recovery").focus()
        self.action_reload()

    def action_reload(self) -> None:
        """Look again."""
        self.serve(self._look, self._show, group="recovery", stale=True)

    def _look(self) -> Looked:
        status = recovery_status(self.desk) if self.desk.may("recovery.check") else None
        return status, live_state(self.desk)

    def _show(self, looked: Looked) -> None:
        self._status, self._live = looked
        self.query_one("#recovery-state", Static).update(self._state())
        self.query_one("#recovery-shares", Static).update(self._shares())
        self.query_one("#recovery-advice", Static).update(self._advice())
        self.refresh_bindings()

    def _state(self) -> str:
        status, live = self._status, self._live
        lines = []
        if status is None:
            lines.append(
                _(
                    "Bila Inspektur tidak ada lagi, Anda dapat mengambil alih jabatannya dengan SK dan dua "
                    "bagian kunci pemulihan (u)."
                )
            )
        elif status.generation is None:
            lines.append(_("Kantor ini belum punya kunci pemulihan."))
        else:
            lines += [
                _("Dua dari tiga bagian memulihkan akses; tidak seorang pun memegang dua."),
                "",
                _("Generasi {generation}, dibuat {when}").format(
                    generation=status.generation, when=self._at(status.made_at)
                ),
                _("Latihan terakhir: {when}").format(when=self._at(status.drilled_at)),
                _("Sidik jari: {fingerprint}").format(fingerprint=status.fingerprint),
            ]
        if live is not None:
            trial = _("Kantor masih dalam uji coba: jangan mencatat laporan sungguhan.")
            lines.append(trial if live.trial else _("Kantor sudah dipakai sungguhan."))
        return "\n".join(lines)

    def _at(self, millis: int | None) -> str:
        return _("belum pernah") if millis is None else moment(from_millis(millis), self.desk.office.zone)

    def _shares(self) -> Content:
        if self._status is None:
            return Content("")
        return Content("\n").join(map(self._share_line, self._status.shares))

    def _share_line(self, share: ShareStatus) -> Content:
        kept = _("di kertas") if share.holder is ShareHolder.CUSTODIAN else clean_cell(share.account or "-")
        line = f"{share.number}  {holder_name(share.holder):14}  {kept:20}  "
        checked = (
            _("belum pernah diperiksa")
            if share.checked_at is None
            else _("diperiksa {when}").format(when=self._at(share.checked_at))
        )
        return Content.assemble(line, (checked, "$text-warning" if share.check_due else "$text-success"))

    def _advice(self) -> Content:
        said = [] if self._status is None else list(advice(self._status, self.desk.actor.role))
        if self._live is not None and self._live.trial and self.desk.may("office.settings"):
            said += [*self._live.missing()] or [_("Semua terbukti: kantor dapat mulai sungguhan (h).")]
        return Content.styled("\n".join(f"• {sentence}" for sentence in said), "$text-warning")

    def applies(self, action: str) -> bool:
        """Acts with shares need shares, and what is past is past."""
        if action == "own_share":
            shares = self._status.shares if self._status else ()
            return any(share.sealed and share.account == self.desk.actor.name for share in shares)
        if action in ("check", "drill"):
            return self._status is not None and self._status.generation is not None
        if action == "live":
            return self._live is not None and self._live.trial
        return True

    def action_check(self) -> None:
        """Prove one share."""
        self.flow(self._check())

    async def _check(self) -> None:
        typed = await self._typed(_("Periksa satu bagian"))
        if typed is not None:
            proved = await self.call(lambda: check_share(self.desk, typed))
            said = _("Bagian ke-{number} ({holder}) benar, generasi {generation}. Dicatat.")
            self.tell(
                said.format(
                    number=proved.number, holder=holder_name(proved.holder), generation=proved.generation
                )
            )
            self.action_reload()

    async def _typed(self, title: str) -> str | None:
        explained = _(
            "Pemegangnya sendiri yang mengetik, dari lembarnya. Nomor boleh ikut; empat huruf pertama tiap "
            "kata cukup. Tidak ada yang disimpan."
        )
        return await self.app.push_screen_wait(TypeShareDialog(title, explained))

    def action_own_share(self) -> None:
        """Show the share that is sealed to this account, once it is sure that nobody looks on."""
        self.flow(self._own_share())

    async def _own_share(self) -> None:
        explained = _(
            "Bagian Anda akan tampil beberapa menit. Pastikan tidak ada orang lain yang melihat layar ini. "
            "Bahwa Anda melihatnya dicatat di jurnal."
        )
        if await self.app.push_screen_wait(ConfirmDialog(_("Lihat bagian saya"), explained)):
            sheet = await self.call(lambda: own_share(self.desk))
            await self.app.push_screen_wait(ShareSheetDialog(sheet, ends=True))

    def action_renew(self) -> None:
        """New shares without the old ones."""
        self.flow(self._renew())

    async def _renew(self) -> None:
        explained = _(
            "Kunci pemulihan dan ketiga bagiannya dibuat baru; semua lembar yang lama tidak berlaku lagi. "
            "Anda menerima bagian Anda dan bagian kustodian; Super Admin melihat bagiannya di sesinya "
            "sendiri."
        )
        if await self.app.push_screen_wait(ConfirmDialog(_("Bagi ulang kunci pemulihan"), explained)):
            await self._hand_out(await self.call(lambda: renew_shares(self.desk, _later)))

    def action_drill(self) -> None:
        """Put two shares together, open everything, and split anew."""
        self.flow(self._drill())

    async def _drill(self) -> None:
        typed = await self._two(_("Latihan pemulihan"))
        if typed is not None:
            sheets = await self.call(lambda: drill(self.desk, *typed, _later))
            self.tell(_("Latihan berhasil: dua bagian membuka penyimpanan dan semua kompartemen."))
            await self._hand_out(sheets)

    async def _two(self, title: str) -> tuple[str, str] | None:
        """Two shares, each typed by its holder; the first is out of sight before the second is asked for."""
        first = await self._typed(_("{title}: bagian pertama").format(title=title))
        second = None if first is None else await self._typed(_("{title}: bagian kedua").format(title=title))
        return None if first is None or second is None else (first, second)

    async def _hand_out(self, sheets: ShareSheets) -> None:
        await hand_out(self.app, sheets)
        self.action_reload()

    def action_use(self) -> None:
        """Recover one's own access, or take over the office of Inspektur."""
        self.flow(self._recover() if self.desk.actor.role is Role.INSPECTOR else self._take_over())

    async def _recover(self) -> None:
        typed = await self._two(_("Pulihkan akses"))
        if typed is not None:
            sheets = await self.call(lambda: recover(self.desk, *typed, _later, kept_from_account))
            self.tell(_("Akses Anda pulih di semua kompartemen."))
            await self._hand_out(sheets)

    async def _take_over(self) -> None:
        decree = await self.app.push_screen_wait(TakeOverDialog())
        typed = None if decree is None else await self._two(_("Ambil alih jabatan"))
        if decree is not None and typed is not None:
            sheets = await self.call(lambda: take_over(self.desk, *typed, decree, _later, kept_from_account))
            await hand_out(self.app, sheets)
            self.app.call_later(self.app.run_action, "app.lock")  # it closes this screen, and this worker

    def action_live(self) -> None:
        """End the trial."""
        self.flow(self._go_live())

    async def _go_live(self) -> None:
        explained = _("Mulai sekarang kantor ini dipakai sungguhan; ini tidak dapat dibatalkan.")
        if await self.app.push_screen_wait(ConfirmDialog(_("Akhiri masa uji coba"), explained)):
            await self.call(lambda: go_live(self.desk))
            self.action_reload()

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)


def _later(_sheets: ShareSheets) -> None:
    """They are shown once the store has them: the store is not held up while somebody copies words."""
