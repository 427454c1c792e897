"""Conflicts of interest and restricted cases: declared, marked, and who reads such a case changed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.widgets.picker import Choice
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import (
    AGAINST_INSPECTOR,
    AGAINST_INSPECTORATE,
    candidates,
    escrow_after,
    implicate,
    let_in_to_case,
    nameable,
    restrict,
    take_out_of_case,
    told,
    told_before,
)
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from screens.base import DeskScreen
    from wbs_tui.cases.views import CaseView

_SHOWN = 6
"""Names of readers that are told before the rest are counted."""


async def declare_conflict(screen: "DeskScreen", register: str) -> bool:
    """Ask for the reason and record it; whether the case is gone for this account."""
    title = _("Nyatakan konflik: {register}").format(register=register)
    explanation = _(
        "Kasus ini langsung hilang bagi akun Anda, juga dari daftar, hitungan, dan jatuh tempo. Yang lain "
        "melanjutkannya. Ini tidak dapat dibatalkan."
    )
    reason = await screen.app.push_screen_wait(ReasonDialog(title, explanation))
    if reason is None:
        return False
    await screen.call(lambda: recuse(screen.desk, register, reason))
    return True


async def change_readers(screen: "DeskScreen", case: "CaseView") -> tuple[str, ...]:
    """Ask what shall be done about who reads the case, and do it; what is told of it."""
    chosen = await screen.app.push_screen_wait(
        PickDialog(_("Siapa membaca {register}").format(register=case.register), _choices(case), _who(case))
    )
    if chosen is None:
        return ()
    return await {"restrict": _restrict, "let_in": _let_in, "take_out": _take_out}[chosen](screen, case)


def _choices(case: "CaseView") -> Iterator[Choice]:
    yield Choice("restrict", _("Batasi"), _("sebutkan siapa yang terlibat; kasus langsung hilang baginya"))
    if case.may_let_in:
        yield Choice("let_in", _("Beri akses"), _("kepada satu akun"))
        yield Choice("take_out", _("Cabut akses"), _("dari satu akun"))


def _who(case: "CaseView") -> str:
    if not case.restricted:
        return _("Semua yang berakses kantor membaca kasus ini.")
    return _("Hanya dibaca oleh: {names}.").format(names=reader_names(case))


def reader_names(case: "CaseView") -> str:
    """The names of those who read a restricted case; of many the first, and how many more."""
    names = [reader.name for reader in case.readers]
    if len(names) <= _SHOWN:
        return ", ".join(names) or "-"
    return _("{names}, dan {count} lagi").format(names=", ".join(names[:_SHOWN]), count=len(names) - _SHOWN)


async def _restrict(screen: "DeskScreen", case: "CaseView") -> tuple[str, ...]:
    names = await screen.call(lambda: nameable(screen.desk))
    choices = [
        Choice(AGAINST_INSPECTOR, _("Inspektur"), _("lalu dibaca Irban/Ketua Tim")),
        Choice(AGAINST_INSPECTORATE, _("Inspektorat"), _("seluruh kantor; lalu hanya Anda yang membaca")),
        *(Choice(name, name) for name in names),
    ]
    against = await screen.app.push_screen_wait(PickDialog(_("Siapa yang terlibat?"), choices))
    if against is None:
        return ()
    title = _("Batasi {register}: {name}").format(register=case.register, name=against)
    reason = await _agreed_reason(screen, case.register, against, title)
    if reason is None:
        return ()
    names_one = screen.desk.may(Operation.CASE_IMPLICATE) and against in names
    if names_one:
        done = await screen.call(lambda: implicate(screen.desk, case.register, against, reason))
    else:
        done = await screen.call(lambda: restrict(screen.desk, case.register, (against,), reason))
    return told(done)


async def _agreed_reason(screen: "DeskScreen", register: str, against: str, title: str) -> str | None:
    """The reason, once it is known what cannot be undone; what has no recovery key is asked about first."""
    escrow = await screen.call(lambda: escrow_after(screen.desk, register, (against,)))
    warned = " ".join(told_before(escrow))
    if not escrow and not await screen.app.push_screen_wait(ConfirmDialog(title, warned)):
        return None
    return await screen.app.push_screen_wait(ReasonDialog(title, warned))


async def _let_in(screen: "DeskScreen", case: "CaseView") -> tuple[str, ...]:
    names = await screen.call(lambda: candidates(screen.desk, case.register))
    name = await _picked(screen, _("Beri akses {register} kepada").format(register=case.register), names)
    if name is None:
        return ()
    await screen.call(lambda: let_in_to_case(screen.desk, case.register, name))
    return (_("{name} kini membaca kasus ini.").format(name=name),)


async def _take_out(screen: "DeskScreen", case: "CaseView") -> tuple[str, ...]:
    names = tuple(reader.name for reader in case.readers if reader.name != screen.desk.actor.name)
    name = await _picked(screen, _("Cabut akses {register} dari").format(register=case.register), names)
    if name is None:
        return ()
    await screen.call(lambda: take_out_of_case(screen.desk, case.register, name))
    return (_("{name} tidak lagi membaca kasus ini.").format(name=name),)


async def _picked(screen: "DeskScreen", title: str, names: tuple[str, ...]) -> str | None:
    if not names:
        screen.tell(_("Tidak ada akun untuk itu."))
        return None
    return await screen.app.push_screen_wait(PickDialog(title, [Choice(name, name) for name in names]))
