"""Codes, of invitations and for recovery: 130 random bits and a 20-bit check, as six groups of five.

The letters are Crockford's base32.
"""

import hashlib
import secrets
import unicodedata

from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import WrongCode
from wbs_tui.vault.passwords import PasswordKeys, expand, hkdf
from wbs_tui.vault.sealing import SealingKeys

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DATA = 26
_CHECK = 4
_GROUP = 5
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A fresh code, `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`."""
    return _with_check("".join(secrets.choice(_ALPHABET) for _place in range(_DATA)))


def normalise(code: str) -> str:
    """The code as `new_code` writes it, from any case, spacing or O-for-0. Raises WrongCode for a slip."""
    letters = "".join(unicodedata.normalize("NFKC", code).upper().replace("-", " ").split())
    letters = letters.translate(_LOOKALIKES)
    if len(letters) != _DATA + _CHECK:
        raise WrongCode(
            _("Kode harus {expected} huruf dan angka; yang diketik ada {count}.").format(
                expected=_DATA + _CHECK, count=len(letters)
            )
        )
    if not set(letters) <= set(_ALPHABET) or _with_check(letters[:_DATA]) != _grouped(letters):
        raise WrongCode(_("Kode salah ketik. Periksa setiap kelompok huruf lalu ketik lagi."))
    return _grouped(letters)


def derive_code_keys(code: str, salt: bytes) -> PasswordKeys:
    """The wrapping keys of an invitation in a header of version 1. Raises WrongCode."""
    return expand(normalise(code).encode(), salt, "code")


def code_sealing_keys(code: str, salt: bytes) -> SealingKeys:
    """The key pair of an invitation's code; HKDF alone, because it cannot be guessed. Raises WrongCode."""
    seed = hkdf(normalise(code).encode(), salt, "wbs-keys-v1|code|seal", SealingKeys.SEED_BYTES)
    return SealingKeys(seed)


def recovery_secret(code: str) -> bytes:
    """The 32 bytes that a recovery code stands for. Raises WrongCode."""
    return hkdf(normalise(code).encode(), b"", "wbs-recovery-v1", 32)


def _with_check(data: str) -> str:
    """The data letters with four more from SHA-256 of them: one slip in a million passes."""
    digest = hashlib.sha256(b"wbs-code-v1|" + data.encode()).digest()
    bits = int.from_bytes(digest[:3], "big")
    return _grouped(data + "".join(_ALPHABET[(bits >> shift) & 31] for shift in (15, 10, 5, 0)))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
