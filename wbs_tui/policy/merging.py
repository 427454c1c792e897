"""How an office's file is laid over the shipped one: table by table, entry by entry."""

from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Any]


def merged(shipped: Table, own: Table) -> dict[str, Any]:
    """Tables merge by key and lists of entries by their id; any other value replaces the shipped one."""
    result = dict(shipped)
    for key, value in own.items():
        result[key] = _value(shipped.get(key), value)
    return result


def identity(entry: object) -> str | None:
    """What makes two entries of a list the same: the id, or both ends of an edge."""
    if not isinstance(entry, Mapping):
        return None
    if "id" in entry:
        return str(entry["id"])
    if "from" in entry and "to" in entry:
        return f"{entry['from']}>{entry['to']}"
    return None


def _value(shipped: object, own: object) -> object:
    if isinstance(shipped, Mapping) and isinstance(own, Mapping):
        return merged(shipped, own)
    if isinstance(shipped, list) and isinstance(own, list) and _identified(own) and _identified(shipped):
        return _entries(shipped, own)
    return own


def _identified(entries: list[Any]) -> bool:
    return bool(entries) and all(identity(entry) is not None for entry in entries)


def _entries(shipped: list[Table], own: list[Table]) -> list[Table]:
    result = {identity(entry): entry for entry in shipped}
    for entry in own:
        known = result.get(identity(entry))
        result[identity(entry)] = entry if known is None else merged(known, entry)
    return list(result.values())
