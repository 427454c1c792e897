"""The slots of one account: which of them a typed name means, and which a password opens."""

import unicodedata

import msgspec

from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.errors import DeviceSecretMissing, WrongPassword
from wbs_tui.vault.passwords import Argon2Parameters
from wbs_tui.vault.slot_secrets import open_secret
from wbs_tui.vault.slots import OpenedSlot, Slot, Typed, filled, open_typed, wrong_password


def open_account(
    store_id: str,
    slots: tuple[Slot, ...],
    account_name: str,
    password: str,
    device_secret: bytes | None = None,
    recovery_code: str | None = None,
) -> tuple[Slot, OpenedSlot]:
    """The first slot of this account that the password opens, with this device's secret or the code.

    An account that does not exist costs one derivation too and gets the same words. Raises as `open_slot`.
    """
    typed = Typed(password, device_secret, recovery_code)
    mine = [slot for slot in find_slots(slots, account_name) if slot.kind in ("password", "recovery")]
    wrong: WrongPassword | None = None
    missing: DeviceSecretMissing | None = None
    for slot in mine:
        try:
            return slot, open_typed(store_id, slot, typed)
        except WrongPassword as error:
            wrong = error
        except DeviceSecretMissing as error:
            missing = error
    if not mine:
        typed.spend(next((slot.argon2 for slot in slots if slot.argon2), Argon2Parameters()))
    raise wrong or missing or wrong_password()  # one password for all: where it could be tried, that counts


def find_slots(slots: tuple[Slot, ...], account_name: str) -> tuple[Slot, ...]:
    """The slots of an account, whatever the case of the typed name."""
    wanted = folded(account_name)
    return tuple(slot for slot in slots if folded(slot.account_name) == wanted)


def folded(name: str) -> str:
    """A typed account name in its one spelling."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def rewrap(
    store_id: str,
    slot: Slot,
    typed: Typed,
    account_keys: AccountKeys,
    store_key: bytes,
    salt: bytes,
    parameters: Argon2Parameters,
) -> Slot | None:
    """The slot under a new password, the rest as it was; None when nobody knows its other half."""
    secret = open_secret(account_keys, slot.place(store_id, "secret"), slot.sealed_secret)
    if secret is None and (slot.uses_device_secret or slot.kind == "recovery"):
        return None
    bare = msgspec.structs.replace(slot, salt=salt, argon2=parameters)
    return filled(store_id, bare, typed, secret, store_key, account_keys)
