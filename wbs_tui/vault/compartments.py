"""Compartments: who may read.

The seed of an epoch gives members a wrapping key, and everyone else a public key to seal to.
"""

import os
from functools import cached_property

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.boxes import check_version, open_box, seal_box
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.sealing import SealingKeys, open_sealed, seal_to

SEED_BYTES = 32
_VERSION = 1
_FOR_READING = b"\x02\x03"
_NEWEST = 2
_BY_MEMBER = 1
_TO_PUBLIC = 2
_WRAP = N_("Kunci berkas")
_SEED = N_("Kunci kompartemen")


class EpochSeed:
    """The secret of one epoch of a compartment; shows only which one it is."""

    def __init__(self, compartment: str, epoch: int, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise ValueError("an epoch's seed has 32 bytes")
        self.compartment = compartment
        self.epoch = epoch
        self.seed = seed

    def __repr__(self) -> str:
        return f"<EpochSeed {self.compartment} {self.epoch}>"

    @classmethod
    def generate(cls, compartment: str, epoch: int) -> "EpochSeed":
        """A new random seed."""
        return cls(compartment, epoch, os.urandom(SEED_BYTES))

    def _derived(self, use: str, length: int) -> bytes:
        info = joined("wbs-epoch-v1", use, self.compartment, self.epoch)
        return HKDF(SHA256(), length, None, info.encode()).derive(self.seed)

    @cached_property
    def wrapping_key(self) -> bytes:
        """The AES-256 key that members wrap with."""
        return self._derived("wrap", 32)

    @cached_property
    def _aead(self) -> AESGCM:
        return AESGCM(self.wrapping_key)

    @cached_property
    def sealing(self) -> SealingKeys:
        """The key pair that non-members seal to."""
        return SealingKeys(self._derived("seal", SealingKeys.SEED_BYTES))

    def public(self) -> bytes:
        """The public half, 1216 bytes."""
        return self.sealing.public()

    def wrap(self, key: bytes, context: str) -> bytes:
        """Wrap a key as a member: version 1, mode 1, box. The context is `wrap_context`'s."""
        return bytes([_VERSION, _BY_MEMBER]) + seal_box(self._aead, key, context)

    def wrap_for_reading(self, key: bytes, context: str) -> bytes:
        """Wrap a key that others may know by now: version 2, mode 3, box under a label of its own.

        So nobody can turn it into a wrap of mode 1, which members write under.
        """
        return _FOR_READING + seal_box(self._aead, key, _reading_context(context))

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """The key in a wrap of any mode. Raises NewerFormat, Damaged or WrongKey."""
        check_version(wrapped, _NEWEST, _WRAP)
        mode, content = wrapped[1:2], wrapped[2:]
        if wrapped[:1] == _FOR_READING[:1]:
            if mode != _FOR_READING[1:]:
                raise Damaged(_WRAP)
            return open_box(self._aead, content, _reading_context(context), _WRAP)
        if mode == bytes([_BY_MEMBER]):
            return open_box(self._aead, content, context, _WRAP)
        if mode == bytes([_TO_PUBLIC]):
            return open_sealed(self.sealing, content, context, _WRAP)
        raise Damaged(_WRAP)


def wrap_to_public(public: bytes, key: bytes, context: str) -> bytes:
    """Wrap a key for a compartment one is no member of: version 1, mode 2, sealed envelope."""
    return bytes([_VERSION, _TO_PUBLIC]) + seal_to(public, key, context)


def is_wrap(wrapped: bytes) -> bool:
    """Whether the bytes begin as a wrap of a version and mode that there are."""
    known = {bytes([_VERSION, _BY_MEMBER]), bytes([_VERSION, _TO_PUBLIC]), _FOR_READING}
    return wrapped[:2] in known


def is_wrapped_by_member(wrapped: bytes) -> bool:
    """Whether a holder of the epoch's seed made the wrap for writing: version 1, mode 1."""
    return wrapped[:2] == bytes([_VERSION, _BY_MEMBER])


def _reading_context(context: str) -> str:
    return f"wbs-read-v1|{context}"


def wrap_context(*, office: str, compartment: str, epoch: int, case: str, key_id: str, kind: str) -> str:
    """What a wrap is bound to: `wbs-wrap-v1|office|compartment|epoch|case|key id|kind`."""
    return joined("wbs-wrap-v1", office, compartment, epoch, case, key_id, kind)


def seal_seed(public_seal: bytes, seed: EpochSeed, *, office: str, account: str) -> bytes:
    """An epoch's seed for one member, sealed to the public key of that account."""
    return seal_to(public_seal, seed.seed, _seed_context(office, seed.compartment, seed.epoch, account))


def open_seed(
    keys: AccountKeys, sealed: bytes, *, office: str, compartment: str, epoch: int, account: str
) -> EpochSeed:
    """The seed that was sealed to this account. Raises NewerFormat, Damaged or WrongKey."""
    context = _seed_context(office, compartment, epoch, account)
    seed = open_sealed(keys.sealing, sealed, context, _SEED)
    if len(seed) != SEED_BYTES:
        raise Damaged(_SEED)
    return EpochSeed(compartment, epoch, seed)


def _seed_context(office: str, compartment: str, epoch: int, account: str) -> str:
    return joined("wbs-seed-v1", office, compartment, epoch, account)
