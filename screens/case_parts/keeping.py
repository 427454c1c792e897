"""How long a case is kept: what stands in the way of its end, holds placed and lifted, and the end itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.widgets.picker import Choice
from wbs_tui.cases.kept.destruction import destroy
from wbs_tui.cases.kept.holds import HoldView, lift_hold, place_hold
from wbs_tui.cases.kept.retention import RetentionView, retention_of
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long

if TYPE_CHECKING:
    from screens.base import DeskScreen

DESTROYED = "destroyed"


async def keep_or_end(screen: "DeskScreen", register: str) -> str | None:
    """Ask what shall be done and do it; gives what was done in words, DESTROYED, or None."""
    view = await screen.call(lambda: retention_of(screen.desk, register))
    chosen = await screen.app.push_screen_wait(
        PickDialog(
            _("Masa simpan {register}").format(register=view.register), _choices(view), _told(screen, view)
        )
    )
    if chosen is None:
        return None
    return await {"hold": _hold, "lift": _lift, "destroy": _destroy}[chosen](screen, view)


def _choices(view: RetentionView) -> Iterator[Choice]:
    yield Choice("hold", _("Tahan"), _("jangan musnahkan sebelum penahanan ini dicabut"))
    if _standing(view):
        yield Choice("lift", _("Cabut penahanan"), _("dengan alasan"))
    if view.may_destroy:
        yield Choice("destroy", _("Musnahkan"), _("untuk selamanya; nomornya harus diketik"))


def _told(screen: "DeskScreen", view: RetentionView) -> str:
    lines = []
    if view.term_ends_at is not None:
        day = date_long(screen.desk.calendar.local_date(view.term_ends_at))
        lines += [_("Disimpan sampai {day}.").format(day=day), view.term]
    lines += [_hold_line(screen, hold) for hold in _standing(view)]
    return "\n".join([*lines, *view.why_not])


def _hold_line(screen: "DeskScreen", hold: HoldView) -> str:
    day = date_long(screen.desk.calendar.local_date(hold.at))
    return _("Ditahan {day} oleh {name}: {reason}").format(day=day, name=hold.account, reason=hold.reason)


def _standing(view: RetentionView) -> list[HoldView]:
    return [hold for hold in view.holds if hold.lifted_at is None]


async def _hold(screen: "DeskScreen", view: RetentionView) -> str | None:
    reason = await _asked(screen, _("Tahan {register}").format(register=view.register))
    if reason is None:
        return None
    await screen.call(lambda: place_hold(screen.desk, view.register, reason))
    return _("Pemusnahan kasus ditahan sampai penahanan ini dicabut.")


async def _lift(screen: "DeskScreen", view: RetentionView) -> str | None:
    held = _standing(view)
    hold_id: str | None = held[0].id
    if len(held) > 1:
        choices = [Choice(hold.id, _hold_line(screen, hold)) for hold in held]
        hold_id = await screen.app.push_screen_wait(PickDialog(_("Penahanan yang dicabut"), choices))
    if hold_id is None:
        return None
    reason = await _asked(screen, _("Cabut penahanan {register}").format(register=view.register))
    if reason is None:
        return None
    await screen.call(lambda: lift_hold(screen.desk, view.register, reason, hold_id))
    return _("Penahanan dicabut.")


async def _destroy(screen: "DeskScreen", view: RetentionView) -> str | None:
    title = _("Musnahkan {register}").format(register=view.register)
    explanation = _(
        "Alasan ini tetap tersimpan sesudah kasusnya musnah, misalnya nomor berita acara. "
        "Jangan menulis nama."
    )
    reason = await screen.app.push_screen_wait(ReasonDialog(title, explanation))
    if reason is None:
        return None
    mismatch = _("Nomor yang diketik bukan {register}; tidak ada yang dimusnahkan.").format(
        register=view.register
    )
    asked = ConfirmDialog(title, _consequences(), type_out=view.register, mismatch=mismatch)
    if not await screen.app.push_screen_wait(asked):
        return None
    await screen.call(lambda: destroy(screen.desk, view.register, reason))
    return DESTROYED


def _consequences() -> str:
    return _(
        "Kunci, berkas, dan draf kasus ini dihapus untuk selamanya; tidak ada yang dapat memulihkannya, "
        "kunci cadangan pun tidak. Nomor, tahap, dan tanggalnya tetap. Salinan cadangan yang lebih lama "
        "masih memuatnya: musnahkan juga salinan itu, atau tunggu sampai habis masa putarnya."
    )


async def _asked(screen: "DeskScreen", title: str) -> str | None:
    return await screen.app.push_screen_wait(ReasonDialog(title))
