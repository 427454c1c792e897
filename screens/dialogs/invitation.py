"""Shows the one-time code of a new account: to write down, or to save into a file for its owner."""

from typing import TYPE_CHECKING

from models.words.clock import from_millis
from screens.dialogs.code import CodeDialog
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.accounts.views import Invitation


class InvitationDialog(CodeDialog):
    """The code, until when it holds, and what happens with it."""

    def __init__(self, invitation: "Invitation", zone: "ZoneInfo") -> None:
        name = invitation.account
        until = moment(from_millis(invitation.expires_at), zone)
        super().__init__(
            _("Undangan untuk {name}").format(name=name),
            invitation.code,
            _(
                "Berlaku sekali, sampai {until}. Serahkan langsung kepada {name}, jangan lewat pesan "
                "yang dapat dibaca orang lain. Di layar masuk ia menekan ^n, mengetik nama dan kode ini, "
                "lalu membuat kata sandinya sendiri. Kode ini tidak akan tampil lagi."
            ).format(until=until, name=name),
            _("undangan-{name}.txt").format(name=name),
        )


class RecoveryCodeDialog(CodeDialog):
    """The code that lets in another device of the same account."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(
            _("Kode pemulihan {name}").format(name=name),
            code,
            _(
                "Dengan kode ini dan kata sandi Anda, perangkat baru dapat dipakai masuk. Catat di "
                "kertas dan simpan terpisah dari kata sandi; jangan di perangkat ini. Kode yang lama "
                "tidak berlaku lagi. Kode ini tidak akan tampil lagi."
            ),
            _("kode-pemulihan-{name}.txt").format(name=name),
        )
