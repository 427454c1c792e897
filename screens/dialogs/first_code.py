"""Shows a new account's recovery code: what lets its owner in on another device."""

from screens.dialogs.code import CodeDialog
from wbs_tui.text.catalogue import _


class FirstCodeDialog(CodeDialog):
    """The code that was made with the account's keys, or with its first known device."""

    def __init__(self, account: str, code: str) -> None:
        super().__init__(
            _("Kode pemulihan {name}").format(name=account),
            code,
            _(
                "Kata sandi Anda membuka penyimpanan hanya di perangkat ini. Di perangkat lain, atau bila "
                "yang ini rusak, Anda masuk dengan kata sandi dan kode ini. Catat di kertas dan simpan "
                "terpisah dari perangkat ini. Kode ini tidak akan tampil lagi; yang baru dapat dibuat kapan "
                "saja (F7)."
            ),
            _("kode-pemulihan-{name}.txt").format(name=account),
        )
