"""Invitation codes survive handwriting, and a slip is noticed before anything is tried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.text.errors import CannotUnlock
from wbs_tui.vault.codes import derive_code_keys, new_code, normalise
from wbs_tui.vault.errors import WrongCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_has_six_groups_of_five() -> None:
    groups = new_code().split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert set("".join(groups)) <= set(ALPHABET)


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _number in range(200)}) == 200


def test_case_spaces_dashes_and_look_alikes_do_not_matter() -> None:
    code = new_code()
    while not {"0", "1"} <= set(code):
        code = new_code()
    written = code.lower().replace("0", "o").replace("1", "l").replace("-", "  ") + "\n"
    assert normalise(written) == code
    assert normalise(written.replace("l", "I")) == code
    assert derive_code_keys(written, bytes(16)) == derive_code_keys(code, bytes(16))


@given(place=st.integers(0, 29), step=st.integers(1, 31))
def test_any_one_wrong_letter_is_a_slip(place: int, step: int) -> None:
    letters = list(new_code().replace("-", ""))
    letters[place] = ALPHABET[(ALPHABET.index(letters[place]) + step) % 32]
    with pytest.raises(WrongCode, match="salah ketik"):
        normalise("".join(letters))


def test_two_letters_swapped_are_a_slip() -> None:
    letters = new_code().replace("-", "")
    for place in range(29):
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        if swapped != letters:
            with pytest.raises(WrongCode):
                normalise(swapped)


@pytest.mark.parametrize("typed", ["", "ABCDE", "U" * 30, "é" * 30, "A" * 31])
def test_what_is_no_code_is_named_so(typed: str) -> None:
    with pytest.raises(WrongCode) as slip:
        normalise(typed)
    assert isinstance(slip.value, CannotUnlock)


def test_another_salt_gives_other_keys() -> None:
    code = new_code()
    assert derive_code_keys(code, bytes(16)) != derive_code_keys(code, b"\1" * 16)
