"""From a password to wrapping keys: Argon2id (RFC 9106), then HKDF-SHA256 (RFC 5869)."""

import unicodedata
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wbs_tui.text.catalogue import _
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import WeakPassword

SALT_BYTES = 16
_KEY_BYTES = 32
_SHORTEST = 12
_ARGON2_VERSION = 0x13


class Argon2Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cost of a guess; the default is the second choice of RFC 9106 (64 MiB, 3 passes, 4 lanes)."""

    memory_kib: int = 65536
    iterations: int = 3
    lanes: int = 4
    version: int = _ARGON2_VERSION

    def acceptable(self) -> bool:
        """Whether a slot on disk may ask for this: at least 8 MiB, and not so much that it never ends."""
        return (
            self.version == _ARGON2_VERSION
            and 8 * 1024 <= self.memory_kib <= 4 * 1024 * 1024
            and 1 <= self.iterations <= 64
            and 1 <= self.lanes <= 64
        )


@dataclass(frozen=True, slots=True, repr=False)
class PasswordKeys:
    """Two independent 32-byte keys: one wraps the store key, one the account keys."""

    store_wrap: bytes
    account_wrap: bytes

    def __repr__(self) -> str:
        return "<PasswordKeys>"


def derive(
    password: str, salt: bytes, parameters: Argon2Parameters, device_secret: bytes | None = None
) -> PasswordKeys:
    """The wrapping keys of a password and, when given, of this device's 32-byte secret."""
    root = stretch(password, salt, parameters)
    return expand(root + (device_secret or b""), salt, "device" if device_secret else "alone")


def stretch(password: str, salt: bytes, parameters: Argon2Parameters) -> bytes:
    """32 bytes of a password (NFKC, UTF-8), by Argon2id: the slow part."""
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=parameters.iterations,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    ).derive(unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass"))


def expand(material: bytes, salt: bytes, source: str) -> PasswordKeys:
    """Two keys from key material, by HKDF-SHA256 with the info `wbs-keys-v1|<source>|<use>`."""
    return PasswordKeys(
        store_wrap=hkdf(material, salt, joined("wbs-keys-v1", source, "store-wrap"), _KEY_BYTES),
        account_wrap=hkdf(material, salt, joined("wbs-keys-v1", source, "account-wrap"), _KEY_BYTES),
    )


def hkdf(material: bytes, salt: bytes, info: str, size: int) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), size, salt, info.encode()).derive(material)


def check_new_password(password: str) -> None:
    """Refuse what is guessed first. Raises WeakPassword, which says what to do."""
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < _SHORTEST:
        raise WeakPassword(
            _(
                "Kata sandi terlalu pendek. Pakailah sedikitnya {count} huruf, misalnya empat kata acak."
            ).format(count=_SHORTEST)
        )
    if len(set(normal.casefold())) == 1:
        raise WeakPassword(
            _("Kata sandi hanya mengulang satu huruf. Pakailah kalimat pendek atau empat kata acak.")
        )
