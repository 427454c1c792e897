"""Makes the known answers in vectors/ from docs/protocol.md and bare primitives, without the program's code.

Run it by hand when the protocol gets a new version: `python tests/hub/make_vectors.py`. Sealing to a public
key is random, so the parcel changes with each run; everything else comes out the same.
"""

import base64
import hashlib
import hmac
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

FOLDER = Path(__file__).parent / "vectors"
AT = 1_790_000_000_000
OFFICE, STATION, OTHER, PARCEL, FILE, CASE, COMPARTMENT, DESK = (f"{n:02d}" * 16 for n in range(1, 9))
HUB = "https://hub.contoh.go.id:8443"


def fixed(label: str, size: int) -> bytes:
    """Bytes that are the same in every run and different for every label."""
    return hashlib.shake_256(label.encode()).digest(size)


def key(label: str) -> Ed25519PrivateKey:
    """A signing key."""
    return Ed25519PrivateKey.from_private_bytes(fixed(label, 32))


def public(label: str) -> bytes:
    """Its public half."""
    return key(label).public_key().public_bytes_raw()


def signed(label: str, context: str, message: bytes) -> bytes:
    """docs/protocol.md: signature."""
    return key(label).sign(f"wbs-sign-v1|{context}\0".encode() + message)


def sealing(label: str) -> tuple[bytes, MLKEM768X25519PublicKey, bytes]:
    """Seed (96 bytes), public key, and its 1216 bytes."""
    seed = fixed(label, 96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(seed[:64]).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(seed[64:]).public_key()
    return seed, MLKEM768X25519PublicKey(mlkem, x25519), mlkem.public_bytes_raw() + x25519.public_bytes_raw()


def envelope(recipient: MLKEM768X25519PublicKey, plaintext: bytes, label: str) -> bytes:
    """docs/protocol.md: envelope."""
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return b"\x01" + suite.encrypt(plaintext, recipient, b"wbs-seal-v1|" + label.encode())


def padded(plaintext: bytes) -> bytes:
    """docs/protocol.md: padding, of what is shorter than 1,024 bytes."""
    return (plaintext + b"\x80").ljust((len(plaintext) // 64 + 1) * 64, b"\0")


def msgpack(value: Any) -> bytes:
    """MessagePack by hand, each value in its shortest form."""
    if isinstance(value, dict):
        head = _head(len(value), 0x80, 16, b"\xde")
        return head + b"".join(msgpack(name) + msgpack(inside) for name, inside in value.items())
    if isinstance(value, list):
        return _head(len(value), 0x90, 16, b"\xdc") + b"".join(map(msgpack, value))
    if isinstance(value, str):
        raw = value.encode()
        return (bytes([0xA0 | len(raw)]) if len(raw) < 32 else bytes([0xD9, len(raw)])) + raw
    if isinstance(value, bytes):
        size = bytes([0xC4, len(value)]) if len(value) < 256 else b"\xc5" + len(value).to_bytes(2, "big")
        return size + value
    if value is None or isinstance(value, bool):
        return b"\xc0" if value is None else b"\xc3" if value else b"\xc2"
    return _number(value)


def _head(size: int, small: int, below: int, large: bytes) -> bytes:
    return bytes([small | size]) if size < below else large + size.to_bytes(2, "big")


def _number(value: int) -> bytes:
    if value < 128:
        return bytes([value])
    for mark, size in ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)):
        if value < 256**size:
            return bytes([mark]) + value.to_bytes(size, "big")
    raise ValueError(value)


def request(method: str, target: str, body: bytes, nonce: str) -> dict[str, Any]:
    """A signed request (RFC 9421, 2.5 and 3.1), its header lines, and what was signed."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    parameters = (
        f'("@method" "@target-uri" "content-digest");created={AT // 1000};keyid="{STATION}"'
        f';alg="ed25519";nonce="{nonce}";tag="wbs-exchange"'
    )
    base = (
        f'"@method": {method}\n"@target-uri": {HUB}{target}\n"content-digest": {digest}\n'
        f'"@signature-params": {parameters}'
    )
    signature = base64.b64encode(key("station").sign(base.encode())).decode()
    return {
        "method": method,
        "target_uri": HUB + target,
        "body": body,
        "now": AT // 1000,
        "station": STATION,
        "public": public("station"),
        "seed": fixed("station", 32),
        "signature_base": base,
        "headers": {
            "content-digest": digest,
            "signature-input": f"wbs={parameters}",
            "signature": f"wbs=:{signature}:",
        },
    }


def records() -> Any:
    """Two records of an office; the second under a new key, with a second station."""
    home = [STATION, public("station"), "S1", "age1contoh"]
    seals = [[kind, COMPARTMENT, 1, sealing(kind)[2]] for kind in ("office", "identity")]
    first: dict[str, Any] = {
        "version": 1, "office": OFFICE, "code": "1601", "name": "Inspektorat Contoh", "kind": "inspectorate",
        "under": "16", "number": 1, "previous": b"", "sign": public("office"), "stations": [home],
        "home": STATION, "seals": seals, "at": AT,
    }  # fmt: skip
    statement = msgpack(first)
    later = msgpack(
        first
        | {"number": 2, "previous": hashlib.sha256(statement).digest(), "sign": public("office 2")}
        | {"stations": [home, [DESK, public("desk"), "S2", ""]], "at": AT + 1000}
    )
    number = hashlib.sha256(b"wbs-office-fingerprint-v1|" + public("office")).digest()
    digits = f"{int.from_bytes(number, 'big') % 10**40:040d}"
    return {
        "fingerprint": " ".join(digits[start : start + 5] for start in range(0, 40, 5)),
        "first": [statement, signed("office", "office-record-v1", statement), b""],
        "second": [
            later,
            signed("office 2", "office-record-v1", later),
            signed("office", "office-record-v1", later),
        ],
    }


def parcel() -> Any:
    """A parcel with a remark and a receipt, and with a file."""
    seed, recipient, _public = sealing("recipient")
    items = [
        {
            "type": "remark", "id": CASE, "kind": "request", "case": CASE, "owner": OTHER, "reply_to": None,
            "at": AT, "by": "Contoh, Inspektur", "text": "Mohon perkembangan penanganannya.",
        },
        {"type": "receipt", "station": DESK, "up_to": 3, "beyond": [5, 6]},
    ]  # fmt: skip
    contents = msgpack({"version": 1, "items": items})
    label = f"wbs-parcel-v1|{OFFICE}|{STATION}|{OTHER}||{PARCEL}"
    file = b"berkas tersegel"
    statement = msgpack(
        {
            "version": 1, "id": PARCEL, "office": OFFICE, "station": STATION, "number": 7, "to_office": OTHER,
            "to_station": "", "at": AT, "epoch": 3,
            "files": [[FILE, len(file), hashlib.sha256(file).digest()]],
            "sealed": envelope(recipient, padded(contents), label),
        }
    )  # fmt: skip
    signature = signed("station", "parcel-v1", statement)
    return {
        "seed": seed,
        "public": public("station"),
        "label": label,
        "contents": contents,
        "padded": padded(contents),
        "statement": statement,
        "signature": signature,
        "sent": msgpack([statement, signature]),
    }


def identity() -> Any:
    """Who reported a case: the second envelope."""
    seed, recipient, _public = sealing("identity of the recipient")
    label = f"wbs-shared-identity-v1|{OFFICE}|{OTHER}|{CASE}"
    return {
        "seed": seed, "label": label, "office": OFFICE, "to_office": OTHER, "case": CASE,
        "plaintext": b"identitas", "sealed": envelope(recipient, padded(b"identitas"), label),
    }  # fmt: skip


def bodies() -> Any:
    """One body of each kind."""
    record = [b"pernyataan", bytes(64), b""]
    ref, token = fixed("ref", 16), fixed("token", 16)
    closed = {"version": 1, "office": OTHER, "code": "17", "number": 3, "at": 1_700_000_000_000}
    closure = [msgpack({**closed, "reason": "pindah"}), bytes(64)]
    return {
        "Enrol": msgpack({"token": "KODE", "record": record}),
        "Enrolled": msgpack({"office": OFFICE, "notary": fixed("notary", 32)}),
        "PutRecord": msgpack({"record": record}),
        "Exchange": msgpack({"after": 300, "directory_after": 70_000, "head": [b"kepala", bytes(64)]}),
        "Exchanged": msgpack(
            {
                "parcels": [[301, b"paket"]],
                "more": True,
                "records": [[70_001, record]],
                "head": None,
                "matches": False,
                "last": 301,
                "directory_last": 70_002,
                "closures": [[70_002, closure]],
                "notary": fixed("notary", 32),
            }
        ),
        "PutParcels": msgpack({"parcels": [b"paket"]}),
        "PutParcelsAnswer": msgpack({"taken": [PARCEL], "refused": [[FILE, "quota"]]}),
        "PutTokens": msgpack({"quarter": "2026-Q4", "rows": [[ref, [token] * 32]]}),
        "Matches": msgpack({"rows": [[9, "2026-Q4", OFFICE, ref, OTHER, fixed("ref 2", 16), 5]]}),
        "Problem": msgpack({"code": "too_many", "retry_after": 12, "records": []}),
    }


TEXT = (
    "Pungli di loket pelayanan\nPetugas loket tiga meminta uang Rp50.000 kepada setiap pemohon KTP; "
    "yang tidak membayar disuruh pulang dan datang lagi minggu depan, kata seorang warga."
)


def tokens() -> Any:
    """docs/protocol.md: tokens; of this text the words are what spaces and signs part."""
    secret = fixed("quarter", 32)
    plain = "".join(letter if letter.isalnum() else " " for letter in TEXT.casefold()).split()
    shingles = {f"{one} {other}" for one, other in pairwise(plain)}
    bins: list[int | None] = [None] * 128
    for shingle in sorted(shingles):
        hashed = hashlib.blake2b(shingle.encode(), digest_size=8, key=secret, person=b"wbs-shingle").digest()
        value, place = divmod(int.from_bytes(hashed, "big"), 128)
        bins[place] = min(value, bins[place] if bins[place] is not None else value)
    filled = [value if value is not None else _borrowed(bins, place) for place, value in enumerate(bins)]
    made = []
    for band in range(32):
        said = b"wbs-band-v1|" + bytes([band])
        said += b"".join(value.to_bytes(8, "big") for value in filled[4 * band : 4 * band + 4])
        made.append(hmac.digest(secret, said, "sha256")[:16])
    return {"secret": secret, "text": TEXT, "tokens": made}


def _borrowed(bins: list[int | None], place: int) -> int:
    attempt = 0
    while True:
        said = bytes([place]) + attempt.to_bytes(4, "big")
        value = bins[int.from_bytes(hashlib.blake2b(said, digest_size=2).digest(), "big") % 128]
        if value is not None:
            return value
        attempt += 1


def plain(value: Any) -> Any:
    """Bytes as hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: plain(inside) for name, inside in value.items()}
    return [plain(inside) for inside in value] if isinstance(value, list) else value


def main() -> None:
    """Write the files."""
    asked = msgpack({"after": 300, "directory_after": 70_000})
    made = {
        "requests": [
            request("POST", "/v1/exchange", asked, "a" * 16),
            request("GET", "/v1/matches?after=0", b"", "Zm9yIHRoaXMgcmVxdWVzdCBhbG9uZQ"),
            request("PUT", f"/v1/files/{FILE}", b"berkas tersegel", "b" * 64),
        ],
        "records": records(),
        "parcel": parcel(),
        "identity": identity(),
        "bodies": bodies(),
        "tokens": tokens(),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, value in made.items():
        text = json.dumps(plain(value), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
