"""One case: its header, its tabs, and the acts that move it on. Each tab is a widget of its own."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from models.words.roles import Role
from models.words.stages import Stage
from screens.base import DeskScreen
from screens.case_parts.checklist import ChecklistTab
from screens.case_parts.classification import ClassificationTab
from screens.case_parts.crossing import settle_conflicts
from screens.case_parts.evidence import EvidenceTab
from screens.case_parts.followup import FollowUpTab
from screens.case_parts.header import CaseHeader
from screens.case_parts.history import HistoryTab
from screens.case_parts.identity import IdentityTab
from screens.case_parts.keeping import DESTROYED, keep_or_end
from screens.case_parts.note_draft import FoundDraft, find_note_draft
from screens.case_parts.notes import NotesTab
from screens.case_parts.offices import OfficesTab
from screens.case_parts.report import ReportTab
from screens.case_parts.restricting import change_readers, declare_conflict
from screens.case_parts.step_dialog import StepDialog
from screens.case_parts.tab import CaseTab
from screens.case_parts.tab_bar import TabBar
from screens.dialogs.dialog import Dialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.steps import ask_assignee
from screens.reach import live_of
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from wbs_tui.actions import actions_of
from wbs_tui.cases.destroyed import CaseDestroyed
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.steps.assignment import assign_one, assignable
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.cases.steps.stages import steps
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView, ProposalView
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

TABS: tuple[type[CaseTab], ...] = (
    ReportTab,
    ClassificationTab,
    ChecklistTab,
    NotesTab,
    FollowUpTab,
    EvidenceTab,
    HistoryTab,
    IdentityTab,
    OfficesTab,
)
_DONE_BY = {act: tab.tab_id for tab in TABS for act in tab.ACTS}
"""Which tab does an act of the registry; the others are the screen's own."""
_GONE = (NoSuchCase, CaseDestroyed, NotLetIn)
"""Errors after which nothing of a case may stay on the screen."""
TOLD_FOR = 2.5
"""Seconds that it is said that something was done: it stands over the text."""
_ON_A_CASE = frozenset(
    {"advance", "assign", "decide", "new_note", "answer", "retention", "recuse", "restrict", "settle"}
)


class CaseScreen(DeskScreen):
    """Shows one case and reads it anew after every change."""

    SCOPE = "case"
    CSS_PATH = "case.tcss"
    AUTO_FOCUS = ""

    def __init__(self, desk: "Desk", register: str, tab: str = ReportTab.tab_id) -> None:
        """`tab` is the one to begin with."""
        super().__init__(desk)
        self.register = register
        self._case: CaseView | None = None
        self._first = tab
        self._open = ""
        self._made: dict[str, CaseTab] = {}
        """By name: each key in the bottom line asks for the open one, at every repaint."""
        self._gone = False
        self.prepared.clear()

    def remade(self) -> "CaseScreen":
        """The same case at the same tab."""
        return CaseScreen(self.desk, self.register, self._names()[self.query_one(TabBar).active])

    def keep_drafts(self) -> None:
        """Keep what is being written in any tab."""
        for tab in self.query(CaseTab):
            tab.keep_drafts()

    def compose(self) -> ComposeResult:
        yield StatusBar(self.desk, here=_("Kasus"))
        yield CaseHeader(self.desk, self.register)
        labels = {action.name: action.label for action in actions_of(self.SCOPE)}
        acts = [f"open_{name}" for name in self._names()]
        yield TabBar([_(labels[act]) for act in acts], acts)
        yield Container(id="case-tabs")
        yield KeyBar()

    def on_mount(self) -> None:
        self._load(self._opened)

    def on_unmount(self) -> None:
        self.keep_drafts()
        self._show_where()

    @property
    def open_case(self) -> str | None:
        """The case, once it has been read."""
        return self._case.id if self._case is not None else None

    def _show_where(self) -> None:
        live = live_of(self.app)
        if live is not None:
            live.look_where()

    def gather(self) -> None:
        """Say in the header who else has the case open."""
        live = live_of(self.app)
        if live is not None and self._case is not None:
            self.query_one(CaseHeader).gather(live.others_at(self._case.id))

    def follow(self, changes: "Changes") -> None:
        """Read the case anew when somebody has written about it, or taken or given access."""
        if self._case is not None and (self._case.id in changes.cases or changes.office):
            self._load(self._take)

    def on_screen_suspend(self) -> None:
        """Under another screen nothing stays revealed; a dialog is part of this one."""
        if not isinstance(self.app.screen, Dialog):
            for tab in self.query(CaseTab):
                tab.covered()

    # --- the case ------------------------------------------------------------------------------

    def _load(self, done: "Callable[[CaseView], None]") -> None:
        self.serve(
            lambda: load_case(self.desk, self.register),
            done,
            failed=self._not_loaded,
            group="case",
            stale=True,
        )

    def _not_loaded(self, error: WbsError) -> None:
        """Without a case there is nothing to stay for."""
        self.prepared.set()
        self.show_error(error)
        if self._case is None and self.is_current:
            self.dismiss()

    def show_error(self, error: WbsError) -> None:
        """Say what went wrong; a case that is gone takes its screen with it."""
        super().show_error(error)
        self._gone |= isinstance(error, _GONE) and self._case is not None
        self._leave_if_gone()

    def on_screen_resume(self) -> None:
        """No dialog stands over it any more."""
        self._leave_if_gone()

    def _leave_if_gone(self) -> None:
        """Recused or named in another session, destroyed, shut out: there is nothing to stay for."""
        if self._gone and self.is_current:
            self._gone = False
            self.dismiss()

    def _opened(self, case: "CaseView") -> None:
        """The first answer: show it, remember that it was read, and say what was left unfinished."""
        self._take(case)
        self._show_where()
        self.gather()
        self.run_worker(self._open_first())
        self.serve(lambda: mark_read(self.desk, case.id), group="read")
        if self._first != NotesTab.tab_id:
            self.serve(lambda: find_note_draft(self.desk, case), self._tell_of_draft, group="draft")

    async def _open_first(self) -> None:
        await self.open_tab(self._first)
        self.app.call_later(self.prepared.set)  # after the focus has come there

    def _tell_of_draft(self, found: FoundDraft | None) -> None:
        if found is not None:
            self.tell(_("Ada rancangan catatan yang belum disimpan: c melanjutkannya."))

    def _take(self, case: "CaseView") -> None:
        self._case = case
        self.query_one(CaseHeader).show(case)
        for tab in self.query(CaseTab):
            tab.put(case)
        self.refresh_bindings()

    @on(CaseTab.Changed)
    def _changed(self, changed: CaseTab.Changed) -> None:
        self.forget_unsaved()
        if changed.told:
            self.notify(changed.told, markup=False, timeout=TOLD_FOR)
        self._load(self._take)

    # --- the tabs ------------------------------------------------------------------------------

    @staticmethod
    def _names() -> list[str]:
        return [tab.tab_id for tab in TABS]

    @property
    def tab(self) -> CaseTab | None:
        """The tab that is open; None until the case has been read."""
        made = self._made.get(self._open)
        return made if made is not None and made.is_attached else None

    async def open_tab(self, name: str) -> None:
        """Open a tab, which is made when it is opened first."""
        if self._case is None or not self.display:
            return
        leaving = self.tab
        if leaving is not None and leaving.tab_id != name:
            leaving.left()
        self._open = name
        self.query_one(TabBar).active = self._names().index(name)
        for tab in self.query(CaseTab):
            tab.display = tab.tab_id == name
        if self.tab is None:
            self._made[name] = made = TABS[self._names().index(name)](self.desk, self._case)
            await self.query_one("#case-tabs").mount(made)
        if self.tab is not None and self.display:  # the officer may have left meanwhile
            self.tab.focus_inside()
            self.refresh_bindings()

    async def _turn(self, by: int) -> None:
        at = self.query_one(TabBar).active
        await self.open_tab(self._names()[(at + by) % len(TABS)])

    def applies(self, action: str) -> bool:
        """What a tab does applies there; what moves a case on needs one that has been read."""
        tab = self.tab if self.is_mounted else None
        if action in _DONE_BY:
            return tab is not None and tab.is_mounted and tab.applies(action)
        return action not in _ON_A_CASE or self._case is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts of the other tabs are not even greyed: their keys are free for this one."""
        if action == "decide" and not self._to_decide():
            return False
        if action == "settle" and not (self._case and self._case.crossed):
            return False
        owner = _DONE_BY.get(action)
        if owner is not None and not self._is_told(owner, action):
            return False
        return super().check_action(action, parameters)

    def _is_told(self, owner: str, act: str) -> bool:
        tab = self.tab if self.is_mounted else None
        return tab is not None and tab.is_mounted and tab.tab_id == owner and not tab.hides(act)

    # --- acts of the screen --------------------------------------------------------------------

    def action_close(self) -> None:
        """Escape: first out of what is open within the tab, then back to the list."""
        if self.tab is not None and self.tab.holds():
            return
        self.keep_drafts()
        if not self.unkept:
            self.dismiss()

    def action_reload(self) -> None:
        self._load(self._take)

    async def action_previous_tab(self) -> None:
        await self._turn(-1)

    async def action_next_tab(self) -> None:
        await self._turn(1)

    def action_advance(self) -> None:
        """Choose the next step."""
        self.flow(self._advance(None))

    def action_decide(self) -> None:
        """Decide the oldest proposal that this account's role decides."""
        proposal = self._to_decide()[0]
        self.flow(self._to_refer() if proposal.to_stage == Stage.REFERRED else self._advance(proposal))

    async def _to_refer(self) -> None:
        """Handing a case over is decided where the offices are."""
        await self.open_tab(OfficesTab.tab_id)
        self.tell(_("Diusulkan untuk dilimpahkan: tekan l untuk memutuskan dan memilih instansinya."))

    async def _advance(self, proposal: "ProposalView | None") -> None:
        offered = await self.call(lambda: steps(self.desk, self.register))
        if self._case is None:
            return
        if not offered:
            self.tell(_("Dari tahap ini akun Anda tidak dapat melangkah ke mana pun."))
            return
        assignees = await self.call(lambda: assignable(self.desk, self.register))
        dialog = StepDialog(self.desk, self._case, offered, assignees, proposal)
        if await self.app.push_screen_wait(dialog):
            self._changed(CaseTab.Changed(_("Langkah dicatat.")))

    def _to_decide(self) -> "list[ProposalView]":
        if self._case is None:
            return []
        stages, stage = self.desk.policy.stages, self._case.stage
        edges = ((each, stages.edge(stage, each.to_stage)) for each in self._case.proposals)
        roles = {self.desk.actor.role, *((Role.INSPECTOR,) if self._case.stands_in else ())}
        return [each for each, edge in edges if edge is not None and roles & set(edge.roles)]

    def action_assign(self) -> None:
        """Give the case to an officer."""
        self.flow(self._assign())

    async def _assign(self) -> None:
        shown = Shown(self._case.assigned_to if self._case else None)
        title = _("Tugaskan {cases} kepada").format(cases=self.register)
        name = await ask_assignee(self, title, self.register)
        if name is None:
            return
        reason = await self.app.push_screen_wait(ReasonDialog(f"{title} {name}", required=False))
        if reason is None:
            return
        await self.call(lambda: assign_one(self.desk, self.register, name, reason, shown))
        self._changed(CaseTab.Changed(_("Kasus ditugaskan kepada {name}.").format(name=name)))

    def action_recuse(self) -> None:
        """Declare one's own conflict of interest: the case is gone with its screen."""
        self.keep_drafts()
        self.flow(self._recuse())

    async def _recuse(self) -> None:
        if await declare_conflict(self, self.register):
            self.tell(_("Konflik kepentingan dicatat. Kasus ini tidak ada lagi bagi akun Anda."))
            self.dismiss()

    def action_settle(self) -> None:
        """Decide which of the edits that crossed stand."""
        self.flow(self._settle())

    async def _settle(self) -> None:
        if await settle_conflicts(self, self.register):
            self._changed(CaseTab.Changed(_("Yang berlaku sudah diputuskan.")))

    def action_restrict(self) -> None:
        """Keep the case from whom it implicates, or change who reads it."""
        self.keep_drafts()
        self.flow(self._restrict())

    async def _restrict(self) -> None:
        if self._case is None:
            return
        sentences = await change_readers(self, self._case)
        for sentence in sentences:
            self.tell(sentence)
        if sentences:
            self._load(self._take)

    def action_retention(self) -> None:
        """Hold the case, lift a hold, or destroy it; nothing is left to be kept when the screen closes."""
        self.keep_drafts()
        self.flow(self._retention())

    async def _retention(self) -> None:
        done = await keep_or_end(self, self.register)
        if done == DESTROYED:
            self.tell(_("Kasus {register} dimusnahkan.").format(register=self.register))
            self.dismiss()
        elif done is not None:
            self._changed(CaseTab.Changed(done))

    async def action_new_note(self) -> None:
        """Write a note, from wherever one is."""
        await self.open_tab(NotesTab.tab_id)
        self.query_one(NotesTab).begin()

    async def action_answer(self) -> None:
        """Record the answer to the reporter."""
        await self.open_tab(FollowUpTab.tab_id)
        self.query_one(FollowUpTab).answer()


def _opens(name: str) -> Callable[[CaseScreen], Awaitable[None]]:
    async def act(screen: CaseScreen) -> None:
        await screen.open_tab(name)

    return act


def _does(act: str) -> Callable[[CaseScreen], None]:
    def do(screen: CaseScreen) -> None:
        if screen.tab is not None:
            getattr(screen.tab, f"action_{act}")()

    return do


for _tab in TABS:
    setattr(CaseScreen, f"action_open_{_tab.tab_id}", _opens(_tab.tab_id))
    for _act in _tab.ACTS:
        setattr(CaseScreen, f"action_{_act}", _does(_act))
