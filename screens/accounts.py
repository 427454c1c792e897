"""Accounts: who has one, who has been let into what, and the acts of the Super Admin and of the Inspektur."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import DataTable, Static

from models.words.roles import AccountStatus, Role
from screens.base import DeskScreen
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.grant import GrantDialog
from screens.dialogs.invitation import InvitationDialog
from screens.dialogs.invite import InviteDialog
from screens.dialogs.pick import PickDialog
from screens.widgets.account_table import AccountTable, access_name, account_details
from screens.widgets.key_bar import KeyBar
from screens.widgets.picker import Choice
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.access import fingerprint_of, revoke
from wbs_tui.accounts.administration import disable, list_accounts
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView

_KEPT_BY_HAND_OVER = (Role.SUPER_ADMIN, Role.INSPECTOR)
_READS_NOTHING = (Role.SUPER_ADMIN, Role.MONITOR)
"""Roles that are let into nothing: the policy gives them no case to read."""
_NEVER_IDENTITY = (Role.AUDITOR,)


class AccountsScreen(DeskScreen):
    """A table, and beneath it everything about the account that is chosen."""

    SCOPE = "accounts"
    CSS_PATH = "accounts.tcss"
    AUTO_FOCUS = "AccountTable"

    def compose(self) -> ComposeResult:
        """The table, and the details of one."""
        yield StatusBar(self.desk, "go_accounts")
        yield AccountTable(self.desk, id="accounts")
        yield Static(id="account-details", markup=False)
        yield KeyBar()

    @property
    def table(self) -> AccountTable:
        """The accounts."""
        return self.query_one(AccountTable)

    def on_mount(self) -> None:
        """Read them."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read them again."""
        self.serve(lambda: list_accounts(self.desk), self._show, group="accounts", stale=True)

    def _show(self, accounts: "tuple[AccountView, ...]") -> None:
        self.table.show(accounts)
        self._show_details()

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        account = self.table.current
        details = account_details(self.desk, account) if account else ""
        self.query_one("#account-details", Static).update(details)
        self.refresh_bindings()

    def applies(self, action: str) -> bool:
        """An act needs an account that it can be done to."""
        if action in ("invite", "reload") or not self.is_mounted:
            return True
        account = self.table.current
        if account is None:
            return False
        if action == "disable":
            return account.role not in _KEPT_BY_HAND_OVER and account.status is not AccountStatus.DISABLED
        if action == "grant":
            return bool(self._grantable(account))
        return bool(self._revocable(account))

    def _grantable(self, account: "AccountView") -> tuple[str, ...]:
        """What the account can be let into now."""
        if account.status is not AccountStatus.ACTIVE or account.role in _READS_NOTHING:
            return ()
        kinds = (OFFICE,) if account.role in _NEVER_IDENTITY else (OFFICE, IDENTITY)
        return tuple(kind for kind in kinds if kind not in account.compartments)

    def _revocable(self, account: "AccountView") -> tuple[str, ...]:
        return () if account.id == self.desk.actor.id else (*account.compartments, *account.left_over)

    def action_invite(self) -> None:
        """Ask for name and role, and show the code."""
        self.flow(self._invite())

    async def _invite(self) -> None:
        invitation = await self.app.push_screen_wait(InviteDialog(self.desk))
        if invitation is not None:
            await self.app.push_screen_wait(InvitationDialog(invitation, self.desk.office.zone))
            self.table.stand_on(invitation.account)
            self.action_reload()

    def action_disable(self) -> None:
        """Ask for the name of the account, and switch it off."""
        account = self.table.current
        if account is not None:
            self.flow(self._disable(account.name))

    async def _disable(self, name: str) -> None:
        explained = _(
            "Kata sandi dan undangan {name} tidak akan membuka apa pun lagi; ini tidak dapat dibatalkan. "
            "Kasusnya tetap ada dan perlu ditugaskan ulang. Yang pernah ia baca tidak dapat ditarik. "
            "Sesudah ini mintalah Inspektur mencabut aksesnya."
        ).format(name=name)
        title = _("Nonaktifkan {name}").format(name=name)
        if await self.app.push_screen_wait(ConfirmDialog(title, explained, type_out=name)):
            await self.call(lambda: disable(self.desk, name))
            self.action_reload()

    def action_grant(self) -> None:
        """Compare the fingerprint with its owner, and let the account in."""
        account = self.table.current
        if account is not None:
            self.flow(self._grant(account.name, self._grantable(account)))

    async def _grant(self, name: str, kinds: tuple[str, ...]) -> None:
        kind = await self._which(_("Beri {name} akses ke").format(name=name), kinds)
        if kind is None:
            return
        shown = await self.call(lambda: fingerprint_of(self.desk, name))
        if await self.app.push_screen_wait(GrantDialog(self.desk, kind, name, shown)):
            said = _("{name} sekarang membaca: {access}.").format(name=name, access=access_name(kind))
            self.tell(said)
            self.action_reload()

    def action_revoke(self) -> None:
        """Take the account out, once it is clear what that means."""
        account = self.table.current
        if account is not None:
            self.flow(self._revoke(account.name, self._revocable(account)))

    async def _revoke(self, name: str, kinds: tuple[str, ...]) -> None:
        kind = await self._which(_("Cabut dari {name} akses ke").format(name=name), kinds)
        if kind is None:
            return
        explained = _(
            "Masa kunci baru dimulai: yang ditulis mulai sekarang tidak dapat dibuka {name}, juga tidak "
            "dengan salinan lama. Yang pernah ia baca tidak dapat ditarik. Akses dapat diberikan lagi nanti."
        ).format(name=name)
        title = _("Cabut akses {access} dari {name}").format(access=access_name(kind), name=name)
        if await self.app.push_screen_wait(ConfirmDialog(title, explained)):
            await self.call(lambda: revoke(self.desk, kind, name))
            self.tell(_("Akses {access} milik {name} dicabut.").format(access=access_name(kind), name=name))
            self.action_reload()

    async def _which(self, title: str, kinds: tuple[str, ...]) -> str | None:
        """One of the compartments; not asked where there is only one."""
        if len(kinds) == 1:
            return kinds[0]
        notes = {OFFICE: _("isi kasus, bukti yang dilepas"), IDENTITY: _("siapa pelapor, surat aslinya")}
        choices = [Choice(kind, access_name(kind), notes[kind]) for kind in kinds]
        return await self.app.push_screen_wait(PickDialog(title, choices))
