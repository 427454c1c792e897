"""Why a compartment or a case stays closed to the account at the desk; each message says what to do."""

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, StoreTrouble


class NotLetIn(Refused):
    """The account is not in the compartment that these contents are sealed for."""

    def __init__(self) -> None:
        super().__init__(
            _("Akun Anda belum diberi akses ke isi ini. Mintalah pemberian akses kepada Inspektur.")
        )


class NoCompartments(Refused):
    """The office has not been born yet: nothing can be sealed."""

    def __init__(self) -> None:
        super().__init__(_("Kantor belum siap: Inspektur harus mengaktifkan akunnya lebih dahulu."))


class NoGenuineEpoch(StoreTrouble):
    """No epoch of the compartment is signed by who may grant in it: nothing may be sealed to any."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci kompartemen tidak ditandatangani pemberi akses, sehingga tidak dipakai. "
                "Jangan menulis apa pun; jalankan `wbs verify` dan laporkan kepada Inspektur."
            )
        )


class BrokenCompartment(StoreTrouble):
    """What was signed about the compartment is not all there, or contradicts itself: it is only read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Riwayat akses kompartemen ini tidak utuh: ada pernyataan yang hilang, disisipkan, atau "
                "bertentangan. Jangan menulis apa pun; jalankan `wbs verify`, laporkan kepada Inspektur, dan "
                "pulihkan penyimpanan dari cadangan. Yang sudah ada tetap dapat dibaca."
            )
        )


class MovedCase(StoreTrouble):
    """The case's row names another compartment than the one that its charters prove."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kasus ini dipindahkan ke kompartemen lain tanpa piagam yang sah. Jangan menulis apa pun "
                "pada kasus ini; jalankan `wbs verify` dan laporkan kepada Inspektur."
            )
        )
