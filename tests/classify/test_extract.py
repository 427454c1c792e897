"""Facts read from a text, with their values and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.classify.extract import extract
from wbs_tui.classify.facts import FactKind


def _found(kind: FactKind, text: str) -> list[tuple[str, str]]:
    return [(fact.text, fact.value) for fact in extract(text) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("senilai Rp 287.500.000.", [("Rp 287.500.000", "287500000")]),
        ("pagu Rp 4,8 miliar diarahkan", [("Rp 4,8 miliar", "4800000000")]),
        ("Rp 40 juta sampai Rp 75 juta", [("Rp 40 juta", "40000000"), ("Rp 75 juta", "75000000")]),
        ("kena 50 ribu", [("50 ribu", "50000")]),
        ("diminta 75rb", [("75rb", "75000")]),
        ("Rp50.000,- per bulan", [("Rp50.000", "50000")]),
        ("tujuh puluh lima juta rupiah", [("tujuh puluh lima juta rupiah", "75000000")]),
        ("dua ratus ribu", [("dua ratus ribu", "200000")]),
        ("dua belas juta", [("dua belas juta", "12000000")]),
        ("setengah miliar", [("setengah miliar", "500000000")]),
        ("bayar sejuta", [("sejuta", "1000000")]),
        ("seribu orang datang", []),
        ("panjang 350 meter, jam 10, RT 04", []),
        ("dua orang", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(FactKind.AMOUNT, text) == expected


def test_a_rate_and_its_count_make_a_total_beside_the_rate() -> None:
    text = "dipotong Rp 150.000 per keluarga oleh ketua RT, sekitar 60 keluarga."
    assert _found(FactKind.AMOUNT, text) == [
        ("Rp 150.000", "150000"),
        ("Rp 150.000 per keluarga oleh ketua RT, sekitar 60 keluarga", "9000000"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pagi tadi 5 Agustus 2026", [("5 Agustus 2026", "2026-08-05")]),
        ("sejak Mei 2026 masuk", [("Mei 2026", "2026-05")]),
        ("Dana Desa TA 2025", [("TA 2025", "2025")]),
        ("sejak 2024.", [("sejak 2024", "2024")]),
        ("12 Agt 2026, 12/08/2026", [("12 Agt 2026", "2026-08-12"), ("12/08/2026", "2026-08-12")]),
        ("pada 31 Februari 2026", []),
        ("nomor 2025", []),
    ],
)
def test_dates(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(FactKind.DATE, text) == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "warga Desa Sungai Rambai, Kecamatan Muara Tembesi, Kabupaten Batanghari",
            ["Desa Sungai Rambai", "Kecamatan Muara Tembesi", "Kabupaten Batanghari"],
        ),
        ("kel. Talang Betutu", ["Kelurahan Talang Betutu"]),
        ("di Kelurahan 3 Ilir dipotong", ["Kelurahan 3 Ilir"]),
        ("Dana Desa Tahap II", []),
        ("kepala desa yang lama", []),
    ],
)
def test_places(text: str, values: list[str]) -> None:
    assert [value for _text, value in _found(FactKind.PLACE, text)] == values


def test_offices() -> None:
    text = "Dinas Pendidikan memeriksa SMP Negeri 3 dan RSUD, lalu Puskesmas Sekip."
    assert [value for _text, value in _found(FactKind.OFFICE, text)] == [
        "Dinas Pendidikan",
        "SMP Negeri 3",
        "RSUD",
        "Puskesmas Sekip",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saya melaporkan Kepala Desa dan Kaur Keuangan", ["village", "village"]),
        ("setor kepada Bupati", ["regional_head"]),
        ("Kepada Yth. Bapak Bupati\nKades kami korupsi", ["village"]),
        ("Saya sudah lapor ke Bupati tetapi camat diam", ["structural"]),
        ("mohon Gubernur turun tangan", []),
        ("oknum polisi meminta uang", ["law_enforcer"]),
        ("polisi tidur dan Polisi Pamong Praja", []),
        ("Yth. Inspektur Kabupaten", []),
        ("auditor Inspektorat minta jatah", ["inspectorate"]),
    ],
)
def test_positions_of_those_who_are_not_addressed(text: str, expected: list[str]) -> None:
    assert [value for _text, value in _found(FactKind.POSITION, text)] == expected


@given(st.text())
def test_every_fact_stands_where_it_says(text: str) -> None:
    for fact in extract(text):
        assert text[fact.start : fact.end] == fact.text
        assert fact.value
