"""Making a backup while officers work: one moment of the store in one sealed file."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from models.words.clock import from_millis
from wbs_tui.accounts.kinds import STORE_BACKED_UP
from wbs_tui.accounts.rekeying import under_key
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.heads import signed_heads
from wbs_tui.operations.sealed_files import file_records
from wbs_tui.operations.steps import Step, Tell, silent
from wbs_tui.policy.operations import Operation
from wbs_tui.store.backup_file import Begin, End, FileEnds, Lost, Record, write_backup
from wbs_tui.store.dump import Tally, count_rows, dump_rows, named_files
from wbs_tui.store.engine import reading
from wbs_tui.store.errors import DamagedStore, disk_errors_named
from wbs_tui.store.location import ServerStore
from wbs_tui.store.schema import stored_version
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.files import sweep_parts
from wbs_tui.vault.header import Header
from wbs_tui.vault.ids import new_id

_HALVES_ARE_KEPT = timedelta(days=1)
"""What is being written now, by whoever, is younger."""


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What is in a new backup."""

    path: Path
    made_at: datetime
    """In the office's time."""
    size: int
    """Bytes."""
    rows: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that rows name and that were not there to be carried."""
    recorded: bool
    """Whether the journal of the store says that a backup was made."""


def make_backup(desk: Desk, target: Path, tell: Tell = silent) -> BackupMade:
    """Write a backup of this moment to a new file. Others go on working; nothing is ever overwritten.

    Cut off anywhere, there is no file of that name. Raises NotPermitted, Refused (something is there),
    CannotWrite, AccountsNotSigned (on a server), StoreTrouble.
    """
    desk.require(Operation.BACKUP_MAKE)
    made_at = desk.now()
    with disk_errors_named():
        sweep_parts(target.parent, (desk.clock() - _HALVES_ARE_KEPT).timestamp())
    with ExitStack() as view:
        with desk.location.header.lock():
            connection = view.enter_context(desk.reading())
            header, key = _header_and_key(desk, connection)
        contents = _Contents(desk, connection, view, tell)
        size = write_backup(target, new_id(desk.clock), made_at, header, key, contents.records())
    return BackupMade(
        path=target,
        made_at=from_millis(made_at).astimezone(desk.office.zone),
        size=size,
        rows=contents.rows,
        files=contents.files,
        lost=_really_lost(desk, contents.lost),
        recorded=_record(desk),
    )


def _header_and_key(desk: Desk, connection: Connection) -> tuple[Header, bytes]:
    """The header that goes along, and the key that its slots open: not the one that stands on a server."""
    header = desk.location.header.read()
    if not isinstance(desk.location, ServerStore):
        return header, desk.store_key
    key = os.urandom(32)
    return under_key(connection, header, key), key


def _really_lost(desk: Desk, missing: list[str]) -> tuple[str, ...]:
    """Without those of cases that were destroyed while the backup was made."""
    if not missing:
        return ()
    with reading(desk.engine) as connection:
        return tuple(sorted(set(missing).intersection(named_files(connection))))


def _record(desk: Desk) -> bool:
    """The backup is there, whether the journal can still say so or not: its disk may be full."""
    try:
        with desk.change(STORE_BACKED_UP):
            pass
    except StoreTrouble:
        return False
    return True


class _Contents:
    """The records of a backup, and what they came to."""

    def __init__(self, desk: Desk, connection: Connection, view: ExitStack, tell: Tell) -> None:
        self._desk = desk
        self._connection = connection
        self._view = view
        self._tell = tell
        self.rows = 0
        self.files = 0
        self.lost: list[str] = []

    def records(self) -> Iterator[Record]:
        """All of them; the view of the rows is let go of before the files, which never change."""
        expected = count_rows(self._connection)
        names = _Names(self._connection)
        yield self._begin(expected, len(names))
        counted = Tally()
        for batch in dump_rows(self._connection):
            counted.add(batch)
            self.rows += len(batch.rows)
            yield batch
            self._tell(Step.ROWS, self.rows, sum(expected.values()))
        self._view.close()
        for done, file_id in enumerate(names, start=1):
            yield from self._file(file_id)
            self._tell(Step.FILES, done, len(names))
        yield End(counted.totals(), self.files, len(self.lost))

    def _begin(self, expected: dict[str, int], files: int) -> Begin:
        schema = stored_version(self._connection)
        if schema is None:
            raise DamagedStore
        heads = tuple((head.statement, head.signature) for head in signed_heads(self._desk, self._connection))
        return Begin(self._desk.office.id, schema, self._desk.actor.id, heads, expected, files)

    def _file(self, file_id: str) -> Iterator[Record]:
        for record in file_records(self._desk, file_id):
            if isinstance(record, Lost):
                self.lost.append(file_id)
            self.files += isinstance(record, FileEnds)
            yield record


class _Names:
    """The files that the rows name, 16 bytes for each."""

    def __init__(self, connection: Connection) -> None:
        self._packed = b"".join(bytes.fromhex(file_id) for file_id in named_files(connection))

    def __len__(self) -> int:
        return len(self._packed) // 16

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self._packed), 16):
            yield self._packed[start : start + 16].hex()
