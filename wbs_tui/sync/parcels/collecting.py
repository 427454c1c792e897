"""Who else takes part: each area says what is due to go out, and what is to be done with what arrives."""

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from models.words.exchange import DeadReason
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.wire import Item
from wbs_tui.text.catalogue import _

AREAS: tuple[str, ...] = (
    "wbs_tui.sync.desks.entries",
    "wbs_tui.sync.parcels.receipts",
    "wbs_tui.sync.outgoing.summaries",
    "wbs_tui.sync.foreign_cases.foreign",
    "wbs_tui.sync.outgoing.sharing",
    "wbs_tui.sync.talks.referral",
    "wbs_tui.sync.talks.answering",
    "wbs_tui.sync.talks.remarks",
    "wbs_tui.sync.duplicates.token_keys",
    "wbs_tui.sync.duplicates.twins",
    "wbs_tui.sync.duplicates.matches",
)
"""The modules that register handlers and collectors when they are imported."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item comes from, proved by the parcel's signature."""

    office: str
    station: str
    parcel: str
    at: int
    """When the sender made the parcel, UTC milliseconds: his word."""


class NotYet(Exception):
    """An item, or parts of it, cannot be applied now; it is kept and tried again."""

    def __init__(self, reason: DeadReason, detail: str, pending: Sequence[str] | None = None) -> None:
        """`pending`: ids of the parts that wait when the rest is applied and stays; None: nothing stays."""
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.pending = None if pending is None else tuple(pending)


class Gone(NotYet):
    """What it is about was destroyed here: nothing of it comes back, and at the next try it is done with."""

    def __init__(self) -> None:
        super().__init__(DeadReason.REFUSED, _("Kasus itu sudah dimusnahkan di sini."))


Handler = Callable[[Desk, Transaction, Origin, Item], None]
Collector = Callable[[Desk], Iterator[None] | None]
"""One that gives something halts wherever it has kept a part: what is queued by then may go out."""
Talker = Callable[[Desk, HubClient, bool], Iterable[str]]
T = TypeVar("T", bound=Callable[..., None])
_handlers: dict[type, Handler] = {}
_collectors: dict[str, Collector] = {}
_talkers: dict[str, Talker] = {}


def handles(type_: type) -> Callable[[T], T]:
    """`fn(desk, transaction, origin, item)` applies items of this type, or raises NotYet."""

    def register(function: T) -> T:
        _handlers[type_] = function
        return function

    return register


def collects(function: Collector) -> Collector:
    """`fn(desk)` runs before each push or bundle and queues what is due; it may be repeated at any time.

    It may be cut off wherever it gives something, and then goes on with the next exchange.
    """
    _collectors[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def talks(function: Talker) -> Talker:
    """`fn(desk, client, matches_wait)` says more to the hub, at the end of each exchange; gives notices."""
    _talkers[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def handler_of(item: Item) -> Handler | None:
    """Who applies such an item; None when nobody does."""
    load_areas()
    return _handlers.get(type(item))


def collect(desk: Desk) -> None:
    """Queue everything that is due, in the order of the areas."""
    for _kept in collecting(desk):
        pass


def collecting(desk: Desk) -> Iterator[None]:
    """As `collect`, and halts in between, where all that is queued is kept and may go out."""
    load_areas()
    for area in (*AREAS, None):
        for collector in [each for each in _collectors.values() if _area(each) == area]:
            yield from collector(desk) or (None,)


def _area(collector: Collector) -> str | None:
    return collector.__module__ if collector.__module__ in AREAS else None


def talk(desk: Desk, client: HubClient, matches_wait: bool) -> tuple[str, ...]:
    """Whatever the areas have to say to the hub besides; sentences for officers."""
    load_areas()
    return tuple(said for talker in list(_talkers.values()) for said in talker(desk, client, matches_wait))


def load_areas() -> None:
    """Import whoever takes part."""
    for module in AREAS:
        importlib.import_module(module)
