"""Keyed tokens: equal values can be found again without the value being stored."""

import hashlib
import hmac

from wbs_tui.vault.contexts import joined

TOKEN_BYTES = 16


def token(key: bytes, kind: str, value: str) -> bytes:
    """HMAC-SHA256 (RFC 2104) of the value, cut to 16 bytes; another kind gives another token.

    The caller brings the value into its one spelling first.
    """
    label = joined("wbs-token-v1", kind) + "|"
    return hmac.digest(key, label.encode() + value.encode("utf-8", "surrogatepass"), hashlib.sha256)[
        :TOKEN_BYTES
    ]
