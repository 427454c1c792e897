"""What a reporter may have put into a text, and what is left of it."""

import unicodedata
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wbs_tui.text.clean import clean

HOSTILE = [
    *(
        "\x1b",
        "\x1b[2J",
        "\x1b[31m",
        "\x1b]0;judul\x07",
        "\x1b]52;c;YWJj\x1b\\",
        "\x1b]8;;http://x\x1b\\",
        "\x1bP1$r",
    ),
    *(
        "\x1b^pm\x9c",
        "\x1b_apc",
        "\x1bOP",
        "\x1bc",
        "\x1b(0",
        "\x9b1A",
        "\x9d0;x\x9c",
        "\x90q\x1b\\",
        "\x9f",
        "\x9c",
    ),
    *(
        "\x00",
        "\x07",
        "\x08",
        "\x0e",
        "\x18",
        "\x1a",
        "\x7f",
        "\x85",
        "\r",
        "\r\n",
        "\n",
        "\t",
        "\x0b",
        "\x0c",
    ),
    *(
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
    ),
    *(
        "\xad",
        "\U000e0041",
        "\ufe0f",
        "\ufe0e",
        "\ufe01",
        "\U000e0100",
        "\ud83d",
        "\udc80",
        "\u0301",
        "\u0316",
    ),
    *(
        "\u0344",
        "e",
        "1",
        "#",
        "\u20e3",
        "\U0001f469",
        "\U0001f4bb",
        "\u2764",
        "\u2329",
        "\u3164",
        "a;b",
        " ",
    ),
]
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=5)), max_size=30).map(
    "".join
)

# Format characters that are drawn (Unicode 16, section 9.2: signs that span digits).
DRAWN = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def forbidden(text: str) -> list[str]:
    """The characters of a text that may command a terminal or hide something, whatever stands beside them."""
    return [
        character
        for character in set(text)
        if character not in DRAWN | {"\n", "\t", "\u200d"}
        and (
            unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
            or unicodedata.bidirectional(character) in BIDI
        )
    ]


@given(texts)
@example("\U0001f469\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3")
@example("\u2329\ufe0f")
@example("a" + "\u0301\u0316" * 40)
@example("a" + "\u0344" * 9)
@example("\x1b\x1b[31m[31mteks")
@example("\x9b\x1b[m1A")
@settings(deadline=None, max_examples=400)
def test_nothing_forbidden_is_left_and_a_second_cleaning_finds_nothing(text: str) -> None:
    for single_line in (False, True):
        cleaned = clean(text, single_line=single_line)
        assert not forbidden(cleaned)
        assert clean(cleaned, single_line=single_line) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode()


def test_every_single_character_is_harmless_after_cleaning() -> None:
    left = clean("x".join(map(chr, range(0x110000))))
    assert not forbidden(left)
    assert "\u200d" not in left


@given(st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x24F)))
@settings(deadline=None)
def test_ordinary_latin_text_keeps_every_letter(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("dirty", "left"),
    [
        ("\x1b[2J\x1b[1;1Hhalo", "halo"),
        ("\x1b]0;judul palsu\x07isi", "isi"),
        ("\x1b]52;c;cm0gLXJm\x1b\\isi", "isi"),
        ("\x1b]8;;https://contoh.id\x1b\\klik\x1b]8;;\x1b\\", "klik"),
        ("\x1bP+q544e\x1b\\a\x1b^pm\x1b\\b\x1b_apc\x1b\\c\x1bXsos\x1b\\d", "abcd"),
        ("\x9b31mmerah\x9d0;judul\x9cisi\x90q\x07", "merahisi"),
        ("\x1bOPa\x1bNb", "a"),
        ("\x1b(0a\x1b#8b\x1bcc\x1b", "abc"),
        ("satu\x1b[3", "satu"),
        ("satu\x1b]0;tak berujung\ndua", "satu\ndua"),
        ("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\n\th", "a\nb\nc\nd\ne\nf\ng\n\th"),
        ("rahas\u200bia\u2060\ufeff \xaddan\U000e0041", "rahasia dan"),
        ("\u202etxt.exe\u202c \u2066x\u2069\u200e\u200f\u061c", "txt.exe x"),
        ("me\u0301ja", "m\xe9ja"),
        ("a\ud83db\udcffc", "abc"),
        ("a\u200db\ufe0fc", "abc"),
        ("lupa [b]tebal[/b] [@click=app.quit]klik[/]", "lupa [b]tebal[/b] [@click=app.quit]klik[/]"),
    ],
)
def test_what_is_left_of(dirty: str, left: str) -> None:
    assert clean(dirty) == left


def test_emoji_keep_their_joiners_and_selectors() -> None:
    kept = "\U0001f469\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3 \U0001f44d\U0001f3fd"
    assert clean(kept) == kept


def test_words_do_not_vanish_behind_quotation_marks_read_in_the_wrong_encoding() -> None:
    letter = "Ia berkata \u201csetor dulu\u201d kepada saya, lalu \u201cdiam\u201d."
    left = clean(letter.encode().decode("latin-1"))
    assert [word for word in ("setor dulu", "kepada saya, lalu", "diam") if word in left] == [
        "setor dulu",
        "kepada saya, lalu",
        "diam",
    ]


def test_a_tower_of_marks_is_cut_to_a_height_that_stays_in_its_line() -> None:
    assert len(clean("a" + "\u0316\u0301" * 500 + "b")) <= 10


def test_one_line_has_no_line_ends_and_no_runs_of_space() -> None:
    assert clean("  Jalan\tdesa\r\n\r\n rusak\xa0\u2003berat ", single_line=True) == "Jalan desa rusak berat"


@pytest.mark.parametrize(
    "piece",
    [
        "a\u200b",
        "\x1b]",
        "\x1b]0;",
        "\x9da",
        "\x9b;",
        "\x1b[;",
        "\u0301\u0316",
        "\U0001f600\u200d",
        "\ufe0f",
        "\u200d",
    ],
)
def test_two_million_hostile_characters_are_cleaned(piece: str) -> None:
    """Work that grew with the square of the length would not end within a day."""
    left = clean(piece * (2_000_000 // len(piece)) + "\nakhir")
    assert left.endswith("\nakhir")
    assert not forbidden(left)


def test_the_hostile_mail_shows_its_words_only() -> None:
    raw = Path(__file__).with_name("hostile.eml").read_bytes()
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    body = mail.get_body(("plain",))
    assert body is not None
    assert clean(body.get_content()).startswith(
        "Teks ini memuat kode berbahaya:  dan txt.exe serta [@click=app.quit]klik[/]."
    )
    assert clean(mail["Subject"], single_line=True) == "Coba tampilkan [bold red]ini[/]"
