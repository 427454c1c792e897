"""Short tokens of an identity, kept with the contents of its report, so that every officer can be warned.

Whoever saves a text usually may not open the identity. So intake keeps, under the content key, a key of the
report's own and for each piece of the identity the first bits of its HMAC: enough to warn, and too little to
find out a number by trying all. See docs/threat-model.md for what a guess can still be told from.
"""

import hmac
import os
from collections import defaultdict
from functools import cache

from wbs_tui.cases.sealed import Guard, ReportIdentity
from wbs_tui.cases.traces.traces import IsKnown, traces_of

_BITS = {"word": 14, "whole": 14, "street": 14, "house": 14, "number": 12, "email": 12}
"""Of each token. Of 2^33 possible telephone numbers two million match one of 12 bits."""
_KEY_BYTES = 16


def guard_of(identity: ReportIdentity) -> Guard | None:
    """The guard of an identity; None when there is nothing in it to guard."""
    key = os.urandom(_KEY_BYTES)
    tokens: dict[str, set[int]] = defaultdict(set)
    for kind, value in traces_of(identity):
        tokens[kind].add(_token(key, kind, value))
    if not tokens:
        return None
    return Guard(key=key, tokens={kind: tuple(sorted(each)) for kind, each in sorted(tokens.items())})


def knows(guard: Guard) -> IsKnown:
    """Whether a piece has the token of one of the identity's; by chance once in 2^12 or 2^14."""
    known = {kind: frozenset(each) for kind, each in guard.tokens.items()}

    @cache
    def is_known(kind: str, value: str) -> bool:
        return kind in known and _token(guard.key, kind, value) in known[kind]

    return is_known


def _token(key: bytes, kind: str, value: str) -> int:
    digest = hmac.digest(key, f"wbs-guard-v1|{kind}|{value}".encode("utf-8", "surrogatepass"), "sha256")
    return int.from_bytes(digest[:2]) >> (16 - _BITS[kind])
