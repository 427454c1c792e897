"""Where a text holds what was asked for, and the piece of it that is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.search.highlight import piece, spans
from wbs_tui.search.words import terms_of

LONG = "Warga melapor. " * 30 + "Uang muka proyek diambil kepala desa. " + "Mohon ditindak. " * 30


def shown(text, asked):
    return [text[start:end] for start, end in spans(text, terms_of(asked))]


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("Dana desa, dananya", "dana", ["Dana", "dananya"]),
        ("Dana desa, dananya", '"dana"', ["Dana"]),
        ("Dana Desa dan dana-desa", '"dana desa"', ["Dana Desa", "dana-desa"]),
        ("Désa DÉSA", "desa", ["Désa", "DÉSA"]),
        ("ﬁlm", "film", ["ﬁlm"]),
        ("Rp87.500.000,-", "87.500", ["87.500"]),
        ("dana desa", "dana desa", ["dana", "desa"]),
        ("tidak ada", "dana", []),
        ("", "dana", []),
    ],
)
def test_every_place_is_found(text, asked, found):
    assert shown(text, asked) == found


def test_a_long_text_is_cut_around_the_place_between_words():
    found = piece(LONG, terms_of("muka"), 60)
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= 60
    assert [found.text[start:end] for start, end in found.spans] == ["muka"]
    assert all(word in LONG.split() for word in found.text.strip("…").split())


def test_lines_become_one_and_nothing_found_is_none():
    assert piece("satu\n\n dua\ttiga", terms_of("dua"), 80).text == "satu dua tiga"
    assert piece("satu", terms_of("dua"), 80) is None


@given(st.text(max_size=300), st.text(max_size=20), st.integers(min_value=1, max_value=120))
def test_any_piece_fits_and_its_places_are_within(text, asked, width):
    found = piece(text, terms_of(asked), width)
    if found is not None:
        assert len(found.text) <= max(width, 3)
        assert all(0 <= start < end <= len(found.text) for start, end in found.spans)
        assert found.spans
