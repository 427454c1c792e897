"""The form of a NIK, and its region in the shipped list."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from wbs_tui.cases import regions
from wbs_tui.cases.traces.nik import check, remark

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("number", "born", "woman"),
    [
        ("1671055208900003", date(1990, 8, 12), True),
        ("1504021203850002", date(1985, 3, 12), False),
        ("1504 0212 0385 0002", date(1985, 3, 12), False),
        ("3171015708450001", date(1945, 8, 17), True),
        ("3171012902000001", date(2000, 2, 29), False),
        ("3171010109260001", date(2026, 9, 1), False),
        ("3171010209260001", date(1926, 9, 2), False),
        ("3171017112990001", date(1999, 12, 31), True),
        ("6501021203850002", date(1985, 3, 12), False),
    ],
)
def test_a_possible_nik(number: str, born: date, woman: bool) -> None:
    found = check(number, TODAY)
    assert (found.valid, found.warning, found.birth_date, found.woman) == (True, None, born, woman)
    assert found.region == number.replace(" ", "")[:6]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "16 angka"),
        ("167105520890000", "16 angka"),
        ("16710552089000031", "16 angka"),
        ("167105520890000x", "16 angka"),
        ("١٦٧١٠٥٥٢٠٨٩٠٠٠٠٣", "16 angka"),
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


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("167105", "Ilir Timur Satu, Kota Palembang, Sumatera Selatan"),
        ("150402", "Muara Tembesi, Kabupaten Batanghari, Jambi"),
        ("317101", "Gambir, Kota Administrasi Jakarta Pusat, Daerah Khusus Ibukota Jakarta"),
        ("920101", "Kabupaten Sorong, Papua Barat Daya"),
        ("647301", "Kota Tarakan, Kalimantan Utara"),
        ("167199", "Kota Palembang, Sumatera Selatan"),
        ("169901", "Sumatera Selatan"),
    ],
)
def test_the_region_of_a_code(code: str, name: str) -> None:
    found = check(f"{code}5208900003", TODAY)
    assert (found.valid, found.region_name) == (True, name)


@pytest.mark.parametrize("code", ["920101", "647301", "910101", "167199", "169901"])
def test_a_code_that_is_not_in_todays_list_only_raises_a_doubt(code: str) -> None:
    found = check(f"{code}5208900003", TODAY)
    assert found.valid
    assert found.warning is None
    assert any("kode lama" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("address", "differs"),
    [
        ("Jl. Melati 12, Palembang", False),
        ("Jl. Melati 12, Kota Palembang, Sumsel", False),
        ("Desa Suka Maju, Kabupaten Banyuasin, Sumatera Selatan", False),
        ("Desa Suka Maju, Kab. Banyuasin", True),
        ("Jl. Melati 12, Jambi", True),
        ("Jl. Melati 12 Kota Bandung", True),
        ("Jl. Palembang 3", False),
        ("Lorong Batu 5", False),
        ("", False),
    ],
)
def test_an_address_elsewhere_is_a_doubt_and_no_more(address: str, differs: bool) -> None:
    found = check("1671055208900003", TODAY, address)
    assert found.valid
    assert any("alamat" in doubt for doubt in found.doubts) is differs


@pytest.mark.parametrize(
    ("code", "differs"), [("16", False), ("1671", False), ("16.02", False), ("15", True), ("KPK", False)]
)
def test_a_region_outside_the_offices_own_is_a_doubt(code: str, differs: bool) -> None:
    found = check("1671055208900003", TODAY, office_code=code)
    assert any("wilayah kantor" in doubt for doubt in found.doubts) is differs


@pytest.mark.parametrize(("born", "odd"), [("120815", True), ("120890", False), ("010926", True)])
def test_an_unlikely_age_is_a_doubt(born: str, odd: bool) -> None:
    found = check(f"167105{born}0003", TODAY)
    assert any("Umur" in doubt for doubt in found.doubts) is odd


def test_the_remark_says_what_the_digits_say_and_what_they_do_not_prove() -> None:
    said = remark(check("1671055208900003", TODAY, "Jl. Melati, Jambi"))
    assert "12 Agustus 1990, perempuan" in said
    assert "berbeda dari alamat" in said
    assert "bukan pemeriksaan Dukcapil" in said
    assert "pendaftaran pertama" in said


def test_the_list_ships_with_its_notice_and_is_what_the_script_packs(tmp_path: Path) -> None:
    folder = Path(regions.__file__).parent / "data"
    notice = (folder / "regions.NOTICE.txt").read_text()
    assert "MIT" in notice
    assert "copyright (c) 2025 by cahya dsn" in notice
    sql = tmp_path / "wilayah.sql"
    sql.write_text(
        "INSERT INTO wilayah (kode, nama)\nVALUES\n('11','Aceh'),\n('11.01','Kabupaten Aceh Selatan'),\n"
        "('11.01.02','Kluet ''Utara'),\n('11.01.01.2001','Keude Bakongan');\n"
    )
    script = Path(__file__).parents[2] / "docs" / "make_regions.py"
    done = subprocess.run(
        [sys.executable, "-c", f"import runpy; m = runpy.run_path({str(script)!r}); import lzma, pathlib; "
         f"print(lzma.decompress(m['packed'](m['rows'](pathlib.Path({str(sql)!r}).read_text()))).decode())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "11 Aceh\n1101 Kabupaten Aceh Selatan\n110102 Kluet 'Utara\n\n"


def test_the_list_is_not_read_before_a_number_is_looked_up() -> None:
    code = (
        "from wbs_tui.cases import regions; from wbs_tui.cases.traces import nik; "
        "print(regions._listed.cache_info().currsize); "
        "import datetime; nik.check('1671055208900003', datetime.date(2026, 9, 1)); "
        "print(regions._listed.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]
