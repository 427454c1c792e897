"""Accounts: who has one, who has been let into what, and the acts of the Super Admin and of the "
"Inspektur."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import DataTable, Static

from models.words.roles import AccountStatus, Role
from screens import account_acts as acts
from screens import office_acts
from screens.base import DeskScreen
from screens.dialogs.devices import DevicesDialog
from screens.dialogs.duties import DutiesDialog
from screens.who_reads import WhoReadsScreen
from screens.widgets.account_table import AccountTable, account_details
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_bar import StatusBar
from wbs_tui.accounts.administration import list_accounts
from wbs_tui.actions import actions_of
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import WORKING_ROLES
from wbs_tui.store.keyring import IDENTITY, OFFICE

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.following import Changes

_KEPT_BY_HAND_OVER = (Role.SUPER_ADMIN, Role.INSPECTOR)
_READS_NOTHING = (Role.SUPER_ADMIN,)
"""Roles that are let into nothing: the policy gives them no case to read."""
_NEVER_IDENTITY = (Role.AUDITOR, Role.MONITOR)
_HANDS_OVER = Operation.ACCOUNT_HANDOVER
_ON_ONE = frozenset({"role", "full_name", "reset", "devices", "hand_on", "disable", "grant", "revoke"})
"""Acts that need an account that they can be done to."""


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

    def follow(self, changes: "Changes") -> None:
        """Read them anew when something of accounts or access has changed."""
        if changes.office:
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is another role's work is not shown at all: these acts are of two roles, and few of both."""
        known = next((each for each in actions_of(self.SCOPE) if each.name == action), None)
        if known is not None and known.operation is not None and not self.desk.may(known.operation):
            return False
        return super().check_action(action, parameters)

    def applies(self, action: str) -> bool:
        """An act needs an account that it can be done to."""
        if action == "hand_over":
            return self.desk.may(Operation.ACCOUNT_MANAGE) or self.desk.may(_HANDS_OVER)
        if action not in _ON_ONE or not self.is_mounted:
            return True
        account = self.table.current
        if account is None:
            return False
        if action in ("grant", "revoke"):
            return bool(self._grantable(account) if action == "grant" else self._revocable(account))
        if action == "hand_on":
            return account.role in WORKING_ROLES  # also of an account that has been switched off
        return account.status is not AccountStatus.DISABLED and self._changes(action, account)

    def _changes(self, action: str, account: "AccountView") -> bool:
        """Whether the account at the desk is one who may change this in an account that is not disabled."""
        if action == "devices":
            return account.status is AccountStatus.ACTIVE
        if action == "reset":
            of_super_admin = account.role is Role.SUPER_ADMIN
            return self.desk.may(_HANDS_OVER if of_super_admin else Operation.ACCOUNT_MANAGE)
        return action == "full_name" or account.role not in _KEPT_BY_HAND_OVER

    def _grantable(self, account: "AccountView") -> tuple[str, ...]:
        """What the account can be let into now."""
        if account.status is not AccountStatus.ACTIVE or account.role in _READS_NOTHING:
            return ()
        kinds = (OFFICE,) if account.role in _NEVER_IDENTITY else (OFFICE, IDENTITY)
        return tuple(kind for kind in kinds if kind not in account.compartments)

    def _revocable(self, account: "AccountView") -> tuple[str, ...]:
        return () if account.id == self.desk.actor.id else (*account.compartments, *account.left_over)

    def _act(self, act: Awaitable[object]) -> None:
        """Do it, and read the list again, unless it gave False: then nobody sits here any more."""

        async def run() -> None:
            if await act is not False:
                self.action_reload()

        self.flow(run())

    def action_invite(self) -> None:
        """Make a new account."""
        self._act(self._invite())

    async def _invite(self) -> None:
        name = await acts.invite_one(self)
        if name is not None:
            self.table.stand_on(name)

    def action_role(self) -> None:
        """Give the chosen account another role."""
        if account := self.table.current:
            self._act(acts.change_role(self, account))

    def action_full_name(self) -> None:
        """Write down who the owner of the chosen account is."""
        if account := self.table.current:
            self._act(acts.name_owner(self, account))

    def action_reset(self) -> None:
        """A new invitation for the chosen account, in place of its keys."""
        if account := self.table.current:
            self._act(acts.reset_one(self, account))

    def action_disable(self) -> None:
        """Switch the chosen account off."""
        if account := self.table.current:
            self._act(acts.switch_off(self, account.name))

    def action_grant(self) -> None:
        """Let the chosen account in."""
        if account := self.table.current:
            self._act(acts.let_in(self, account.name, self._grantable(account)))

    def action_revoke(self) -> None:
        """Take the chosen account out."""
        if account := self.table.current:
            self._act(acts.take_out(self, account.name, self._revocable(account)))

    def action_hand_over(self) -> None:
        """Show by which decree the Super Admin holds his office, or hand one of the two offices over."""
        self._act(office_acts.hand_over(self, self.table.accounts))

    def action_cover(self) -> None:
        """Appoint a stand-in for the Inspektur, or end the one there is."""
        self._act(office_acts.cover(self, self.table.accounts))

    def action_hand_on(self) -> None:
        """Give the chosen officer's open cases to his successor."""
        if account := self.table.current:
            self._act(office_acts.hand_on_cases(self, account.name))

    def action_duties(self) -> None:
        """Show what is due, and do it now."""
        self.app.push_screen(DutiesDialog(self.desk), lambda _closed: self.action_reload())

    def action_devices(self) -> None:
        """Where the chosen account's password opens the store."""
        if account := self.table.current:
            self.app.push_screen(DevicesDialog(self.desk, account.name))

    def action_readers(self) -> None:
        """The table of who reads what."""
        self.app.push_screen(WhoReadsScreen(self.desk))
