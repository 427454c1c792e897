"""The devices of an account: where its password opens the store, and the code that lets in a new one.

A device's slot needs the secret in that system's keyring besides the password. Where there is no keyring the
password stands alone, when the owner says so.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from wbs_tui.accounts.confirming import confirmed
from wbs_tui.accounts.device_names import this_device
from wbs_tui.accounts.errors import LastDevice, NoKeyring, NoSuchDevice
from wbs_tui.accounts.kinds import DEVICE_ADDED, DEVICE_REMOVED, RECOVERY_CODE_MADE
from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.vault import device
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.header import Header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slot_secrets import mark_of
from wbs_tui.vault.slots import Slot, make_password_slot, make_recovery_slot

DeviceKind = Literal["device", "password", "recovery"]
"""`device`: password and this device's secret; `password`: the password alone; `recovery`: with the code."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One way into the store for an account. `created_at`: milliseconds since 1970 UTC."""

    slot_id: str
    account: str
    label: str
    kind: DeviceKind
    created_at: int
    here: bool
    """Whether it is the device in front of which the officer sits."""


@dataclass(frozen=True, slots=True)
class DeviceAdded:
    """A new device, and the recovery code when there was none yet."""

    device: DeviceView
    recovery_code: str | None = field(default=None, repr=False)


def list_devices(desk: Desk) -> tuple[DeviceView, ...]:
    """One's own devices, the oldest first; for the Super Admin everybody's."""
    header = desk.location.header.read()
    every = desk.may(Operation.ACCOUNT_MANAGE)
    views = [
        _view(desk, header, slot)
        for slot in header.slots
        if slot.kind in ("password", "recovery") and (every or slot.account_id == desk.actor.id)
    ]
    return tuple(sorted(views, key=lambda view: (view.account, view.created_at, view.slot_id)))


def _view(desk: Desk, header: Header, slot: Slot) -> DeviceView:
    kind: DeviceKind = "device" if slot.uses_device_secret else "password"
    return DeviceView(
        slot.id,
        slot.account_name,
        slot.device,
        "recovery" if slot.kind == "recovery" else kind,
        slot.created_at,
        slot.account_id == desk.actor.id and is_here(header.store_id, slot),
    )


def is_here(store_id: str, slot: Slot) -> bool:
    """Whether the keyring of this device holds the slot's secret."""
    if not slot.uses_device_secret:
        return False
    secret = device.find(store_id, slot.account_id)
    return secret is not None and slot.secret_mark == mark_of(secret, slot.place(store_id, "mark"))


def add_device(desk: Desk, password: str, *, alone: bool = False, label: str = "") -> DeviceAdded:
    """Let this account in on this device from now on; `alone`: by the password without a keyring.

    Raises NoKeyring (unless `alone`), WrongPassword, LockedOut.
    """
    with locked_header(desk) as header:
        known = confirmed(desk, header, password)
        secret = None if alone else device.secret_kept(header.store_id, desk.actor.id)
        if secret is None and not alone:
            raise NoKeyring
        made = make_password_slot(
            **_own(desk, header, known),
            password=password,
            device_secret=secret,
            device=label or this_device(),
        )
        code = None if alone or _has_recovery(desk, header) else new_code()
        recovery = () if code is None else (_recovery(desk, header, known, password, code),)
        with desk.change(DEVICE_ADDED):
            pass  # kept before the slot is: no device comes in without its entry
        others = tuple(slot for slot in header.slots if not _replaced(desk, header, slot, alone=alone))
        desk.location.header.write(msgspec.structs.replace(header, slots=(*others, made, *recovery)))
    return DeviceAdded(_view(desk, header, made), code)


def _own(desk: Desk, header: Header, known: Slot) -> dict[str, Any]:
    """What every slot of this account is made of. One salt for all: unlocking stretches the password once."""
    return {
        "store_id": header.store_id,
        "slot_id": new_id(desk.clock),
        "account_id": known.account_id,
        "account_name": known.account_name,
        "store_key": desk.store_key,
        "account_keys": desk.account_keys,
        "created_at": desk.now(),
        "parameters": known.argon2,
        "salt": known.salt,
    }


def _replaced(desk: Desk, header: Header, slot: Slot, *, alone: bool) -> bool:
    """The slot that this device had before: a device has one."""
    return not alone and slot.account_id == desk.actor.id and is_here(header.store_id, slot)


def _has_recovery(desk: Desk, header: Header) -> bool:
    return any(slot.kind == "recovery" and slot.account_id == desk.actor.id for slot in header.slots)


def _recovery(desk: Desk, header: Header, known: Slot, password: str, code: str) -> Slot:
    return make_recovery_slot(**_own(desk, header, known), password=password, code=code)


def new_recovery_code(desk: Desk, password: str) -> str:
    """A new code; the one before opens nothing any more. Raises WrongPassword, LockedOut."""
    with locked_header(desk) as header:
        known = confirmed(desk, header, password)
        code = new_code()
        made = _recovery(desk, header, known, password, code)
        with desk.change(RECOVERY_CODE_MADE):
            pass
        others = (
            slot for slot in header.slots if slot.kind != "recovery" or slot.account_id != desk.actor.id
        )
        desk.location.header.write(msgspec.structs.replace(header, slots=(*others, made)))
    return code


def remove_device(desk: Desk, slot_id: str) -> None:
    """Take a device, or the recovery code, away: one's own, or anybody's by the Super Admin.

    Raises NoSuchDevice, LastDevice.
    """
    with locked_header(desk) as header:
        slot = _removable(desk, header, slot_id)
        with desk.change(DEVICE_REMOVED):
            pass
        kept = tuple(each for each in header.slots if each.id != slot_id)
        desk.location.header.write(msgspec.structs.replace(header, slots=kept))
    if slot.account_id == desk.actor.id and is_here(header.store_id, slot):
        device.forget(header.store_id, slot.account_id)


def _removable(desk: Desk, header: Header, slot_id: str) -> Slot:
    ways = [slot for slot in header.slots if slot.kind in ("password", "recovery")]
    slot = next((each for each in ways if each.id == slot_id), None)
    if slot is None or (slot.account_id != desk.actor.id and not desk.may(Operation.ACCOUNT_MANAGE)):
        raise NoSuchDevice
    if sum(each.account_id == slot.account_id for each in ways) == 1:
        raise LastDevice
    return slot
