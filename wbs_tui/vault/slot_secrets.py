"""What goes with a slot's other half: a device's secret sealed for the account's keys, its mark, a proof."""

import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.boxes import KEY_BYTES, open_box, seal_box
from wbs_tui.vault.errors import Damaged, WrongKey
from wbs_tui.vault.passwords import hkdf

_MARK_BYTES = 8
_SECRET = N_("Rahasia perangkat")


def seal_secret(keys: AccountKeys, place: str, secret: bytes) -> bytes:
    """The secret in a box that only the account's keys open, so that its password can be changed anywhere."""
    return seal_box(AESGCM(_key(keys)), secret, place)


def open_secret(keys: AccountKeys, place: str, sealed: bytes | None) -> bytes | None:
    """The secret, or None when the slot has none. Raises NewerFormat or Damaged."""
    if sealed is None:
        return None
    try:
        return open_box(AESGCM(_key(keys)), sealed, place, _SECRET)
    except WrongKey as error:
        raise Damaged(_SECRET) from error


def mark_of(secret: bytes, place: str) -> bytes:
    """8 bytes by which the holder of a secret recognises its slot; they tell nobody else anything."""
    return hmac.digest(secret, place.encode(), "sha256")[:_MARK_BYTES]


def prove(store_key: bytes, place: str, public: bytes) -> bytes:
    """32 bytes that only a holder of the store key can make for this public key in this place."""
    key = hkdf(store_key, b"", "wbs-slot-proof-v1", KEY_BYTES)
    return hmac.digest(key, place.encode() + b"\0" + public, "sha256")


def _key(keys: AccountKeys) -> bytes:
    return hkdf(keys.to_bytes(), b"", "wbs-slot-secret-v1", KEY_BYTES)
