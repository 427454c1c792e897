"""What the tabs of a case share: services in workers, news of a change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.containers import Vertical
from textual.message import Message

from screens.base import DeskScreen
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView
    from wbs_tui.journal.desk import Desk

Result = TypeVar("Result")


class CaseTab(Vertical, can_focus=False):
    """One tab of the Case screen. `tab_id` is its id and `ACTS` names the screen's actions that it does."""

    tab_id: ClassVar[str] = ""
    ACTS: ClassVar[frozenset[str]] = frozenset()

    @dataclass
    class Changed(Message):
        """A service has changed the case; `told` says to the officer what was done."""

        told: str

    def __init__(self, desk: "Desk", case: "CaseView") -> None:
        super().__init__(id=self.tab_id, classes="case-tab")
        self.desk = desk
        self.case = case

    @property
    def register(self) -> str:
        """The case's register number."""
        return self.case.register

    def on_mount(self) -> None:
        if self.over.display:  # the officer may have left meanwhile
            self.show()

    def put(self, case: "CaseView") -> None:
        """The case as it has become."""
        self.case = case
        if self.is_mounted:
            self.show()

    def show(self) -> None:
        """Show the case as it is now; scroll and highlight stay where they are."""
        raise NotImplementedError

    def focus_inside(self) -> None:
        """Give the keys to the part that an officer works in."""
        raise NotImplementedError

    def entered(self) -> None:
        """The officer has come to this tab."""

    def left(self) -> None:
        """The officer has gone to another tab, or leaves the case."""

    def covered(self) -> None:
        """Another screen stands over the case."""

    def applies(self, act: str) -> bool:  # noqa: ARG002 - for those that look at it
        """Whether one of `ACTS` makes sense as the tab stands; the account's role is looked at besides."""
        return True

    def hides(self, act: str) -> bool:  # noqa: ARG002
        """Whether one of `ACTS` is not even told of as the tab stands."""
        return False

    def holds(self) -> bool:
        """Whether Escape shall first close something within the tab; then it has been closed."""
        return False

    def keep_drafts(self) -> None:
        """Save what was typed and not yet kept, now."""

    @property
    def over(self) -> DeskScreen:
        """The screen that the tab stands on."""
        return cast("DeskScreen", self.screen)

    def label(self, kind: str, code: str | None) -> str:
        """What the screen shows for a code of the policy."""
        return self.over.label(kind, code)

    def serve(
        self,
        service: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        *,
        failed: Callable[[WbsError], None] | None = None,
        stale: bool = False,
    ) -> None:
        """Call a service in a worker, as `DeskScreen.serve`."""
        self.over.serve(service, done, failed=failed, group=f"{self.tab_id}-service", stale=stale)

    def change(self, service: Callable[[], object], told: str) -> None:
        """Call a service that changes the case, and say so."""
        self.serve(service, lambda _result: self.changed(told))

    def changed(self, told: str) -> None:
        """Say that the case has changed."""
        self.post_message(self.Changed(told))
