"""A new password for the account at the desk: its slot is wrapped anew, no key changes."""

import msgspec

from wbs_tui.accounts.kinds import PASSWORD_CHANGED
from wbs_tui.journal.desk import Desk
from wbs_tui.vault import device
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.header import header_lock, read_header, write_header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import Argon2Parameters, check_new_password
from wbs_tui.vault.slots import make_password_slot, open_account


def change_password(desk: Desk, old: str, new: str, parameters: Argon2Parameters | None = None) -> None:
    """Replace the slot that `old` opens. Raises WrongPassword, WeakPassword."""
    check_new_password(new)
    path = desk.location.header
    with header_lock(path):
        header = read_header(path)
        secret = device.find(header.store_id, desk.actor.name)
        slot, opened = open_account(header.store_id, header.slots, desk.actor.name, old, secret)
        if opened.account_keys is None:
            raise Damaged(slot.account_name)
        replaced = make_password_slot(
            store_id=header.store_id,
            slot_id=new_id(desk.clock),
            account_id=slot.account_id,
            account_name=slot.account_name,
            password=new,
            store_key=opened.store_key,
            account_keys=opened.account_keys,
            created_at=desk.now(),
            parameters=parameters or slot.argon2,
            device_secret=secret if slot.uses_device_secret else None,
            device=slot.device,
        )
        with desk.change(PASSWORD_CHANGED):
            pass  # kept before the slot is: no password changes without its entry, wherever this is cut off
        slots = (*(known for known in header.slots if known.id != slot.id), replaced)
        write_header(path, msgspec.structs.replace(header, slots=slots))
