"""The exchange while the screens are open: again and again, seldom when nothing answers, gone at once.

No thread of its own: whoever has a worker runs `Background.run` in it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select

from models.tables.exchange import outbox
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.errors import HubBusy, Offline
from wbs_tui.sync.exchanging.exchange import Step, Synced, last_exchange, sync
from wbs_tui.sync.link.client import Pause
from wbs_tui.sync.link.hub_place import has_hub, our_hub
from wbs_tui.sync.parcels.outbox import UNSENT
from wbs_tui.text.errors import WbsError

SHORTEST = 15.0
"""Seconds to the next try after one that failed, doubled with each that fails."""
LONGEST = 600.0
REGULAR = 120.0
"""Seconds between exchanges that work."""
_JITTER = 0.2


class Link(StrEnum):
    """How the exchange stands."""

    OFF = "off"
    """This office has not joined a hub, or this account does not exchange."""
    IDLE = "idle"
    """The last exchange worked, or none was tried yet."""
    BUSY = "busy"
    """An exchange is under way."""
    OFFLINE = "offline"
    """The hub does not answer: work goes on."""
    TROUBLE = "trouble"
    """The last exchange ended with something that a person should know."""


@dataclass(frozen=True, slots=True)
class ExchangeStatus:
    """What the screens show."""

    link: Link
    hub: str = ""
    last_at: int | None = None
    """When an exchange last worked, UTC milliseconds."""
    waiting: int = 0
    """Parcels that the hub has not taken yet."""
    step: Step | None = None
    done: int = 0
    of: int = 0
    """How much of the step is done, and of how much; 0: nobody knows."""
    sentence: str = ""
    """Why it is as it is, for OFFLINE and TROUBLE."""
    synced: Synced | None = None
    """What the last exchange of this session came to."""


def status(desk: Desk) -> ExchangeStatus:
    """How the exchange stands by what the store says; asks nobody."""
    with desk.reading() as connection:
        last = last_exchange(connection)
        unsent = select(func.count()).select_from(outbox).where(UNSENT)
        waiting = connection.execute(unsent).scalar_one()
        hub = our_hub(connection).url if has_hub(connection) else ""
    link = Link.IDLE if hub and _may(desk) else Link.OFF
    return ExchangeStatus(link, hub, None if last is None else last[0], waiting)


def _may(desk: Desk) -> bool:
    return desk.may(Operation.EXCHANGE_SYNC) and desk.keyring.may_open(OFFICE)


class Background:
    """Exchanges until it is told to stop, and tells each change of how it stands."""

    def __init__(
        self,
        desk: Desk,
        told: Callable[[ExchangeStatus], None],
        wait: Pause,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`wait` waits so many seconds and says whether to stop; `told` is called from the worker."""
        self._desk = desk
        self._told = told
        self._wait = wait
        self._chance = chance
        self._failures = 0
        self._stopped = False
        self.status = ExchangeStatus(Link.OFF)

    def stop(self) -> None:
        """End at the next step; from any thread. Whoever waits must be woken besides."""
        self._stopped = True

    def run(self) -> None:
        """Until `wait` says to stop, or `stop` was called."""
        while not self._stopped:
            if self._wait(self.once()):
                return

    def once(self) -> float:
        """One exchange; after how many seconds the next is due."""
        self._tell(status(self._desk))
        if self.status.link is Link.OFF:
            return LONGEST
        self._tell(replace(self.status, link=Link.BUSY))
        try:
            synced = sync(self._desk, tell=self._progress, stop=lambda: self._stopped, wait=self._pause)
        except (Offline, HubBusy) as error:
            return self._failed(Link.OFFLINE, error)
        except WbsError as error:
            return self._failed(Link.TROUBLE, error)
        self._failures = 0
        self._tell(replace(status(self._desk), synced=synced))
        return self._spread(REGULAR)

    def _failed(self, link: Link, error: WbsError) -> float:
        self._failures += 1
        self._tell(replace(self.status, link=link, step=None, sentence=error.message))
        return self._spread(min(LONGEST, SHORTEST * 2 ** min(self._failures - 1, 10)))

    def _spread(self, seconds: float) -> float:
        """Not all desks of all offices at the same moment."""
        return seconds * (1 + _JITTER * (2 * self._chance() - 1))

    def _pause(self, seconds: float) -> bool:
        if self._wait(seconds):
            self._stopped = True
        return self._stopped

    def _progress(self, step: Step, done: int, of: int) -> None:
        self._tell(replace(self.status, step=step, done=done, of=of))

    def _tell(self, now: ExchangeStatus) -> None:
        self.status = now
        self._told(now)
