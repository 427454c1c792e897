"""Makes vectors/shares.json from docs/formats.md, SLIP-39 and bare primitives, without the program's code.

Run it by hand when a format gets a new version: `python tests/vault/make_share_vectors.py`. The list of words
is SLIP-39's own. What is sealed to a public key is random, so those answers change with each run.
"""

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shamir_mnemonic.wordlist import WORDLIST

sys.path.insert(0, str(Path(__file__).parent))

from make_vectors import ACCOUNT, FOLDER, ROW, fixed, hkdf, hpke, msgpack

ESCROW = ROW
AT = 1_790_000_000_000
PUBLIC = {
    "source": "SLIP-39 test vectors, 'Basic sharing 2-of-3 (256 bits)'",
    "passphrase": "TREZOR",
    "shares": [
        "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse "
        "duckling lying evidence network walnut tactics forget hairy rebound impulse brother "
        "survive clothes stadium mailman rival ocean reward venture always armed unwrap",
        "humidity disease academic agency actress jacket gross physics cylinder solution fake "
        "mortgage benefit public busy prepare sharp friar change work slow purchase ruler again "
        "tricycle involve viral wireless mixture anatomy desert cargo upgrade",
    ],
    "secret": "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae",
}
_GENERATOR = (
    *(0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009),
    *(0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120),
)
_DIGEST, _SECRET = 254, 255


def times(one: int, other: int) -> int:
    """Multiplication in GF(2^8) of Rijndael."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one, other = (one << 1) ^ (0x11B * (one >> 7)), other >> 1
    return product


def inverse(value: int) -> int:
    return next(other for other in range(1, 256) if times(value, other) == 1)


def at(points: dict[int, bytes], x: int) -> bytes:
    """The polynomials through these points, at x (Lagrange)."""
    found = bytes(len(next(iter(points.values()))))
    for own, value in points.items():
        weight = 1
        for other in points.keys() - {own}:
            weight = times(weight, times(x ^ other, inverse(own ^ other)))
        found = bytes(sum_ ^ times(byte, weight) for sum_, byte in zip(found, value, strict=True))
    return found


def feistel(halves: bytes, rounds: list[int], passphrase: bytes, salt: bytes, exponent: int) -> bytes:
    """SLIP-39's four rounds of PBKDF2; in reverse order they undo themselves."""
    middle = len(halves) // 2
    left, right = halves[:middle], halves[middle:]
    for number in rounds:
        key = hashlib.pbkdf2_hmac(
            "sha256", bytes([number]) + passphrase, salt + right, 2500 << exponent, middle
        )
        left, right = right, bytes(a ^ b for a, b in zip(left, key, strict=True))
    return right + left


def checksum(customised: str, words: list[int]) -> int:
    """RS1024 over the label and the words."""
    state = 1
    for value in [*customised.encode(), *words]:
        top, state = state >> 20, (state & 0xFFFFF) << 10 ^ value
        for bit, term in enumerate(_GENERATOR):
            state ^= term * (top >> bit & 1)
    return state


def mnemonic(identifier: int, index: int, value: bytes) -> str:
    """Share `index` of a 2-of-3 split: extendable, iteration exponent 0, one group of one."""
    head = (identifier << 5 | 1 << 4) << 20 | index << 4 | 1
    number, count = head << 260 | int.from_bytes(value, "big"), 4 + 26
    words = [number >> 10 * place & 1023 for place in reversed(range(count))]
    check = checksum("shamir_extendable", [*words, 0, 0, 0]) ^ 1
    words += [check >> shift & 1023 for shift in (20, 10, 0)]
    return " ".join(WORDLIST[word] for word in words)


def opened(share: str) -> tuple[int, int, int, int, bytes]:
    """Identifier, extendable, exponent, index and value of a share of 256 bits."""
    words = [WORDLIST.index(word) for word in share.split()]
    head = words[0] << 10 | words[1]
    extendable = head >> 4 & 1
    assert checksum("shamir_extendable" if extendable else "shamir", words) == 1
    value = 0
    for word in words[4:-3]:
        value = value << 10 | word
    return head >> 5, extendable, head & 15, words[3] >> 4 & 15, value.to_bytes(32, "big")


def check_public() -> None:
    """The functions above agree with the public vector."""
    parts = [opened(share) for share in PUBLIC["shares"]]
    identifier, extendable, exponent = parts[0][:3]
    points = {index: value for *_head, index, value in parts}
    salt = b"" if extendable else b"shamir" + identifier.to_bytes(2, "big")
    sealed, digest = at(points, _SECRET), at(points, _DIGEST)
    assert digest[:4] == hmac.digest(digest[4:], sealed, "sha256")[:4]
    secret = feistel(sealed, [3, 2, 1, 0], str(PUBLIC["passphrase"]).encode(), salt, exponent)
    assert secret.hex() == PUBLIC["secret"]


def split(secret: bytes) -> list[str]:
    """docs/formats.md: shares of the escrow."""
    sealed = feistel(secret, [0, 1, 2, 3], b"", b"", 0)
    rest = fixed("share rest", 28)
    points = {_DIGEST: hmac.digest(rest, sealed, "sha256")[:4] + rest, _SECRET: sealed}
    return [mnemonic(0x1234, index, at(points, index)) for index in range(3)]


def keys_of(secret: bytes) -> bytes:
    """Ed25519 seed, ML-KEM-768 seed, X25519 private key."""
    return hkdf(secret, b"", "wbs-escrow-keys-v1", 128)


def sign(seed: bytes, context: str, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(f"wbs-sign-v1|{context}\0".encode() + message)


def publics(keys: bytes) -> tuple[bytes, bytes, str]:
    """Both public keys, and their fingerprint."""
    verifying = Ed25519PrivateKey.from_private_bytes(keys[:32]).public_key().public_bytes_raw()
    sealing, _envelope = hpke(keys[32:96], keys[96:], b"", "")
    told = b"".join(len(key).to_bytes(4, "big") + key for key in (verifying, sealing))
    digits = f"{int.from_bytes(hashlib.sha256(b'wbs-fingerprint-v1|' + told).digest(), 'big') % 10**40:040d}"
    return verifying, sealing, " ".join(digits[start : start + 5] for start in range(0, 40, 5))


def escrow() -> Any:
    secret = fixed("escrow", 32)
    shares, keys = split(secret), keys_of(secret)
    verifying, sealing, known_as = publics(keys)
    hashes = [
        hashlib.sha256(f"wbs-share-v1|16|{ESCROW}|{number}|{words}".encode()).digest()
        for number, words in enumerate(shares, start=1)
    ]
    statement = b"\x88" + b"".join(
        msgpack(name) + value
        for name, value in (
            ("version", msgpack(1)),
            ("office", msgpack("16")),
            ("escrow", msgpack(ESCROW)),
            ("number", msgpack(3)),
            ("fingerprint", msgpack(known_as)),
            ("threshold", msgpack(2)),
            ("hashes", b"\x93" + b"".join(map(msgpack, hashes))),
            ("at", msgpack(AT)),
        )
    )
    holder = fixed("holder sealing", 96)
    _public, sealed = hpke(
        holder[:64], holder[64:], shares[1].encode(), f"wbs-escrow-share-v1|16|{ESCROW}|{ACCOUNT}"
    )
    return {
        "secret": secret,
        "shares": shares,
        "keys": b"\x01" + keys,
        "sign": verifying,
        "seal": sealing,
        "fingerprint": known_as,
        "hashes": hashes,
        "statement": statement,
        "signature": sign(keys[:32], "escrow-v1", statement),
        "holder": holder,
        "sealed_share": sealed,
    }


def outside() -> Any:
    """The key file of another office."""
    keys = hkdf(fixed("epoch", 32), b"", f"wbs-outside-key-v1|16|{ROW}", 128)
    verifying, sealing, known_as = publics(keys)

    def file(signature: bytes) -> str:
        told = {
            "format": "wbs-outside-key",
            "version": 1,
            "code": "16",
            "name": "Inspektorat Provinsi",
            "sign": base64.b64encode(verifying).decode(),
            "seal": base64.b64encode(sealing).decode(),
            "at": AT,
            "signature": base64.b64encode(signature).decode(),
        }
        return json.dumps(told, separators=(",", ":"), ensure_ascii=False)

    whole = file(sign(keys[:32], "wbs-outside-key-v1", file(b"").encode()))
    return {
        "seed": fixed("epoch", 32),
        "compartment": ROW,
        "keys": b"\x01" + keys,
        "fingerprint": known_as,
        "file": whole,
    }


def plain(value: Any) -> Any:
    """Bytes as hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: plain(inside) for name, inside in value.items()}
    return [plain(inside) for inside in value] if isinstance(value, list) else value


if __name__ == "__main__":
    check_public()
    made = {"public": PUBLIC, "escrow": escrow(), "outside": outside()}
    (FOLDER / "shares.json").write_text(
        json.dumps(plain(made), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
