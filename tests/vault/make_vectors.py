"""Makes the known answers in vectors/ from docs/formats.md and bare primitives, without the program's code.

Run it by hand when a format gets a new version: `python tests/vault/make_vectors.py`. Sealing to a public
key is random, so those answers change with each run; everything else comes out the same.
"""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

FOLDER = Path(__file__).parent / "vectors"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
STORE, SLOT, ACCOUNT, ROW, CASE, KEY_ID, EVIDENCE = (f"{n:02d}" * 16 for n in range(1, 8))


def fixed(label: str, size: int) -> bytes:
    """Bytes that are the same in every run and different for every label."""
    return hashlib.shake_256(label.encode()).digest(size)


def hkdf(material: bytes, salt: bytes, info: str, size: int) -> bytes:
    """RFC 5869 with SHA-256."""
    extracted = hmac.digest(salt or bytes(32), material, "sha256")
    output, block = b"", b""
    for number in range(1, -(-size // 32) + 1):
        block = hmac.digest(extracted, block + info.encode() + bytes([number]), "sha256")
        output += block
    return output[:size]


def gcm(key: bytes, nonce: bytes, plaintext: bytes, label: bytes) -> bytes:
    """AES-256-GCM ciphertext and tag."""
    return AESGCM(key).encrypt(nonce, plaintext, label)


def box(key: bytes, nonce: bytes, plaintext: bytes, context: str) -> bytes:
    """docs/formats.md: box."""
    return b"\x01" + nonce + gcm(key, nonce, plaintext, context.encode())


def two_keys(material: bytes, salt: bytes, source: str) -> dict[str, bytes]:
    """docs/formats.md: wrapping keys."""
    return {
        use: hkdf(material, salt, f"wbs-keys-v1|{source}|{use}", 32) for use in ("store-wrap", "account-wrap")
    }


def hpke(mlkem_seed: bytes, x25519_private: bytes, plaintext: bytes, info: str) -> tuple[bytes, bytes]:
    """The public key (1216 bytes) and an envelope sealed to it."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(mlkem_seed).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(x25519_private).public_key()
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    sealed = suite.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), b"wbs-seal-v1|" + info.encode())
    return mlkem.public_bytes_raw() + x25519.public_bytes_raw(), b"\x01" + sealed


def passwords() -> Any:
    """NFKC: the ligature and the composed letter must not matter."""
    salt, secret = fixed("salt", 16), fixed("device", 32)
    root = Argon2id(salt=salt, length=32, iterations=1, lanes=2, memory_cost=8192).derive(
        "kata sandi efisien é".encode()
    )
    return {
        "passwords": ["kata sandi efisien é", "kata sandi e\ufb01sien e\u0301"],
        "salt": salt,
        "argon2": {"memory_kib": 8192, "iterations": 1, "lanes": 2},
        "device_secret": secret,
        "alone": two_keys(root, salt, "alone"),
        "device": two_keys(root + secret, salt, "device"),
    }


def code() -> str:
    """docs/formats.md: invitation code."""
    data = "".join(CROCKFORD[byte & 31] for byte in fixed("code", 26))
    bits = int.from_bytes(hashlib.sha256(b"wbs-code-v1|" + data.encode()).digest()[:3], "big") & 0xFFFFF
    letters = data + "".join(CROCKFORD[bits >> shift & 31] for shift in (15, 10, 5, 0))
    return "-".join(letters[start : start + 5] for start in range(0, 30, 5))


def codes() -> Any:
    salt = fixed("salt", 16)
    return {"code": code(), "salt": salt, "keys": two_keys(code().encode(), salt, "code")}


def account_keys() -> Any:
    sign_seed, mlkem_seed, x25519 = fixed("sign", 32), fixed("mlkem", 64), fixed("x25519", 32)
    signing = Ed25519PrivateKey.from_private_bytes(sign_seed)
    public, envelope = hpke(mlkem_seed, x25519, b"isi amplop", "uji|konteks")
    sign_public = signing.public_key().public_bytes_raw()
    encoded = len(sign_public).to_bytes(4, "big") + sign_public + len(public).to_bytes(4, "big") + public
    digits = int.from_bytes(hashlib.sha256(b"wbs-fingerprint-v1|" + encoded).digest(), "big") % 10**40
    return {
        "serialised": b"\x01" + sign_seed + mlkem_seed + x25519,
        "sign": sign_public,
        "seal": public,
        "fingerprint": " ".join(f"{digits:040d}"[start : start + 5] for start in range(0, 40, 5)),
        "context": "uji-v1",
        "message": b"pesan",
        "signature": signing.sign(b"wbs-sign-v1|uji-v1\0pesan"),
        "info": "uji|konteks",
        "envelope": envelope,
        "plaintext": b"isi amplop",
    }


def compartments() -> Any:
    seed, key = fixed("epoch", 32), fixed("content", 32)
    wrapping = hkdf(seed, b"", "wbs-epoch-v1|wrap|office|3", 32)
    pair = hkdf(seed, b"", "wbs-epoch-v1|seal|office|3", 96)
    context = f"wbs-wrap-v1|16|office|3|{CASE}|{KEY_ID}|content"
    public, envelope = hpke(pair[:64], pair[64:], key, context)
    keys = account_keys()["serialised"]
    _public, sealed_seed = hpke(keys[33:97], keys[97:], seed, f"wbs-seed-v1|16|office|3|{ACCOUNT}")
    read = "wbs-read-v1|" + context
    return {
        "for_reading": b"\x02\x03" + box(wrapping, fixed("nonce", 12), key, read),
        "seed": seed,
        "wrapping_key": wrapping,
        "public": public,
        "context": context,
        "key": key,
        "by_member": b"\x01\x01" + box(wrapping, fixed("nonce", 12), key, context),
        "to_public": b"\x01\x02" + envelope,
        "sealed_seed": sealed_seed,
    }


def grants() -> Any:
    """MessagePack by hand: a map of nine fields, in their order."""

    def text(value: str) -> bytes:
        raw = value.encode()
        return (bytes([0xA0 | len(raw)]) if len(raw) < 32 else bytes([0xD9, len(raw)])) + raw

    fingerprint = account_keys()["fingerprint"]
    statement = b"\x89" + text("version") + b"\x01" + text("office") + text("16")
    statement += text("compartment") + text("identity") + text("account") + text(ACCOUNT)
    statement += (
        text("fingerprint") + text(fingerprint) + text("can_grant") + b"\xc2" + text("epoch") + b"\x03"
    )
    statement += (
        text("action") + text("grant") + text("at") + b"\xcf" + (1_790_000_000_000).to_bytes(8, "big")
    )
    signing = Ed25519PrivateKey.from_private_bytes(fixed("sign", 32))
    return {
        "fields": {
            "office": "16",
            "compartment": "identity",
            "account": ACCOUNT,
            "fingerprint": fingerprint,
            "can_grant": False,
            "epoch": 3,
            "action": "grant",
            "at": 1_790_000_000_000,
        },
        "statement": statement,
        "signature": signing.sign(b"wbs-sign-v1|grant-v1\0" + statement),
    }


def msgpack(value: Any) -> bytes:
    """MessagePack by hand, each value in its shortest form: maps, arrays, text, bytes, numbers, and so on."""
    if isinstance(value, dict):
        pairs = b"".join(msgpack(name) + msgpack(inside) for name, inside in value.items())
        return bytes([0x80 | len(value)]) + pairs
    if isinstance(value, list):
        return bytes([0x90 | len(value)]) + b"".join(map(msgpack, value))
    if isinstance(value, str):
        raw = value.encode()
        return (bytes([0xA0 | len(raw)]) if len(raw) < 32 else bytes([0xD9, len(raw)])) + raw
    if isinstance(value, bytes):
        size = bytes([0xC4, len(value)]) if len(value) < 256 else b"\xc5" + len(value).to_bytes(2, "big")
        return size + value
    if value is None or isinstance(value, bool):
        return b"\xc0" if value is None else b"\xc3" if value else b"\xc2"
    if -32 <= value < 128:
        return bytes([value % 256])
    return b"\xcf" + value.to_bytes(8, "big")


def signed(context: str, version: int, fields: dict[str, Any]) -> dict[str, Any]:
    """A statement and its signature; text is given as it is, bytes as hexadecimal digits."""
    statement = msgpack({"version": version, **fields})
    signing = Ed25519PrivateKey.from_private_bytes(fixed("sign", 32))
    signature = signing.sign(f"wbs-sign-v1|{context}\0".encode() + statement)
    return {"fields": fields, "statement": statement, "signature": signature}


def chain() -> Any:
    """A founder's grant, the first epoch and a grant with an end: each names what stands before it."""
    fingerprint, at = account_keys()["fingerprint"], 1_790_000_000_000
    about = {"office": "16", "compartment": CASE}
    first = signed(
        "grant-v1",
        2,
        {
            **about,
            "account": ACCOUNT,
            "fingerprint": fingerprint,
            "can_grant": True,
            "epoch": 1,
            "action": "grant",
            "at": at,
            "previous": b"",
            "until": None,
        },
    )
    after_first = hashlib.sha256(first["statement"]).digest()
    pair = hkdf(fixed("epoch", 32), b"", f"wbs-epoch-v1|seal|{CASE}|1", 96)
    public, _envelope = hpke(pair[:64], pair[64:], b"", "")
    epoch = signed(
        "epoch-v1", 2, {**about, "number": 1, "public": public, "at": at + 1, "previous": after_first}
    )
    cover = signed(
        "grant-v1",
        2,
        {
            **about,
            "account": ROW,
            "fingerprint": fingerprint,
            "can_grant": True,
            "epoch": 1,
            "action": "grant",
            "at": at + 2,
            "previous": hashlib.sha256(epoch["statement"]).digest(),
            "until": at + 86_400_000,
        },
    )
    return {"first": first, "seed": fixed("epoch", 32), "epoch": epoch, "cover": cover}


def charter() -> Any:
    return signed(
        "charter-v1",
        1,
        {
            "office": "16",
            "compartment": ROW,
            "kind": "case",
            "case": CASE,
            "parent": SLOT,
            "founder": ACCOUNT,
            "fingerprint": account_keys()["fingerprint"],
            "at": 1_790_000_000_000,
        },
    )


def pins() -> Any:
    """docs/formats.md: pins."""
    key, nonce = fixed("content", 32), fixed("nonce", 12)
    seen = {"number": 3, "link": fixed("link", 32), "at": 1_790_000_000_000, "charter": fixed("charter", 32)}
    inside = msgpack({"version": 1, "office": "16", "account": ACCOUNT, "seen": {CASE: seen}})
    label = f"wbs-pins-v1|{STORE}|{ACCOUNT}"
    return {
        "key": key,
        "store": STORE,
        "account": ACCOUNT,
        "seen": seen,
        "file": box(key, nonce, inside, label),
    }


def cells() -> Any:
    key, nonce = fixed("content", 32), fixed("nonce", 12)
    place = {"office": "16", "table": "cases", "column": "title", "row_id": ROW}
    label = f"wbs-cell-v1|16|cases|title|{ROW}|{KEY_ID}".encode()
    sizes = {0: 64, 5: 64, 63: 64, 64: 128, 1023: 1024, 1024: 1088, 5000: 5120, 100_000: 100_352}
    examples = []
    for length, bucket in sizes.items():
        plaintext = fixed("cell", length)
        padded = plaintext + b"\x80" + bytes(bucket - length - 1)
        sealed = b"\x01" + bytes.fromhex(KEY_ID) + nonce + gcm(key, nonce, padded, label)
        examples.append({"length": length, "sha256": hashlib.sha256(sealed).digest(), "bucket": bucket})
        if length <= 64:
            examples[-1] |= {"plaintext": plaintext, "cell": sealed}
    return {"key_id": KEY_ID, "key": key, "nonce": nonce, "place": place, "examples": examples}


def stream() -> Any:
    key, prefix, chunk = fixed("evidence", 32), fixed("prefix", 7), 262_144
    header = b"\x01" + prefix
    label = f"wbs-evidence-v1|{EVIDENCE}|".encode() + header
    examples = []
    for size in (0, 1, 100, chunk, chunk + 1, 2 * chunk):
        plaintext, sealed = fixed("file", size), header
        pieces = [plaintext[start : start + chunk] for start in range(0, size, chunk)] or [b""]
        for number, piece in enumerate(pieces):
            nonce = prefix + number.to_bytes(4, "big") + bytes([number == len(pieces) - 1])
            sealed += gcm(key, nonce, piece, label)
        examples.append(
            {
                "size": size,
                "plaintext_sha256": hashlib.sha256(plaintext).hexdigest(),
                "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            }
        )
    short = header + gcm(key, prefix + bytes(4) + b"\x01", b"bukti", label)
    return {
        "key": key,
        "prefix": prefix,
        "evidence_id": EVIDENCE,
        "plaintext": b"bukti",
        "sealed": short,
        "examples": examples,
    }


def frames(records: list[Any]) -> bytes:
    """docs/formats.md: the plaintext of a backup."""
    bodies = [msgpack(record) for record in records]
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


def backup() -> Any:
    """docs/formats.md: backup."""
    salt, store_key, prefix = fixed("salt", 32), fixed("store key", 32), fixed("prefix", 7)
    made_at = 1_786_000_000_000
    rows = [["aa", 1, b"\x00\x01", True, None], ["bb", -2, b"", False, "catatan"]]
    digest = sum(int.from_bytes(hashlib.sha256(msgpack(row)).digest(), "big") for row in rows) % 2**256
    file = fixed("sealed file", 100)
    records = [
        ["begin", CASE, "0003", ACCOUNT, [[b"statement", b"signature"]], {"notes": 2}, 1],
        ["rows", "notes", ["id", "number", "body", "done", "words"], rows],
        ["file", EVIDENCE],
        ["piece", file],
        ["whole", 100, hashlib.sha256(file).digest()],
        ["lost", ROW],
        ["end", {"notes": [2, digest.to_bytes(32, "big")]}, 1, 1],
    ]
    cover = {"format": "wbs-backup", "version": 1, "id": KEY_ID, "made_at": made_at, "salt": b64(salt)}
    document = sealed_document({"schema": "0003", "store_key_number": 1, "rekey_due": False, "slots": []})
    clear = json.dumps(cover, separators=(",", ":")).encode() + b"\n" + document.encode()
    key = hkdf(store_key, salt, f"wbs-backup-v1|{STORE}|{KEY_ID}", 32)
    start = b"\x01" + prefix
    label = f"wbs-backup-v1|{STORE}|{KEY_ID}|{hashlib.sha256(clear).hexdigest()}|".encode() + start
    sealed = start + gcm(key, prefix + bytes(4) + b"\1", frames(records), label)
    return {
        "id": KEY_ID,
        "made_at": made_at,
        "salt": salt.hex(),
        "store_key": store_key.hex(),
        "prefix": prefix.hex(),
        "header": document,
        "rows": [[cell.hex() if isinstance(cell, bytes) else cell for cell in row] for row in rows],
        "sealed_file": file.hex(),
        "backup": (clear + sealed).hex(),
    }


def tokens() -> Any:
    key = fixed("token", 32)
    full = hmac.digest(key, b"wbs-token-v1|message-id|<a@b.example>", "sha256")
    return {"key": key, "kind": "message-id", "value": "<a@b.example>", "token": full[:16]}


def header_v1() -> Any:
    """A header file of version 1, with a password slot and an invitation."""
    password, salt, store_key = passwords(), fixed("salt", 16), fixed("store", 32)
    secret = password["passwords"][0]
    serialised = account_keys()["serialised"]

    def contents(
        slot: str, kind: str, expires: int | str, keys: dict[str, bytes], what: str, inside: bytes
    ) -> str:
        context = f"wbs-slot-v1|{STORE}|{slot}|{ACCOUNT}|{kind}|1790000000000|{expires}|{what}"
        use = "store-wrap" if what == "store-key" else "account-wrap"
        return base64.b64encode(box(keys[use], fixed(slot + what, 12), inside, context)).decode()

    keys, code_keys = password["alone"], codes()["keys"]
    expires = 1_790_600_000_000
    common = {"account_id": ACCOUNT, "account_name": "Sari"}
    slots = [
        {
            "id": SLOT,
            **common,
            "kind": "password",
            "device": "meja 1",
            "salt": base64.b64encode(salt).decode(),
            "argon2": password["argon2"] | {"version": 19},
            "uses_device_secret": False,
            "wrapped_store_key": contents(SLOT, "password", "never", keys, "store-key", store_key),
            "wrapped_account_keys": contents(SLOT, "password", "never", keys, "account-keys", serialised),
            "created_at": 1_790_000_000_000,
            "expires_at": None,
        },
        {
            "id": ROW,
            **common,
            "kind": "invitation",
            "device": "",
            "salt": base64.b64encode(salt).decode(),
            "argon2": None,
            "uses_device_secret": False,
            "wrapped_store_key": contents(ROW, "invitation", expires, code_keys, "store-key", store_key),
            "wrapped_account_keys": None,
            "created_at": 1_790_000_000_000,
            "expires_at": expires,
        },
    ]
    document = {
        "format": "wbs-header",
        "version": 1,
        "store_id": STORE,
        "office_code": "16",
        "schema": "0001",
        "slots": slots,
        "checksum": "",
    }
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    document["checksum"] = hashlib.sha256(b"wbs-header-v1|" + body).hexdigest()
    file = json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"
    return {
        "file": file,
        "password": secret,
        "code": code(),
        "store_key": store_key,
        "account_keys": serialised,
    }


def slot_label(slot: str, kind: str, expires: int | str, what: str) -> str:
    """docs/formats.md: what everything in a slot is bound to."""
    return f"wbs-slot-v1|{STORE}|{slot}|{ACCOUNT}|{kind}|1790000000000|{expires}|{what}"


def b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def bare_slot(slot: str, kind: str, expires: int | None) -> dict[str, Any]:
    """A slot with nothing in it, its fields in their order."""
    return {
        "id": slot,
        "account_id": ACCOUNT,
        "account_name": "Sari",
        "kind": kind,
        "device": "",
        "salt": "",
        "argon2": None,
        "uses_device_secret": False,
        "secret_mark": None,
        "sealed_secret": None,
        "wrapped_store_key": None,
        "wrapped_account_keys": None,
        "seal_public": None,
        "proof": None,
        "sealed_store_key": None,
        "next_store_key": None,
        "next_proof": None,
        "created_at": 1_790_000_000_000,
        "expires_at": expires,
    }


def sealed_document(said: dict[str, Any]) -> str:
    """docs/formats.md: a header file with its checksum."""
    about = {"format": "wbs-header", "version": 2, "store_id": STORE, "office_code": "16"}
    document = {**about, **said, "checksum": ""}
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    document["checksum"] = hashlib.sha256(b"wbs-header-v2|" + body).hexdigest()
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"


def header() -> Any:
    """A header file with a slot of each kind, in the middle of a re-key."""
    password, salt, store_key, next_key = (
        passwords(),
        fixed("salt", 16),
        fixed("store", 32),
        fixed("next", 32),
    )
    typed, serialised, device_secret = (
        password["passwords"][0],
        account_keys()["serialised"],
        fixed("device", 32),
    )
    root = Argon2id(salt=salt, length=32, iterations=1, lanes=2, memory_cost=8192).derive(typed.encode())
    recovery_secret = hkdf(code().encode(), b"", "wbs-recovery-v1", 32)
    own = (serialised[33:97], serialised[97:])
    pair = hkdf(code().encode(), salt, "wbs-keys-v1|code|seal", 96)
    invited = (pair[:64], pair[64:])
    expires = 1_790_600_000_000

    def store_keys(slot: str, kind: str, ends: int | str, pair: tuple[bytes, bytes]) -> dict[str, str]:
        label = slot_label(slot, kind, ends, "store-key")
        return {
            "sealed_store_key": b64(hpke(*pair, store_key, label)[1]),
            "next_store_key": b64(hpke(*pair, next_key, label)[1]),
        }

    def with_password(slot: str, kind: str, source: str, secret: bytes) -> dict[str, Any]:
        wrap = hkdf(root + secret, salt, f"wbs-keys-v1|{source}|account-wrap", 32)
        secret_key = hkdf(serialised, b"", "wbs-slot-secret-v1", 32)
        mark = hmac.digest(secret, slot_label(slot, kind, "never", "mark").encode(), "sha256")[:8]
        made = bare_slot(slot, kind, None) | {
            "salt": b64(salt),
            "argon2": password["argon2"] | {"version": 19},
            "uses_device_secret": source == "device",
            "wrapped_account_keys": b64(
                box(wrap, fixed(slot + kind, 12), serialised, slot_label(slot, kind, "never", "account-keys"))
            ),
            **store_keys(slot, kind, "never", own),
        }
        if secret:
            sealed = box(secret_key, fixed(slot, 12), secret, slot_label(slot, kind, "never", "secret"))
            made |= {"secret_mark": b64(mark), "sealed_secret": b64(sealed)}
        return made

    public = hpke(*invited, b"", "")[0]

    def proof(key: bytes) -> str:
        label = slot_label(CASE, "invitation", expires, "proof").encode() + b"\0" + public
        return b64(hmac.digest(hkdf(key, b"", "wbs-slot-proof-v1", 32), label, "sha256"))

    slots = [
        with_password(SLOT, "password", "alone", b""),
        with_password(ROW, "password", "device", device_secret) | {"device": "meja 1"},
        with_password(KEY_ID, "recovery", "recovery", recovery_secret),
        bare_slot(CASE, "invitation", expires)
        | {
            "salt": b64(salt),
            "seal_public": b64(public),
            "proof": proof(store_key),
            "next_proof": proof(next_key),
            **store_keys(CASE, "invitation", expires, invited),
        },
        bare_slot(EVIDENCE, "escrow", None) | store_keys(EVIDENCE, "escrow", "never", own),
    ]
    said = {"schema": "0002", "store_key_number": 3, "rekey_due": True, "slots": slots}
    return {
        "file": sealed_document(said),
        "password": typed,
        "code": code(),
        "device_secret": device_secret,
        "store_key": store_key,
        "next_store_key": next_key,
        "account_keys": serialised,
    }


def as_json(value: Any) -> str:
    """Bytes as hexadecimal digits."""
    return value.hex()


MAKERS = (
    passwords,
    codes,
    account_keys,
    compartments,
    grants,
    chain,
    charter,
    pins,
    cells,
    stream,
    tokens,
    header_v1,
    header,
    backup,
)


def main() -> None:
    """Write every file of vectors."""
    for maker in MAKERS:
        document = json.dumps(maker(), indent=1, default=as_json, ensure_ascii=False)
        (FOLDER / f"{maker.__name__}.json").write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
