"""Keyed MinHash: tokens that are equal where two texts are alike, and say nothing to who has no key.

One-permutation hashing (Li, Owen, Zhang, "One Permutation Hashing", 2012) over pairs of words, empty bins
filled as Shrivastava ("Optimal Densification for Fast and Accurate Minwise Hashing", 2017) does; 128 bins in
bands of four: of two texts whose pairs of words overlap by half (Jaccard) 7 in 8 share a band.
"""

import hashlib
import hmac
from collections.abc import Iterator
from itertools import pairwise

from wbs_tui.classify.phrases import words

BANDS = 32
_ROWS = 4
_BINS = BANDS * _ROWS
LEAST_SHINGLES = 16
"""Fewer pairs of words say too little to be compared."""
_TOKEN_BYTES = 16
_Bins = list[int | None]


def band_tokens(secret: bytes, text: str) -> tuple[bytes, ...]:
    """32 tokens of 16 bytes under the key (32 bytes), in order; none for a text that is too short."""
    shingles = {f"{one} {other}" for one, other in _pairs(text)}
    if len(shingles) < LEAST_SHINGLES:
        return ()
    bins = _filled(_least(secret, shingles))
    return tuple(_token(secret, band, bins[band * _ROWS : (band + 1) * _ROWS]) for band in range(BANDS))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    forms = [form for form, _start, _end in words(text)]
    return pairwise(forms)


def _least(secret: bytes, shingles: set[str]) -> _Bins:
    """The least hash in each bin."""
    bins: _Bins = [None] * _BINS
    for shingle in shingles:
        digest = hashlib.blake2b(shingle.encode(), digest_size=8, key=secret, person=b"wbs-shingle").digest()
        value, place = divmod(int.from_bytes(digest, "big"), _BINS)
        known = bins[place]
        if known is None or value < known:
            bins[place] = value
    return bins


def _filled(bins: _Bins) -> list[int]:
    """Each empty bin takes the value of another, the same one for every text."""
    return [_borrowed(bins, place) if value is None else value for place, value in enumerate(bins)]


def _borrowed(bins: _Bins, place: int) -> int:
    attempt = 0
    while True:
        digest = hashlib.blake2b(bytes([place]) + attempt.to_bytes(4, "big"), digest_size=2).digest()
        value = bins[int.from_bytes(digest, "big") % _BINS]
        if value is not None:
            return value
        attempt += 1


def _token(secret: bytes, band: int, values: list[int]) -> bytes:
    said = b"wbs-band-v1|" + bytes([band]) + b"".join(value.to_bytes(8, "big") for value in values)
    return hmac.digest(secret, said, "sha256")[:_TOKEN_BYTES]
