"""A new password for the account at the desk: all its slots are wrapped anew at once, no key changes."""

import os

import msgspec

from wbs_tui.accounts.confirming import confirmed, own_slots
from wbs_tui.accounts.kinds import PASSWORD_CHANGED
from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.account_slots import rewrap
from wbs_tui.vault.passwords import SALT_BYTES, Argon2Parameters, check_new_password
from wbs_tui.vault.slots import Typed


def change_password(desk: Desk, old: str, new: str, parameters: Argon2Parameters | None = None) -> None:
    """Replace the password on every device of the account and with its recovery code, in one step.

    Raises WrongPassword, LockedOut, WeakPassword.
    """
    check_new_password(new)
    with locked_header(desk) as header:
        known = confirmed(desk, header, old)
        cost = parameters or known.argon2 or Argon2Parameters()
        typed, salt = Typed(new), os.urandom(SALT_BYTES)
        own = own_slots(desk, header)
        wrapped = [
            rewrap(header.store_id, slot, typed, desk.account_keys, desk.store_key, salt, cost)
            for slot in own
        ]
        with desk.change(PASSWORD_CHANGED):
            pass  # kept before the slots are: no password changes without its entry, wherever this is cut off
        others = tuple(slot for slot in header.slots if slot not in own)
        slots = (*others, *(slot for slot in wrapped if slot is not None))
        desk.location.header.write(msgspec.structs.replace(header, slots=slots))
