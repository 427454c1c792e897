"""The signed heads of whatever an officer has kept of the office: a backup, or a file of heads."""

from contextlib import suppress
from pathlib import Path

from wbs_tui.journal.desk import Desk
from wbs_tui.journal.heads import SignedHead
from wbs_tui.journal.heads_file import format_of, read_heads
from wbs_tui.store.backup_file import BACKUP as BACKUP
from wbs_tui.store.backup_file import Backup, Begin, BrokenBackup, read_backup
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.slots import unseal_slot


def heads_of(desk: Desk, path: Path) -> tuple[SignedHead, ...]:
    """The heads of a backup that this account could restore, or of a file of heads.

    Raises NoHeads, BrokenBackup, NewerFormat, Unreadable.
    """
    return _of_backup(desk, read_backup(path)) if format_of(path) == BACKUP else read_heads(path)


def _of_backup(desk: Desk, backup: Backup) -> tuple[SignedHead, ...]:
    with backup.records(_store_keys(desk, backup)) as records:
        first = next(records, None)
    if not isinstance(first, Begin):
        raise BrokenBackup
    return tuple(SignedHead(statement, signature) for statement, signature in first.heads)


def _store_keys(desk: Desk, backup: Backup) -> list[bytes]:
    """Of now and of then: the store may have been given another key since."""
    found = [desk.store_key]
    for slot in backup.header.slots:
        if slot.account_id == desk.actor.id and slot.sealed_store_key is not None:
            with suppress(WrongKey, Damaged, NewerFormat):
                opened = unseal_slot(backup.header.store_id, slot, desk.account_keys.sealing)
                found += [key for key in opened if key]
    return found
