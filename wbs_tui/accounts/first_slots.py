"""The slots of an account whose keys have just been made."""

import os
from dataclasses import dataclass, field
from typing import Any

from models.words.clock import Clock, to_millis
from wbs_tui.accounts.device_names import this_device
from wbs_tui.vault import device
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import SALT_BYTES, Argon2Parameters
from wbs_tui.vault.slots import Slot, make_password_slot, make_recovery_slot


@dataclass(frozen=True, slots=True)
class FirstSlots:
    """The ways in, and the recovery code when this device's secret is one half of them."""

    slots: tuple[Slot, ...]
    recovery_code: str | None = field(default=None, repr=False)


def first_slots(
    store_id: str,
    invitation: Slot,
    password: str,
    store_key: bytes,
    keys: AccountKeys,
    clock: Clock,
    parameters: Argon2Parameters | None,
    *,
    bind: bool,
) -> FirstSlots:
    """With `bind`, and where the system keeps our secret, password and device, and password and code.

    Else the password alone. The secret is in the system's keyring, read back, before a slot needs it.
    """
    common: dict[str, Any] = {
        "store_id": store_id,
        "account_id": invitation.account_id,
        "account_name": invitation.account_name,
        "password": password,
        "store_key": store_key,
        "account_keys": keys,
        "created_at": to_millis(clock()),
        "parameters": parameters,
        "salt": os.urandom(SALT_BYTES),
    }
    secret = device.secret_kept(store_id, invitation.account_id) if bind else None
    own = make_password_slot(slot_id=new_id(clock), device_secret=secret, device=this_device(), **common)
    if secret is None:
        return FirstSlots((own,))
    code = new_code()
    return FirstSlots((own, make_recovery_slot(slot_id=new_id(clock), code=code, **common)), code)
