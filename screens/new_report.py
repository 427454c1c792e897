"""New report: what came by telephone, by letter or in person is taken down, numbered, and receipted."""

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input, Select, Static, TextArea

from screens.base import DeskScreen
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.receipt import ReceiptDialog
from screens.turns import in_turn
from screens.widgets.attachments import Attachments
from screens.widgets.draft_text import PAUSE, DraftKeeper, kept, said_by
from screens.widgets.key_bar import KeyBar
from screens.widgets.not_let_in import NotLetInNotice
from screens.widgets.report_form import ReportForm
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.access import look_again
from wbs_tui.cases.identity.identity_policy import current_identity_policy
from wbs_tui.cases.numbers.numbering import numbers_on_hold, on_hold_words
from wbs_tui.cases.steps.drafts import NEW_REPORT, load_draft
from wbs_tui.intake.form import FormIncomplete, FormValues, record_form, usual_channel
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError
from wbs_tui.text.records import ready

if TYPE_CHECKING:
    from wbs_tui.intake.receipts import Receipt
    from wbs_tui.journal.desk import Desk

_CLOCK = 15.0
"""Seconds after which the proposed time of arrival is brought up to date, while nothing is typed yet."""


class NewReportScreen(DeskScreen):
    """One form; what is typed is a draft until it is recorded."""

    SCOPE = "new_report"
    CSS_PATH = "new_report.tcss"
    AUTO_FOCUS = ""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._let_in = desk.keyring.may_open(OFFICE)
        self._keeper = DraftKeeper(desk, NEW_REPORT)
        self._changes = 0
        self._kept: FormValues | None = None
        self._kept_at = 0
        self._pause: Timer | None = None
        self._ready = False
        self._recording = False

    def compose(self) -> ComposeResult:
        """The form; for who is not let in yet, what to do."""
        yield StatusBar(self.desk, "go_new_report")
        if self._let_in:
            yield Static("", id="form-notice", markup=False)
            yield ReportForm(self.desk)
        else:
            yield NotLetInNotice(self.desk)
        yield KeyBar()

    @property
    def form(self) -> ReportForm:
        """The fields."""
        return self.query_one(ReportForm)

    async def on_mount(self) -> None:
        """Bring back what was typed and not recorded; else propose the usual channel and the present time."""
        if self._let_in:
            self.serve(self._usual, self._begin)
            self.set_interval(_CLOCK, self._tick)

    def regained(self) -> None:
        """A form that could not be begun is begun now; one that is typed in is left alone."""
        if self._let_in and not self._ready:
            self.serve(self._usual, self._begin)

    def _usual(self) -> tuple[str, str, str | None, bool]:
        """The usual channel, what the office asks about identity now, what was left unfinished, whether
        register numbers are on hold."""
        policy = current_identity_policy(self.desk)
        with self.desk.reading() as connection:
            waits = numbers_on_hold(connection)
        return usual_channel(self.desk), policy, load_draft(self.desk, NEW_REPORT), waits

    def _begin(self, found: tuple[str, str, str | None, bool]) -> None:
        channel, policy, draft, waits = found
        self.form.begin(channel, policy, self.desk.clock())
        if draft is not None:
            self._kept = msgspec.json.decode(draft, type=ready(FormValues))
            self.form.fill(self._kept)
            self._notice(_("Rancangan yang belum dicatat dibuka kembali. ^n memulai formulir kosong."))
        if waits:
            self._notice(on_hold_words())
        self._ready = True
        self.form.focus_first()

    def _tick(self) -> None:
        if self._ready and not self.form.values.begun:
            self.form.propose_time(self.desk.clock())

    def applies(self, action: str) -> bool:
        """The form's own actions need the form; who is not let in may only look again."""
        return (action == "reload") != self._let_in or action == "back"

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Attachments.Changed)
    def _changed(self) -> None:
        """Keep the draft once the officer pauses."""
        if not self._ready:
            return
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._keep_soon)

    def _keep_soon(self) -> None:
        keep = self._keeping()
        if keep is not None:
            done = partial(self._was_kept, keep)
            self.run_worker(in_turn(partial(kept, self.app, keep, done)), group="draft")

    def keep_drafts(self) -> None:
        """Keep the draft now; waits for the store."""
        keep = self._keeping() if self._ready else None
        if keep is not None:
            with said_by(self.app):
                keep()
                self._was_kept(keep)

    def _was_kept(self, keep: "_Keep") -> None:
        """Unless what was kept since is newer."""
        if keep.number > self._kept_at:
            self._kept, self._kept_at = keep.values, keep.number

    @property
    def unkept(self) -> bool:
        """Whether the form holds what is kept nowhere."""
        return self._ready and self._differs(self.form.values)

    def _differs(self, values: FormValues) -> bool:
        return not self._recording and values != self._kept and (values.begun or self._kept is not None)

    def _keeping(self) -> "_Keep | None":
        """What keeps the form as it stands; None when there is nothing new, or it has been recorded."""
        values = self.form.values
        if not self._differs(values):
            return None
        self._changes += 1
        return _Keep(self._keeper, values, self._changes)

    def action_record(self) -> None:
        """Record the report; a second time while the first still runs does nothing."""
        if self._ready and not self._recording:
            self._recording = True
            self.flow(self._record())

    async def _record(self) -> None:
        self.form.forgive()
        values = self.form.values
        self._changes += 1
        changes = self._changes

        def record() -> "Receipt | None":
            self._keeper.save(_encoded(values), changes)
            receipt = record_form(self.desk, values)
            self._keeper.drop(changes)
            return receipt

        focused = self.focused
        self.form.disabled = True
        self._notice(_("Mencatat…"))
        try:
            receipt = await self.call(record)
        except WbsError as error:
            self._recording = False
            self._give_back(error)
            if focused is not None and not isinstance(error, FormIncomplete):
                focused.focus()
            return
        self._notice("")
        await self._lead_on(receipt)

    def _give_back(self, error: WbsError) -> None:
        """The form as it was, with the reason beside the fields or, where it is about none, above them."""
        self.form.disabled = False
        self._notice("")
        if isinstance(error, FormIncomplete):
            self.form.refuse(error.fields)
        else:
            self._notice(error.message)
            self.show_error(error)

    async def _lead_on(self, receipt: "Receipt | None") -> None:
        if receipt is None:
            self.tell(_("Laporan dicatat. Tanda terimanya diberikan oleh yang menangani kasusnya."))
            self._begin_anew()
            return
        decision = await self.app.push_screen_wait(ReceiptDialog(receipt))
        self._begin_anew()
        if decision == "open":
            from screens.case import CaseScreen

            self.app.push_screen(CaseScreen(self.desk, receipt.register))

    def _begin_anew(self) -> None:
        """An empty form in the place of this one, which cannot wait for its own end."""
        self.app.switch_screen(NewReportScreen(self.desk))

    def action_clear(self) -> None:
        """Begin an empty form; what stands in this one is given up."""
        self.flow(self._clear())

    async def _clear(self) -> None:
        if self.form.values.begun:
            asked = ConfirmDialog(
                _("Kosongkan formulir?"), _("Isian yang belum dicatat akan hilang, juga rancangannya.")
            )
            if not await self.app.push_screen_wait(asked):
                return
        self._recording = True  # from here on there is nothing to keep
        self._changes += 1
        changes = self._changes
        await self.call(lambda: self._keeper.drop(changes))
        self._begin_anew()

    async def action_back(self) -> None:
        """Back to the inbox; the draft stays."""
        await self.app.run_action("app.go_inbox")

    def action_reload(self) -> None:
        """See whether the account has been let in by now."""
        self.serve(lambda: look_again(self.desk), self._looked_again)

    def _looked_again(self, let_in: bool) -> None:
        if let_in:
            self._begin_anew()
        else:
            self.tell(_("Akun Anda belum diberi akses."))

    def _notice(self, said: str) -> None:
        notice = self.query_one("#form-notice", Static)
        notice.display = bool(said)
        notice.update(said)


def _encoded(values: FormValues) -> str:
    return msgspec.json.encode(values).decode()


class _Keep:
    """Keeps or forgets one state of the form, in whatever thread it is called."""

    def __init__(self, keeper: DraftKeeper, values: FormValues, number: int) -> None:
        self._keeper = keeper
        self.values = values
        self.number = number

    def __call__(self) -> None:
        if self.values.begun:
            self._keeper.save(_encoded(self.values), self.number)
        else:
            self._keeper.drop(self.number)
