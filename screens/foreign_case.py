"""One case of another office, read only: its summary, and where it was shared its texts and evidence."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models.words.exchange import MessageKind, ReferralState
from screens import foreign_acts as acts
from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.foreign_text import conversation, evidence, summary, text_body, text_head
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView, foreign_case
from wbs_tui.sync.talks.remarks import RemarkView, foreign_remarks, mark_foreign_read
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

Read = tuple[ForeignCaseView, tuple[RemarkView, ...]]


class ForeignCaseScreen(DeskScreen):
    """What is known of it at one side, what was shared at the other."""

    SCOPE = "foreign"
    CSS_PATH = "foreign_case.tcss"
    AUTO_FOCUS = "#foreign-side"

    def __init__(self, desk: "Desk", foreign_id: str) -> None:
        super().__init__(desk)
        self._foreign_id = foreign_id
        self._case: ForeignCaseView | None = None
        self._remarks: tuple[RemarkView, ...] = ()

    def remade(self) -> "ForeignCaseScreen":
        """The same case."""
        return ForeignCaseScreen(self.desk, self._foreign_id)

    def compose(self) -> ComposeResult:
        """Both sides."""
        yield StatusBar(self.desk, here="…")
        with Container(id="foreign-body"):
            with VerticalScroll(id="foreign-side"):
                yield Static("", id="foreign-summary", markup=False)
            yield VerticalScroll(id="foreign-document")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read it, and note that what was said of it has been read."""

        def read() -> Read:
            mark_foreign_read(self.desk, self._foreign_id)
            return self._read()

        self.serve(read, self._show, failed=self._gone, group="foreign", stale=True)

    def _read(self) -> Read:
        return foreign_case(self.desk, self._foreign_id), foreign_remarks(self.desk, self._foreign_id)

    def follow(self, changes: "Changes") -> None:
        """Read it anew; a screen that is covered does so when it is seen again."""
        if changes and (self.is_current or isinstance(self.app.screen, Dialog)):
            self.action_reload()

    def on_screen_resume(self) -> None:
        """Back from a dialog: what was done there is read again."""
        if self._case is not None:
            self.action_reload()

    def applies(self, action: str) -> bool:
        """What is done needs something that it can be done to."""
        case = self._case
        if action in ("close", "reload"):
            return True
        if case is None:
            return False
        if action in ("accept", "decline"):
            return case.referral is ReferralState.WAITING
        if action == "reply":
            return bool(acts.answerable(self._remarks))
        if action == "export":
            return any(file.here for file in case.files)
        if action == "reveal":
            return case.identity and self.desk.keyring.may_open(IDENTITY)
        return True

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss()

    def action_reload(self) -> None:
        """Read it again."""
        self.serve(self._read, self._show, failed=self._gone, group="foreign", stale=True)

    def _gone(self, error: WbsError) -> None:
        """It is not there for this account any more: nothing of it stays on the screen."""
        self.show_error(error)
        if self.is_current:
            self.dismiss()

    def _show(self, read: Read) -> None:
        case, remarks = read
        said_more = self._case is not None and len(remarks) > len(self._remarks)
        self._remarks = remarks
        changed = self._case is None or (case.texts, case.reason) != (self._case.texts, self._case.reason)
        self._case = case
        self.query_one(StatusBar).name_place(case.register)
        parts = [*summary(self, case), Content(""), *conversation(self, self._remarks), *evidence(case.files)]
        self.query_one("#foreign-summary", Static).update(Content("\n").join(parts))
        self.set_class(bool(case.texts or case.reason), "-shared")
        if changed:
            self._show_document(case)
        if said_more:
            self.query_one("#foreign-side", VerticalScroll).scroll_end(animate=False)
        self.refresh_bindings()

    @work(exclusive=True, group="document")
    async def _show_document(self, case: ForeignCaseView) -> None:
        scroll = self.query_one("#foreign-document", VerticalScroll)
        blocks = []
        if case.reason:
            blocks.append(
                _block(Content.styled(_("Alasan pembagian atau pelimpahan"), "bold"), Content(case.reason))
            )
        blocks += [_block(text_head(self, text), text_body(text)) for text in case.texts]
        await scroll.remove_children()
        await scroll.mount_all(blocks)

    def _do(self, act: Awaitable[None]) -> None:
        """Do it, and read the case again."""

        async def run() -> None:
            await act
            self.action_reload()

        self.flow(run())

    def _say(self, kind: MessageKind) -> None:
        if self._case is not None:
            self._do(acts.write(self, self._case, kind))

    def action_comment(self) -> None:
        """Comment on it."""
        self._say(MessageKind.COMMENT)

    def action_ask(self) -> None:
        """Ask the office for something."""
        self._say(MessageKind.REQUEST)

    def action_handled(self) -> None:
        """Tell the office that this one handles the matter."""
        self._say(MessageKind.HANDLED)

    def action_reply(self) -> None:
        """Answer what the office has said."""
        if self._case is not None:
            self._do(acts.reply(self, self._case, acts.answerable(self._remarks)))

    def action_accept(self) -> None:
        """Take the case over."""
        if self._case is not None:
            self._do(acts.accept(self, self._case))

    def action_decline(self) -> None:
        """Do not take it."""
        if self._case is not None:
            self._do(acts.decline(self, self._case))

    def action_export(self) -> None:
        """Write one of its files out."""
        if self._case is not None:
            self._do(acts.export(self, self._case))

    def action_reveal(self) -> None:
        """Show who reported it."""
        if self._case is not None:
            self._do(acts.reveal(self, self._case))


def _block(head: Content, body: Content) -> Vertical:
    return Vertical(
        Static(head, classes="foreign-head"), Static(body, classes="foreign-text"), classes="foreign-block"
    )
