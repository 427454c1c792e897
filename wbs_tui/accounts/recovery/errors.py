"""What can be refused about recovery; each message says what to do."""

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.shares import WrongShare


class NoEscrow(Refused):
    """The office has no escrow that counts."""

    def __init__(self) -> None:
        super().__init__(
            _("Kantor ini belum punya kunci pemulihan. Inspektur membuatnya dengan `wbs recovery renew`.")
        )


class ShareOfNobody(WrongShare):
    """A good share, but of no escrow of this office."""

    def __init__(self) -> None:
        super().__init__(
            _("Bagian ini bukan bagian kunci pemulihan kantor ini. Periksa apakah lembarnya benar.")
        )


class OldGeneration(WrongShare):
    """Right words of a generation that has been replaced."""

    def __init__(self, number: int, current: int) -> None:
        super().__init__(
            _(
                "Kata-katanya benar, tetapi dari generasi {number} yang sudah diganti. "
                "Yang berlaku generasi {current}; pakai lembar generasi itu dan musnahkan yang lama."
            ).format(number=number, current=current)
        )


class SharesOpenNothing(WrongShare):
    """Two good shares that go together, but no slot of this store opens with them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kedua bagian itu tidak membuka penyimpanan ini: generasinya sudah diganti, atau milik "
                "kantor lain. Periksa kode kantor dan generasi pada kedua lembar."
            )
        )


class NotYourShare(Refused):
    """The account at the desk has no share that is kept for it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Tidak ada bagian yang disimpan untuk akun Anda. Bagian Super Admin dibuat bersama kunci "
                "pemulihan; mintalah Inspektur menjalankan `wbs recovery renew`."
            )
        )


class NothingToRecover(Refused):
    """The account at the desk can already do all that recovery would give it."""

    def __init__(self) -> None:
        super().__init__(
            _("Akun Anda sudah pemberi akses; tidak ada yang perlu dipulihkan. Pakai `wbs recovery drill`.")
        )


class OnlyForHead(Refused):
    """Somebody else than the Inspektur would recover without taking the office over."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Hanya Inspektur yang memulihkan aksesnya sendiri. Bila jabatannya diambil alih, sebutkan "
                "--head beserta SK: --decree NOMOR --decree-date TANGGAL."
            )
        )


class IsHead(Refused):
    """The Inspektur would take his own office over."""

    def __init__(self) -> None:
        super().__init__(_("Akun ini sudah Inspektur. Pulihkan tanpa --head."))


class DrillFailed(Refused):
    """The escrow does not open what it should."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci pemulihan tidak membuka semua kompartemen, sehingga tidak dibagi ulang. Jalankan "
                "`wbs verify`; bila bersih, Inspektur membuat yang baru dengan `wbs recovery renew`."
            )
        )


class NotReadyToLive(Refused):
    """Somebody, or the escrow, has opened nothing yet."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("\n".join((_("Kantor belum dapat mulai sungguhan:"), *missing)))


class NoOutside(Refused):
    """No office elsewhere is registered."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Belum ada kantor luar (provinsi) yang terdaftar. Inspektur mendaftarkannya dengan "
                "`wbs recovery outside add`."
            )
        )


class NothingAsked(Refused):
    """The request names a case that there is not, or that another office keeps."""

    def __init__(self) -> None:
        super().__init__(
            _("Permintaan ini menyebut kasus yang tidak ada atau tidak dititipkan di sini. Tidak dijawab.")
        )


class WrongOutside(Refused):
    """The answer is not from the registered office."""

    def __init__(self) -> None:
        super().__init__(_("Jawaban ini tidak ditandatangani kantor luar yang terdaftar. Tidak dipakai."))


class SomebodyElses(Refused):
    """The answer is for another account, or another office."""

    def __init__(self) -> None:
        super().__init__(_("Jawaban ini untuk akun atau kantor lain. Buka dari akun yang memintanya."))


class RequestOutdated(Refused):
    """Somebody was let in or taken out since the request was made."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Akses kasus ini berubah sejak permintaan dibuat. Buat permintaan baru dengan "
                "`wbs recovery outside request`."
            )
        )


class NotForYou(Refused):
    """The case implicates the account that would be let in."""

    def __init__(self) -> None:
        super().__init__(
            _("Kasus itu tidak untuk akun Anda. Mintalah Irban atau akun lain yang tidak terlibat.")
        )
