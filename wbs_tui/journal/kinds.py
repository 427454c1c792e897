"""The kinds of entry. Each domain registers its own: the tables that it may touch, and who may make it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wbs_tui.journal.entries import Entry


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made an entry, as the entries before it say."""

    role: str | None
    """None before the account was there."""
    status: str | None
    has_key: bool
    """Whether the account has a key that has not ended."""


Rule = Callable[[Entry, Maker], bool]

_tables: dict[str, frozenset[str]] = {}
_rules: dict[str, Rule] = {}


def register(kind: str, *tables: str, rule: Rule | None = None) -> str:
    """Make a kind known; gives its name back. The same kind cannot be registered with other tables.

    `rule` says whether whoever made an entry of this kind may have made it.
    """
    known = _tables.setdefault(kind, frozenset(tables))
    if known != frozenset(tables):
        raise ValueError(f"{kind} is registered already")
    if rule is not None:
        _rules[kind] = rule
    return kind


def stray_tables(kind: str, touched: Iterable[str]) -> frozenset[str]:
    """The tables that an entry of this kind has no business to touch; all of them for an unknown kind."""
    return frozenset(touched) - _tables.get(kind, frozenset())


def rule_of(kind: str) -> Rule | None:
    """Who may make an entry of this kind; None when its signature is all it needs."""
    return _rules.get(kind)
