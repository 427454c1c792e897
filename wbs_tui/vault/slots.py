"""Slots: how an account's password or code opens the store key and the account's keys."""

import os
import unicodedata
from dataclasses import dataclass
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.boxes import open_box, seal_box
from wbs_tui.vault.codes import derive_code_keys
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, DeviceSecretMissing, WrongKey, WrongPassword
from wbs_tui.vault.passwords import SALT_BYTES, Argon2Parameters, PasswordKeys, derive

SlotKind = Literal["password", "invitation", "escrow", "recovery"]
_SLOT = N_("Slot kunci akun")


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way into a store. On PostgreSQL slots are rows and `wrapped_store_key` is None.

    `argon2` is None when the slot opens with a code, which needs no slow derivation. Times: UTC milliseconds.
    """

    id: str
    account_id: str
    account_name: str
    kind: SlotKind
    device: str = ""
    salt: bytes
    argon2: Argon2Parameters | None = None
    uses_device_secret: bool = False
    wrapped_store_key: bytes | None = None
    wrapped_account_keys: bytes | None = None
    created_at: int
    expires_at: int | None = None

    def expired(self, now: int) -> bool:
        """Whether the slot's time is over at `now` (UTC milliseconds)."""
        return self.expires_at is not None and now >= self.expires_at


@dataclass(frozen=True, slots=True, repr=False)
class OpenedSlot:
    """What a slot held: the 32-byte store key, the account's keys, or both."""

    store_key: bytes | None
    account_keys: AccountKeys | None

    def __repr__(self) -> str:
        return "<OpenedSlot>"


def make_password_slot(
    *,
    store_id: str,
    slot_id: str,
    account_id: str,
    account_name: str,
    password: str,
    store_key: bytes | None,
    account_keys: AccountKeys | None,
    created_at: int,
    parameters: Argon2Parameters | None = None,
    device_secret: bytes | None = None,
    device: str = "",
) -> Slot:
    """A slot that this password opens, together with this device's secret when one is given."""
    bare = Slot(
        id=slot_id,
        account_id=account_id,
        account_name=account_name,
        kind="password",
        device=device,
        salt=os.urandom(SALT_BYTES),
        argon2=parameters or Argon2Parameters(),
        uses_device_secret=device_secret is not None,
        created_at=created_at,
    )
    return _filled(store_id, bare, _slot_keys(bare, password, device_secret), store_key, account_keys)


def make_invitation_slot(
    *,
    store_id: str,
    slot_id: str,
    account_id: str,
    account_name: str,
    code: str,
    store_key: bytes | None,
    created_at: int,
    expires_at: int | None,
) -> Slot:
    """A slot that a one-time code opens until `expires_at`; it holds no account keys, for none exist yet."""
    bare = Slot(
        id=slot_id,
        account_id=account_id,
        account_name=account_name,
        kind="invitation",
        salt=os.urandom(SALT_BYTES),
        created_at=created_at,
        expires_at=expires_at,
    )
    return _filled(store_id, bare, _slot_keys(bare, code, None), store_key, None)


def open_slot(
    store_id: str, slot: Slot, password_or_code: str, device_secret: bytes | None = None
) -> OpenedSlot:
    """What the slot holds. Whether it has expired is the caller's question, who has the clock.

    Raises WrongPassword, DeviceSecretMissing, WrongCode (a mistyped code), NewerFormat or Damaged.
    """
    keys = _slot_keys(slot, password_or_code, device_secret)
    store_key = _opened(store_id, slot, "store-key", keys.store_wrap, slot.wrapped_store_key)
    serialised = _opened(store_id, slot, "account-keys", keys.account_wrap, slot.wrapped_account_keys)
    return OpenedSlot(store_key, None if serialised is None else AccountKeys.from_bytes(serialised))


def open_account(
    store_id: str,
    slots: tuple[Slot, ...],
    account_name: str,
    password: str,
    device_secret: bytes | None = None,
) -> tuple[Slot, OpenedSlot]:
    """The first password slot of this account that opens.

    An account that does not exist costs one derivation too and gets the same words. Raises as `open_slot`.
    """
    mine = [slot for slot in find_slots(slots, account_name) if slot.kind == "password"]
    reasons: list[WrongPassword | DeviceSecretMissing] = []
    for slot in mine:
        try:
            return slot, open_slot(store_id, slot, password, device_secret)
        except (WrongPassword, DeviceSecretMissing) as error:
            reasons.append(error)
    if not reasons:
        _spend_the_same(slots, password)
        raise wrong_password()
    raise next((reason for reason in reasons if isinstance(reason, DeviceSecretMissing)), reasons[0])


def find_slots(slots: tuple[Slot, ...], account_name: str) -> tuple[Slot, ...]:
    """The slots of an account, whatever the case of the typed name."""
    wanted = _folded(account_name)
    return tuple(slot for slot in slots if _folded(slot.account_name) == wanted)


def wrong_password() -> WrongPassword:
    """The one answer to a wrong name and to a wrong password."""
    return WrongPassword(_("Nama akun atau kata sandi salah. Periksa keduanya lalu coba lagi."))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _spend_the_same(slots: tuple[Slot, ...], password: str) -> None:
    parameters = next((slot.argon2 for slot in slots if slot.argon2), Argon2Parameters())
    derive(password, bytes(SALT_BYTES), parameters)


def _slot_keys(slot: Slot, password_or_code: str, device_secret: bytes | None) -> PasswordKeys:
    if slot.kind != "password":
        return derive_code_keys(password_or_code, slot.salt)
    if slot.argon2 is None or not slot.argon2.acceptable():
        raise Damaged(_SLOT)
    if slot.uses_device_secret and device_secret is None:
        raise DeviceSecretMissing(
            _(
                "Rahasia perangkat ini tidak ada di penyimpan kunci sistem. Buka dari perangkat semula, "
                "atau mintalah undangan baru kepada Super Admin."
            )
        )
    secret = device_secret if slot.uses_device_secret else None
    return derive(password_or_code, slot.salt, slot.argon2, secret)


def _filled(
    store_id: str, bare: Slot, keys: PasswordKeys, store_key: bytes | None, account_keys: AccountKeys | None
) -> Slot:
    """The slot with its contents wrapped under the keys."""
    wrapped_store = store_key and seal_box(
        AESGCM(keys.store_wrap), store_key, _place(store_id, bare, "store-key")
    )
    wrapped_account = account_keys and seal_box(
        AESGCM(keys.account_wrap), account_keys.to_bytes(), _place(store_id, bare, "account-keys")
    )
    return msgspec.structs.replace(
        bare, wrapped_store_key=wrapped_store, wrapped_account_keys=wrapped_account
    )


def _opened(store_id: str, slot: Slot, content: str, key: bytes, box: bytes | None) -> bytes | None:
    if box is None:
        return None
    try:
        return open_box(AESGCM(key), box, _place(store_id, slot, content), _SLOT)
    except WrongKey as error:
        raise _wrong(slot) from error


def _wrong(slot: Slot) -> WrongPassword:
    if slot.kind == "password":
        return wrong_password()
    return WrongPassword(_("Kode ini bukan untuk akun tersebut. Periksa kode dan nama akunnya."))


def _place(store_id: str, slot: Slot, content: str) -> str:
    """What a slot's contents are bound to: all of it but its labels and what its keys depend on anyway."""
    return joined(
        "wbs-slot-v1",
        store_id,
        slot.id,
        slot.account_id,
        slot.kind,
        slot.created_at,
        "never" if slot.expires_at is None else slot.expires_at,
        content,
    )
