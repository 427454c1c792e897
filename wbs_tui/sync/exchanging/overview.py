"""How the exchange stands, and all that waits in it for somebody: what one screen shows. Asks nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.conflicts.conflict_views import ConflictView, conflicts
from wbs_tui.sync.desks.entries import count_unsent
from wbs_tui.sync.desks.lease_views import LeaseView, list_leases
from wbs_tui.sync.duplicates.matches import MatchView, matches
from wbs_tui.sync.exchanging.background import ExchangeStatus, status
from wbs_tui.sync.exchanging.exchange import last_exchange, last_that_brought
from wbs_tui.sync.offices.keys import is_enrolled
from wbs_tui.sync.offices.peers import Peer, own_fingerprint, peers
from wbs_tui.sync.parcels.dead import DeadLetter, dead_letters

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is; a part that is not for the account is empty."""

    status: ExchangeStatus
    enrolled: bool
    """Whether the office has keys for the exchange, with a hub or without."""
    fingerprint: str
    """Of the office's own key; empty while it has none, at a desk, or for an account that opens nothing."""
    unsent: int
    """At a leased desk: how many entries of its own are in no bundle yet."""
    last: tuple[int, int, int] | None
    """When the last exchange ended (UTC milliseconds), how many parcels it sent, how many came."""
    brought: tuple[int, int, int] | None
    """The same of the last exchange in which a parcel went or came."""
    peers: tuple[Peer, ...]
    dead: tuple[DeadLetter, ...]
    conflicts: tuple[ConflictView, ...]
    matches: tuple[MatchView, ...]
    leases: tuple[LeaseView, ...]

    def peer(self, office_id: str) -> Peer | None:
        """The other office of an id."""
        return next((each for each in self.peers if each.id == office_id), None)


def overview(desk: Desk) -> Overview:
    """Everything. Raises NotPermitted."""
    desk.require(Operation.EXCHANGE_SYNC)

    def where(operation: Operation, read: Callable[[Desk], tuple[View, ...]]) -> tuple[View, ...]:
        return read(desk) if desk.may(operation) and desk.keyring.may_open(OFFICE) else ()

    with desk.reading() as connection:
        enrolled, last = is_enrolled(connection), last_exchange(connection)
        brought = last_that_brought(connection)
        unsent = 0 if desk.lease is None else count_unsent(connection, desk.lease.station)
    return Overview(
        status=status(desk),
        enrolled=enrolled,
        fingerprint=_fingerprint(desk),
        unsent=unsent,
        last=last,
        brought=brought,
        peers=peers(desk),
        dead=dead_letters(desk),
        conflicts=where(Operation.CASE_READ, conflicts),
        matches=where(Operation.MONITOR_READ, matches),
        leases=where(Operation.CASE_LIST, list_leases),
    )


def _fingerprint(desk: Desk) -> str:
    """A desk elsewhere has not the office's own key."""
    opens = desk.lease is None and desk.keyring.may_open(OFFICE)
    return own_fingerprint(desk) if opens else ""
