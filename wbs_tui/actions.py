"""Every action of the screens: data only. Footer, help, palette and a user's own keys all come from here."""

from dataclasses import dataclass


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
        first=True,
    ),
    Action("inbox.filter", "s", N_("Saring"), N_("Pilih tahap, kategori, bobot, atau petugas")),
    Action("inbox.mine", "m", N_("Milik saya"), N_("Hanya yang ditugaskan kepada saya"), footer=False),
    Action("inbox.overdue", "l", N_("Lewat tenggat"), N_("Hanya yang lewat tenggat"), footer=False),
    Action("inbox.unread", "u", N_("Belum dibaca"), N_("Hanya yang belum saya baca"), footer=False),
    Action("inbox.clear_filter", "x", N_("Semua kasus"), N_("Hapus saringan"), footer=False),
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
    Action("inbox.move", "p", N_("Pindahkan"), N_("Bawa kasus yang dipilih atau ditandai ke tahap lain")),
    Action(
        "inbox.preview", "v", N_("Pratinjau"), N_("Tampilkan atau sembunyikan isi laporan di samping daftar")
    ),
    Action("inbox.unmark", "escape", N_("Lepas tanda"), N_("Lepaskan semua tanda"), footer=False),
    Action("inbox.reload", "r", N_("Muat ulang"), N_("Baca ulang daftar dan angka"), footer=False),
)

ACTIONS: tuple[Action, ...] = (
    *_APP,
    *_INBOX,
)
"""Every action, in the order in which help lists them."""


def actions_of(scope: str) -> tuple[Action, ...]:
    """The actions of one screen, or of `app`."""
    return tuple(action for action in ACTIONS if action.scope == scope)
