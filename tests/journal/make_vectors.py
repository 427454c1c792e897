"""Makes the known answers in vectors/ from docs/formats.md and bare primitives, without the program's code.

Run it by hand when a format gets a new version: `python tests/journal/make_vectors.py`. It comes out the same
each time.
"""

import hashlib
import json
import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = Path(__file__).parent / "vectors"
OFFICE, STATION, FIRST, SECOND, CASE, ACTOR, KEY, ROW = (f"{n:02d}" * 16 for n in range(11, 19))
SIGN_SEED = hashlib.shake_256(b"journal sign seed").digest(32)
CELL = hashlib.shake_256(b"journal sealed cell").digest(125)


def pack(value: object) -> bytes:
    """MessagePack, each value in its shortest form."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return pack_integer(value)
    if isinstance(value, str):
        return sized(value.encode(), ((0xD9, ">B"), (0xDA, ">H"), (0xDB, ">I")), short=(0xA0, 32))
    if isinstance(value, bytes):
        return sized(value, ((0xC4, ">B"), (0xC5, ">H"), (0xC6, ">I")))
    if isinstance(value, list):
        return bytes([0x90 + len(value)]) + b"".join(map(pack, value))
    assert isinstance(value, dict)
    return bytes([0x80 + len(value)]) + b"".join(pack(name) + pack(each) for name, each in value.items())


def pack_integer(value: int) -> bytes:
    """An integer from 0 to 2^64 - 1, or from -32 to -1."""
    if -32 <= value < 128:
        return struct.pack("b", value)
    for mark, form, limit in ((0xCC, ">B", 8), (0xCD, ">H", 16), (0xCE, ">I", 32), (0xCF, ">Q", 64)):
        if value < 1 << limit:
            return bytes([mark]) + struct.pack(form, value)
    raise ValueError


def sized(content: bytes, forms: tuple[tuple[int, str], ...], short: tuple[int, int] | None = None) -> bytes:
    """Bytes or text behind the shortest mark that holds their length."""
    if short and len(content) < short[1]:
        return bytes([short[0] + len(content)]) + content
    for mark, form in forms:
        if len(content) < 1 << 8 * struct.calcsize(form):
            return bytes([mark]) + struct.pack(form, len(content)) + content
    raise ValueError


def signed(context: str, message: bytes) -> bytes:
    """docs/formats.md: signature."""
    key = Ed25519PrivateKey.from_private_bytes(SIGN_SEED)
    return key.sign(b"wbs-sign-v1|" + context.encode() + b"\0" + message)


def entry(
    previous: bytes, sequence: int, entry_id: str, effects: list[object], replaces: list[object]
) -> bytes:
    """docs/formats.md: journal entry."""
    return pack(
        {
            "format": 1,
            "id": entry_id,
            "office": OFFICE,
            "station": STATION,
            "sequence": sequence,
            "clock": (1_782_000_000_123 << 16) + sequence,
            "kind": "note.written",
            "case_id": CASE if sequence == 1 else None,
            "actor": ACTOR,
            "actor_key": KEY,
            "previous": previous,
            "replaces": replaces,
            "effects": effects,
        }
    )


def row(operation: str, values: dict[str, object]) -> list[object]:
    """One row written."""
    return [operation, "notes", ROW, values]


def main() -> None:
    """Two entries of a station, its signed head, and a signed epoch."""
    written = {
        "case_id": CASE,
        "kind": "note",
        "at": 1_782_000_000_123,
        "account_id": ACTOR,
        "corrects": None,
    }
    first = entry(bytes(32), 1, FIRST, [row("insert", {**written, "body": CELL})], [])
    first_signature = signed("wbs-journal-entry", first)
    first_hash = hashlib.sha256(first + first_signature).digest()
    second = entry(first_hash, 2, SECOND, [row("update", {"kind": "telaah"})], [FIRST])
    second_signature = signed("wbs-journal-entry", second)
    epoch = pack(
        {
            "version": 1,
            "office": OFFICE,
            "compartment": CASE,
            "number": 2,
            "public": hashlib.shake_256(b"epoch public").digest(1216),
            "at": 1_782_000_000_123,
        }
    )
    second_hash = hashlib.sha256(second + second_signature).digest()
    head = pack(
        {
            "version": 1,
            "office": OFFICE,
            "station": STATION,
            "points": [[2, second_hash], [1, first_hash]],
            "account": ACTOR,
            "account_key": KEY,
            "at": 1_782_000_000_123,
        }
    )
    public = Ed25519PrivateKey.from_private_bytes(SIGN_SEED).public_key().public_bytes_raw()
    answers = {
        "sign_seed": SIGN_SEED.hex(),
        "sign_public": public.hex(),
        "entries": [
            {
                "signed": first.hex(),
                "signature": first_signature.hex(),
                "hash": first_hash.hex(),
            },
            {
                "signed": second.hex(),
                "signature": second_signature.hex(),
                "hash": second_hash.hex(),
            },
        ],
        "head": {"statement": head.hex(), "signature": signed("head-v1", head).hex()},
        "epoch": {"statement": epoch.hex(), "signature": signed("epoch-v1", epoch).hex()},
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "journal.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
