"""Sealing to a public key: HPKE base mode (RFC 9180), ML-KEM-768 with X25519, HKDF-SHA256, AES-256-GCM."""

from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.boxes import check_version
from wbs_tui.vault.errors import Damaged, WrongKey

_VERSION = 1
_ENVELOPE = N_("Amplop tersegel")
_PUBLIC_KEY = N_("Kunci publik")
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
PUBLIC_BYTES = _MLKEM_PUBLIC + 32
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealingKeys:
    """A hybrid key pair from its seed: ML-KEM-768 seed (64, FIPS 203) then X25519 private key (32)."""

    SEED_BYTES = _MLKEM_SEED + 32

    def __init__(self, seed: bytes) -> None:
        if len(seed) != self.SEED_BYTES:
            raise ValueError("a sealing seed has 96 bytes")
        self.seed = seed

    def __repr__(self) -> str:
        return "<SealingKeys>"

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.seed[:_MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(self.seed[_MLKEM_SEED:]),
        )

    @cached_property
    def private(self) -> MLKEM768X25519PrivateKey:
        """The key as HPKE takes it."""
        return MLKEM768X25519PrivateKey(*self._halves)

    @cached_property
    def _public(self) -> bytes:
        mlkem, x25519 = self._halves
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def public(self) -> bytes:
        """ML-KEM-768 public key (1184 bytes) then X25519 public key (32)."""
        return self._public


def seal_to(public_seal: bytes, plaintext: bytes, info: str) -> bytes:
    """Version byte 1, HPKE's encapsulated key (1120), ciphertext. Raises Damaged for a bad public key."""
    public = _public_key(public_seal)
    try:
        return bytes([_VERSION]) + _SUITE.encrypt(plaintext, public, _label(info))
    except ValueError as error:  # a point of small order
        raise Damaged(_PUBLIC_KEY) from error


def open_sealed(keys: SealingKeys, sealed: bytes, info: str, what: str = _ENVELOPE) -> bytes:
    """What was sealed to these keys under the same info. Raises NewerFormat or WrongKey."""
    check_version(sealed, _VERSION, what)
    try:
        return _SUITE.decrypt(sealed[1:], keys.private, _label(info))
    except InvalidTag as error:
        raise WrongKey(what) from error


def _label(info: str) -> bytes:
    return b"wbs-seal-v1|" + info.encode()


@lru_cache(maxsize=64)
def _public_key(public_seal: bytes) -> MLKEM768X25519PublicKey:
    if len(public_seal) != PUBLIC_BYTES:
        raise Damaged(_PUBLIC_KEY)
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public_seal[:_MLKEM_PUBLIC])
        x25519 = X25519PublicKey.from_public_bytes(public_seal[_MLKEM_PUBLIC:])
    except ValueError as error:
        raise Damaged(_PUBLIC_KEY) from error
    return MLKEM768X25519PublicKey(mlkem, x25519)
