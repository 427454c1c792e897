"""Keyed tokens: equal values can be found again without the value being stored."""

import hmac
from functools import lru_cache

from wbs_tui.vault.contexts import joined

TOKEN_BYTES = 16


def token(key: bytes, kind: str, value: str) -> bytes:
    """HMAC-SHA256 (RFC 2104) of the value, cut to 16 bytes; another kind gives another token.

    The caller brings the value into its one spelling first.
    """
    return hmac.digest(key, _label(kind) + value.encode("utf-8", "surrogatepass"), "sha256")[:TOKEN_BYTES]


@lru_cache(maxsize=64)
def _label(kind: str) -> bytes:
    return (joined("wbs-token-v1", kind) + "|").encode()
