"""The tokens of the formats page, made from bare primitives."""

import hashlib
import hmac
import re
from itertools import pairwise

from wbs_tui.sync.duplicates.minhash import band_tokens

_TEXT = (
    "Kepala dinas menerima uang dari rekanan proyek jalan lingkar selatan tahun 2025; pekerjaan tidak sesuai "
    "kontrak, dan pembayaran seratus persen dilakukan sebelum serah terima."
)


def by_the_page(key: bytes, text: str) -> list[bytes]:
    words = [word.casefold() for word in re.findall(r"[^\W_]+", text)]
    heights: dict[int, int] = {}
    for pair in pairwise(words):
        digest = hashlib.blake2b(
            " ".join(pair).encode(), digest_size=8, key=key, person=b"wbs-shingle"
        ).digest()
        value = int.from_bytes(digest, "big")
        heights[value % 128] = min(value // 128, heights.get(value % 128, 2**64))
    bins = []
    for number in range(128):
        place, attempt = number, 0
        while place not in heights:
            said = bytes([number]) + attempt.to_bytes(4, "big")
            place = int.from_bytes(hashlib.blake2b(said, digest_size=2).digest(), "big") % 128
            attempt += 1
        bins.append(heights[place].to_bytes(8, "big"))
    return [
        hmac.new(key, b"wbs-band-v1|" + bytes([i]) + b"".join(bins[4 * i : 4 * i + 4]), "sha256").digest()[
            :16
        ]
        for i in range(32)
    ]


def test_tokens_are_as_the_page_says() -> None:
    key = bytes(range(32))
    made = band_tokens(key, _TEXT)
    assert list(made) == by_the_page(key, _TEXT)
    assert made[0].hex() == "42ba1560dd39b2d744d42465c3274532"
