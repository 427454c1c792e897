"""What was said of the last register number, as far as signed entries say it.

The table stands in clear: whoever holds the store key, or administers its server, can write to it.
"""

from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys
from models.tables.journal import journal, number_marks
from wbs_tui.cases.kinds import NUMBER_CONFIRMED
from wbs_tui.journal.entries import SIGNING_CONTEXT, Entry
from wbs_tui.journal.reading import entry_of
from wbs_tui.vault.account_keys import verify

Number = tuple[int, int]
"""A year, and a running number of it."""
_SAID = ("station", "year", "running", "account_id")


def signed_marks(connection: Connection) -> dict[str, Number]:
    """By station: the last number that was said; a row that no signed entry explains says nothing."""
    rows = connection.execute(select(number_marks)).all()
    return {row.id: (row.year, row.running) for row in rows if _is_said(connection, row)}


def _is_said(connection: Connection, mark: Row[Any]) -> bool:
    row = connection.execute(select(journal).where(journal.c.id == mark.entry_id)).one_or_none()
    entry = None if row is None else entry_of(row)
    if row is None or entry is None or entry.id != mark.entry_id or entry.kind != NUMBER_CONFIRMED:
        return False
    said = [effect.values for effect in entry.effects_on(number_marks.name) if effect.row_id == mark.id]
    stands = {name: mark._mapping[name] for name in _SAID}
    explained = any({name: values.get(name) for name in _SAID} == stands for values in said)
    return explained and _is_signed(connection, entry, row)


def _is_signed(connection: Connection, entry: Entry, row: Row[Any]) -> bool:
    key = connection.execute(
        select(account_keys.c.sign_public).where(
            account_keys.c.id == entry.actor_key, account_keys.c.account_id == entry.actor
        )
    ).scalar()
    return isinstance(key, bytes) and verify(key, SIGNING_CONTEXT, row.signed, row.signature)
