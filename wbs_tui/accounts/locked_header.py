"""The header for whoever changes it: nobody else does meanwhile, and the desk seals with the key of now.

A file is re-keyed only while no other desk has it open. A server's slots are: there a desk that goes on with
the key it came with would let people in to nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import ServerStore
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.errors import Damaged, WrongKey
from wbs_tui.vault.header import Header
from wbs_tui.vault.slots import unseal_slot

_SLOT = N_("Slot kunci akun")


@contextmanager
def locked_header(desk: Desk) -> Iterator[Header]:
    """The header as it is now, for as long as nobody else may change it.

    Raises StoreTrouble; Damaged when no slot of the desk's own account holds the store key.
    """
    place = desk.location.header
    with place.lock():
        header = place.read()
        if isinstance(desk.location, ServerStore):
            _take_key_of_now(desk, header)
        yield header


def _take_key_of_now(desk: Desk, header: Header) -> None:
    """By the own slots; an account without any is on its way out, which the next transaction says."""
    own = [slot for slot in header.slots if slot.account_id == desk.actor.id]
    for slot in own:
        try:
            current, _following = unseal_slot(header.store_id, slot, desk.account_keys.sealing)
        except WrongKey:
            continue
        if current is not None:
            desk.key.current = current
            return
    if own:
        raise Damaged(_SLOT)
