"""The two key pairs of an account: Ed25519 (RFC 8032) to sign, ML-KEM-768 with X25519 to be sealed to."""

import hashlib
import os
from functools import cached_property, lru_cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.boxes import check_version
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.sealing import SealingKeys

_VERSION = 1
_KEYS = N_("Kunci akun")
_SEED = 32
_SERIALISED = 1 + _SEED + SealingKeys.SEED_BYTES


class PublicKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What others may know: Ed25519 public key (32 bytes) and sealing public key (1216 bytes)."""

    sign: bytes
    seal: bytes


class AccountKeys:
    """The private keys of one account; shows nothing of itself."""

    def __init__(self, sign_seed: bytes, seal_seed: bytes) -> None:
        self._sign_seed = sign_seed
        self.sealing = SealingKeys(seal_seed)

    def __repr__(self) -> str:
        return "<AccountKeys>"

    @classmethod
    def generate(cls) -> "AccountKeys":
        """New random keys."""
        return cls(os.urandom(_SEED), os.urandom(SealingKeys.SEED_BYTES))

    @classmethod
    def from_bytes(cls, serialised: bytes) -> "AccountKeys":
        """Keys from `to_bytes`. Raises NewerFormat or Damaged."""
        check_version(serialised, _VERSION, _KEYS)
        if len(serialised) != _SERIALISED:
            raise Damaged(_KEYS)
        return cls(serialised[1 : 1 + _SEED], serialised[1 + _SEED :])

    def to_bytes(self) -> bytes:
        """Version byte 1, Ed25519 seed (32), ML-KEM-768 seed (64), X25519 private key (32): secret."""
        return bytes([_VERSION]) + self._sign_seed + self.sealing.seed

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._sign_seed)

    @cached_property
    def _public(self) -> PublicKeys:
        return PublicKeys(self._signing.public_key().public_bytes_raw(), self.sealing.public())

    def public(self) -> PublicKeys:
        """The public halves."""
        return self._public

    def sign(self, context: str, message: bytes) -> bytes:
        """64-byte Ed25519 signature over the context and the message; see `verify`."""
        return self._signing.sign(labelled(context, message))


def verify(public_sign: bytes, context: str, message: bytes, signature: bytes) -> bool:
    """Whether this key signed this message in this context."""
    try:
        _verifying(public_sign).verify(signature, labelled(context, message))
    except (InvalidSignature, ValueError, TypeError):  # not a point, not 32 bytes, or not bytes at all
        return False
    return True


def fingerprint(public: PublicKeys) -> str:
    """Eight groups of five digits (132 bits of SHA-256), to be compared over the telephone."""
    digest = hashlib.sha256(
        b"wbs-fingerprint-v1|"
        + b"".join(len(key).to_bytes(4, "big") + key for key in (public.sign, public.seal))
    ).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**40:040d}"
    return " ".join(digits[start : start + 5] for start in range(0, 40, 5))


def same_fingerprint(shown: str, typed: str) -> bool:
    """Whether a fingerprint typed by hand, with any spacing, is the one shown."""
    return _digits(shown) == _digits(typed) and len(_digits(shown)) == 40


def _digits(text: str) -> str:
    return "".join(character for character in text if character in "0123456789")


def labelled(context: str, message: bytes) -> bytes:
    """The context ends at the first zero byte, so no message can pass for another context's."""
    if "\0" in context:
        raise ValueError("a signing context holds a zero byte")
    return b"wbs-sign-v1|" + context.encode() + b"\0" + message


@lru_cache(maxsize=256)
def _verifying(public_sign: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_sign)
