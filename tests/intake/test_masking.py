"""Identity leaves the text that officers read; the matter of the report stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.reports import Reporter
from wbs_tui.intake.masking import Masker, mask

MUST_MASK = [
    ("Hubungi saya di budi.santoso@gmail.com ya", "budi.santoso@gmail.com"),
    ("surel: Budi_1990@yahoo.co.id.", "Budi_1990@yahoo.co.id"),
    ("kirim ke budi (at) gmail.com saja", "budi (at) gmail.com"),
    ("kirim ke budi[at]gmail[dot]com saja", "budi[at]gmail[dot]com"),
    ("HP 0812-0000-0101", "0812-0000-0101"),
    ("HP 081200000101.", "081200000101"),
    ("nomor saya +62 812-0000-0202 aktif", "+62 812-0000-0202"),
    ("nomor saya +6281200000202", "+6281200000202"),
    ("WA 62 812 0000 0202", "62 812 0000 0202"),
    ("bisa ke 6281200000202 kapan saja", "6281200000202"),
    ("telepon 0812.0000.0202 siang", "0812.0000.0202"),
    ("(0812) 0000 0202 malam", "(0812) 0000 0202"),
    ("0812 - 0000 - 0202", "0812 - 0000 - 0202"),
    ("+62 (0) 812 0000 202", "+62 (0) 812 0000 202"),
    ("lewat wa.me/6281200000202 saja", "6281200000202"),
    ("rumah 0711-312345 atau kantor", "0711-312345"),
    ("rumah (0711) 312345", "(0711) 312345"),
    ("rumah 021 5551234", "021 5551234"),
    ("rumah 021-555-1234", "021-555-1234"),
    ("kerabat di Malaysia +60 12-345 6789", "+60 12-345 6789"),
    ("no hp saya: 81200000101", "81200000101"),
    ("Telp. 312345", "312345"),
    ("hub sy di 0812-3456-7890 (Budi) ya", "Budi"),
    ("hub sy di 0812-3456-7890 an. Budi Setiawan ya", "Budi Setiawan"),
    ("WA/HP : 812 0000 0101", "812 0000 0101"),
    ("NIK 1504021203850002", "1504021203850002"),
    ("NIK: 1504 0212 0385 0002", "1504 0212 0385 0002"),
    ("nik 150402.120385.0002", "150402.120385.0002"),
    ("ktp saya 150402-120385-0002", "150402-120385-0002"),
    ("saya (1504021203850002) melapor", "1504021203850002"),
    ("No KK 1504021203850002", "1504021203850002"),
    ("perkenalkan saya Rahmat Hidayat dari Jambi", "Rahmat Hidayat"),
    ("nama saya Siti Aminah, ibu dua anak", "Siti Aminah"),
    ("Saya bernama Budi dan tinggal di sini", "Budi"),
    ("Nama pelapor: Joko Susilo", "Joko Susilo"),
    ("Isi laporan.\n\nHormat saya,\nRahmat H.", "Rahmat H."),
    ("Isi laporan.\n\nHormat kami,\n\n\n(Rahmat Hidayat)", "Rahmat Hidayat)"),
    ("Isi laporan.\n\nSalam,\nbudi", "budi"),
    ("Isi laporan.\nSalam, Budi", "Budi"),
    ("Isi laporan.\nTerima kasih,\nRahmat H.", "Rahmat H."),
    ("Isi.\nDemikian laporan kami, atas perhatiannya diucapkan terima kasih.\n\nSiti Aminah", "Siti Aminah"),
    ("Isi.\nWassalamu'alaikum wr. wb.\nAhmad bin Yusuf", "Ahmad bin Yusuf"),
    ("Isi.\nWassalam\nAhmad", "Ahmad"),
    ("Isi.\n-- \nRahmat Hidayat", "Rahmat Hidayat"),
    ("Isi.\nTtd: Rahmat Hidayat", "Rahmat Hidayat"),
    ("Isi.\nTertanda,\nRahmat Hidayat", "Rahmat Hidayat"),
    ("Isi.\nBest regards,\nRahmat", "Rahmat"),
    ("Isi.\nPelapor,\n\nRahmat Hidayat", "Rahmat Hidayat"),
    ("Isi.\nSalam,\nRahmat\n\nPada Sen, 3 Agu 2026 Inspektorat menulis:\n> Terima kasih", "Rahmat"),
    ("Lagi.\n\n> Isi.\n> Salam,\n> Rahmat Hidayat", "Rahmat Hidayat"),
    (
        "Isi.\nSalam,\nRahmat\nNB: mohon jangan hubungi kantor saya karena atasan saya membaca semua surat",
        "Rahmat",
    ),
]

MUST_STAY = [
    "senilai Rp 287.500.000 dari Dana Desa tahap II tahun 2025",
    "Rp 62.812.345.678 dari APBD",
    "Rp62.812.345.678.901",
    "total 1.081.234.567.890 rupiah",
    "pagu Rp. 4.800.000.000,00",
    "anggaran Rp 812345678901",
    "nomor register 16-2026-000123 kami terima",
    "surat nomor 700/0812/INSP/2026 tanggal 3 Agustus 2026",
    "Nomor: 045.2/1234/2026",
    "pasal 12 huruf e, Pasal 603 KUHP, UU 31/1999 jo. 20/2001",
    "PP 94/2021, Perpres 40/2018 dan Pergub 12/2021",
    "tanggal 08-12-2026 10.30 WIB",
    "tanggal 08/12/2026 pukul 10:30",
    "tanggal 08 12 2026 1030",
    "pukul 08.12 - 09.30 dan 08.15 - 12.00 - 13.00 WIB",
    "tahun 2023 2024 2025 2026",
    "tahun 2010-2011-2012-2013",
    "rekening BRI 0812-01-001234-50-1 atas nama keponakannya",
    "ditransfer ke rekening 081234567890 milik bendahara",
    "ditransfer ke rekening BCA 1234567890",
    "virtual account 1234567890123456",
    "NIP 19800101 200501 1 001",
    "NIP 198001012005011001",
    "NIP. 198001012005011001 menjabat Kabid",
    "14.200 siswa, 350 meter, RT 04 RW 011, 100%",
    "kode rekening 5.1.02.01.01.0024",
    "koordinat -2.990934, 104.756554",
    "nomor paket 38291746 di LPSE, kode RUP 41234567",
    "Kepala Desa (Sdr. S) dan Kaur Keuangan",
    "Terlapor:\nNama: Sutrisno\nJabatan: Kepala Desa",
    "Terima kasih",
    "nama toko material TB Maju Rambai. Terima kasih.",
    "Teman saya juga kena minggu lalu. Terima kasih",
    "Salam sejahtera,\n\nKepala Desa Sungai Rambai menyalahgunakan dana",
    "Dengan hormat,\nUntuk mutasi kepala SMP di Kabupaten Ogan Ilir",
    "Salam,\nPada tanggal 3 Agustus 2026 saya melihat amplop diserahkan",
    "Demikian, terima kasih atas perhatian Bapak Inspektur.",
    "Terima kasih.\n\nLampiran:\n1. Foto lokasi\n2. APBDes",
    "perkenalkan saya ASN di RSUD",
    "perkenalkan saya warga Desa Sungai Rambai",
    "Nama saya takut ketahuan",
    "Saya takut dimutasi kalau nama saya ketahuan.",
    "Pengirim barang adalah PT Contoh Jaya",
    "Pelapor melihat sendiri penyerahan amplop",
    "masuk kantor paling dua hari seminggu, jam 07.30-16.00",
    "luas 08123 m2, nomor polisi BG 1234 XY",
    "+/- 1.000.000 rupiah, naik +60.000.000.000",
    "WA tanggal 08-12-2026 10.30",
    "telepon pada tahun 2026",
    "pada bulan Ramadan 2026 (Maret) dan 350 meter (Jambi)",
    "tarif 50000 x 60 = 3000000",
]


@pytest.mark.parametrize(("text", "identity"), MUST_MASK)
def test_what_leads_to_a_person_is_masked(text: str, identity: str) -> None:
    masked = mask(text)
    assert identity not in masked.text
    assert identity in masked.originals


@pytest.mark.parametrize("text", MUST_STAY)
def test_what_the_report_is_about_stays(text: str) -> None:
    assert mask(text).text == text


def test_only_the_identity_is_taken_out() -> None:
    masked = mask("Hubungi 0812-0000-0101 atau budi@contoh.id, sekali lagi 0812-0000-0101.")
    assert masked.text == "Hubungi [identitas 1] atau [identitas 2], sekali lagi [identitas 1]."
    assert masked.originals == ("0812-0000-0101", "budi@contoh.id")


def test_a_whole_signature_goes_and_the_enclosures_stay() -> None:
    text = (
        "Jalan rusak.\n\nHormat saya,\nRahmat Hidayat\nJl. Merdeka No. 5 RT 04 RW 02 Desa Sungai Rambai\n"
        "HP 0812-0000-0101\n\nTembusan:\n1. KPK"
    )
    assert mask(text).text == (
        "Jalan rusak.\n\nHormat saya,\n[identitas 1]\n[identitas 2]\n[identitas 3]\n\nTembusan:\n1. KPK"
    )


def test_a_signature_under_dashes_loses_its_lines_and_not_the_dashes() -> None:
    text = "Isi.\nSalam,\nDewi\n--\nDewi Lestari | Staf | PT Contoh\nTelp (021) 555-1234 ext 12"
    assert mask(text).text == "Isi.\nSalam,\n[identitas 1]\n--\n[identitas 2]\n[identitas 3]"


def test_a_telephone_of_the_subject_keeps_his_office() -> None:
    assert mask("nomor kades 0812-0000-0101 (Kades)").text == "nomor kades [identitas 1] (Kades)"


def test_the_form_of_an_official_letter_loses_its_answers_and_keeps_the_subject() -> None:
    text = (
        "Saya yang bertanda tangan di bawah ini:\nNama : Rahmat Hidayat\nNIK : 1504021203850002\n"
        "Alamat : Jl. Merdeka 5\n   Kec. Muara Tembesi\nPekerjaan : Petani\n\n"
        "melaporkan:\nNama : Sutrisno\nJabatan : Kepala Desa"
    )
    masked = mask(text)
    assert masked.text == (
        "Saya yang bertanda tangan di bawah ini:\nNama : [identitas 1]\nNIK : [identitas 2]\n"
        "Alamat : [identitas 3]\n   [identitas 4]\nPekerjaan : [identitas 5]\n\n"
        "melaporkan:\nNama : Sutrisno\nJabatan : Kepala Desa"
    )


KNOWN = Reporter(
    name="Rahmat H.",
    phone="+62 711 5550101",
    nik="1671050000900003",
    address="Lr. Contoh No. 1, Kuto Batu",
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("RAHMAT H melihat sendiri", "[identitas 1] melihat sendiri"),
        ("Rahmat  H. melihat sendiri", "[identitas 1] melihat sendiri"),
        ("telepon 07115550101", "telepon [identitas 1]"),
        ("rumah saya lr contoh no 1 kuto batu", "rumah saya [identitas 1]"),
        ("rekening 1671050000900003", "rekening [identitas 1]"),
        ("rahmat Tuhan melimpah", "rahmat Tuhan melimpah"),
    ],
)
def test_what_is_known_of_the_reporter_is_masked(text: str, masked: str) -> None:
    assert mask(text, KNOWN).text == masked


@pytest.mark.parametrize("name", ["warga", "Panitia lelang", "Anonim", "Hamba Allah", "-", ""])
def test_a_name_that_says_only_what_someone_is_masks_nothing(name: str) -> None:
    text = "Warga dan panitia lelang tahu. Anonim. Hamba Allah."
    assert mask(text, Reporter(name=name)).text == text


def test_a_single_name_is_found_only_as_a_name() -> None:
    masked = mask("Budi bilang budi pekerti luhur, tanya BUDI.", Reporter(name="budi"))
    assert masked.text == "[identitas 1] bilang budi pekerti luhur, tanya [identitas 2]."


def test_a_mark_typed_by_the_reporter_cannot_stand_for_an_original() -> None:
    assert mask("lihat [identitas 1] dan 081200000101").text == "lihat (identitas 1) dan [identitas 1]"


def test_title_and_text_share_one_numbering() -> None:
    masker = Masker()
    assert masker.mask_line("Hubungi 081200000101") == "Hubungi [identitas 1]"
    assert masker.mask("a@b.id, 081200000101") == "[identitas 2], [identitas 1]"
    assert masker.originals == ("081200000101", "a@b.id")


def test_a_repr_says_nothing_of_the_originals() -> None:
    assert "0101" not in repr(mask("HP 0812-0000-0101"))


@given(
    st.text(st.sampled_from("08126+.-() @\nabS,:>[]Terimakasih"), max_size=300),
    st.builds(Reporter, name=st.text(max_size=20), phone=st.text("0628+- ", max_size=16)),
)
def test_the_originals_put_back_give_the_text_again(text: str, known: Reporter) -> None:
    masked = mask(text, known)
    restored = masked.text
    for number, original in reversed(list(enumerate(masked.originals, start=1))):
        restored = restored.replace(f"[identitas {number}]", original)
    assert restored == text
