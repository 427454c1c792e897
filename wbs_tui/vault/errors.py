"""What can be wrong with a sealed thing; each message says what to do, none names a key.

`what` is a message marked with `N_`: the thing that is wrong, as the first words of the sentence.
"""

from pathlib import Path

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, Refused, StoreTrouble
from wbs_tui.text.system import system_reason


class NewerFormat(StoreTrouble):
    """Bytes of a version that this program does not know."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("{what} ditulis oleh versi program yang lebih baru. Perbarui program ini lebih dahulu.").format(
                what=_(what)
            )
        )


class Damaged(StoreTrouble):
    """Bytes that were changed, cut, or moved from another place."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _(
                "{what} rusak atau pernah diubah di luar program. Jalankan `wbs doctor`; bila tetap rusak, "
                "pulihkan dari cadangan."
            ).format(what=_(what))
        )


class WrongKey(CannotUnlock):
    """The key at hand is not the one these bytes were sealed under (or the bytes were changed)."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _(
                "{what} tidak terbuka dengan kunci yang ada. Mintalah akses kepada Inspektur; "
                "bila akses sudah ada, jalankan `wbs doctor`."
            ).format(what=_(what))
        )


class WrongPassword(CannotUnlock):
    """Password, account name or code do not open the slot; the words do not say which."""


class DeviceSecretMissing(CannotUnlock):
    """The slot needs the secret that this machine's keyring should hold."""


class DamagedHeader(CannotUnlock):
    """The header file beside the store cannot be read as one."""


class NewerStore(NewerFormat):
    """The store, or its header, is of a newer version of the program."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.message += " " + _(
            "Tidak ada jalan kembali ke versi lama selain memulihkan cadangan dari sebelum pembaruan itu "
            "(wbs restore)."
        )


class NoStore(StoreTrouble):
    """There is no header where a store should be."""


class WeakPassword(Refused):
    """A new password that is too easy to guess."""


class WrongCode(CannotUnlock):
    """An invitation code that was mistyped."""


class CannotWrite(StoreTrouble):
    """The disk refused a file; `errno` says why, as the system does."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=path, reason=system_reason(error))
        )
        self.errno = error.errno
