"""What services give to screens and commands about accounts: frozen, and never a key."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.words.roles import AccountStatus, Role

if TYPE_CHECKING:
    from wbs_tui.accounts.recovery.shares import ShareSheets


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as the list of accounts shows it. Times are milliseconds since 1970 UTC."""

    id: str
    name: str
    role: Role
    status: AccountStatus
    created_at: int
    activated_at: int | None
    fingerprint: str | None
    """None until its owner has made the keys."""
    compartments: tuple[str, ...]
    """The kinds of compartment it has been let into: `office`, `identity`."""
    left_over: tuple[str, ...] = ()
    """Where a grantor must still take it out and begin a new epoch: the rotation is due. It is disabled, has
    other keys, or holds a role that may not be in there."""
    invited_until: int | None = None
    """When its invitation ends, used or not; None when there is none."""
    full_name: str | None = None
    last_used_at: int | None = None
    """The day on which it last unlocked; None when it never has."""
    waits_for: tuple[str, ...] = ()
    """The names of the accounts that can let it in, for one that is active and in no compartment yet though
    its role reads cases."""
    covers_until: int | None = None
    """Until when it stands in for the Inspektur; None when it does not."""
    needs_shares: bool = False
    """Whether it is the Inspektur's and out of the office after a reset: he comes back in, as the one who
    lets others in, with two shares of the recovery key only."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code for the owner of an account."""

    account: str
    code: str = field(repr=False)
    expires_at: int


@dataclass(frozen=True, slots=True)
class Activated:
    """What the owner of a new account is told."""

    account: str
    fingerprint: str
    founded: bool
    """Whether this activation made the office's compartments."""
    role: Role
    sheets: "ShareSheets | None" = field(default=None, repr=False)
    """Then the sheets of the shares that the Inspektur and the custodian keep."""
    recovery_code: str | None = field(default=None, repr=False)
    """Lets its owner in on a new device, with the password; None where the password stands alone."""
