"""The acts by which an office changes hands: each asks, says what follows from it, and calls one "
"service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from models.words.roles import AccountStatus, Role
from screens.base import DeskScreen
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.cover import CoverDialog
from screens.dialogs.handover import AppointmentDialog, HeadDialog, SuperAdminDialog
from screens.dialogs.invitation import InvitationDialog
from screens.dialogs.pick import PickDialog
from screens.dialogs.share_sheet import hand_out
from screens.dialogs.succession import SuccessionDialog
from screens.widgets.picker import Choice
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.appointments import Appointment, appointment
from wbs_tui.accounts.cover import Cover, current_cover, end_cover
from wbs_tui.cases.readers.kept_from import cases_kept_from
from wbs_tui.cases.readers.succession import would_hand_on
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView

Accounts = Sequence["AccountView"]
_RISES_TO_HEAD = (Role.OFFICER, Role.LEAD)
_ADMIN, _HEAD = "super_admin", "inspector"


async def hand_over(screen: DeskScreen, accounts: Accounts) -> bool:
    """For the Super Admin what his appointment says; for the Inspektur which of the two offices.

    False when the account at the desk has ended with it, and the screen locks.
    """
    appointed = await screen.call(lambda: appointment(screen.desk))
    if screen.desk.actor.role is Role.SUPER_ADMIN:
        await screen.app.push_screen_wait(AppointmentDialog(appointed))
        return True
    choices = [
        Choice(_ADMIN, _("Super Admin"), _("dengan SK baru; sekarang {name}").format(name=appointed.name)),
        Choice(_HEAD, _("Jabatan Inspektur"), _("jabatan Anda sendiri; akun Anda berakhir")),
    ]
    office = await screen.app.push_screen_wait(PickDialog(_("Serah terima"), choices))
    if office == _ADMIN:
        await _hand_over_super_admin(screen, appointed, accounts)
    return office != _HEAD or not await _hand_over_head(screen, accounts)


async def _hand_over_super_admin(screen: DeskScreen, appointed: Appointment, accounts: Accounts) -> None:
    done = await screen.app.push_screen_wait(SuperAdminDialog(screen.desk, appointed, accounts))
    if done is None:
        return
    if done.invitation is not None:
        await screen.app.push_screen_wait(InvitationDialog(done.invitation, screen.desk.office.zone))
    if done.sheets is not None:
        await hand_out(screen.app, done.sheets)
    screen.tell(_("{now} sekarang Super Admin; {was} dinonaktifkan.").format(now=done.now, was=done.was))


async def _hand_over_head(screen: DeskScreen, accounts: Accounts) -> bool:
    name = await ask_stand_in(screen, _("Siapa Inspektur yang baru?"), accounts)
    if name is None:
        return False
    shown = await screen.call(lambda: fingerprint_of(screen.desk, name))
    kept_from = await screen.call(lambda: cases_kept_from(screen.desk, name))
    done = await screen.app.push_screen_wait(HeadDialog(screen.desk, name, shown, kept_from))
    if done is None:
        return False
    if done.sheets is not None:
        await hand_out(screen.app, done.sheets)
    screen.tell(_("{name} sekarang Inspektur. Akun Anda sudah berakhir.").format(name=name))
    screen.app.call_later(screen.app.run_action, "app.lock")  # this worker ends with its screen
    return True


async def cover(screen: DeskScreen, accounts: Accounts) -> None:
    """Appoint somebody to stand in for the Inspektur; end it early where somebody does."""
    standing = await screen.call(lambda: current_cover(screen.desk))
    if standing is not None:
        await _end_cover(screen, standing)
        return
    name = await ask_stand_in(screen, _("Siapa yang menggantikan Anda?"), accounts)
    if name is None:
        return
    shown = await screen.call(lambda: fingerprint_of(screen.desk, name))
    until = await screen.app.push_screen_wait(CoverDialog(screen.desk, name, shown))
    if until is not None:
        screen.tell(_("{name} menggantikan Anda sampai {until}.").format(name=name, until=until))


async def _end_cover(screen: DeskScreen, standing: Cover) -> None:
    until = moment(from_millis(standing.ends_at), screen.desk.office.zone)
    explained = _(
        "{name} menggantikan Inspektur sampai {until} (SK nomor {number}). Bila diakhiri sekarang, haknya "
        "memberi akses berakhir, dan isi yang hanya terbuka baginya karena itu tertutup dengan kunci "
        "baru. Yang sudah ia baca tidak dapat ditarik."
    ).format(name=standing.account, until=until, number=standing.decree_number)
    title = _("Akhiri penggantian oleh {name}").format(name=standing.account)
    if await screen.app.push_screen_wait(ConfirmDialog(title, explained)):
        name = await screen.call(lambda: end_cover(screen.desk))
        screen.tell(_("{name} tidak lagi menggantikan Inspektur.").format(name=name))


async def hand_on_cases(screen: DeskScreen, name: str) -> None:
    """Ask who succeeds an officer, say what would go and what cannot, and hand his open cases on."""
    names = [other for other in await screen.call(lambda: assignable(screen.desk)) if other != name]
    explanation = "" if names else _("Belum ada akun yang dapat menerima kasus.")
    title = _("Kepada siapa kasus {name} dialihkan?").format(name=name)
    choices = [Choice(other, other) for other in names]
    successor = await screen.app.push_screen_wait(PickDialog(title, choices, explanation))
    if successor is None:
        return
    foreseen = await screen.call(lambda: would_hand_on(screen.desk, name, successor))
    if not foreseen.cases and not foreseen.left:
        screen.tell(_("{name} tidak punya kasus terbuka.").format(name=name))
        return
    done = await screen.app.push_screen_wait(SuccessionDialog(screen.desk, name, successor, foreseen))
    if done is not None:
        said = n_("{count} kasus sekarang ditangani {to}.", len(done.cases))
        screen.tell(said.format(count=len(done.cases), to=successor))


async def ask_stand_in(screen: DeskScreen, title: str, accounts: Accounts) -> str | None:
    """The name of an account that can be the Inspektur, or stand in for him."""
    choices = [
        Choice(account.name, account.name, _beside(screen, account))
        for account in accounts
        if account.role in _RISES_TO_HEAD and account.status is AccountStatus.ACTIVE
    ]
    explanation = "" if choices else _("Belum ada petugas atau Irban yang akunnya aktif.")
    return await screen.app.push_screen_wait(PickDialog(title, choices, explanation))


def _beside(screen: DeskScreen, account: "AccountView") -> str:
    role = screen.label("role", account.role)
    return f"{role}, {account.full_name}" if account.full_name else role
