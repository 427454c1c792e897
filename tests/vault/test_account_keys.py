"""Account keys: signatures that hold for one context only, fingerprints, and bytes that are checked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint, same_fingerprint, verify
from wbs_tui.vault.errors import Damaged, NewerFormat

KEYS, OTHER = AccountKeys.generate(), AccountKeys.generate()
SIGN = KEYS.public().sign


def test_keys_survive_being_stored() -> None:
    again = AccountKeys.from_bytes(KEYS.to_bytes())
    assert again.public() == KEYS.public()
    assert verify(SIGN, "uji", b"pesan", again.sign("uji", b"pesan"))


def test_a_signature_holds_for_its_key_context_and_message_only() -> None:
    signature = KEYS.sign("uji", b"pesan")
    assert verify(SIGN, "uji", b"pesan", signature)
    assert not verify(OTHER.public().sign, "uji", b"pesan", signature)
    assert not verify(SIGN, "lain", b"pesan", signature)
    assert not verify(SIGN, "uji", b"pesan.", signature)
    assert not verify(SIGN, "ujip", b"esan", signature)


@given(place=st.integers(0, 511))
def test_a_changed_signature_is_refused(place: int) -> None:
    signature = bytearray(KEYS.sign("uji", b"pesan"))
    signature[place // 8] ^= 1 << place % 8
    assert not verify(SIGN, "uji", b"pesan", bytes(signature))


@pytest.mark.parametrize("public", [b"", SIGN[:-1], b"\xff" * 32], ids=["empty", "short", "no point"])
@pytest.mark.parametrize("signature", [b"", b"x" * 64], ids=["empty", "forged"])
def test_what_is_no_key_or_no_signature_verifies_nothing(public: bytes, signature: bytes) -> None:
    assert not verify(public, "uji", b"pesan", signature)
    assert not verify(SIGN, "uji", b"pesan", signature)


def test_a_context_cannot_swallow_the_message() -> None:
    with pytest.raises(ValueError, match="context"):
        KEYS.sign("uji\0", b"pesan")


def test_a_fingerprint_can_be_read_out() -> None:
    shown = fingerprint(KEYS.public())
    assert re.fullmatch(r"\d{5}( \d{5}){7}", shown)
    assert same_fingerprint(shown, shown.replace(" ", "-"))
    assert same_fingerprint(shown, f" {shown.replace(' ', '')}\n")
    assert not same_fingerprint(shown, shown[:-1])
    assert not same_fingerprint(shown, fingerprint(OTHER.public()))
    assert not same_fingerprint("", "")


def test_a_fingerprint_covers_both_keys_and_where_they_part() -> None:
    mine, other = KEYS.public(), OTHER.public()
    shown = {
        fingerprint(PublicKeys(mine.sign, mine.seal)),
        fingerprint(PublicKeys(mine.sign, other.seal)),
        fingerprint(PublicKeys(other.sign, mine.seal)),
        fingerprint(PublicKeys(mine.sign + mine.seal[:1], mine.seal[1:])),
    }
    assert len(shown) == 4


def test_stored_keys_of_a_newer_version_or_another_length_are_refused() -> None:
    stored = KEYS.to_bytes()
    with pytest.raises(NewerFormat):
        AccountKeys.from_bytes(b"\2" + stored[1:])
    for broken in (b"", stored[:-1], stored + b"\0", b"\0" + stored[1:]):
        with pytest.raises(Damaged):
            AccountKeys.from_bytes(broken)


def test_keys_show_nothing_of_themselves() -> None:
    assert repr([KEYS, KEYS.sealing]) == "[<AccountKeys>, <SealingKeys>]"
