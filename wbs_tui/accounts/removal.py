"""Removal: whose place in a compartment must end, and the work of a grantor that ends it.

A grant whose account was disabled, got other keys, holds a role that may not be in there, or only stood in
for the Inspektur lets nobody in, or should not. Until a grantor has taken it out and begun a new epoch, the
rotation is due; after it every key is wrapped anew for the latest epoch, in batches that are kept one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import accounts, compartments
from models.tables.journal import store_facts
from models.words.roles import Role
from wbs_tui.accounts.access_of import compartments_granted_by
from wbs_tui.accounts.compartments import CompartmentWriter, signer_of
from wbs_tui.accounts.kinds import REVOKED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.kinds import MAY_HOLD_IDENTITY
from wbs_tui.store.authority import Authority, Place
from wbs_tui.store.chains import Chain, Membership
from wbs_tui.store.closed import BrokenCompartment, NoGenuineEpoch, NotLetIn
from wbs_tui.store.keyring import IDENTITY

_OF_IDENTITY = (IDENTITY, "case_identity")
_NO_SEAT = (Role.ESCROW, Role.OUTSIDE)
_UNUSABLE = (BrokenCompartment, NoGenuineEpoch, NotLetIn)
"""Compartments that are only read: `wbs verify` names them, and nothing is rotated there."""
BATCH = 1_000
"""Wraps that are made anew in one transaction."""
Progress = Callable[[int, int], None]
"""Called with the wraps that are done, and those that there are."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    taken_out: int
    """Places that ended."""
    wraps: int
    """Wraps that were made anew for the latest epochs."""


def due_places(connection: Connection, authority: Authority, now: int) -> frozenset[Place]:
    """Every place that stands in the grants and must end, whoever may end it; `now` in UTC milliseconds."""
    roles = {row.id: row.role for row in connection.execute(select(accounts.c.id, accounts.c.role))}
    kinds = {row.id: row.kind for row in connection.execute(select(compartments.c.id, compartments.c.kind))}
    return frozenset(
        (compartment_id, account_id)
        for (compartment_id, account_id), membership in authority.granted.items()
        if (compartment_id, account_id) not in authority.members
        or _may_not_stay(roles.get(account_id), kinds.get(compartment_id))
        or _was_for_a_time(authority.chains[compartment_id], membership, now)
    )


def _may_not_stay(role: str | None, kind: str | None) -> bool:
    """The Super Admin is in no compartment, and who may not know reporters in none of identities."""
    if role in _NO_SEAT:
        return False
    return role == Role.SUPER_ADMIN or (kind in _OF_IDENTITY and role not in MAY_HOLD_IDENTITY)


def _was_for_a_time(chain: Chain, membership: Membership, now: int) -> bool:
    """Whether it was let in for a time that is over, and was not in before."""
    if membership.until is None or now <= membership.until:
        return False
    return not was_in_before(chain, membership.account_id)


def was_in_before(chain: Chain, account_id: str) -> bool:
    """Whether the account was in the compartment before it was let in for a time."""
    steps: list[Membership | None] = [step for _at, step in chain.history.get(account_id, [])]
    while steps and steps[-1] is not None and steps[-1].until is not None:
        steps.pop()
    return bool(steps) and steps[-1] is not None


def due_here(desk: Desk, connection: Connection) -> Mapping[str, list[str]]:
    """By compartment that the desk's account may grant in: the accounts that must be taken out of it."""
    authority, mine = desk.keyring.authority, compartments_granted_by(desk, connection)
    found: dict[str, list[str]] = defaultdict(list)
    if not mine:
        return found
    for compartment_id, account_id in sorted(due_places(connection, authority, desk.now())):
        usable = compartment_id in mine and compartment_id not in authority.broken
        if usable and _may_take_out(authority.granted_in(compartment_id), desk.actor.id, account_id):
            found[compartment_id].append(account_id)
    return found


def _may_take_out(granted: Mapping[str, Membership], grantor_id: str, account_id: str) -> bool:
    """Who grants for a time leaves those who grant for good to one of them."""
    return granted[grantor_id].for_good or not granted[account_id].for_good


def stale_here(desk: Desk, connection: Connection) -> tuple[str, ...]:
    """The compartments that the desk's account may grant in and whose keys may be of older epochs."""
    done = _done(connection)
    return tuple(
        compartment_id
        for compartment_id in compartments_granted_by(desk, connection)
        if compartment_id not in desk.keyring.authority.broken
        and _latest(desk, compartment_id) > done.get(compartment_id, 1)
    )


def run_rotation(desk: Desk, progress: Progress = lambda _done, _all: None) -> Rotated:
    """Take out who must go, then wrap every key of an older epoch anew. Does nothing for who may not grant.

    Killed anywhere, the next run goes on where this one was. Raises StoreTrouble.
    """
    taken_out = _take_out_all(desk)
    with desk.reading() as connection:
        stale = stale_here(desk, connection)
        counts = {each: desk.keyring.stale_wraps(connection, each) for each in stale}
    wraps = 0
    for compartment_id in stale:
        while made := _rewrap_batch(desk, compartment_id):
            wraps += made
            progress(wraps, sum(counts.values()))
    return Rotated(taken_out, wraps)


def _take_out_all(desk: Desk) -> int:
    """Each compartment in a transaction of its own."""
    with desk.reading() as connection:
        due = due_here(desk, connection)
    return sum(_take_out(desk, compartment_id) for compartment_id in due)


def _take_out(desk: Desk, compartment_id: str) -> int:
    with suppress(*_UNUSABLE), desk.transaction() as transaction:
        leaving = due_here(desk, transaction.connection).get(compartment_id, [])
        if leaving:
            with transaction.entry(REVOKED) as change:
                CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id).take_out(*leaving)
            desk.keyring.load(transaction.connection)
        return len(leaving)
    return 0


def _rewrap_batch(desk: Desk, compartment_id: str) -> int:
    """One batch; when nothing is left that opens, it is noted up to which epoch the work is done."""
    with suppress(*_UNUSABLE), desk.transaction() as transaction:
        made = desk.keyring.rewrap_to_latest(transaction.connection, compartment_id, BATCH)
        if not made:
            _note_done(transaction.connection, compartment_id, _latest(desk, compartment_id))
        return made
    return 0


def _latest(desk: Desk, compartment_id: str) -> int:
    known = desk.keyring.authority.epochs.get(compartment_id)
    return known[-1][1].number if known else 0


_FACT = "wrapped/"


def _done(connection: Connection) -> dict[str, int]:
    """By compartment: the epoch for which all of its keys have been wrapped."""
    facts = select(store_facts.c.name, store_facts.c.value).where(store_facts.c.name.startswith(_FACT))
    return {
        row.name.removeprefix(_FACT): int(row.value)
        for row in connection.execute(facts)
        if str(row.value).isdecimal()
    }


def _note_done(connection: Connection, compartment_id: str, epoch: int) -> None:
    name = _FACT + compartment_id
    connection.execute(store_facts.delete().where(store_facts.c.name == name))
    connection.execute(store_facts.insert(), {"name": name, "value": str(epoch)})
