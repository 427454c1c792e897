"""Content keys that go to another epoch or compartment: wrapped anew, and from then on only for reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from models.tables.base import Values
from models.tables.local import key_wraps
from wbs_tui.vault.compartments import EpochSeed, is_wrapped_by_member, wrap_context, wrap_to_public
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

Seeds = Mapping[tuple[str, int], EpochSeed]
"""By compartment id and number of the epoch."""
_THIS_ROW = (key_wraps.c.key_id == bindparam("of_key")) & (
    key_wraps.c.compartment_id == bindparam("of_compartment")
)
_MOVE = (
    update(key_wraps)
    .where(_THIS_ROW)
    .values(
        compartment_id=bindparam("to_compartment"), epoch=bindparam("to_epoch"), wrap=bindparam("new_wrap")
    )
)
_DROP = delete(key_wraps).where(_THIS_ROW)


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many keys were wrapped anew, and the ids of those that this account cannot open: they stay."""

    moved: int
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Opens keys with the seeds that an account holds, and wraps them for one epoch."""

    office_id: str
    seeds: Seeds = field(repr=False)
    compartment_id: str
    epoch: int
    public: bytes
    seed: EpochSeed | None = field(repr=False)
    """Of that epoch; None for an account that is no member."""

    def wrapped(self, row: Row[Any]) -> bytes | None:
        """The key of a row of `key_wraps`, wrapped anew; None when it does not open."""
        seed = self.seeds.get((row.compartment_id, row.epoch))
        if seed is None:
            return None
        old = context_of(self.office_id, row.compartment_id, row.epoch, row.case_id, row.key_id, row.purpose)
        try:
            key = seed.unwrap(row.wrap, old)
        except (Damaged, NewerFormat, WrongKey):
            return None
        return self._wrap(row, key)

    def _wrap(self, row: Row[Any], key: bytes) -> bytes:
        """The office's own keys stay as they were: the office has one for each purpose, for good."""
        context = context_of(
            self.office_id, self.compartment_id, self.epoch, row.case_id, row.key_id, row.purpose
        )
        if self.seed is None:
            return wrap_to_public(self.public, key, context)
        if row.case_id is None and is_wrapped_by_member(row.wrap):
            return self.seed.wrap(key, context)
        return self.seed.wrap_for_reading(key, context)


def rewrap(connection: Connection, rows: Sequence[Row[Any]], wrapper: Wrapper) -> Rewrapped:
    """Wrap the keys of these rows of `key_wraps` anew; the old wraps go."""
    there = _there(connection, rows, wrapper.compartment_id)
    moved: list[Values] = []
    dropped: list[Values] = []
    left: list[str] = []
    for row in rows:
        wrap = wrapper.wrapped(row)
        this = {"of_key": row.key_id, "of_compartment": row.compartment_id}
        if wrap is None:
            left.append(row.key_id)
        elif row.compartment_id != wrapper.compartment_id and row.key_id in there:
            dropped.append(this)
        else:
            to = {"to_compartment": wrapper.compartment_id, "to_epoch": wrapper.epoch, "new_wrap": wrap}
            moved.append({**this, **to})
    for statement, values in ((_MOVE, moved), (_DROP, dropped)):
        if values:
            connection.execute(statement, values)
    return Rewrapped(len(moved) + len(dropped), tuple(left))


def _there(connection: Connection, rows: Sequence[Row[Any]], compartment_id: str) -> set[str]:
    """Which of the keys the compartment has already."""
    wanted = [row.key_id for row in rows if row.compartment_id != compartment_id]
    known = select(key_wraps.c.key_id).where(
        key_wraps.c.key_id.in_(wanted), key_wraps.c.compartment_id == compartment_id
    )
    return set(connection.execute(known).scalars()) if wanted else set()


def context_of(
    office_id: str, compartment_id: str, epoch: int, case_id: str | None, key_id: str, purpose: str
) -> str:
    """The label of a row of `key_wraps`; what belongs to no case says so."""
    return wrap_context(
        office=office_id,
        compartment=compartment_id,
        epoch=epoch,
        case=case_id or "-",
        key_id=key_id,
        kind=purpose,
    )
