"""File names that came with a mail or a form."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wbs_tui.text.clean import safe_name

pieces = [
    "..",
    ".",
    "/",
    "\\",
    "%2f",
    "%255C",
    "\u2215",
    ":",
    "con",
    "NUL",
    ".txt",
    " ",
    "\u202e",
    "\x1b[m",
    "\x00",
]
names = st.lists(st.one_of(st.sampled_from(pieces), st.text(st.characters(), max_size=60)), max_size=8).map(
    "".join
)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\budi\\bukti.jpg", "bukti.jpg"),
        ("..%2f..%252F..%5crahasia.pdf", "rahasia.pdf"),
        ("a\uff0fb\u2215c\u2044d.pdf", "d.pdf"),
        ("", "tanpa-nama"),
        ("..", "tanpa-nama"),
        (" . ", "tanpa-nama"),
        ("foto/", "tanpa-nama"),
        (".bashrc", "bashrc"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("com1 .txt", "_com1 .txt"),
        ("contoh.txt", "contoh.txt"),
        ("bukti.txt:tersembunyi", "bukti.txt_tersembunyi"),
        ('surat "asli"?.pdf', "surat _asli__.pdf"),
        ("dua\nbaris\t.pdf", "dua baris .pdf"),
        ("kwitansi \x1b]0;x\x07lunas.pdf. ", "kwitansi lunas.pdf"),
        ("Bukti transfer (2).jpeg", "Bukti transfer (2).jpeg"),
    ],
)
def test_a_name_from_outside_becomes(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_name("bukti" * 60 + ".pdf")
    assert len(name) <= 120
    assert name.endswith(".pdf")


def test_a_long_name_of_wide_characters_fits_a_file_system() -> None:
    assert len(safe_name("\U0001f600" * 119 + ".pdf").encode()) <= 255


@given(names)
@example("x" * 119 + ". .pdf")
@example("x" * 100 + "....0123456789abc" + "d" * 9)
@example("\U0001f469\u200d" * 70 + "\U0001f469.pdf")
@settings(deadline=None, max_examples=300)
def test_no_name_is_a_path_or_hidden_or_changes_again(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|\n\t\x00')
    assert safe == safe.strip(". ")
