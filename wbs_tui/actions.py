"""Every action of the screens: data only. Footer, help, palette and a user's own keys all come from here."""

from dataclasses import dataclass
from functools import cache


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a label for the catalogue; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an officer can do on a screen."""

    id: str
    """`scope.name`; the screen's method is `action_name`."""
    key: str
    """Keys that do it, comma-separated, the first is shown."""
    label: str
    tooltip: str
    footer: bool = True
    """Whether the footer shows it."""
    operation: str | None = None
    """What the policy must allow the account's role; None when anybody may."""
    at_home: bool = False
    """Whether only the office's home store does it; a leased desk does not even tell of it."""
    first: bool = False
    """Whether it comes before what the focused part of the screen does with the key; those of `app` then also
    work over a dialog."""

    @property
    def scope(self) -> str:
        """The screen it belongs to; `app` for everywhere."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The method that does it, without `action_`."""
        return self.id.partition(".")[2]


_APP = (
    Action(
        "app.help",
        "f1,question_mark",
        N_("Bantuan"),
        N_("Apa yang dapat dilakukan di layar ini, dan dengan tombol apa"),
    ),
    Action(
        "app.go_inbox",
        "f2,2",
        N_("Kotak masuk"),
        N_("Semua kasus yang boleh Anda lihat"),
        footer=False,
        operation="case.list",
    ),
    Action(
        "app.go_today",
        "f3,3",
        N_("Hari ini"),
        N_("Yang menunggu Anda hari ini"),
        footer=False,
        operation="case.read",
    ),
    Action(
        "app.go_followups",
        "f4,4",
        N_("Tindak lanjut"),
        N_("Tenggat dan rekomendasi di semua kasus, yang paling mendesak di atas"),
        footer=False,
        operation="due.list",
    ),
    Action(
        "app.go_new_report",
        "f5,5",
        N_("Laporan baru"),
        N_("Catat laporan yang datang lewat telepon, surat, atau langsung"),
        footer=False,
        operation="case.record",
    ),
    Action(
        "app.go_accounts",
        "f6,6",
        N_("Akun"),
        N_("Akun, undangan, dan pemberian akses"),
        footer=False,
        operation="account.list",
    ),
    Action(
        "app.go_monitoring",
        "ctrl+o,7",
        N_("Pemantauan"),
        N_("Kasus semua instansi yang terhubung: ringkasannya, dan yang dibagikan utuh"),
        footer=False,
        operation="monitor.read",
    ),
    Action(
        "app.go_sync",
        "ctrl+r,8",
        N_("Sinkronisasi"),
        N_("Hub, kurir, sidik kunci instansi lain, dan yang menunggu keputusan di antaranya"),
        footer=False,
        operation="exchange.sync",
    ),
    Action(
        "app.own_account",
        "f7",
        N_("Akun saya"),
        N_("Sidik jari kunci dan kata sandi Anda sendiri"),
        footer=False,
    ),
    Action(
        "app.recovery",
        "f12",
        N_("Pemulihan"),
        N_("Bagian kunci pemulihan: siapa memegangnya, periksa, latihan, pulihkan"),
        footer=False,
        at_home=True,
    ),
    Action(
        "app.show_disclosures",
        "f11",
        N_("Pembukaan identitas"),
        N_("Siapa membuka identitas pelapor, kapan, dan mengapa"),
        footer=False,
        operation="disclosure.list",
    ),
    Action(
        "app.switch_theme",
        "f8",
        N_("Terang/gelap"),
        N_("Ganti warna layar antara terang dan gelap"),
        footer=False,
    ),
    Action("app.switch_language", "f9", N_("English"), N_("Ganti bahasa layar"), footer=False),
    Action(
        "app.lock",
        "f10",
        N_("Kunci"),
        N_("Kunci layar; isinya tertutup sampai kata sandi diketik lagi"),
        footer=False,
        first=True,
    ),
    Action("app.command_palette", "ctrl+p", N_("Tindakan"), N_("Cari tindakan dengan mengetik namanya")),
    Action(
        "app.quit",
        "ctrl+q",
        N_("Keluar"),
        N_("Tutup program; rancangan yang belum disimpan tetap ada"),
        footer=False,
        first=True,
    ),
)

_INBOX = (
    Action(
        "inbox.open", "enter", N_("Buka"), N_("Buka kasus yang dipilih"), operation="case.read", first=True
    ),
    Action(
        "inbox.mark",
        "space",
        N_("Tandai"),
        N_("Tandai kasus untuk dikerjakan bersama; shift+↓ beruntun"),
        at_home=True,
        first=True,
    ),
    Action(
        "inbox.search",
        "slash",
        N_("Cari"),
        N_("Cari kata, frasa, atau nomor di seluruh teks kasus yang boleh Anda baca"),
        operation="case.read",
    ),
    Action("inbox.filter", "s", N_("Saring"), N_("Pilih tahap, kategori, tingkat, atau petugas")),
    Action("inbox.mine", "m", N_("Milik saya"), N_("Hanya yang ditugaskan kepada saya"), footer=False),
    Action("inbox.overdue", "l", N_("Lewat tenggat"), N_("Hanya yang lewat tenggat"), footer=False),
    Action("inbox.unread", "u", N_("Belum dibaca"), N_("Hanya yang belum saya baca"), footer=False),
    Action("inbox.clear_filter", "x", N_("Semua kasus"), N_("Hapus saringan dan pencarian"), footer=False),
    Action(
        "inbox.sort",
        "o",
        N_("Urutkan"),
        N_("Ganti urutan: terbaru, terlama, tenggat, nomor register"),
        footer=False,
    ),
    Action(
        "inbox.assign",
        "t",
        N_("Tugaskan"),
        N_("Berikan kasus yang dipilih atau ditandai kepada petugas"),
        operation="case.assign",
    ),
    Action(
        "inbox.move",
        "p",
        N_("Pindahkan"),
        N_("Bawa kasus yang dipilih atau ditandai ke tahap lain"),
        at_home=True,
    ),
    Action(
        "inbox.lease",
        "b",
        N_("Pinjamkan"),
        N_("Bekali meja lain tanpa jaringan dengan kasus yang dipilih atau ditandai"),
        footer=False,
        operation="lease.make",
    ),
    Action(
        "inbox.preview", "v", N_("Pratinjau"), N_("Tampilkan atau sembunyikan isi laporan di samping daftar")
    ),
    Action("inbox.unmark", "escape", N_("Lepas tanda"), N_("Lepaskan semua tanda"), footer=False),
    Action("inbox.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar dan angka"), footer=False),
)

_TODAY = (
    Action(
        "today.open", "enter", N_("Buka"), N_("Buka kasus yang dipilih"), operation="case.read", first=True
    ),
    Action(
        "today.next_group", "right", N_("Kelompok berikutnya"), N_("Ke awal kelompok berikutnya"), first=True
    ),
    Action(
        "today.previous_group",
        "left",
        N_("Kelompok sebelumnya"),
        N_("Ke awal kelompok ini atau sebelumnya"),
        footer=False,
    ),
    Action("today.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar dan angka")),
)

_FOLLOWUPS = (
    Action(
        "followups.open",
        "enter",
        N_("Buka"),
        N_("Buka kasus yang dipilih"),
        operation="case.read",
        first=True,
    ),
    Action("followups.period", "d", N_("Jangka waktu"), N_("Sampai 7, 30, atau 90 hari lagi, atau semua")),
    Action(
        "followups.set_status",
        "s",
        N_("Status"),
        N_("Catat apa yang sudah dilakukan atas rekomendasi ini"),
        operation="followup.set",
    ),
    Action("followups.export", "e", N_("Kalender"), N_("Tulis tenggat ke berkas .ics"), operation="due.list"),
    Action(
        "followups.past_term",
        "m",
        N_("Masa simpan"),
        N_("Kasus berakhir yang sudah melewati masa simpannya"),
        footer=False,
        operation="case.hold",
    ),
    Action(
        "followups.next_group",
        "right",
        N_("Kelompok berikutnya"),
        N_("Ke awal kelompok berikutnya"),
        footer=False,
    ),
    Action(
        "followups.previous_group",
        "left",
        N_("Kelompok sebelumnya"),
        N_("Ke awal kelompok ini atau sebelumnya"),
        footer=False,
    ),
    Action("followups.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar dan angka"), footer=False),
)

_CASE = (
    Action(
        "case.close", "escape", N_("Kembali"), N_("Tutup yang terbuka, lalu kembali ke daftar"), footer=False
    ),
    Action("case.open_report", "1", N_("Laporan"), N_("Teks semua laporan pada kasus ini"), footer=False),
    Action(
        "case.open_classification",
        "2",
        N_("Klasifikasi"),
        N_("Saran sistem, alasannya, dan keputusan"),
        footer=False,
    ),
    Action("case.open_checklist", "3", N_("Verifikasi"), N_("Daftar periksa verifikasi"), footer=False),
    Action("case.open_notes", "4", N_("Catatan"), N_("Catatan dan telaah"), footer=False),
    Action("case.open_followup", "5", N_("Hasil"), N_("Rekomendasi, statusnya, dan jawaban"), footer=False),
    Action("case.open_evidence", "6", N_("Bukti"), N_("Berkas pada kasus ini"), footer=False),
    Action("case.open_history", "7", N_("Riwayat"), N_("Semua yang dilakukan pada kasus ini"), footer=False),
    Action("case.open_identity", "8", N_("Identitas"), N_("Siapa pelapornya; tertutup"), footer=False),
    Action(
        "case.open_offices",
        "9",
        N_("Instansi"),
        N_("Yang dibagikan, dilimpahkan, dan dikatakan antarinstansi tentang kasus ini"),
        footer=False,
    ),
    Action("case.previous_tab", "left", N_("Tab sebelumnya"), N_("Ke tab di kirinya"), footer=False),
    Action("case.next_tab", "right", N_("Tab berikutnya"), N_("Ke tab di kanannya"), footer=False),
    Action(
        "case.accept", "a", N_("Setujui"), N_("Setujui saran klasifikasi sistem"), operation="case.classify"
    ),
    Action(
        "case.reclassify", "u", N_("Ubah"), N_("Ubah klasifikasi, dengan alasan"), operation="case.classify"
    ),
    Action("case.next_reason", "s", N_("Alasan"), N_("Ke alasan berikutnya di dalam teks")),
    Action("case.answer_yes", "y", N_("Ya"), N_("Butir ini terpenuhi"), operation="case.verify"),
    Action("case.answer_no", "n", N_("Tidak"), N_("Butir ini tidak terpenuhi"), operation="case.verify"),
    Action(
        "case.answer_waived",
        "w",
        N_("Kesampingkan"),
        N_("Kesampingkan butir ini, dengan alasan"),
        operation="case.verify",
    ),
    Action("case.next_open", "m", N_("Lanjut"), N_("Ke butir wajib berikutnya yang belum dijawab")),
    Action(
        "case.correct_note",
        "u",
        N_("Koreksi"),
        N_("Tulis catatan baru yang mengoreksi catatan ini"),
        operation="case.note",
    ),
    Action("case.save_note", "ctrl+s", N_("Simpan"), N_("Simpan catatan"), operation="case.note"),
    Action("case.preview_note", "ctrl+t", N_("Pratinjau"), N_("Lihat catatan sebagaimana dibaca")),
    Action(
        "case.recommend",
        "n",
        N_("Rekomendasi"),
        N_("Tambahkan rekomendasi dengan batas waktunya"),
        operation="followup.add",
    ),
    Action(
        "case.set_status",
        "s",
        N_("Status"),
        N_("Catat apa yang sudah dilakukan atas rekomendasi ini"),
        operation="followup.set",
    ),
    Action(
        "case.correct_answer",
        "u",
        N_("Koreksi"),
        N_("Catat jawaban yang benar; yang lama tetap terbaca"),
        operation="case.answer",
    ),
    Action(
        "case.add_evidence", "n", N_("Tambah"), N_("Segel berkas ke dalam kasus"), operation="evidence.add"
    ),
    Action("case.mark", "space", N_("Tandai"), N_("Tandai berkas untuk dilepas bersama")),
    Action(
        "case.release",
        "l",
        N_("Lepas"),
        N_("Buka berkas yang ditahan bagi pembaca kasus"),
        operation="evidence.release",
    ),
    Action(
        "case.export", "x", N_("Ekspor"), N_("Tulis berkas ke luar, tanpa segel"), operation="evidence.export"
    ),
    Action("case.turn_around", "o", N_("Balik urutan"), N_("Terbaru atau terlama di atas")),
    Action(
        "case.reveal",
        "i",
        N_("Buka identitas"),
        N_("Tampilkan pelapor beberapa menit, dengan alasan tertulis"),
        operation="identity.reveal",
    ),
    Action(
        "case.conceal",
        "x",
        N_("Tutup identitas"),
        N_("Tutup identitas sekarang"),
        operation="identity.reveal",
    ),
    Action(
        "case.show_picture",
        "g",
        N_("Gambar"),
        N_("Tampilkan KTP atau berkas identitas berikutnya, selama identitas terbuka"),
        operation="identity.reveal",
    ),
    Action(
        "case.write_remark",
        "n",
        N_("Tulis pesan"),
        N_("Tulis kepada instansi yang tahu tentang kasus ini"),
        operation="case.comment",
    ),
    Action(
        "case.reply_remark",
        "a",
        N_("Jawab"),
        N_("Jawab pesan instansi lain yang dipilih"),
        operation="case.comment",
    ),
    Action(
        "case.share",
        "s",
        N_("Bagikan"),
        N_("Bagikan kasus, ringkasan, atau identitas pelapor kepada instansi lain, dengan alasan"),
        at_home=True,
    ),
    Action(
        "case.end_share",
        "x",
        N_("Akhiri"),
        N_("Akhiri pembagian kepada suatu instansi"),
        at_home=True,
    ),
    Action(
        "case.refer",
        "l",
        N_("Limpahkan"),
        N_("Serahkan kasus kepada instansi lain, dengan alasan"),
        at_home=True,
    ),
    Action("case.advance", "p", N_("Tahap"), N_("Bawa kasus ke tahap lain, atau usulkan"), at_home=True),
    Action("case.decide", "d", N_("Putuskan"), N_("Putuskan usulan yang menunggu"), at_home=True),
    Action("case.answer", "b", N_("Balas"), N_("Catat jawaban kepada pelapor"), operation="case.answer"),
    Action("case.assign", "t", N_("Tugaskan"), N_("Berikan kasus kepada petugas"), operation="case.assign"),
    Action("case.new_note", "c", N_("Catat"), N_("Tulis catatan atau telaah"), operation="case.note"),
    Action(
        "case.settle",
        "v",
        N_("Tabrakan"),
        N_("Putuskan perubahan yang bertabrakan antara kantor dan mejanya"),
        footer=False,
        operation="conflict.settle",
    ),
    Action(
        "case.recuse",
        "k",
        N_("Nyatakan konflik"),
        N_("Nyatakan konflik kepentingan Anda; kasus hilang bagi akun Anda"),
        footer=False,
        operation="case.recuse",
    ),
    Action(
        "case.restrict",
        "h",
        N_("Batasi"),
        N_("Siapa membaca kasus ini: batasi bagi yang terlibat, beri atau cabut akses"),
        footer=False,
        operation="case.restrict",
    ),
    Action(
        "case.retention",
        "z",
        N_("Masa simpan"),
        N_("Sampai kapan kasus disimpan; tahan, cabut penahanan, atau musnahkan"),
        footer=False,
        operation="case.hold",
    ),
    Action("case.reload", "r", N_("Muat ulang"), N_("Baca ulang kasus ini"), footer=False),
)

_DISCLOSURES = (
    Action(
        "disclosures.open",
        "enter",
        N_("Buka"),
        N_("Buka riwayat kasus yang dipilih"),
        operation="case.read",
        first=True,
    ),
    Action("disclosures.close", "escape", N_("Kembali"), N_("Kembali ke layar sebelumnya")),
    Action("disclosures.reload", "r", N_("Muat ulang"), N_("Baca ulang daftarnya"), footer=False),
)

_NEW_REPORT = (
    Action(
        "new_report.record",
        "ctrl+s",
        N_("Catat laporan"),
        N_("Catat laporan: nomor register dan tanda terimanya langsung ada"),
        operation="case.record",
        first=True,
    ),
    Action(
        "new_report.clear",
        "ctrl+n",
        N_("Formulir kosong"),
        N_("Mulai dari formulir kosong; isian yang belum dicatat dibuang"),
        first=True,
    ),
    Action("new_report.back", "escape", N_("Kembali"), N_("Ke kotak masuk; rancangannya tetap ada")),
    Action(
        "new_report.reload", "r", N_("Muat ulang"), N_("Lihat apakah akses sudah diberikan"), footer=False
    ),
)

_ACCOUNTS = (
    Action(
        "accounts.invite",
        "u",
        N_("Undang"),
        N_("Buat akun baru dengan kode sekali pakai"),
        operation="account.manage",
    ),
    Action(
        "accounts.reset",
        "s",
        N_("Setel ulang"),
        N_("Undangan baru bagi pemilik yang kehilangan kata sandi atau kodenya; kuncinya yang lama mati"),
        at_home=True,
    ),
    Action(
        "accounts.grant",
        "b",
        N_("Beri akses"),
        N_("Masukkan akun yang dipilih, setelah sidik jari kuncinya dicocokkan"),
        operation="grant",
    ),
    Action(
        "accounts.revoke",
        "c",
        N_("Cabut akses"),
        N_("Keluarkan akun yang dipilih dari yang ditulis mulai sekarang"),
        operation="grant",
    ),
    Action(
        "accounts.readers",
        "w",
        N_("Siapa membaca"),
        N_("Tabel: akun mana membaca apa, sejak kapan, diberi oleh siapa"),
        operation="account.list",
    ),
    Action(
        "accounts.disable",
        "n",
        N_("Nonaktifkan"),
        N_("Matikan akun yang dipilih; kata sandinya tidak membuka apa pun lagi"),
        operation="account.manage",
    ),
    Action(
        "accounts.hand_on",
        "g",
        N_("Alihkan kasus"),
        N_("Semua kasus terbuka petugas yang dipilih pindah kepada penggantinya"),
        operation="account.rotate",
    ),
    Action(
        "accounts.duties",
        "m",
        N_("Kunci baru"),
        N_("Buat kunci baru tanpa mereka yang aksesnya berakhir, sekarang juga"),
        operation="grant",
    ),
    Action(
        "accounts.hand_over",
        "h",
        N_("Serah terima"),
        N_("SK Super Admin yang berlaku; Inspektur menyerahkan jabatan Super Admin atau jabatannya sendiri"),
        at_home=True,
    ),
    Action(
        "accounts.cover",
        "t",
        N_("Plh/Plt"),
        N_("Tunjuk pengganti Inspektur sampai suatu hari, atau akhiri lebih awal"),
        operation="head.cover",
    ),
    Action(
        "accounts.role",
        "p",
        N_("Peran"),
        N_("Ganti peran akun yang dipilih"),
        operation="account.manage",
    ),
    Action(
        "accounts.devices",
        "d",
        N_("Perangkat"),
        N_("Dari mana akun yang dipilih dapat masuk; perangkat yang hilang dicabut di sini"),
        operation="account.manage",
    ),
    Action(
        "accounts.full_name",
        "l",
        N_("Nama lengkap"),
        N_("Tulis nama lengkap pemilik akun yang dipilih"),
        footer=False,
        operation="account.manage",
    ),
    Action("accounts.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar akun"), footer=False),
)

_READERS = (
    Action("readers.back", "escape", N_("Kembali"), N_("Ke daftar akun")),
    Action("readers.reload", "r", N_("Muat ulang"), N_("Baca ulang siapa membaca apa")),
)

_RECOVERY = (
    Action(
        "recovery.check",
        "p",
        N_("Periksa bagian"),
        N_("Buktikan bahwa satu bagian masih benar"),
        operation="recovery.check",
    ),
    Action(
        "recovery.own_share",
        "l",
        N_("Bagian saya"),
        N_("Lihat bagian yang tersegel untuk akun Anda"),
        operation="recovery.check",
    ),
    Action(
        "recovery.drill",
        "d",
        N_("Latihan"),
        N_("Gabungkan dua bagian, buka semua, lalu bagi ulang"),
        operation="recovery.drill",
    ),
    Action(
        "recovery.renew",
        "b",
        N_("Bagi ulang"),
        N_("Buat kunci pemulihan dan ketiga bagiannya dari baru"),
        operation="recovery.drill",
    ),
    Action(
        "recovery.use",
        "u",
        N_("Pulihkan"),
        N_("Pulihkan akses sendiri, atau ambil alih jabatan Inspektur, dengan dua bagian"),
        operation="recovery.use",
    ),
    Action(
        "recovery.live",
        "h",
        N_("Mulai sungguhan"),
        N_("Akhiri masa uji coba kantor ini"),
        operation="office.settings",
    ),
    Action("recovery.reload", "r", N_("Muat ulang"), N_("Lihat lagi"), footer=False),
    Action("recovery.close", "escape", N_("Kembali"), N_("Ke layar sebelumnya"), first=True),
)

_MONITORING = (
    Action(
        "monitoring.open",
        "enter",
        N_("Buka"),
        N_("Buka ringkasan atau kasus yang dipilih; di angka: kasus instansi atau bulan itu"),
        first=True,
    ),
    Action("monitoring.filter", "s", N_("Saring"), N_("Pilih instansi, tahap, hasil, bulan, atau keadaan")),
    Action("monitoring.overdue", "l", N_("Lewat tenggat"), N_("Hanya yang lewat tenggat")),
    Action(
        "monitoring.referred", "p", N_("Limpahan"), N_("Hanya yang dilimpahkan ke sini dan menunggu jawaban")
    ),
    Action("monitoring.shared", "u", N_("Utuh"), N_("Hanya yang dibagikan utuh"), footer=False),
    Action(
        "monitoring.figures", "a", N_("Angka"), N_("Angka per instansi dan per bulan, atau kembali ke daftar")
    ),
    Action("monitoring.clear_filter", "x", N_("Semua"), N_("Hapus saringan"), footer=False),
    Action(
        "monitoring.next_group", "right", N_("Kelompok berikutnya"), N_("Ke angka per bulan"), footer=False
    ),
    Action(
        "monitoring.previous_group",
        "left",
        N_("Kelompok sebelumnya"),
        N_("Ke angka per instansi"),
        footer=False,
    ),
    Action("monitoring.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar dan angka"), footer=False),
)

_FOREIGN = (
    Action("foreign.close", "escape", N_("Kembali"), N_("Kembali ke daftar"), first=True),
    Action(
        "foreign.comment",
        "c",
        N_("Tanggapi"),
        N_("Tulis tanggapan kepada instansi pemilik kasus"),
        operation="case.comment",
    ),
    Action(
        "foreign.ask",
        "m",
        N_("Minta"),
        N_("Minta sesuatu kepada instansi pemilik kasus; jawabannya ditunggu"),
        operation="case.comment",
    ),
    Action(
        "foreign.handled",
        "h",
        N_("Ditangani di sini"),
        N_("Beri tahu bahwa perkara ini sudah ditangani kantor ini"),
        operation="case.comment",
    ),
    Action(
        "foreign.reply",
        "b",
        N_("Jawab"),
        N_("Jawab pesan instansi itu"),
        operation="case.comment",
    ),
    Action(
        "foreign.accept",
        "a",
        N_("Terima"),
        N_("Terima pelimpahan: menjadi kasus kantor ini"),
        operation="referral.answer",
    ),
    Action(
        "foreign.decline",
        "t",
        N_("Tolak"),
        N_("Tolak pelimpahan, dengan alasan bagi instansi pengirim"),
        operation="referral.answer",
    ),
    Action(
        "foreign.export",
        "x",
        N_("Ekspor"),
        N_("Tulis berkas bukti ke luar, tanpa segel"),
        footer=False,
        operation="evidence.export",
    ),
    Action(
        "foreign.reveal",
        "i",
        N_("Buka identitas"),
        N_("Tampilkan pelapor beberapa menit, dengan alasan tertulis"),
        footer=False,
        operation="identity.reveal",
    ),
    Action("foreign.reload", "r", N_("Muat ulang"), N_("Baca ulang kasus ini"), footer=False),
)

_SYNC = (
    Action(
        "sync.open",
        "enter",
        N_("Buka"),
        N_("Lihat baris yang dipilih, dan putuskan atau pastikan"),
        first=True,
    ),
    Action(
        "sync.exchange",
        "s",
        N_("Sinkronkan"),
        N_("Bertukar dengan hub sekarang juga"),
        operation="exchange.sync",
    ),
    Action(
        "sync.write_bundle",
        "t",
        N_("Tulis bundel"),
        N_("Tulis berkas kurir untuk satu instansi atau meja"),
        operation="exchange.sync",
    ),
    Action(
        "sync.read_bundle",
        "b",
        N_("Baca bundel"),
        N_("Terima isi berkas kurir"),
        operation="exchange.sync",
    ),
    Action(
        "sync.retry",
        "u",
        N_("Coba lagi"),
        N_("Coba lagi semua kiriman yang tertahan"),
        operation="exchange.retry",
    ),
    Action(
        "sync.block",
        "x",
        N_("Blokir"),
        N_("Jangan menyegel untuk, atau menerima dari, instansi yang dipilih"),
        footer=False,
        operation="peer.confirm",
    ),
    Action(
        "sync.next_group", "right", N_("Kelompok berikutnya"), N_("Ke awal kelompok berikutnya"), footer=False
    ),
    Action(
        "sync.previous_group",
        "left",
        N_("Kelompok sebelumnya"),
        N_("Ke awal kelompok ini atau sebelumnya"),
        footer=False,
    ),
    Action("sync.reload", "r", N_("Muat ulang"), N_("Baca ulang keadaannya"), footer=False),
)

_ACTIVATION = (
    Action(
        "unlock.activate", "ctrl+n", N_("Aktifkan akun"), N_("Pakai undangan: buat kunci akun Anda sendiri")
    ),
    Action("activation.activate", "ctrl+s", N_("Aktifkan"), N_("Buat kunci akun dari undangan"), first=True),
    Action("activation.back", "escape", N_("Kembali"), N_("Ke layar masuk")),
)

ACTIONS: tuple[Action, ...] = (
    *_APP,
    *_INBOX,
    *_TODAY,
    *_FOLLOWUPS,
    *_CASE,
    *_DISCLOSURES,
    *_NEW_REPORT,
    *_ACCOUNTS,
    *_READERS,
    *_RECOVERY,
    *_MONITORING,
    *_FOREIGN,
    *_SYNC,
    *_ACTIVATION,
)
"""Every action, in the order in which help lists them."""


@cache
def actions_of(scope: str) -> tuple[Action, ...]:
    """The actions of one screen, or of `app`."""
    return tuple(action for action in ACTIONS if action.scope == scope)
