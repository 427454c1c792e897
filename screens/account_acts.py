"""What can be done with an account: each act asks, says what follows from it, and calls one service."""

from typing import TYPE_CHECKING

from screens.base import DeskScreen
from screens.dialogs.change_account import FullNameDialog, ResetDialog, RoleDialog
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.grant import GrantDialog
from screens.dialogs.invitation import InvitationDialog
from screens.dialogs.invite import InviteDialog
from screens.dialogs.pick import PickDialog
from screens.widgets.picker import Choice
from wbs_tui.accounts.access import fingerprint_of, revoke
from wbs_tui.accounts.access_names import access_name
from wbs_tui.accounts.administration import disable
from wbs_tui.accounts.who_reads import grantor_names
from wbs_tui.cases.readers.let_in_again import cases_before, told_of
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView


async def invite_one(screen: DeskScreen) -> str | None:
    """Ask for name and role, and show the code; the name of the new account."""
    invitation = await screen.app.push_screen_wait(InviteDialog(screen.desk))
    if invitation is None:
        return None
    await screen.app.push_screen_wait(InvitationDialog(invitation, screen.desk.office.zone))
    return invitation.account


async def change_role(screen: DeskScreen, account: "AccountView") -> None:
    """Ask for another role, and give it."""
    label = await screen.app.push_screen_wait(RoleDialog(screen.desk, account))
    if label is not None:
        screen.tell(_("{name} sekarang {role}.").format(name=account.name, role=label))


async def name_owner(screen: DeskScreen, account: "AccountView") -> None:
    """Ask for the full name of the account's owner, and write it down."""
    await screen.app.push_screen_wait(FullNameDialog(screen.desk, account))


async def reset_one(screen: DeskScreen, account: "AccountView") -> None:
    """Say what follows, end the keys, and show the code of the new invitation."""
    grantors = await screen.call(lambda: grantor_names(screen.desk, OFFICE))
    invitation = await screen.app.push_screen_wait(ResetDialog(screen.desk, account, grantors))
    if invitation is not None:
        await screen.app.push_screen_wait(InvitationDialog(invitation, screen.desk.office.zone))


async def switch_off(screen: DeskScreen, name: str) -> None:
    """Ask for the name of the account, and disable it."""
    explained = _(
        "Kata sandi, perangkat, dan undangan {name} tidak akan membuka apa pun lagi; ini tidak dapat "
        "dibatalkan. Kasusnya tetap ada: Inspektur memindahkannya kepada penggantinya. Yang pernah ia baca "
        "tidak dapat ditarik; kunci baru tanpa dia dibuat begitu pemberi akses masuk."
    ).format(name=name)
    title = _("Nonaktifkan {name}").format(name=name)
    if await screen.app.push_screen_wait(ConfirmDialog(title, explained, type_out=name)):
        await screen.call(lambda: disable(screen.desk, name))


async def let_in(screen: DeskScreen, name: str, kinds: tuple[str, ...]) -> None:
    """Compare the fingerprint with its owner, and let the account in."""
    kind = await _which(screen, _("Beri {name} akses ke").format(name=name), kinds)
    if kind is None:
        return
    shown = await screen.call(lambda: fingerprint_of(screen.desk, name))
    if await screen.app.push_screen_wait(GrantDialog(screen.desk, kind, name, shown)):
        screen.tell(_("{name} sekarang membaca: {access}.").format(name=name, access=access_name(kind)))
        if kind == OFFICE:
            await _tell_cases_before(screen, name)


async def _tell_cases_before(screen: DeskScreen, name: str) -> None:
    registers = await screen.call(lambda: cases_before(screen.desk, name))
    if registers:
        how = _("Buka kasusnya, tekan h, lalu pilih Beri akses.")
        screen.tell(f"{told_of(name, registers)} {how}")


async def take_out(screen: DeskScreen, name: str, kinds: tuple[str, ...]) -> None:
    """Take the account out, once it is clear what that means."""
    kind = await _which(screen, _("Cabut dari {name} akses ke").format(name=name), kinds)
    if kind is None:
        return
    explained = _(
        "Masa kunci baru dimulai: yang ditulis mulai sekarang tidak dapat dibuka {name}, juga tidak "
        "dengan salinan lama. Yang pernah ia baca tidak dapat ditarik. Akses dapat diberikan lagi nanti."
    ).format(name=name)
    title = _("Cabut akses {access} dari {name}").format(access=access_name(kind), name=name)
    if await screen.app.push_screen_wait(ConfirmDialog(title, explained)):
        await screen.call(lambda: revoke(screen.desk, kind, name))
        screen.tell(_("Akses {access} milik {name} dicabut.").format(access=access_name(kind), name=name))


async def _which(screen: DeskScreen, title: str, kinds: tuple[str, ...]) -> str | None:
    """One of the compartments; not asked where there is only one."""
    if len(kinds) == 1:
        return kinds[0]
    notes = {OFFICE: _("isi kasus, bukti yang dilepas"), IDENTITY: _("siapa pelapor, surat aslinya")}
    choices = [Choice(kind, access_name(kind), notes[kind]) for kind in kinds]
    return await screen.app.push_screen_wait(PickDialog(title, choices))
