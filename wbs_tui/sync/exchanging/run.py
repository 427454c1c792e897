"""One exchange under way: what its parts share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import update

from models.tables.exchange import outbox
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.state import write_state


class Step(StrEnum):
    """The parts of an exchange."""

    PUBLISH = "publish"
    PULL = "pull"
    COLLECT = "collect"
    PUSH = "push"
    FILES = "files"


Tell = Callable[[Step, int, int], None]
"""Which part, how much of it is done, and of how much (0: nobody knows)."""
Stop = Callable[[], bool]


@dataclass(slots=True)
class Run:
    """An exchange of a desk with a hub."""

    desk: Desk
    client: HubClient
    tell: Tell
    stop: Stop
    pushed: int = 0
    pulled: int = 0
    notices: dict[str, None] = field(default_factory=dict)
    matches: bool = False
    passed_over: set[str] = field(default_factory=set)
    """Parcels that the hub did not take in this exchange."""
    useless: int = 0
    stirred: set[str] = field(default_factory=set)
    """Offices of which something has come that was applied."""
    set_back: bool = False
    """Whether the hub has forgotten what it had been told."""
    before: int = 0
    """The position at which the exchange began."""

    def say(self, *sentences: str) -> None:
        """Tell officers, each sentence once."""
        self.notices.update(dict.fromkeys(sentences))

    def state(self, name: str) -> str:
        """The name of a state that is this hub's alone."""
        return f"{name}:{self.client.place.mark}"


def silent(_step: Step, _done: int, _of: int) -> None:
    """Tells nobody."""


def never() -> bool:
    """Goes on to the end."""
    return False


def note(desk: Desk, name: str, value: int) -> None:
    """Remember a number."""
    with writing(desk.engine) as connection:
        write_state(connection, name, value)


def tell_anew(run: Run) -> None:
    """A hub that was restored from an old copy gets our records again, and the parcels nobody confirmed."""
    run.set_back = True
    with writing(run.desk.engine) as connection:
        write_state(connection, run.state("published"), 0)
        connection.execute(update(outbox).where(outbox.c.received_at.is_(None)).values(hub_at=None))
