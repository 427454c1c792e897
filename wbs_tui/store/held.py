"""What one look at the grants gives to an account: which epochs are genuine, and the seeds that it opens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from models.tables.accounts import compartments, epochs, grants, seed_seals
from wbs_tui.store.authority import Authority, read_authority
from wbs_tui.store.closed import BrokenCompartment, NoGenuineEpoch
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.pins import Pinned
from wbs_tui.store.rewrapping import Seeds
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.compartments import EpochSeed, open_seed
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

MARK = tuple(
    select(amount).scalar_subquery()
    for table in (grants, epochs, compartments)
    for amount in (func.count(table.c.id), func.max(table.c.id))
)
"""Tell one state of the grants from another: rows of these tables are only ever added."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one look at the grants gave; replaced whole, so that every thread sees one state of it."""

    mark: tuple[Any, ...] = ()
    authority: Authority = field(default_factory=Authority)
    of_office: Mapping[str, str] = field(default_factory=dict)
    seeds: Seeds = field(default_factory=dict, repr=False)
    unopened: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()
    """Compartments of cases whose charter was not there when it says it was."""
    contested: frozenset[str] = frozenset()
    """Cases of which nobody can say where they belong."""
    refusal: Callable[[], StoreTrouble] | None = None
    """Why nothing may be sealed at all."""

    def public(self, compartment_id: str) -> tuple[int, bytes]:
        """The latest epoch and its public half.

        Raises NoGenuineEpoch, BrokenCompartment, RolledBack, DamagedPins.
        """
        known = self.authority.epochs.get(compartment_id)
        if not known:
            raise NoGenuineEpoch
        if compartment_id in self.authority.broken or compartment_id in self.late:
            raise BrokenCompartment
        if self.refusal is not None:
            raise self.refusal()
        statement = known[-1][1]
        return statement.number, statement.public


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose seeds are opened."""

    office_id: str
    account_id: str
    keys: AccountKeys

    def open_seed(self, sealed: bytes, compartment_id: str, epoch: int) -> EpochSeed | None:
        """A seed that was sealed to this account; None when it does not open."""
        try:
            return open_seed(
                self.keys,
                sealed,
                office=self.office_id,
                compartment=compartment_id,
                epoch=epoch,
                account=self.account_id,
            )
        except (Damaged, NewerFormat, WrongKey):
            return None


def look_at(connection: Connection, owner: Owner, known: Seeds, pinned: Pinned) -> Held:
    """Check the grants, open the seeds that are not `known` yet, and compare with what was seen before."""
    authority = read_authority(connection, owner.office_id)
    seeds, unopened = _open_seeds(connection, authority, owner, known)
    refusal, late = pinned.compare(authority)
    charters, contested = authority.places.charters, authority.places.contested
    return Held(
        tuple(connection.execute(select(*MARK)).one()),
        authority,
        _of_office(connection),
        seeds,
        unopened,
        late,
        frozenset(contested) | {charters[compartment_id].case for compartment_id in late},
        refusal,
    )


def _open_seeds(
    connection: Connection, authority: Authority, owner: Owner, known: Seeds
) -> tuple[Seeds, tuple[str, ...]]:
    """The seeds that open, and the epochs of which no seal does: a spoilt one spoils no other."""
    genuine = {row_id: statement for those in authority.epochs.values() for row_id, statement in those}
    mine = select(seed_seals.c.epoch_id, seed_seals.c.sealed).where(
        seed_seals.c.account_id == owner.account_id
    )
    seeds: dict[tuple[str, int], EpochSeed] = {}
    unopened: dict[str, tuple[str, int]] = {}
    for row in connection.execute(mine):
        statement = genuine.get(row.epoch_id)
        if statement is None or (statement.compartment, owner.account_id) not in authority.members:
            continue
        place = (statement.compartment, statement.number)
        seed = known.get(place)
        if seed is None or seed.public() != statement.public:
            seed = owner.open_seed(row.sealed, *place)
        if seed is not None and seed.public() == statement.public:
            seeds[place] = seed
        else:
            unopened[row.epoch_id] = place
    return seeds, tuple(row_id for row_id, place in unopened.items() if place not in seeds)


def _of_office(connection: Connection) -> dict[str, str]:
    """The office's own compartments by kind. Each is born once: a second would be somebody else's."""
    rows = connection.execute(select(compartments).where(compartments.c.case_id.is_(None))).all()
    found = {row.kind: row.id for row in rows}
    if len(found) != len(rows):
        raise DamagedStore
    return found
