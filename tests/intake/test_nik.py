"""The form of a NIK."""

from datetime import date

import pytest

from wbs_tui.intake.nik import check

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("1671055208900003", date(1990, 8, 12)),
        ("1504021203850002", date(1985, 3, 12)),
        ("1504 0212 0385 0002", date(1985, 3, 12)),
        ("3171015708450001", date(1945, 8, 17)),
        ("3171012902000001", date(2000, 2, 29)),
        ("3171010109260001", date(2026, 9, 1)),
        ("3171010209260001", date(1926, 9, 2)),
        ("3171017112990001", date(1999, 12, 31)),
    ],
)
def test_a_possible_nik(number: str, born: date) -> None:
    found = check(number, TODAY)
    assert (found.valid, found.warning, found.birth_date) == (True, None, born)
    assert found.region == number.replace(" ", "")[:6]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "16 angka"),
        ("167105520890000", "16 angka"),
        ("16710552089000031", "16 angka"),
        ("167105520890000x", "16 angka"),
        ("1671050000900003", "Tanggal lahir"),
        ("1671053208900003", "Tanggal lahir"),
        ("1671057208900003", "Tanggal lahir"),
        ("1671058108900003", "Tanggal lahir"),
        ("1671055213900003", "Tanggal lahir"),
        ("1671053002900003", "Tanggal lahir"),
        ("1671055208900000", "Nomor urut"),
        ("9971055208900003", "Kode wilayah"),
    ],
)
def test_an_impossible_nik_gets_a_warning_that_does_not_repeat_it(number: str, words: str) -> None:
    found = check(number, TODAY)
    assert not found.valid
    assert found.warning is not None
    assert words in found.warning
    assert len(number) < 3 or number not in found.warning
