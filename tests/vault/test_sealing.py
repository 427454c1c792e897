"""Envelopes open for their recipient, under their info, unchanged; else there is one kind of refusal."""

import pytest

from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.sealing import PUBLIC_BYTES, open_sealed, seal_to

KEYS, OTHER = AccountKeys.generate().sealing, AccountKeys.generate().sealing
ENVELOPE = seal_to(KEYS.public(), b"isi", "uji")


def test_the_recipient_opens_it() -> None:
    assert open_sealed(KEYS, ENVELOPE, "uji") == b"isi"
    assert len(ENVELOPE) == 1 + 1120 + len(b"isi") + 16


def test_two_envelopes_with_the_same_content_do_not_look_alike() -> None:
    assert seal_to(KEYS.public(), b"isi", "uji")[1:] != ENVELOPE[1:]


def test_nobody_else_opens_it_and_not_for_another_use() -> None:
    with pytest.raises(WrongKey):
        open_sealed(OTHER, ENVELOPE, "uji")
    with pytest.raises(WrongKey):
        open_sealed(KEYS, ENVELOPE, "lain")


def test_every_changed_byte_is_noticed() -> None:
    for place in range(1, len(ENVELOPE)):
        broken = bytearray(ENVELOPE)
        broken[place] ^= 0x80
        with pytest.raises(WrongKey):
            open_sealed(KEYS, bytes(broken), "uji")


def test_every_truncation_is_noticed() -> None:
    for length in range(len(ENVELOPE)):
        with pytest.raises((WrongKey, Damaged)):
            open_sealed(KEYS, ENVELOPE[:length], "uji")


def test_a_newer_version_says_so() -> None:
    with pytest.raises(NewerFormat, match="lebih baru"):
        open_sealed(KEYS, b"\2" + ENVELOPE[1:], "uji")


@pytest.mark.parametrize(
    "public",
    [b"", KEYS.public()[:-1], KEYS.public() + b"\0", b"\xff" * PUBLIC_BYTES, KEYS.public()[:-32] + bytes(32)],
    ids=["empty", "short", "long", "no lattice", "small order"],
)
def test_nothing_is_sealed_to_what_is_no_public_key(public: bytes) -> None:
    with pytest.raises(Damaged):
        seal_to(public, b"isi", "uji")
