"""Sinkronisasi: how the exchange with hub and courier stands, and what waits in it for somebody."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from models.words.exchange import MatchState, PeerStatus
from screens import sync_acts as acts
from screens.base import DeskScreen
from screens.dialogs.dialog import Dialog
from screens.exchanging import exchanging_of
from screens.sync_lines import SyncLines, state_lines
from screens.widgets.grouped_list import HEADING, LATE, Group, GroupedList
from screens.widgets.key_bar import KeyBar
from screens.widgets.not_let_in import NotLetInNotice
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.access import look_again
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.exchanging.background import ExchangeStatus, Link
from wbs_tui.sync.exchanging.overview import Overview, overview
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.following import Changes

_MOST_DECIDED = 20


class SyncScreen(DeskScreen):
    """The state on top, what waits below it, the most pressing first."""

    SCOPE = "sync"
    CSS_PATH = "sync.tcss"
    AUTO_FOCUS = "GroupedList"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._seen: Overview | None = None
        self._was_busy = False
        self._let_in = desk.keyring.may_open(OFFICE)

    def compose(self) -> ComposeResult:
        """The state and the list; for who is not let in yet, what to do."""
        yield StatusBar(self.desk, "go_sync")
        if self._let_in:
            yield Static("", id="exchange-state", markup=False)
            yield GroupedList(id="exchange-list")
            yield Static("", id="nothing", markup=False)
        else:
            yield NotLetInNotice(self.desk)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Opened, or back from elsewhere: read it anew."""
        self.action_reload()

    def follow(self, changes: "Changes") -> None:
        """Read it anew; a screen that is covered does so when it is seen again."""
        if changes and (self.is_current or isinstance(self.app.screen, Dialog)):
            self.action_reload()

    def exchange_changed(self) -> None:
        """Show how far it is; read what it has brought when it is done."""
        busy = self._status.link is Link.BUSY if self._seen is not None else False
        if self._was_busy and not busy:
            self.action_reload()
        self._was_busy = busy
        self._show_state()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a hub nobody is told of exchanging with one."""
        if action == "exchange" and self._seen is not None and not self._status.hub:
            return False
        return super().check_action(action, parameters)

    def applies(self, action: str) -> bool:
        """What is done to a line needs one that it can be done to."""
        seen = self._seen
        if seen is None or not self.is_mounted:
            return action == "reload"
        if action == "retry":
            return bool(seen.dead)
        if action in ("write_bundle", "read_bundle"):
            return seen.enrolled or bool(seen.leases)
        if action == "block":
            kind, about = self._current()
            known = seen.peer(about) if kind == "peer" else None
            return known is not None and known.status != PeerStatus.BLOCKED
        return action != "open" or bool(self._current()[0])

    def action_next_group(self) -> None:
        """To the first line of the next group."""
        self.query_one(GroupedList).next_group()

    def action_previous_group(self) -> None:
        """To the first line of this group, or of the one before."""
        self.query_one(GroupedList).previous_group()

    def action_reload(self) -> None:
        """Read it again; who was not let in may have been by now."""
        if self._let_in:
            self.serve(lambda: overview(self.desk), self._show, group="overview", stale=True)
        else:
            self.serve(lambda: look_again(self.desk), self._looked_again)

    def _looked_again(self, let_in: bool) -> None:
        if let_in and self.is_current:
            self.app.switch_screen(SyncScreen(self.desk))

    def _show(self, seen: Overview) -> None:
        self._seen = seen
        groups = [group for group in self._groups(seen) if group.lines]
        self.set_class(not groups, "-nothing")
        self._show_state()
        self.query_one("#nothing", Static).update(self._nothing(seen))
        self.query_one(GroupedList).show(groups)
        self.refresh_bindings()

    @property
    def _status(self) -> ExchangeStatus:
        """As the exchange beside the screens says, else as the store does."""
        assert self._seen is not None  # noqa: S101 - asked for once it was read
        exchanging = exchanging_of(self.app)
        told = None if exchanging is None else exchanging.status
        return told if told is not None and told.hub else self._seen.status

    def _show_state(self) -> None:
        if self._seen is not None:
            lines = state_lines(self.desk, self._seen, self._status)
            self.query_one("#exchange-state", Static).update(Content("\n").join(list(lines)))

    def _groups(self, seen: Overview) -> Iterator[Group]:
        lines = SyncLines(self.desk)
        by_status = {
            status: [lines.peer(peer) for peer in seen.peers if peer.status == status]
            for status in PeerStatus
        }
        waiting = [each for each in seen.matches if each.state is MatchState.WAITING]
        decided = [each for each in seen.matches if each.state is not MatchState.WAITING]
        yield Group(_("Perubahan bertabrakan"), [lines.conflict(each) for each in seen.conflicts], LATE)
        yield Group(_("Kiriman tertahan"), [lines.dead(each) for each in seen.dead], LATE)
        yield Group(_("Diblokir"), by_status[PeerStatus.BLOCKED], LATE)
        yield Group(_("Kasus yang tampak sama"), [lines.match(each) for each in waiting])
        yield Group(_("Sidik kunci yang belum dipastikan"), by_status[PeerStatus.SEEN])
        desks = _("Meja di luar") if self.desk.lease is None else _("Meja ini")
        yield Group(desks, [lines.lease(each) for each in seen.leases if each.running])
        yield Group(_("Instansi yang dipastikan"), by_status[PeerStatus.CONFIRMED])
        yield Group(_("Ditutup hub"), by_status[PeerStatus.CLOSED])
        over = [each for each in seen.leases if not each.running][:_MOST_DECIDED]
        yield Group(_("Meja yang selesai"), [lines.lease(each) for each in over])
        yield Group(
            _("Kecocokan yang diputuskan"),
            [lines.match(each) for each in decided[:_MOST_DECIDED]],
            HEADING,
            len(decided),
        )

    def _nothing(self, seen: Overview) -> str:
        if not seen.enrolled:
            return _(
                "Belum ada yang dipertukarkan. Sesudah terdaftar pada hub, atau sesudah bundel kurir pertama "
                "dibaca, instansi lain tampak di sini."
            )
        return _("Belum ada instansi lain yang dikenal. Tekan s untuk bertukar sekarang.")

    def _current(self) -> tuple[str, str]:
        """What the highlighted line is, and its id."""
        kind, _bar, about = (self.query_one(GroupedList).current or "").partition("|")
        return kind, about

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Look at the highlighted line, and decide."""
        kind, about = self._current()
        act = self._act_on(kind, about)
        if act is not None:
            self._do(act)

    def _act_on(self, kind: str, about: str) -> Awaitable[None] | None:
        """What opening a line does."""
        seen = self._seen
        if seen is None:
            return None
        if kind == "dead":
            return _first(about, seen.dead, partial(acts.look_at_letter, self))
        if kind == "peer":
            return _first(about, seen.peers, partial(acts.look_at_peer, self))
        if kind == "match":
            return _first(about, seen.matches, partial(acts.decide_match, self))
        if kind == "lease":
            return _first(about, seen.leases, partial(acts.look_at_lease, self))
        if kind == "conflict" and self.desk.may(Operation.CONFLICT_SETTLE):
            return _first(about, seen.conflicts, partial(acts.decide_conflict, self))
        return None

    def _do(self, act: Awaitable[None]) -> None:
        """Do it, and read everything again."""

        async def run() -> None:
            await act
            self.action_reload()

        self.flow(run())

    def action_exchange(self) -> None:
        """Exchange now."""
        exchanging = exchanging_of(self.app)
        if exchanging is not None:
            exchanging.begin(at_once=True)

    def action_write_bundle(self) -> None:
        """Write a bundle."""
        if self._seen is not None:
            self._do(acts.write_to(self, self._seen))

    def action_read_bundle(self) -> None:
        """Take a bundle in."""
        self._do(acts.read_one(self))

    def action_retry(self) -> None:
        """Try all dead letters again."""
        self._do(acts.retry_all(self))

    def action_block(self) -> None:
        """Trust the highlighted office's keys no more."""
        kind, about = self._current()
        peer = self._seen.peer(about) if self._seen is not None and kind == "peer" else None
        if peer is not None:
            self._do(acts.block(self, peer))


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Each = TypeVar("Each", bound=_Named)


def _first(
    about: str, every: Iterable[Each], act: Callable[[Each], Awaitable[None]]
) -> Awaitable[None] | None:
    """The act on the one of this id, if it is still there."""
    return next((act(each) for each in every if each.id == about), None)
