"""What is done about another office's case: each asks in dialogs and calls one service."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.words.exchange import Direction, MessageKind, MessageState
from screens.case_parts.words import at
from screens.dialogs.foreign_export import ForeignExportDialog
from screens.dialogs.foreign_identity import ForeignIdentityDialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.remark import ForeignRemarkDialog
from screens.widgets.picker import Choice
from wbs_tui.sync.foreign_cases.foreign_identity import reveal_foreign
from wbs_tui.sync.talks.answering import accept_referral, decline_referral
from wbs_tui.sync.words import KINDS
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from screens.base import DeskScreen
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView
    from wbs_tui.sync.talks.remarks import RemarkView

_ANSWERED = frozenset({MessageKind.COMMENT, MessageKind.REQUEST, MessageKind.DUPLICATE, MessageKind.REPLY})


def answerable(remarks: "Sequence[RemarkView]") -> "list[RemarkView]":
    """What the other office has said, the newest first, what waits for an answer before all else."""
    theirs = [each for each in reversed(remarks) if each.direction is Direction.IN and each.kind in _ANSWERED]
    return sorted(theirs, key=lambda each: each.state is not MessageState.WAITING)


async def write(screen: "DeskScreen", case: "ForeignCaseView", kind: MessageKind) -> None:
    """Say something to the office whose case it is."""
    if await screen.app.push_screen_wait(ForeignRemarkDialog(screen.desk, case, kind)) is not None:
        screen.tell(_("Dicatat; terkirim pada sinkronisasi berikutnya."))


async def reply(screen: "DeskScreen", case: "ForeignCaseView", remarks: "Sequence[RemarkView]") -> None:
    """Answer one of its messages."""
    chosen = remarks[0] if len(remarks) == 1 else await _which(screen, remarks)
    if chosen is None:
        return
    dialog = ForeignRemarkDialog(screen.desk, case, MessageKind.REPLY, chosen)
    if await screen.app.push_screen_wait(dialog) is not None:
        screen.tell(_("Dicatat; terkirim pada sinkronisasi berikutnya."))


async def _which(screen: "DeskScreen", remarks: "Sequence[RemarkView]") -> "RemarkView | None":
    choices = [
        Choice(
            each.id, f"{_(KINDS[each.kind])} {at(screen.desk, each.at)}", " ".join(each.text.split())[:200]
        )
        for each in remarks
    ]
    chosen = await screen.app.push_screen_wait(PickDialog(_("Menjawab pesan yang mana?"), choices))
    return next((each for each in remarks if each.id == chosen), None)


async def accept(screen: "DeskScreen", case: "ForeignCaseView") -> None:
    """Take a case over that was handed to us."""
    explained = _(
        "Kasus ini menjadi kasus kantor ini dengan nomor register sendiri, beserta bukti yang sudah tiba. "
        "{office} diberi tahu nomornya, dan seterusnya tahap serta hasilnya."
    ).format(office=case.office_name or case.office)
    title = _("Terima pelimpahan {register}").format(register=case.register)
    note = await screen.app.push_screen_wait(ReasonDialog(title, explained, required=False))
    if note is None:
        return
    taken = await screen.call(lambda: accept_referral(screen.desk, case.id, note))
    said = _("Diterima sebagai {register}.") if taken.register else _("Diterima.")
    screen.tell(said.format(register=taken.register))


async def decline(screen: "DeskScreen", case: "ForeignCaseView") -> None:
    """Do not take it."""
    title = _("Tolak pelimpahan {register}").format(register=case.register)
    explained = _("Alasannya dibaca {office}.").format(office=case.office_name or case.office)
    reason = await screen.app.push_screen_wait(ReasonDialog(title, explained))
    if reason is not None:
        await screen.call(lambda: decline_referral(screen.desk, case.id, reason))
        screen.tell(_("Pelimpahan ditolak; instansi pengirim diberi tahu."))


async def export(screen: "DeskScreen", case: "ForeignCaseView") -> None:
    """Write one of its files out, with a reason."""
    files = [file for file in case.files if file.here]
    chosen = files[0].id
    if len(files) > 1:
        choices = [Choice(file.id, f"{file.number:>3}  {file.name}") for file in files]
        picked = await screen.app.push_screen_wait(PickDialog(_("Ekspor berkas yang mana?"), choices))
        if picked is None:
            return
        chosen = picked
    file = next(file for file in files if file.id == chosen)
    path = await screen.app.push_screen_wait(ForeignExportDialog(screen.desk, file, Path.home()))
    if path is not None:
        screen.tell(_("Ditulis ke {path}.").format(path=path))


async def reveal(screen: "DeskScreen", case: "ForeignCaseView") -> None:
    """Show who reported it, for some minutes."""
    title = _("Buka identitas pelapor {register}").format(register=case.register)
    explained = _("Pembukaan dicatat: siapa, kapan, dan mengapa. Ia menutup sendiri.")
    reason = await screen.app.push_screen_wait(ReasonDialog(title, explained))
    if reason is not None:
        view = await screen.call(lambda: reveal_foreign(screen.desk, case.id, reason))
        await screen.app.push_screen_wait(ForeignIdentityDialog(view, screen.desk))
