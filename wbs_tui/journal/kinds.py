"""The kinds of entry. Each domain registers its own, with the tables that an entry of the kind may touch."""

from collections.abc import Iterable

_tables: dict[str, frozenset[str]] = {}


def register(kind: str, *tables: str) -> str:
    """Make a kind known; gives its name back. The same kind cannot be registered with other tables."""
    known = _tables.setdefault(kind, frozenset(tables))
    if known != frozenset(tables):
        raise ValueError(f"{kind} is registered already")
    return kind


def stray_tables(kind: str, touched: Iterable[str]) -> frozenset[str]:
    """The tables that an entry of this kind has no business to touch; all of them for an unknown kind."""
    return frozenset(touched) - _tables.get(kind, frozenset())
