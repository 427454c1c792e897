"""Any two of three shares make the secret; a slip of a hand is told by its place, and no share leaks."""

import itertools
import os
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from wbs_tui.text.errors import CannotUnlock
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.sealing import open_sealed, seal_to
from wbs_tui.vault.shares import (
    ForeignShare,
    MistypedShare,
    SameShareTwice,
    SharesOfDifferentSets,
    UnknownWord,
    WrongNumberOfWords,
    combine,
    escrow_keys,
    normalise,
    number_of,
    read_words,
    share_hash,
    split,
)

SECRET = bytes(range(32))
SHARES = split(SECRET)


def test_each_pair_of_shares_makes_the_secret_in_either_order() -> None:
    for first, second in itertools.permutations(SHARES, 2):
        assert combine(first, second) == SECRET


def test_the_shares_are_numbered_and_have_33_words() -> None:
    assert [number_of(share) for share in SHARES] == [1, 2, 3]
    assert [len(share.split()) for share in SHARES] == [33] * 3


def test_two_splits_of_one_secret_do_not_mix() -> None:
    again = split(SECRET)
    assert not set(again) & set(SHARES)
    with pytest.raises(SharesOfDifferentSets):
        combine(SHARES[0], again[1])


def test_the_same_share_twice_is_said_so() -> None:
    with pytest.raises(SameShareTwice):
        combine(SHARES[1], SHARES[1])


def test_a_share_can_be_typed_as_people_type() -> None:
    words = SHARES[0].split()
    numbered = "\n".join(f"{place:2}. {word}" for place, word in enumerate(words, start=1))
    by_columns = "\n".join(
        f"{p}. {words[p - 1]}   {p + 11}) {words[p + 10]}   {p + 22}.{words[p + 21]}" for p in range(1, 12)
    )
    prefixes = ", ".join(word[:4].upper() for word in words)
    for typed in (
        SHARES[0],
        SHARES[0].upper(),
        numbered,
        by_columns,
        prefixes,
        SHARES[0].replace(" ", "\r\n\t"),
    ):
        assert normalise(typed) == SHARES[0]


def test_every_word_of_the_list_is_known_by_its_first_four_letters_and_no_fewer() -> None:
    assert read_words(" ".join(word[:4] for word in WORDLIST)) == WORDLIST
    with pytest.raises(UnknownWord):
        read_words(WORDLIST[0][:3])


@pytest.mark.parametrize("place", [1, 17, 33])
def test_an_unknown_word_is_told_with_its_place(place: int) -> None:
    words = SHARES[0].split()
    words[place - 1] = "inspektur"
    with pytest.raises(UnknownWord, match=rf"ke-{place} \(inspektur\)") as refused:
        normalise(" ".join(words))
    assert refused.value.place == place


def test_a_word_that_only_begins_like_one_is_unknown() -> None:
    with pytest.raises(UnknownWord):
        read_words(WORDLIST[0][:4] + "xyz")


def test_places_go_on_from_the_words_before() -> None:
    with pytest.raises(UnknownWord, match="ke-13"):
        read_words("academic salah", before=11)


@pytest.mark.parametrize("count", [0, 1, 20, 32, 34])
def test_the_number_of_words_is_told(count: int) -> None:
    typed = " ".join((SHARES[0] + " " + SHARES[1]).split()[:count])
    with pytest.raises(WrongNumberOfWords, match=f"ada {count}"):
        normalise(typed)


@given(place=st.integers(0, 32), word=st.sampled_from(WORDLIST))
def test_any_one_other_word_is_a_slip(place: int, word: str) -> None:
    words = SHARES[2].split()
    if words[place] == word:
        return
    words[place] = word
    with pytest.raises(MistypedShare):
        normalise(" ".join(words))


def test_two_words_swapped_are_a_slip() -> None:
    words = SHARES[0].split()
    for place in range(32):
        swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        if swapped != words:
            with pytest.raises(MistypedShare):
                normalise(" ".join(swapped))


@pytest.mark.parametrize("groups", [[(3, 5)], [(2, 3), (2, 3)], [(1, 1)], [(2, 5)]])
def test_shares_of_another_kind_are_foreign(groups: list[tuple[int, int]]) -> None:
    made = generate_mnemonics(1, groups, os.urandom(32), iteration_exponent=0)
    with pytest.raises(ForeignShare):
        normalise(made[0][-1])


def test_no_error_holds_a_word_of_the_share() -> None:
    slip = " ".join(["zero" if SHARES[0].split()[0] != "zero" else "yoga", *SHARES[0].split()[1:]])
    for attempt in (lambda: normalise(slip), lambda: combine(SHARES[0], split(SECRET)[1])):
        with pytest.raises(CannotUnlock) as refused:
            attempt()
        told = "".join(traceback.format_exception_only(refused.value)) + repr(refused.value)
        assert not set(SHARES[0].split()) & set(told.lower().replace("'", " ").split())
        assert refused.value.__context__ is None


def test_the_hash_is_of_one_share_of_one_escrow_of_one_office() -> None:
    first = share_hash("o" * 32, "e" * 32, 1, SHARES[0])
    others = {
        share_hash("p" * 32, "e" * 32, 1, SHARES[0]),
        share_hash("o" * 32, "f" * 32, 1, SHARES[0]),
        share_hash("o" * 32, "e" * 32, 2, SHARES[0]),
        share_hash("o" * 32, "e" * 32, 1, SHARES[1]),
    }
    assert len(others) == 4
    assert first not in others


def test_the_secret_makes_keys_that_sign_and_open() -> None:
    keys, again = escrow_keys(SECRET), escrow_keys(combine(SHARES[0], SHARES[2]))
    assert keys.public() == again.public()
    assert keys.public() != escrow_keys(bytes(32)).public()
    assert verify(keys.public().sign, "escrow-v1", b"x", again.sign("escrow-v1", b"x"))
    assert open_sealed(again.sealing, seal_to(keys.public().seal, b"seed", "place"), "place") == b"seed"
