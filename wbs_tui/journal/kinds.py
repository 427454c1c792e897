"""The kinds of entry. Each domain registers its own: the tables that it may touch, and who may make it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.words.roles import AccountStatus, Role
from wbs_tui.journal.entries import Entry


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made an entry, as the entries before it say."""

    role: str | None
    """What counted at the entry's time: the Inspektur's role for who stood in for him. None before the
    account was there."""
    status: str | None
    has_key: bool
    """Whether the account has a key that has not ended."""
    account: Callable[[str], "Maker"]
    """Any account as the entries before say, in its own role."""
    covering: bool = False
    """Whether the role is the Inspektur's for a time only."""
    had_key: bool = False
    """Whether the account has ever had a key."""
    headless: bool = False
    """Whether the office has no Inspektur yet: it is being founded."""


Rule = Callable[[Entry, Maker], bool]

_NO_SEAT = frozenset({Role.ESCROW, Role.OUTSIDE})
_NO_CASES = _NO_SEAT | {Role.SUPER_ADMIN}
_READS_ONLY = frozenset({Role.AUDITOR})
_tables: dict[str, frozenset[str]] = {}
_rules: dict[str, Rule] = {}
_elsewhere: set[str] = set()
_after_restore: set[str] = set()


def register(
    kind: str,
    *tables: str,
    rule: Rule | None = None,
    elsewhere: bool = False,
    after_restore: bool = False,
) -> str:
    """Make a kind known; gives its name back. The same kind cannot be registered with other tables.

    `rule` says whether whoever made an entry of this kind may have made it; without one it is
    `by_case_worker`. `elsewhere`: whether a leased desk makes such entries, and not the home store alone.
    `after_restore`: whether only a store that was restored makes them.
    """
    known = _tables.setdefault(kind, frozenset(tables))
    if known != frozenset(tables):
        raise ValueError(f"{kind} is registered already")
    if rule is not None:
        _rules[kind] = rule
    if elsewhere:
        _elsewhere.add(kind)
    if after_restore:
        _after_restore.add(kind)
    return kind


def is_made_elsewhere(kind: str) -> bool:
    """Whether a leased desk may make entries of this kind."""
    return kind in _elsewhere


def is_made_after_restore(kind: str) -> bool:
    """Whether such entries belong to a station that began with a restore, and to no other."""
    return kind in _after_restore


def stray_tables(kind: str, touched: Iterable[str]) -> frozenset[str]:
    """The tables that an entry of this kind has no business to touch; all of them for an unknown kind."""
    return frozenset(touched) - _tables.get(kind, frozenset())


def kinds_that_touch(tables: frozenset[str]) -> frozenset[str]:
    """The kinds whose entries may touch one of the tables."""
    return frozenset(kind for kind, own in _tables.items() if own & tables)


def rule_of(kind: str) -> Rule:
    """Who may make an entry of this kind."""
    return _rules.get(kind, by_case_worker)


def by_anyone_active(_entry: Entry, maker: Maker) -> bool:
    """A rule: every account that is active and somebody's seat, the Super Admin's too."""
    return maker.status == AccountStatus.ACTIVE and maker.role not in _NO_SEAT


def by_case_worker(_entry: Entry, maker: Maker) -> bool:
    """A rule: whoever is active, but for the Super Admin and the escrow, who have no hand in any case, and
    the auditor, who only reads."""
    return by_case_reader(_entry, maker) and maker.role not in _READS_ONLY


def by_case_reader(_entry: Entry, maker: Maker) -> bool:
    """A rule: whoever may read cases, the auditor too."""
    return maker.status == AccountStatus.ACTIVE and maker.role not in _NO_CASES


def by_identity_holder(_entry: Entry, maker: Maker) -> bool:
    """A rule: roles that may be let into `identity`."""
    return maker.status == AccountStatus.ACTIVE and maker.role in MAY_HOLD_IDENTITY


def by_inspector(_entry: Entry, maker: Maker) -> bool:
    """A rule: the Inspektur himself, not who stands in for him."""
    return maker.status == AccountStatus.ACTIVE and maker.role == Role.INSPECTOR and not maker.covering


def by_super_admin(_entry: Entry, maker: Maker) -> bool:
    """A rule: the Super Admin."""
    return maker.status == AccountStatus.ACTIVE and maker.role == Role.SUPER_ADMIN


MAY_HOLD_IDENTITY = frozenset({Role.OFFICER, Role.LEAD, Role.INSPECTOR})
"""No grant of anybody lets another role know who reported."""
