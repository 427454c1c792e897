"""The keys that may sign, as the entries so far have brought and ended them."""

from collections.abc import Collection
from typing import Any

from models.tables.accounts import account_keys
from wbs_tui.journal.entries import Entry


class SigningKeys:
    """Follows the entries in the order of the fold; holds a row for each key, and nothing else."""

    def __init__(self, ruled: Collection[str] = ()) -> None:
        """`ruled`: entries of which the Inspektur has decided although the key that signed them had ended."""
        self._ruled = ruled
        self._rows: dict[str, dict[str, Any]] = {}

    def applied(self, entry: Entry) -> None:
        """Note what an entry brings or ends."""
        for effect in entry.effects:
            if effect.table != account_keys.name:
                continue
            if effect.operation == "insert":
                self._rows.setdefault(effect.row_id, dict(effect.values))
            elif effect.row_id in self._rows:
                self._rows[effect.row_id].update(effect.values)

    def key_of(self, entry: Entry) -> bytes | None:
        """The actor's key that the entry names: one that has not ended, or that the entry brings in."""
        row = self._rows.get(entry.actor_key)
        if row is None or (row.get("ended_at") is not None and entry.id not in self._ruled):
            row = _brought_in(entry)
        public = row.get("sign_public")
        return public if row.get("account_id") == entry.actor and isinstance(public, bytes) else None


def _brought_in(entry: Entry) -> dict[str, Any]:
    for effect in entry.effects_on(account_keys.name):
        if effect.row_id == entry.actor_key and effect.operation == "insert":
            return effect.values
    return {}
