"""What can be refused about accounts; each message says what to do."""

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, Refused


class AccountNameTaken(Refused):
    """Another account has the name."""

    def __init__(self) -> None:
        super().__init__(_("Nama akun ini sudah dipakai. Pilih nama lain."))


class BadAccountName(Refused):
    """A name that cannot be typed safely everywhere."""

    def __init__(self) -> None:
        super().__init__(
            _("Nama akun terdiri atas 2 sampai 40 huruf kecil, angka, titik, atau garis, diawali huruf.")
        )


class NoSuchAccount(Refused):
    """There is no account of this name."""

    def __init__(self) -> None:
        super().__init__(_("Akun itu tidak ada. Lihat wbs account list."))


class InvitationOver(CannotUnlock):
    """The invitation is unknown, used, or too old; the words do not say which."""

    def __init__(self) -> None:
        super().__init__(
            _("Undangan ini tidak berlaku atau sudah dipakai. Mintalah undangan baru kepada Super Admin.")
        )


class NotActivated(Refused):
    """There are no keys yet to grant to."""

    def __init__(self) -> None:
        super().__init__(_("Akun ini belum diaktifkan pemiliknya; akses dapat diberikan setelah itu."))


class NotGrantor(Refused):
    """Only a grantor of the compartment can let others in."""

    def __init__(self) -> None:
        super().__init__(_("Hanya pemberi akses (Inspektur) yang dapat memberi atau mencabut akses."))


class FingerprintDiffers(Refused):
    """The fingerprint that the owner read out is not the account's."""

    def __init__(self) -> None:
        super().__init__(
            _("Sidik jari kunci tidak cocok. Jangan beri akses; tanyakan langsung kepada pemilik akun.")
        )


class MayNotDisable(Refused):
    """The Super Admin and the Inspektur change hands; they are not switched off."""

    def __init__(self) -> None:
        super().__init__(
            _("Akun Super Admin dan Inspektur tidak dapat dinonaktifkan, hanya diserahterimakan.")
        )


class MayNotReset(Refused):
    """Nobody resets his own account; the Super Admin's is reset by the Inspektur, all others by him."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Akun ini tidak dapat Anda atur ulang. Akun Super Admin diatur ulang oleh Inspektur, "
                "akun lain oleh Super Admin; kata sandi sendiri diganti dengan wbs passwd."
            )
        )


class IsDisabled(Refused):
    """A disabled account stays as it is, so that its entries stay attributable."""

    def __init__(self) -> None:
        super().__init__(_("Akun ini sudah dinonaktifkan dan tetap begitu. Undang akun baru."))


class HandedOverAlready(Refused):
    """Somebody else has handed the office over in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("Serah terima lain baru saja terjadi. Lihat wbs account list, lalu putuskan lagi.")
        )


class MayNotSucceed(Refused):
    """The account's role or state does not lead to the office."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Akun ini tidak dapat menggantikan. Inspektur digantikan petugas atau Irban/Ketua Tim yang "
                "aktif; Super Admin oleh akun aktif lain atau nama yang baru."
            )
        )


class CoverStands(Refused):
    """One at a time stands in for the Inspektur."""

    def __init__(self) -> None:
        super().__init__(
            _("Sudah ada Plh/Plt yang berlaku. Akhiri dahulu dengan wbs head cover-end, lalu tunjuk lagi.")
        )


class NoCover(Refused):
    """Nobody stands in for the Inspektur."""

    def __init__(self) -> None:
        super().__init__(_("Tidak ada Plh/Plt yang berlaku."))


class CoverInThePast(Refused):
    """A cover ends on a day that is still to come."""

    def __init__(self) -> None:
        super().__init__(_("Tanggal akhirnya sudah lewat. Tulis hari ini atau sesudahnya."))


class RoleNotInvited(Refused):
    """Exactly one Super Admin and one Inspektur: they are made with the office."""

    def __init__(self) -> None:
        super().__init__(_("Super Admin dan Inspektur hanya satu, dibuat bersama kantor. Pilih peran lain."))


class NoKeyring(Refused):
    """This system keeps no secret for us."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Perangkat ini tidak punya penyimpan kunci yang terbuka (keyring). Buka dahulu, atau pakai "
                "kata sandi saja di perangkat ini: wbs device add --without-keyring."
            )
        )


class NoSuchDevice(Refused):
    """Nothing of that id, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__(_("Perangkat itu tidak ada. Lihat wbs device list."))


class LastDevice(Refused):
    """The account would be locked out."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ini satu-satunya jalan masuk akun itu. Tambahkan perangkat lain lebih dahulu; untuk menutup "
                "akun: wbs account disable atau reset."
            )
        )


class AccountExpired(CannotUnlock):
    """Nobody used the account for as long as the office's policy allows, whose sentence it says."""
