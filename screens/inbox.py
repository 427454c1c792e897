"""The inbox: any number of cases, filtered, sorted, looked into, marked, assigned, moved and opened."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from models.words.rows import CaseRow, Key, RowSource
from screens.dialogs.dialog import Dialog
from screens.dialogs.filter import FilterDialog
from screens.searching import SearchingScreen
from screens.several import assign_cases, move_cases
from screens.widgets import list_messages
from screens.widgets.case_list import CaseList
from screens.widgets.inbox_header import InboxHeader, filter_words
from screens.widgets.key_bar import KeyBar
from screens.widgets.not_let_in import NotLetInNotice
from screens.widgets.preview import Preview
from screens.widgets.search_line import SearchLine
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.access import look_again
from wbs_tui.actions import actions_of
from wbs_tui.cases.finding.passages import Passage, passages
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import SORTS, InboxQuery, InboxSource
from wbs_tui.cases.reading.today import counts
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.cases.views import CaseView
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import WORKING_ROLES
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

PREVIEW_DELAY = 0.12
"""Seconds that the cursor rests on a row before its preview is read."""
_ON_A_ROW = frozenset({"open", "mark", "assign", "move", "lease"})


class InboxScreen(SearchingScreen):
    """Where an officer's day begins."""

    SCOPE = "inbox"
    CSS_PATH = "inbox.tcss"
    AUTO_FOCUS = "CaseList"

    def __init__(
        self, desk: "Desk", query: InboxQuery | None = None, at: Key | None = None, text: str = ""
    ) -> None:
        """`at` is the place in the list to begin at; None: its first row. `text` is what is looked for."""
        super().__init__(desk, text)
        self._query = query or InboxQuery()
        self._at = at
        self._let_in = desk.keyring.may_open(OFFICE) or not desk.may(Operation.CASE_READ)
        self._waiting: asyncio.TimerHandle | None = None
        self._left = False
        self._empty = True

    def remade(self) -> "InboxScreen":
        """The same list at the same place."""
        row = self.cases.selected if self._let_in else None
        return InboxScreen(self.desk, self._query, row.key if row else None, self._text)

    def compose(self) -> ComposeResult:
        """The header, the list, the preview; for who is not let in yet, what to do."""
        yield StatusBar(self.desk, "go_inbox")
        if self._let_in:
            yield InboxHeader(self.desk)
            yield SearchLine(self._text, self.desk.office.zone)
            with Container(id="inbox-body"):
                yield CaseList(self.label, zone=self.desk.office.zone, clock=self.desk.clock, id="cases")
                yield Preview(self.desk.policy, self.desk.office.zone, id="preview")
        else:
            yield NotLetInNotice(self.desk)
        yield KeyBar()

    @property
    def preview(self) -> Preview:
        """What stands beside the list, shown or not."""
        return self.query_one(Preview)

    @property
    def header(self) -> InboxHeader:
        """The lines above the list."""
        return self.query_one(InboxHeader)

    def on_mount(self) -> None:
        """Show the list, and count what it is part of."""
        if not self._let_in:
            return
        self.show_list(self._at)
        self.call_after_refresh(self._count)

    def follow(self, changes: "Changes") -> None:
        """Read the list anew; a screen that is covered does so when it is seen again."""
        if changes.office and self.desk.may(Operation.CASE_READ):
            self.serve(lambda: look_again(self.desk), self._stand, group="there", stale=True)
        if self._let_in and (not self._left or isinstance(self.app.screen, Dialog)):
            if not self.search_again():
                self.cases.reload()
            self._count()
            row = self.cases.selected
            if row is not None and row.id in changes.cases:
                self._preview_soon()

    def _stand(self, let_in: bool) -> None:
        """Let in meanwhile, or shut out: then not even the list that was read stays on the screen."""
        if let_in != self._let_in and self.is_current:
            self.app.switch_screen(InboxScreen(self.desk))

    def on_screen_suspend(self) -> None:
        """Another screen or a dialog covers this one."""
        self._left = True

    def on_screen_resume(self) -> None:
        """Back again: what was done elsewhere is read again."""
        if self._left and self._let_in:
            self._left = False
            self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who is not let in may only look again; the rest is not even shown to him."""
        if not self._let_in and any(known.name == action for known in actions_of(self.SCOPE)):
            return action == "reload"
        return super().check_action(action, parameters)

    def applies(self, action: str) -> bool:
        """Acting needs a case and a role that works cases."""
        if not self.is_mounted:
            return True
        if action == "move" and self.desk.actor.role not in WORKING_ROLES:
            return False
        if action == "clear_filter":
            return bool(self._text) or self._query != InboxQuery(sort=self._query.sort)
        if action == "sort":
            return not self._query.overdue  # what is late always stands in the order of its days
        if action == "unmark":
            return bool(self.cases.marked or self._text)
        if action == "preview":
            return self.desk.may(Operation.CASE_READ)
        return action not in _ON_A_ROW or self.cases.selected is not None

    def show_list(self, at: Key | None = None) -> None:
        """The list of the query, or those of it that hold what is looked for; from its first row."""
        if self.ask(self._query, at=at):
            return
        try:
            source = InboxSource(self.desk, self._query)
        except WbsError as error:
            self._behind = True
            self.show_error(error)
            return
        self.show_source(source)
        if at is not None and not self._behind:
            self.cases.goto(at)

    def show_source(self, source: RowSource) -> None:
        """Show these rows, and say what they are."""
        looked_for = self._text if self._found else ""
        self.cases.empty_message = self._empty_message(looked_for)
        self._behind = not self.cases.set_source(source)
        if self._behind:
            return
        self.cases.set_terms(self._terms)
        self.header.show_query(self._query, looked_for)
        if not self.is_typed_in():  # which keys apply changes with the focus, not with every letter
            self.refresh_bindings()
        self._preview_soon()

    def _empty_message(self, looked_for: str) -> str:
        words = filter_words(self.desk, self._query, looked_for)
        if looked_for:
            return self.not_found(words)
        if words:
            return _(
                "Tidak ada kasus dengan saringan: {words}. Tekan x untuk melihat semua kasus, atau s untuk "
                "menyaring lain."
            ).format(words=", ".join(words))
        if self.desk.may(Operation.CASE_RECORD):
            return _(
                "Belum ada kasus. Tekan F5 untuk mencatat laporan yang datang lewat telepon, surat, atau "
                "langsung; surel dan formulir web masuk dengan perintah: wbs import BERKAS"
            )
        return _("Belum ada kasus. Kasus tampak di sini setelah petugas mencatat atau mengimpor laporan.")

    def _count(self) -> None:
        self.serve(lambda: counts(self.desk), self.header.show_counts, group="counts", stale=True)

    def _look(self, query: InboxQuery) -> None:
        self._query = query
        self.show_list()

    @on(list_messages.Counted)
    def _counted(self, counted: list_messages.Counted) -> None:
        self.header.show_total(counted.total)

    @on(list_messages.MarksChanged)
    def _marks_changed(self, changed: list_messages.MarksChanged) -> None:
        self.header.show_marked(len(changed.marked))
        if len(changed.marked) < 2:
            self.refresh_bindings()

    @on(list_messages.SourceFailed)
    def _failed(self, failed: list_messages.SourceFailed) -> None:
        if not isinstance(failed.error, WbsError):
            raise failed.error
        self.show_error(failed.error)

    @on(list_messages.Highlighted)
    def _highlighted(self, highlighted: list_messages.Highlighted) -> None:
        if (highlighted.row is None) != self._empty:  # the footer is made anew only when it would differ
            self._empty = highlighted.row is None
            self.refresh_bindings()
        self._preview_soon()

    def _preview_soon(self) -> None:
        """Read the preview when the cursor has come to rest: no key waits for it."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(PREVIEW_DELAY, self._read_preview)

    def _read_preview(self) -> None:
        if not self.is_attached or not (self.preview.display or self._terms):
            return
        row, terms, shown = self.cases.selected, self._terms, self.preview.display
        if row is None or not self.desk.may(Operation.CASE_READ):
            self.preview.clear("" if row is None else _("Akun Anda melihat daftar, bukan isi kasus."))
            return

        def read() -> tuple[CaseView | None, tuple[Passage, ...]]:
            case = load_case(self.desk, row.register) if shown else None
            return case, passages(self.desk, row.register, terms) if terms else ()

        def show(said: tuple[CaseView | None, tuple[Passage, ...]]) -> None:
            case, places = said
            if case is not None:
                self.preview.show(case, self.desk.clock(), terms, places)
            if terms:
                self.line.show(next(iter(places), None))

        def fail(error: WbsError) -> None:
            self.preview.clear(error.message)

        self.serve(read, show, failed=fail, group="preview", stale=True)

    @on(list_messages.Opened)
    async def _opened(self, opened: list_messages.Opened) -> None:
        """Also by a double click, which asks nobody whether it applies."""
        if self.check_action("open", ()):
            from screens.case import CaseScreen

            await self.app.push_screen(CaseScreen(self.desk, opened.row.register))

    def _chosen(self) -> tuple[CaseRow, ...]:
        """The marked cases, else the selected one."""
        selected = self.cases.selected
        return self.cases.marked_rows or ((selected,) if selected else ())

    async def action_open(self) -> None:
        """Open the selected case."""
        self.cases.action_open_row()

    def action_mark(self) -> None:
        """Mark the selected case."""
        self.cases.action_mark_row()

    def action_filter(self) -> None:
        """Ask what to show."""
        self.flow(self._filter())

    async def _filter(self) -> None:
        names = await self.call(lambda: assignable(self.desk))
        query = await self.app.push_screen_wait(FilterDialog(self.desk.policy, self._query, names))
        if query is not None and query != self._query:
            self._look(query)

    def action_mine(self) -> None:
        """Only mine, or all again."""
        self._look(replace(self._query, mine=not self._query.mine))

    def action_overdue(self) -> None:
        """Only what is late, or all again."""
        self._look(replace(self._query, overdue=not self._query.overdue))

    def action_unread(self) -> None:
        """Only what is unread, or all again."""
        self._look(replace(self._query, unread=not self._query.unread))

    def action_clear_filter(self) -> None:
        """Show all cases."""
        self._query = InboxQuery(sort=self._query.sort)
        self._text = ""
        self.line.close()
        self.show_list()

    def action_sort(self) -> None:
        """The next order."""
        following = SORTS[(SORTS.index(self._query.sort) + 1) % len(SORTS)]
        self._look(replace(self._query, sort=following))

    def action_assign(self) -> None:
        """Give the marked cases, or the selected one, to an officer."""
        self.flow(self._act(assign_cases(self, self._chosen())))

    def action_move(self) -> None:
        """Take the marked cases, or the selected one, to another stage."""
        self.flow(self._act(move_cases(self, self._chosen())))

    def action_lease(self) -> None:
        """Let a desk elsewhere take the marked cases, or the selected one, along."""
        from screens.leasing import lease_cases

        self.flow(self._act(lease_cases(self, self._chosen())))

    async def _act(self, act: Awaitable[bool]) -> None:
        if await act:
            self.cases.clear_marks()
            self.action_reload()

    def action_unmark(self) -> None:
        """Mark nothing; when nothing is marked, look for nothing."""
        if self.cases.marked:
            self.cases.clear_marks()
        else:
            self.end_search()

    def action_preview(self) -> None:
        """Show the preview, or hide it."""
        shown = self.preview.display
        self.set_class(shown, "-preview-off").set_class(not shown, "-preview-on")
        self._preview_soon()

    def action_reload(self) -> None:
        """Read list and figures again; who was not let in may have been by now."""
        if not self._let_in:
            self.serve(lambda: look_again(self.desk), self._looked_again)
            return
        if not self.search_again():
            self.cases.reload()
        self._count()
        self._preview_soon()
        self.refresh_bindings()

    def _looked_again(self, let_in: bool) -> None:
        self._stand(let_in)
        if not let_in:
            self.tell(_("Akun Anda belum diberi akses."))
