"""The password of the account at the desk, typed once more before its slots are changed."""

from wbs_tui.accounts.lockout import attempt
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.header import Header
from wbs_tui.vault.slot_secrets import open_secret
from wbs_tui.vault.slots import Slot, Typed, open_wrapped, wrong_password


def confirmed(desk: Desk, header: Header, password: str) -> Slot:
    """A slot of the account that this password opens. Raises WrongPassword, LockedOut.

    The desk holds the account's keys, which open each slot's other half: so the password can be checked, and
    changed, wherever its owner sits.
    """
    typed = Typed(password)
    with attempt(desk.location, desk.actor.name, desk.clock):
        for slot in own_slots(desk, header):
            secret = open_secret(desk.account_keys, slot.place(header.store_id, "secret"), slot.sealed_secret)
            try:
                open_wrapped(header.store_id, slot, typed, secret)
            except WrongPassword:
                continue
            return slot
        raise wrong_password()


def own_slots(desk: Desk, header: Header) -> tuple[Slot, ...]:
    """The slots of the account at the desk that its password opens, alone or with something else."""
    return tuple(
        slot
        for slot in header.slots
        if slot.account_id == desk.actor.id and slot.kind in ("password", "recovery")
    )
