"""The formats are what docs/formats.md says: answers made without the program's code (make_vectors.py)."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from wbs_tui.store import backup_file, dump
from wbs_tui.vault import account_keys as accounts
from wbs_tui.vault import (
    cells,
    charters,
    codes,
    compartments,
    epochs,
    grants,
    header,
    passwords,
    sealing,
    slot_secrets,
    slots,
    stream,
    tokens,
)

VECTORS = Path(__file__).parent / "vectors"
STORE, SLOT, ACCOUNT, ROW, CASE, KEY_ID, EVIDENCE = (f"{n:02d}" * 16 for n in range(1, 8))


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def raw(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def fixed(label: str, size: int) -> bytes:
    return hashlib.shake_256(label.encode()).digest(size)


@pytest.mark.parametrize("spelling", [0, 1])
@pytest.mark.parametrize("source", ["alone", "device"])
def test_password_derivation(spelling: int, source: str) -> None:
    known = vectors("passwords")
    secret = raw(known["device_secret"]) if source == "device" else None
    parameters = passwords.Argon2Parameters(**known["argon2"])
    keys = passwords.derive(known["passwords"][spelling], raw(known["salt"]), parameters, secret)
    assert keys.store_wrap == raw(known[source]["store-wrap"])
    assert keys.account_wrap == raw(known[source]["account-wrap"])


def test_code_derivation() -> None:
    known = vectors("codes")
    assert codes.normalise(known["code"]) == known["code"]
    keys = codes.derive_code_keys(known["code"].lower(), raw(known["salt"]))
    assert keys.store_wrap == raw(known["keys"]["store-wrap"])
    assert keys.account_wrap == raw(known["keys"]["account-wrap"])


def test_account_keys() -> None:
    known = vectors("account_keys")
    keys = accounts.AccountKeys.from_bytes(raw(known["serialised"]))
    public = accounts.PublicKeys(raw(known["sign"]), raw(known["seal"]))
    assert keys.to_bytes() == raw(known["serialised"])
    assert keys.public() == public
    assert accounts.fingerprint(public) == known["fingerprint"]
    assert keys.sign(known["context"], raw(known["message"])) == raw(known["signature"])
    assert sealing.open_sealed(keys.sealing, raw(known["envelope"]), known["info"]) == raw(known["plaintext"])


def test_compartment_epoch() -> None:
    known, account = vectors("compartments"), vectors("account_keys")
    epoch = compartments.EpochSeed("office", 3, raw(known["seed"]))
    context = compartments.wrap_context(
        office="16", compartment="office", epoch=3, case=CASE, key_id=KEY_ID, kind="content"
    )
    assert epoch.wrapping_key == raw(known["wrapping_key"])
    assert epoch.public() == raw(known["public"])
    assert context == known["context"]
    assert epoch.unwrap(raw(known["by_member"]), context) == raw(known["key"])
    assert epoch.unwrap(raw(known["to_public"]), context) == raw(known["key"])
    assert epoch.unwrap(raw(known["for_reading"]), context) == raw(known["key"])
    member = accounts.AccountKeys.from_bytes(raw(account["serialised"]))
    opened = compartments.open_seed(
        member, raw(known["sealed_seed"]), office="16", compartment="office", epoch=3, account=ACCOUNT
    )
    assert opened.seed == epoch.seed


def known_keys() -> accounts.AccountKeys:
    return accounts.AccountKeys.from_bytes(raw(vectors("account_keys")["serialised"]))


def test_a_grant_of_version_1_is_still_read() -> None:
    known = vectors("grants")
    statement = grants.GrantStatement(version=1, previous=b"", **known["fields"])
    public = known_keys().public().sign
    assert grants.verify_grant(public, raw(known["statement"]), raw(known["signature"])) == statement


@pytest.mark.parametrize("which", ["first", "cover"])
def test_a_grant_in_the_chain(which: str) -> None:
    known = vectors("chain")[which]
    statement = grants.GrantStatement(**known["fields"] | {"previous": raw(known["fields"]["previous"])})
    assert grants.statement_bytes(statement) == raw(known["statement"])
    assert grants.sign_grant(known_keys(), statement) == raw(known["signature"])
    public = known_keys().public().sign
    assert grants.verify_grant(public, raw(known["statement"]), raw(known["signature"])) == statement


def test_an_epoch_in_the_chain() -> None:
    known = vectors("chain")["epoch"]
    read = epochs.read_epoch(raw(known["statement"]))
    seed = compartments.EpochSeed(read.compartment, read.number, raw(vectors("chain")["seed"]))
    assert (read.version, read.public) == (2, seed.public())
    assert read.previous == hashlib.sha256(raw(vectors("chain")["first"]["statement"])).digest()
    assert epochs.sign_epoch(known_keys(), read) == (raw(known["statement"]), raw(known["signature"]))


def test_a_charter() -> None:
    known = vectors("charter")
    charter = charters.Charter(**known["fields"])
    assert charters.read_charter(raw(known["statement"])) == charter
    assert charters.charter_bytes(charter) == raw(known["statement"])
    assert charters.sign_charter(known_keys(), charter) == raw(known["signature"])


def test_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    known = vectors("cells")
    key, place = cells.CellKey(known["key_id"], raw(known["key"])), cells.CellPlace(**known["place"])
    monkeypatch.setattr("os.urandom", lambda size: raw(known["nonce"])[:size])
    for example in known["examples"]:
        plaintext = fixed("cell", example["length"])
        sealed = cells.seal_cell(key, place, plaintext)
        assert hashlib.sha256(sealed).hexdigest() == example["sha256"]
        assert len(sealed) == 1 + 16 + 12 + example["bucket"] + 16
        assert cells.open_cell(lambda _key_id: key, place, sealed) == plaintext


def test_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = vectors("stream")
    sealed = tmp_path / "known"
    sealed.write_bytes(raw(known["sealed"]))
    opened = stream.open_file(sealed, raw(known["key"]), EVIDENCE)
    assert b"".join(opened) == raw(known["plaintext"])
    monkeypatch.setattr("os.urandom", lambda size: raw(known["prefix"])[:size])
    for example in known["examples"]:
        target = tmp_path / str(example["size"])
        source = io.BytesIO(fixed("file", example["size"]))
        answer = stream.seal_file(source, target, raw(known["key"]), EVIDENCE)
        assert answer == stream.SealedFile(example["size"], example["plaintext_sha256"])
        assert hashlib.sha256(target.read_bytes()).hexdigest() == example["sealed_sha256"]


def test_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = vectors("backup")
    file, key = raw(known["sealed_file"]), raw(known["store_key"])
    cells_of = [
        tuple(raw(cell) if place == 2 else cell for place, cell in enumerate(row)) for row in known["rows"]
    ]
    rows = dump.Rows("notes", ("id", "number", "body", "done", "words"), cells_of)
    counted = dump.Tally()
    counted.add(rows)
    records = (
        backup_file.Begin(CASE, "0003", ACCOUNT, ((b"statement", b"signature"),), {"notes": 2}, 1),
        rows,
        backup_file.FileBegins(EVIDENCE),
        backup_file.Piece(file),
        backup_file.FileEnds(len(file), hashlib.sha256(file).digest()),
        backup_file.Lost(ROW),
        backup_file.End(counted.totals(), 1, 1),
    )
    path = tmp_path / "known"
    path.write_bytes(raw(known["backup"]))
    with backup_file.read_backup(path).records((key,)) as opened:
        assert tuple(opened) == records
    wanted = iter((raw(known["salt"]), raw(known["prefix"])))
    monkeypatch.setattr("os.urandom", lambda _size: next(wanted))
    of = header.decoded_header(known["header"].encode())
    backup_file.write_backup(tmp_path / "made", known["id"], known["made_at"], of, key, records)
    assert (tmp_path / "made").read_bytes() == raw(known["backup"])


def test_token() -> None:
    known = vectors("tokens")
    assert tokens.token(raw(known["key"]), known["kind"], known["value"]) == raw(known["token"])


def test_header_file_of_version_1(tmp_path: Path) -> None:
    known = vectors("header_v1")
    path = tmp_path / "store.header"
    path.write_bytes(known["file"].encode())
    read = header.read_header(path)
    by_password = slots.open_slot(read.store_id, read.slots[0], known["password"])
    by_code = slots.open_slot(read.store_id, read.slots[1], known["code"])
    assert by_password.store_key == by_code.store_key == raw(known["store_key"])
    assert by_password.account_keys is not None
    assert by_password.account_keys.to_bytes() == raw(known["account_keys"])
    header.write_header(path, read)
    assert header.read_header(path).slots == read.slots


def test_header_file(tmp_path: Path) -> None:
    known = vectors("header")
    path = tmp_path / "store.header"
    path.write_bytes(known["file"].encode())
    read = header.read_header(path)
    alone, device, recovery, invitation, escrow = read.slots
    secret, keys = raw(known["device_secret"]), accounts.AccountKeys.from_bytes(raw(known["account_keys"]))
    typed = slots.Typed(known["password"], secret, known["code"])
    opened = [slots.open_typed(read.store_id, slot, typed) for slot in (alone, device, recovery)]
    assert [found.account_keys.to_bytes() for found in opened if found.account_keys] == [keys.to_bytes()] * 3
    opened.append(slots.open_slot(read.store_id, invitation, known["code"]))
    opened.append(slots.open_escrow_slot(read.store_id, escrow, keys))
    both = (raw(known["store_key"]), raw(known["next_store_key"]))
    assert [found.store_keys for found in opened] == [both] * 5
    assert device.secret_mark == slot_secrets.mark_of(secret, device.place(read.store_id, "mark"))
    for slot in (device, recovery):
        sealed = slot_secrets.open_secret(keys, slot.place(read.store_id, "secret"), slot.sealed_secret)
        assert sealed == (secret if slot is device else codes.recovery_secret(known["code"]))
    assert slots.is_proved(read.store_id, invitation, raw(known["store_key"]))
    assert slots.is_proved(read.store_id, slots.take_next(invitation), raw(known["next_store_key"]))
    header.write_header(path, read)
    assert path.read_bytes() == known["file"].encode()
