"""Shares, the escrow and the outside key are what docs/formats.md says (make_share_vectors.py)."""

import json
from pathlib import Path
from typing import Any

import pytest
from shamir_mnemonic import combine_mnemonics

from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.escrow import EscrowStatement, sign_escrow, verify_escrow
from wbs_tui.vault.outside import OutsideKey, file_text, read_file, read_key, sign_file
from wbs_tui.vault.sealing import SealingKeys, open_sealed
from wbs_tui.vault.shares import combine, escrow_keys, normalise, number_of, share_hash

KNOWN: Any = json.loads((Path(__file__).parent / "vectors" / "shares.json").read_text(encoding="utf-8"))
ESCROW, ACCOUNT = "04" * 16, "03" * 16


def raw(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def test_the_library_is_slip_39() -> None:
    known = KNOWN["public"]
    assert combine_mnemonics(known["shares"], known["passphrase"].encode()) == raw(known["secret"])
    assert {number_of(normalise(share)) for share in known["shares"]} < {1, 2, 3}


def test_shares_make_the_secret() -> None:
    known = KNOWN["escrow"]
    first, second, third = map(normalise, known["shares"])
    assert [number_of(share) for share in (first, second, third)] == [1, 2, 3]
    for pair in ((first, second), (third, second), (first, third)):
        assert combine(*pair) == raw(known["secret"])
    hashes = [share_hash("16", ESCROW, n, words) for n, words in enumerate((first, second, third), start=1)]
    assert hashes == [raw(each) for each in known["hashes"]]


def test_the_secret_makes_the_escrows_keys() -> None:
    known = KNOWN["escrow"]
    keys = escrow_keys(raw(known["secret"]))
    assert keys.to_bytes() == raw(known["keys"])
    assert (keys.public().sign, keys.public().seal) == (raw(known["sign"]), raw(known["seal"]))
    assert fingerprint(keys.public()) == known["fingerprint"]


def test_the_escrows_statement() -> None:
    known = KNOWN["escrow"]
    statement = EscrowStatement(
        office="16",
        escrow=ESCROW,
        number=3,
        fingerprint=known["fingerprint"],
        threshold=2,
        hashes=tuple(raw(each) for each in known["hashes"]),
        at=1_790_000_000_000,
    )
    assert sign_escrow(AccountKeys.from_bytes(raw(known["keys"])), statement) == (
        raw(known["statement"]),
        raw(known["signature"]),
    )
    assert verify_escrow(raw(known["sign"]), raw(known["statement"]), raw(known["signature"])) == statement


def test_another_signature_or_a_newer_statement_is_refused() -> None:
    known = KNOWN["escrow"]
    keys = AccountKeys.from_bytes(raw(known["keys"]))
    changed = raw(known["statement"])[:-1] + b"\x01"
    with pytest.raises(Damaged):
        verify_escrow(raw(known["sign"]), changed, raw(known["signature"]))
    newer = raw(known["statement"]).replace(b"version\x01", b"version\x02")
    with pytest.raises(NewerFormat):
        verify_escrow(raw(known["sign"]), newer, keys.sign("escrow-v1", newer))
    for strange in (b"", b"\xc0", b"\x81\xa7version\x01"):
        with pytest.raises(Damaged):
            verify_escrow(raw(known["sign"]), strange, keys.sign("escrow-v1", strange))


def test_a_share_that_is_sealed_to_its_holder() -> None:
    known = KNOWN["escrow"]
    place = f"wbs-escrow-share-v1|16|{ESCROW}|{ACCOUNT}"
    opened = open_sealed(SealingKeys(raw(known["holder"])), raw(known["sealed_share"]), place)
    assert opened.decode() == known["shares"][1]


def test_the_key_file_of_an_outside_office() -> None:
    known = KNOWN["outside"]
    keys = AccountKeys.from_bytes(raw(known["keys"]))
    file = read_key(known["file"])
    assert fingerprint(file.public()) == known["fingerprint"] == fingerprint(keys.public())
    assert (file.code, file.name) == ("16", "Inspektorat Provinsi")
    assert file_text(sign_file(keys, file)) == known["file"]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ('"version":1', '"version":2', NewerFormat),
        ('"version":1', '"version":0', Damaged),
        ("Provinsi", "Provinsl", Damaged),
        ("wbs-outside-key", "wbs-outside-answer", Damaged),
        ('"at":', '"more":1,"at":', Damaged),
        ("{", "", Damaged),
    ],
)
def test_a_changed_key_file_is_refused(old: str, new: str, refused: type[StoreTrouble]) -> None:
    with pytest.raises(refused):
        read_key(KNOWN["outside"]["file"].replace(old, new, 1))


def test_a_file_of_another_kind_is_none_of_this() -> None:
    with pytest.raises(Damaged):
        read_file('{"format":"wbs-outside-answer","version":9}', OutsideKey)
