"""A sealed cell opens in its own place only, and its size tells little."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.vault.cells import (
    CellKey,
    CellPlace,
    cell_key_id,
    open_cell,
    open_struct,
    seal_cell,
    seal_struct,
)
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

KEY, OTHER_KEY = CellKey.generate("07" * 16), CellKey.generate("08" * 16)
PLACE = CellPlace("16", "cases", "title", "04" * 16)
OVERHEAD = 1 + 16 + 12 + 16


class Note(msgspec.Struct):
    text: str
    pages: int = 1


def keys(key_id: str) -> CellKey:
    return {KEY.key_id: KEY, OTHER_KEY.key_id: OTHER_KEY}[key_id]


@given(st.one_of(st.binary(max_size=3000), st.integers(0, 3000).map(bytes)))
def test_what_was_sealed_is_opened(plaintext: bytes) -> None:
    assert open_cell(keys, PLACE, seal_cell(KEY, PLACE, plaintext)) == plaintext


@pytest.mark.parametrize("ending", [b"\0", b"\x80", b"\x80\0\0", b"\0" * 64, b"\x80" * 64])
def test_content_that_looks_like_padding_survives(ending: bytes) -> None:
    for length in range(130):
        plaintext = b"x" * length + ending
        assert open_cell(keys, PLACE, seal_cell(KEY, PLACE, plaintext)) == plaintext


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(office="17"),
        PLACE._replace(table="reports"),
        PLACE._replace(column="summary"),
        PLACE._replace(row_id="05" * 16),
    ],
)
def test_a_cell_moved_to_another_place_is_damage(place: CellPlace) -> None:
    with pytest.raises(Damaged):
        open_cell(keys, place, seal_cell(KEY, PLACE, b"isi"))


def test_every_changed_byte_and_every_truncation_is_noticed() -> None:
    cell = seal_cell(KEY, PLACE, b"isi kasus")
    for place in range(len(cell)):
        broken = bytearray(cell)
        broken[place] ^= 0x10
        for attempt in (bytes(broken), cell[:place]):
            with pytest.raises((Damaged, NewerFormat)):
                open_cell(lambda key_id: CellKey(key_id, KEY.key), PLACE, attempt)


def test_a_cell_that_names_another_key_does_not_open() -> None:
    cell = seal_cell(KEY, PLACE, b"isi")
    renamed = cell[:1] + bytes.fromhex(OTHER_KEY.key_id) + cell[17:]
    with pytest.raises(Damaged):
        open_cell(keys, PLACE, renamed)
    with pytest.raises(WrongKey):
        open_cell(lambda _key_id: OTHER_KEY, PLACE, cell)


def test_the_same_key_under_another_id_does_not_open() -> None:
    cell = seal_cell(KEY, PLACE, b"isi")
    renamed = cell[:1] + bytes.fromhex(OTHER_KEY.key_id) + cell[17:]
    with pytest.raises(Damaged):
        open_cell(lambda key_id: CellKey(key_id, KEY.key), PLACE, renamed)


def test_a_newer_version_says_so() -> None:
    with pytest.raises(NewerFormat, match="lebih baru"):
        cell_key_id(b"\2" + seal_cell(KEY, PLACE, b"isi")[1:])


def test_two_seals_of_one_text_do_not_look_alike() -> None:
    assert len({seal_cell(KEY, PLACE, b"isi") for _time in range(100)}) == 100


def test_a_cell_names_its_key() -> None:
    assert cell_key_id(seal_cell(OTHER_KEY, PLACE, b"isi")) == OTHER_KEY.key_id


@given(st.integers(0, 300_000))
def test_sizes_fall_into_few_buckets(length: int) -> None:
    padded = len(seal_cell(KEY, PLACE, bytes(length))) - OVERHEAD
    assert padded > length
    if length < 1024:
        assert padded == (length // 64 + 1) * 64
    else:
        assert padded <= (length + 1) * 1.12


def test_a_kibibyte_has_sixteen_sizes_and_each_doubling_sixteen_more() -> None:
    def sizes(lengths: range) -> int:
        return len({len(seal_cell(KEY, PLACE, bytes(length))) for length in lengths})

    assert sizes(range(1024)) == 16
    assert sizes(range(1024, 65_536, 16)) <= 16 * 6 + 1


def test_the_separator_cannot_stand_in_a_place() -> None:
    with pytest.raises(ValueError, match="separator"):
        seal_cell(KEY, PLACE._replace(table="cases|title", column=""), b"isi")


def test_structs_come_back_typed_and_another_type_is_damage() -> None:
    cell = seal_struct(KEY, PLACE, Note("isi", 3))
    assert open_struct(keys, PLACE, cell, Note) == Note("isi", 3)
    assert open_struct(keys, PLACE, seal_struct(KEY, PLACE, ["a"]), list[str]) == ["a"]
    with pytest.raises(Damaged):
        open_struct(keys, PLACE, cell, list[str])


def test_an_unknown_key_is_the_callers_answer() -> None:
    stranger = CellKey.generate("09" * 16)
    with pytest.raises(KeyError):
        open_cell(keys, PLACE, seal_cell(stranger, PLACE, b"isi"))


@pytest.mark.parametrize(("key_id", "key"), [("07", bytes(32)), ("07" * 16, bytes(16))])
def test_what_is_no_key_is_refused(key_id: str, key: bytes) -> None:
    with pytest.raises(ValueError, match="content key"):
        CellKey(key_id, key)


def test_a_key_shows_only_its_id() -> None:
    assert repr(KEY) == f"<CellKey {KEY.key_id}>"
