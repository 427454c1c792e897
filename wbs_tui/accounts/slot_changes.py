"""Rows and slots change together: whoever is cut off between them is let in by no more than he should be.

What is new stands in the header before the rows are kept, what is gone leaves it after. Cut off between, a
slot is left over that leads to no active account; whoever unlocks next takes it away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.vault.header import Header, without_accounts
from wbs_tui.vault.slots import Slot


@dataclass(slots=True)
class SlotChange:
    """The header as it was read, and what becomes of its slots."""

    header: Header
    new: list[Slot] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    """Ids of accounts whose slots so far go."""

    def so_far(self, account_id: str) -> tuple[Slot, ...]:
        """The slots that the account has had until now."""
        return tuple(slot for slot in self.header.slots if slot.account_id == account_id)


@contextmanager
def changing_slots(desk: Desk) -> Iterator[tuple[Transaction, SlotChange]]:
    """One transaction together with its change of the header. Raises StoreTrouble."""
    with locked_header(desk) as header:
        slots = SlotChange(header)
        with desk.transaction() as transaction:
            yield transaction, slots
            if slots.new:
                _write(desk, (*slots.header.slots, *slots.new))
        if slots.without:
            kept = without_accounts(slots.header, slots.without)
            desk.location.header.write(msgspec.structs.replace(kept, slots=(*kept.slots, *slots.new)))


def _write(desk: Desk, slots: tuple[Slot, ...]) -> None:
    header = desk.location.header.read()
    desk.location.header.write(msgspec.structs.replace(header, slots=slots))
