"""Removal: whose place in a compartment must end, and the work of a grantor that ends it.

A grant whose account was disabled, got other keys, holds a role that may not be in there, or only stood in
for the Inspektur lets nobody in, or should not. Until a grantor has taken it out and begun a new epoch, the
rotation is due.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import accounts, compartments
from models.words.roles import Role
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.kinds import MAY_HOLD_IDENTITY
from wbs_tui.store.authority import Authority, Place
from wbs_tui.store.keyring import IDENTITY

_OF_IDENTITY = (IDENTITY, "case_identity")
_NO_SEAT = (Role.ESCROW, Role.OUTSIDE)
BATCH = 1_000
"""Wraps that are made anew in one transaction."""
Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do, in wraps."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    taken_out: int
    """Places that ended."""
    wraps: int
    """Wraps that were made anew for the latest epochs."""


def due_places(connection: Connection, authority: Authority) -> frozenset[Place]:
    """Every place that stands in the grants and must end, whoever may end it."""
    roles = {row.id: row.role for row in connection.execute(select(accounts.c.id, accounts.c.role))}
    kinds = {row.id: row.kind for row in connection.execute(select(compartments.c.id, compartments.c.kind))}
    return frozenset(
        place
        for place in authority.granted
        if place not in authority.members or _may_not_stay(roles.get(place[1]), kinds.get(place[0]))
    )


def _may_not_stay(role: str | None, kind: str | None) -> bool:
    """The Super Admin is in no compartment, and who may not know reporters in none of identities."""
    if role in _NO_SEAT:
        return False
    return role == Role.SUPER_ADMIN or (kind in _OF_IDENTITY and role not in MAY_HOLD_IDENTITY)


def due_here(desk: Desk, connection: Connection) -> Mapping[str, Collection[str]]:
    """By compartment that the desk's account may grant in: the accounts that must be taken out of it."""
    authority = desk.keyring.authority
    found: dict[str, list[str]] = {}
    for compartment_id, account_id in sorted(due_places(connection, authority)):
        if authority.may_grant(compartment_id, desk.actor.id):
            found.setdefault(compartment_id, []).append(account_id)
    return found
