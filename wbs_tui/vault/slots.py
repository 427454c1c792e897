"""Slots: how a password, a code or the escrow's keys open the store key and an account's own keys."""

import hmac
import os
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.boxes import open_box, seal_box
from wbs_tui.vault.codes import code_sealing_keys, derive_code_keys, recovery_secret
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, DeviceSecretMissing, WrongKey, WrongPassword
from wbs_tui.vault.passwords import SALT_BYTES, Argon2Parameters, PasswordKeys, expand, stretch
from wbs_tui.vault.sealing import SealingKeys, open_sealed, seal_to
from wbs_tui.vault.slot_secrets import mark_of, prove, seal_secret

SlotKind = Literal["password", "invitation", "escrow", "recovery"]
_SLOT = N_("Slot kunci akun")


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way into a store, in its header. Times: UTC milliseconds.

    `argon2` is None when the slot opens with a code alone or with keys, which need no slow derivation.
    """

    id: str
    account_id: str
    account_name: str
    kind: SlotKind
    device: str = ""
    salt: bytes = b""
    argon2: Argon2Parameters | None = None
    uses_device_secret: bool = False
    secret_mark: bytes | None = None
    """Tells a device which slot its secret is for."""
    sealed_secret: bytes | None = None
    """The device's secret, or the recovery code's, for the account's keys: to change the password."""
    wrapped_store_key: bytes | None = None
    """Only in headers of version 1: under the password or the code itself."""
    wrapped_account_keys: bytes | None = None
    seal_public: bytes | None = None
    """An invitation's sealing public key; the accounts' own stand in the store."""
    proof: bytes | None = None
    """Shows that who made the invitation held the store key."""
    sealed_store_key: bytes | None = None
    next_store_key: bytes | None = None
    """The store key that the store is being given; during that either may be the one."""
    next_proof: bytes | None = None
    """An invitation's proof for that key."""
    created_at: int
    expires_at: int | None = None

    def expired(self, now: int) -> bool:
        """Whether the slot's time is over at `now` (UTC milliseconds)."""
        return self.expires_at is not None and now >= self.expires_at

    def place(self, store_id: str, content: str) -> str:
        """What a slot's contents are bound to: all but its labels and what its keys depend on anyway."""
        return joined(
            "wbs-slot-v1",
            store_id,
            self.id,
            self.account_id,
            self.kind,
            self.created_at,
            "never" if self.expires_at is None else self.expires_at,
            content,
        )


@dataclass(frozen=True, slots=True, repr=False)
class OpenedSlot:
    """What a slot held: the store key (32 bytes), the one that may follow it, the account's keys."""

    store_key: bytes | None
    account_keys: AccountKeys | None
    next_store_key: bytes | None = None

    def __repr__(self) -> str:
        return "<OpenedSlot>"

    @property
    def store_keys(self) -> tuple[bytes, ...]:
        """The keys of which one opens the store, the likelier first."""
        return tuple(key for key in (self.store_key, self.next_store_key) if key is not None)


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer gave to get in. Stretching the password is done once for each salt."""

    password: str = field(repr=False)
    device_secret: bytes | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    _roots: dict[tuple[bytes, Argon2Parameters], bytes] = field(default_factory=dict, repr=False)

    def keys(self, slot: Slot, secret: bytes | None) -> PasswordKeys:
        """The wrapping keys of a slot that opens with a password, and with `secret` when it is given."""
        if slot.argon2 is None or not slot.argon2.acceptable():
            raise Damaged(_SLOT)
        place = (slot.salt, slot.argon2)
        if place not in self._roots:
            self._roots[place] = stretch(self.password, *place)
        return expand(self._roots[place] + (secret or b""), slot.salt, _source(slot))

    def spend(self, parameters: Argon2Parameters) -> None:
        """Take as long as a slot of this cost would."""
        stretch(self.password, bytes(SALT_BYTES), parameters)


def _source(slot: Slot) -> str:
    if slot.kind == "recovery":
        return "recovery"
    return "device" if slot.uses_device_secret else "alone"


def make_password_slot(
    *,
    store_id: str,
    slot_id: str,
    account_id: str,
    account_name: str,
    password: str,
    store_key: bytes | None,
    account_keys: AccountKeys,
    created_at: int,
    parameters: Argon2Parameters | None = None,
    device_secret: bytes | None = None,
    device: str = "",
    salt: bytes | None = None,
) -> Slot:
    """A slot that this password opens, together with this device's secret when one is given."""
    bare = Slot(
        id=slot_id,
        account_id=account_id,
        account_name=account_name,
        kind="password",
        device=device,
        salt=salt or os.urandom(SALT_BYTES),
        argon2=parameters or Argon2Parameters(),
        uses_device_secret=device_secret is not None,
        created_at=created_at,
    )
    return filled(store_id, bare, Typed(password), device_secret, store_key, account_keys)


def make_recovery_slot(
    *,
    store_id: str,
    slot_id: str,
    account_id: str,
    account_name: str,
    password: str,
    code: str,
    store_key: bytes | None,
    account_keys: AccountKeys,
    created_at: int,
    parameters: Argon2Parameters | None = None,
    salt: bytes | None = None,
) -> Slot:
    """A slot that the password opens together with a recovery code: the way in on a new device."""
    bare = Slot(
        id=slot_id,
        account_id=account_id,
        account_name=account_name,
        kind="recovery",
        salt=salt or os.urandom(SALT_BYTES),
        argon2=parameters or Argon2Parameters(),
        created_at=created_at,
    )
    return filled(store_id, bare, Typed(password), recovery_secret(code), store_key, account_keys)


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
    salt = os.urandom(SALT_BYTES)
    bare = Slot(
        id=slot_id,
        account_id=account_id,
        account_name=account_name,
        kind="invitation",
        salt=salt,
        seal_public=code_sealing_keys(code, salt).public(),
        created_at=created_at,
        expires_at=expires_at,
    )
    return bare if store_key is None else seal_invitation(store_id, bare, store_key)


def make_escrow_slot(
    *,
    store_id: str,
    slot_id: str,
    escrow_id: str,
    escrow_name: str,
    seal_public: bytes,
    store_key: bytes,
    created_at: int,
) -> Slot:
    """A slot that only the escrow's keys open. `seal_public` is the escrow's sealing public key."""
    bare = Slot(
        id=slot_id, account_id=escrow_id, account_name=escrow_name, kind="escrow", created_at=created_at
    )
    return seal_slot(store_id, bare, seal_public, store_key)


def open_slot(
    store_id: str, slot: Slot, password_or_code: str, device_secret: bytes | None = None
) -> OpenedSlot:
    """What a password slot or an invitation holds. Whether it has expired is the caller's question.

    Raises WrongPassword, DeviceSecretMissing, WrongCode (a mistyped code), NewerFormat or Damaged.
    """
    if slot.kind == "password":
        return open_typed(store_id, slot, Typed(password_or_code, device_secret))
    return _open_invitation(store_id, slot, password_or_code)


def open_typed(store_id: str, slot: Slot, typed: Typed) -> OpenedSlot:
    """What a slot holds that a password opens, alone or with something else. Raises as `open_slot`."""
    return open_wrapped(store_id, slot, typed, _second(slot, typed))


def open_wrapped(store_id: str, slot: Slot, typed: Typed, secret: bytes | None) -> OpenedSlot:
    """As `open_typed`, with the slot's other half given."""
    keys = typed.keys(slot, secret)
    serialised = _boxed(store_id, slot, "account-keys", keys.account_wrap, slot.wrapped_account_keys)
    account = None if serialised is None else AccountKeys.from_bytes(serialised)
    if slot.wrapped_store_key is not None:
        store_key = _boxed(store_id, slot, "store-key", keys.store_wrap, slot.wrapped_store_key)
        return OpenedSlot(store_key, account)
    if account is None:
        raise Damaged(_SLOT)
    try:
        current, following = unseal_slot(store_id, slot, account.sealing)
    except WrongKey as error:
        raise Damaged(_SLOT) from error
    return OpenedSlot(current, account, following)


def _second(slot: Slot, typed: Typed) -> bytes | None:
    """What a slot asks for besides the password: this device's secret, the recovery code's, or nothing."""
    if slot.kind == "recovery":
        if typed.recovery_code is None:
            raise device_secret_missing()
        return recovery_secret(typed.recovery_code)
    if not slot.uses_device_secret:
        return None
    if typed.device_secret is None:
        raise device_secret_missing()
    return typed.device_secret


def _open_invitation(store_id: str, slot: Slot, code: str) -> OpenedSlot:
    if slot.wrapped_store_key is not None:
        keys = derive_code_keys(code, slot.salt)
        return OpenedSlot(_boxed(store_id, slot, "store-key", keys.store_wrap, slot.wrapped_store_key), None)
    try:
        current, following = unseal_slot(store_id, slot, code_sealing_keys(code, slot.salt))
    except WrongKey as error:
        raise _wrong(slot) from error
    return OpenedSlot(current, None, following)


def open_escrow_slot(store_id: str, slot: Slot, keys: AccountKeys) -> OpenedSlot:
    """What the escrow's slot holds for the escrow's keys. Raises WrongKey, Damaged, NewerFormat."""
    if slot.kind != "escrow" or slot.sealed_store_key is None:
        raise Damaged(_SLOT)
    current, following = unseal_slot(store_id, slot, keys.sealing)
    return OpenedSlot(current, keys, following)


def wrong_password() -> WrongPassword:
    """The one answer to a wrong name and to a wrong password."""
    return WrongPassword(_("Nama akun atau kata sandi salah. Periksa keduanya lalu coba lagi."))


def device_secret_missing() -> DeviceSecretMissing:
    """Password alone does not do on this device."""
    return DeviceSecretMissing(
        _(
            "Perangkat ini belum dikenal untuk akun tersebut. Masuklah dengan kata sandi dan kode pemulihan; "
            "tanpa kode itu, mintalah undangan baru kepada Super Admin."
        )
    )


def filled(
    store_id: str,
    bare: Slot,
    typed: Typed,
    secret: bytes | None,
    store_key: bytes | None,
    account_keys: AccountKeys,
) -> Slot:
    """The slot with its contents, under the password and the other half that it asks for."""
    slot = _wrapped(store_id, bare, typed, secret, account_keys)
    if secret is not None:
        sealed = seal_secret(account_keys, slot.place(store_id, "secret"), secret)
        slot = msgspec.structs.replace(
            slot, sealed_secret=sealed, secret_mark=mark_of(secret, slot.place(store_id, "mark"))
        )
    return slot if store_key is None else seal_slot(store_id, slot, account_keys.public().seal, store_key)


def _wrapped(
    store_id: str, bare: Slot, typed: Typed, secret: bytes | None, account_keys: AccountKeys
) -> Slot:
    wrap = AESGCM(typed.keys(bare, secret).account_wrap)
    return msgspec.structs.replace(
        bare,
        wrapped_account_keys=seal_box(wrap, account_keys.to_bytes(), bare.place(store_id, "account-keys")),
    )


def seal_slot(store_id: str, slot: Slot, seal_public: bytes, store_key: bytes) -> Slot:
    """The slot with the store key sealed to a public key, and nothing left of a key before."""
    return msgspec.structs.replace(
        slot,
        wrapped_store_key=None,
        sealed_store_key=seal_to(seal_public, store_key, slot.place(store_id, "store-key")),
        next_store_key=None,
        next_proof=None,
    )


def seal_next(store_id: str, slot: Slot, seal_public: bytes, store_key: bytes) -> Slot:
    """The slot with the key that the store is about to get, beside the one that it has."""
    proof = None
    if slot.seal_public is not None:
        proof = prove(store_key, slot.place(store_id, "proof"), slot.seal_public)
    sealed = seal_to(seal_public, store_key, slot.place(store_id, "store-key"))
    return msgspec.structs.replace(slot, next_store_key=sealed, next_proof=proof)


def take_next(slot: Slot) -> Slot:
    """The slot once the store has the next key; nothing of the one before is left."""
    return msgspec.structs.replace(
        slot,
        wrapped_store_key=None,
        sealed_store_key=slot.next_store_key,
        proof=slot.next_proof,
        next_store_key=None,
        next_proof=None,
    )


def seal_invitation(store_id: str, slot: Slot, store_key: bytes) -> Slot:
    """An invitation with the store key sealed to its own public key, and proof that its maker held it."""
    public = slot.seal_public
    if public is None:
        raise Damaged(_SLOT)
    proof = prove(store_key, slot.place(store_id, "proof"), public)
    return msgspec.structs.replace(seal_slot(store_id, slot, public, store_key), proof=proof)


def is_proved(store_id: str, slot: Slot, store_key: bytes) -> bool:
    """Whether an invitation was made by somebody who held this store key."""
    if slot.seal_public is None or slot.proof is None:
        return False
    return hmac.compare_digest(slot.proof, prove(store_key, slot.place(store_id, "proof"), slot.seal_public))


def unseal_slot(store_id: str, slot: Slot, keys: SealingKeys) -> tuple[bytes | None, bytes | None]:
    """The store key and the next one, where the slot has them; raises WrongKey, NewerFormat, Damaged."""
    place = slot.place(store_id, "store-key")
    current, following = (
        None if sealed is None else open_sealed(keys, sealed, place, _SLOT)
        for sealed in (slot.sealed_store_key, slot.next_store_key)
    )
    return current, following


def _boxed(store_id: str, slot: Slot, content: str, key: bytes, box: bytes | None) -> bytes | None:
    if box is None:
        return None
    try:
        return open_box(AESGCM(key), box, slot.place(store_id, content), _SLOT)
    except WrongKey as error:
        raise _wrong(slot) from error


def _wrong(slot: Slot) -> WrongPassword:
    if slot.kind == "invitation":
        return WrongPassword(_("Kode ini bukan untuk akun tersebut. Periksa kode dan nama akunnya."))
    return wrong_password()
