"""Made-up matters for the demonstration, each in the words of somebody who reports it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter with its blanks: {place}, {amount}, {year}."""

    title: str
    text: str


PLACES = (
    "Suka Maju", "Sungai Rengas", "Muara Jaya", "Talang Bunga", "Pulau Harapan", "Lubuk Sari", "Tanjung Baru",
    "Air Jernih", "Bukit Indah", "Karang Asem", "Rantau Panjang", "Sumber Rejeki",
)  # fmt: skip

MATTERS = (
    Matter(
        "Rabat beton Desa {place} tidak selesai",
        "Kepala Desa {place} mencairkan dana desa tahun {year} sebesar {amount} untuk rabat beton, tetapi "
        "jalan yang dikerjakan tidak sampai separuh. Di papan proyek tertulis selesai. Material dari toko "
        "keluarganya.",
    ),
    Matter(
        "BLT Desa {place} dipotong",
        "Bantuan sosial di Desa {place} dipotong {amount} per keluarga oleh ketua RT atas suruhan kepala "
        "desa. Warga yang menolak diancam tidak didata lagi tahun {year}.",
    ),
    Matter(
        "Pungutan di loket pelayanan {place}",
        "Di loket pelayanan Kecamatan {place} saya diminta tambahan {amount} tanpa kuitansi supaya berkas "
        "cepat selesai. Teman saya juga kena pungutan liar minggu lalu.",
    ),
    Matter(
        "Camat {place} jarang masuk kantor",
        "Camat {place} sejak awal {year} masuk kantor paling dua hari seminggu; absensi sidik jari "
        "diwakilkan staf. Warga yang mengurus surat harus datang berulang kali.",
    ),
    Matter(
        "Pengadaan meja sekolah di {place} diarahkan",
        "Pengadaan meja siswa di {place} tahun {year} dengan pagu {amount} diarahkan ke satu rekanan; "
        "spesifikasi dikunci sejak awal dan dua penyedia lain hanya pinjam bendera. HPS jauh di atas harga "
        "pasar.",
    ),
    Matter(
        "Setoran untuk mutasi di {place}",
        "Untuk mutasi kepala sekolah di {place} tahun {year}, calon diminta setor {amount} lewat seorang "
        "kabid. Setoran ditransfer ke rekening keponakannya. Ada bukti transfer.",
    ),
    Matter(
        "Kios pemda di {place} disewakan sendiri",
        "Kios milik pemda di Pasar {place} disewakan oknum dinas {amount} per tahun sejak {year}; uangnya "
        "tidak masuk PAD dan penyewa tidak diberi kontrak.",
    ),
    Matter(
        "Kabid menerima perjalanan dari rekanan",
        "Seorang kabid menerima tiket perjalanan senilai {amount} dari rekanan yang menang paket jalan "
        "{place} tahun {year}. Foto tiket ada pada saya.",
    ),
    Matter(
        "SPPD fiktif di Dinas {place}",
        "Perjalanan dinas tahun {year} senilai {amount} dibuat fiktif: yang tercantum tidak pernah "
        "berangkat, tanda tangan hotel dipalsukan. Saya melihat bon kosong di meja bendahara kantor "
        "{place}.",
    ),
    Matter(
        "Kantor Kelurahan {place} tutup jam kerja",
        "Kantor Kelurahan {place} tutup jam 13.00 pada hari kerja sepanjang {year}. Pelayanan surat pindah "
        "terhenti dan petugas tidak dapat dihubungi.",
    ),
)

NOTE = (
    "## Ringkasan\n\nKeterangan pelapor sejalan dengan dokumen anggaran. Volume di lapangan belum diukur.\n\n"
    "## Pertimbangan\n\n- Dokumen pencairan lengkap, bukti fisik belum.\n- Dua saksi bersedia dimintai "
    "keterangan.\n\n## Saran\n\nDilanjutkan dengan klarifikasi kepada pihak terkait.\n"
)
RECOMMENDATIONS = (
    "Memulihkan kekurangan volume pekerjaan ke kas desa.",
    "Memberi pembinaan tertulis kepada pelaksana kegiatan.",
    "Menyusun SOP pencairan berdasarkan kemajuan fisik.",
)
ANSWER = (
    "Terima kasih atas laporan Anda. Laporan telah kami periksa dan ditindaklanjuti sesuai kewenangan "
    "Inspektorat. Identitas Anda tetap kami rahasiakan."
)
