"""Who works, and for which office."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from models.words.reports import IdentityPolicy
from models.words.roles import Role


@dataclass(frozen=True, slots=True)
class Office:
    """The inspectorate that a store belongs to."""

    id: str
    code: str
    """The first part of its register numbers, such as `16`."""
    name: str
    zone: ZoneInfo
    identity_policy: IdentityPolicy


@dataclass(frozen=True, slots=True)
class Actor:
    """The account at the desk."""

    id: str
    name: str
    role: Role
    key_id: str
    """The row of `account_keys` whose private half signs."""
    covering: bool = False
    """Whether `role` is the Inspektur's for a time only: the account stands in for him (Plh, Plt)."""
