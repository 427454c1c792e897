"""One exchange with the hub: publish our record, pull and apply, collect, push, and move files.

It can be stopped and repeated anywhere: each parcel is applied in one transaction, positions are noted only
behind what was applied, and what the hub has is asked of the hub.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models.tables.exchange import dead_letters
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.sync.adapters.running import adapter_within_exchange
from wbs_tui.sync.bundles.brought import open_conflicts
from wbs_tui.sync.errors import DeskByCourier, HubRefused
from wbs_tui.sync.exchanging.pulling import pull, tell_missing
from wbs_tui.sync.exchanging.pushing import publish, push, push_again, pushing
from wbs_tui.sync.exchanging.run import Run, Stop, Tell, never, silent
from wbs_tui.sync.exchanging.run import Step as Step
from wbs_tui.sync.link.client import HubClient, Pause, Stopped, pause
from wbs_tui.sync.link.enrolment import equip_station
from wbs_tui.sync.link.hub_place import HubPlace, has_hub, hub_place, our_hub
from wbs_tui.sync.offices.keys import station_signer
from wbs_tui.sync.parcels.collecting import collecting, talk
from wbs_tui.sync.parcels.dead import retry_due
from wbs_tui.sync.parcels.files import fetch_files, send_files
from wbs_tui.sync.state import read_state, write_state

_LAST, _BROUGHT = "last", "brought"


@dataclass(frozen=True, slots=True)
class Synced:
    """What an exchange came to."""

    pushed: int
    """Parcels that the hub took."""
    pulled: int
    """Parcels that arrived and were not here before."""
    conflicts: int
    """Open conflicts, of any age."""
    dead: int
    """What waits among the dead letters, of any age."""
    cursor: int
    """The hub's position up to which everything is here."""
    notices: tuple[str, ...] = ()
    """Sentences about what an officer should know."""
    trips: int = 0
    """How many requests it took."""


def sync(
    desk: Desk, hub: str | None = None, tell: Tell = silent, stop: Stop = never, wait: Pause = pause
) -> Synced:
    """Exchange with the office's hub, or with the one at the address `hub`.

    Raises NotPermitted, DeskByCourier, NotEnrolled, NotLetIn, Offline, HubBusy, HubRefused, HubMisbehaves,
    HubNotTrusted, ClockApart; what has been exchanged until then stays so.
    """
    desk.require(Operation.EXCHANGE_SYNC)
    equip_station(desk)
    with desk.reading() as connection:
        if desk.lease is not None and not has_hub(connection):
            raise DeskByCourier(desk.lease.mark, desk.office.code)
        place = _chosen(connection, hub)
        signer = station_signer(desk, connection)
    with HubClient(place, signer, desk.clock, wait) as client:
        run = Run(desk, client, tell, stop)
        with suppress(Stopped):
            for part in _PARTS:
                if stop():
                    break
                part(run)
    return _summed(run)


def _chosen(connection: Connection, hub: str | None) -> HubPlace:
    ours = our_hub(connection)
    if hub is None:
        return ours
    named = hub_place(hub)
    return ours if named.url == ours.url else named


def _retry(run: Run) -> None:
    """What waited may be applied by now."""
    with run.desk.reading() as connection:
        waits = connection.execute(select(dead_letters.c.id).limit(1)).first() is not None
    if waits:
        retry_due(run.desk, run.stirred, run.stop)


def _adapter(run: Run) -> None:
    """Before anything is sent: what the office's own system answers goes along."""
    run.say(*adapter_within_exchange(run.desk))


def _collect(run: Run) -> None:
    """What is queued goes out while more is being made."""
    run.tell(Step.COLLECT, 0, 0)
    with pushing(run) as push_beside:
        for _kept in collecting(run.desk):
            if run.stop():
                break
            push_beside()


def _files(run: Run) -> None:
    with suppress(HubRefused):  # what the hub does not know of is asked again with the next exchange
        send_files(run.desk, run.client, run.stop, lambda done, of: run.tell(Step.FILES, done, of))
    fetch = fetch_files(run.desk, run.client, run.stop, lambda done, of: run.tell(Step.FILES, done, of))
    run.say(*fetch)


def _talk(run: Run) -> None:
    run.say(*talk(run.desk, run.client, run.matches))


_PARTS = (publish, pull, _retry, _adapter, push_again, _collect, publish, push, _files, _talk)


def _summed(run: Run) -> Synced:
    tell_missing(run)
    with run.desk.reading() as connection:
        dead = connection.execute(select(func.count()).select_from(dead_letters)).scalar_one()
        crossings = open_conflicts(connection)
        cursor = read_state(connection, run.state("cursor"), int) or 0
    synced = Synced(run.pushed, run.pulled, crossings, dead, cursor, tuple(run.notices), run.client.trips)
    with writing(run.desk.engine) as connection:
        told = (run.desk.now(), run.pushed, run.pulled)
        write_state(connection, _LAST, told)
        if run.pushed or run.pulled:
            write_state(connection, _BROUGHT, told)
    return synced


def last_exchange(connection: Connection) -> tuple[int, int, int] | None:
    """When the last exchange ended, and how many parcels it pushed and pulled."""
    last: tuple[int, int, int] | None = read_state(connection, _LAST, tuple[int, int, int])
    return last


def last_that_brought(connection: Connection) -> tuple[int, int, int] | None:
    """The same of the last exchange in which a parcel went or came."""
    last: tuple[int, int, int] | None = read_state(connection, _BROUGHT, tuple[int, int, int])
    return last
