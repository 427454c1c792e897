"""Who is let into a compartment's epoch opens its wraps, each in its own place only."""

from typing import Any

import pytest

from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.compartments import (
    EpochSeed,
    is_wrapped_by_member,
    open_seed,
    seal_seed,
    wrap_context,
    wrap_to_public,
)
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.sealing import seal_to

CASE, OTHER_CASE, KEY_ID, ACCOUNT, OTHER_ACCOUNT = (f"{n:02d}" * 16 for n in range(1, 6))
EPOCH = EpochSeed.generate("office", 3)
KEY = b"k" * 32
PLACE: dict[str, Any] = {
    "office": "16",
    "compartment": "office",
    "epoch": 3,
    "case": CASE,
    "key_id": KEY_ID,
    "kind": "content",
}
CONTEXT = wrap_context(**PLACE)
WRAPS = [EPOCH.wrap(KEY, CONTEXT), wrap_to_public(EPOCH.public(), KEY, CONTEXT)]
both_ways = pytest.mark.parametrize("wrapped", WRAPS, ids=["by member", "to public"])


@both_ways
def test_a_member_unwraps(wrapped: bytes) -> None:
    again = EpochSeed("office", 3, EPOCH.seed)
    assert again.unwrap(wrapped, CONTEXT) == KEY
    assert KEY not in wrapped


@both_ways
@pytest.mark.parametrize(
    "change",
    [
        {"office": "17"},
        {"compartment": "identity"},
        {"epoch": 4},
        {"case": OTHER_CASE},
        {"key_id": OTHER_CASE},
        {"kind": "identity"},
    ],
)
def test_a_wrap_is_of_no_use_in_another_place(wrapped: bytes, change: dict[str, Any]) -> None:
    with pytest.raises(WrongKey):
        EPOCH.unwrap(wrapped, wrap_context(**PLACE | change))


@both_ways
def test_another_epoch_compartment_or_seed_does_not_unwrap(wrapped: bytes) -> None:
    for other in (
        EpochSeed("office", 4, EPOCH.seed),
        EpochSeed("identity", 3, EPOCH.seed),
        EpochSeed.generate("office", 3),
    ):
        with pytest.raises(WrongKey):
            other.unwrap(wrapped, CONTEXT)


@both_ways
def test_every_changed_byte_and_every_truncation_is_noticed(wrapped: bytes) -> None:
    for place in range(len(wrapped)):
        broken = bytearray(wrapped)
        broken[place] ^= 0x04
        for attempt in (bytes(broken), wrapped[:place]):
            with pytest.raises((WrongKey, Damaged, NewerFormat)):
                EPOCH.unwrap(attempt, CONTEXT)


@both_ways
def test_a_newer_version_says_so(wrapped: bytes) -> None:
    with pytest.raises(NewerFormat):
        EPOCH.unwrap(b"\3" + wrapped[1:], CONTEXT)
    with pytest.raises(NewerFormat):
        EPOCH.unwrap(wrapped[:2] + b"\2" + wrapped[3:], CONTEXT)


def test_the_two_ways_cannot_be_taken_for_each_other() -> None:
    member, public = WRAPS
    for swapped in (b"\1\2" + member[2:], b"\1\1" + public[2:]):
        with pytest.raises(WrongKey):
            EPOCH.unwrap(swapped, CONTEXT)
    with pytest.raises(Damaged):
        EPOCH.unwrap(b"\1\3" + member[2:], CONTEXT)


def test_a_wrap_for_reading_is_never_one_to_write_under() -> None:
    """Whoever knows the key from before could otherwise make members go on writing under it."""
    read = EPOCH.wrap_for_reading(KEY, CONTEXT)
    assert EPOCH.unwrap(read, CONTEXT) == KEY
    assert not is_wrapped_by_member(read)
    for turned in (b"\1\1", b"\2\1", b"\1\3", b"\2\2", b"\1\2"):
        with pytest.raises((WrongKey, Damaged)):
            EPOCH.unwrap(turned + read[2:], CONTEXT)
    for member in WRAPS:
        with pytest.raises((WrongKey, Damaged)):
            EPOCH.unwrap(b"\2\3" + member[2:], CONTEXT)


def test_no_part_of_a_place_can_pass_for_another() -> None:
    with pytest.raises(ValueError, match="separator"):
        wrap_context(**PLACE | {"office": "16|office"})


def test_a_seed_reaches_its_member_and_no_one_else() -> None:
    member, other = AccountKeys.generate(), AccountKeys.generate()
    sealed = seal_seed(member.public().seal, EPOCH, office="16", account=ACCOUNT)
    where: dict[str, Any] = {"office": "16", "compartment": "office", "epoch": 3, "account": ACCOUNT}
    assert open_seed(member, sealed, **where).unwrap(WRAPS[0], CONTEXT) == KEY
    for keys, change in (
        (other, {}),
        (member, {"office": "17"}),
        (member, {"compartment": "identity"}),
        (member, {"epoch": 2}),
        (member, {"account": OTHER_ACCOUNT}),
    ):
        with pytest.raises(WrongKey):
            open_seed(keys, sealed, **where | change)


def test_what_is_sealed_as_a_seed_but_is_none_is_damage() -> None:
    member = AccountKeys.generate()
    forged = seal_to(member.public().seal, b"pendek", f"wbs-seed-v1|16|office|3|{ACCOUNT}")
    with pytest.raises(Damaged):
        open_seed(member, forged, office="16", compartment="office", epoch=3, account=ACCOUNT)


def test_a_seed_shows_only_which_one_it_is() -> None:
    assert repr(EPOCH) == "<EpochSeed office 3>"
