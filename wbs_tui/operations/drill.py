"""Trying a backup: restored into a temporary place, proved, every file opened and compared, nothing left."""

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, func, select

from models.tables.cases import cases, evidence, kept_messages, reports
from models.tables.exchange import foreign_files
from models.tables.local import key_wraps
from models.words.clock import Clock, from_millis
from models.words.exchange import FileState
from wbs_tui.accounts.session import sit_down
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import EvidenceDescription, ForeignFile
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.findings import Finding
from wbs_tui.operations.loading import Loaded, SignIn, keys_proved, loaded, seat_of
from wbs_tui.operations.steps import Step, Tell, silent
from wbs_tui.policy.operations import Operation
from wbs_tui.store.backup_file import Backup
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.dump import named_files
from wbs_tui.store.errors import disk_errors_named
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import FileStore
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

T = TypeVar("T")
_PREFIX = ".wbs-drill-"
_STORE = "office.wbs"


@dataclass(frozen=True, slots=True)
class Drilled:
    """What trying a backup gave."""

    made_at: datetime
    """When the backup was made, in the office's time."""
    entries: int
    cases: int
    files: int
    opened: int
    """Files that this account could open: each is what it was when it was sealed."""
    unopened: int
    """Files that this account has no key for: they are as they were backed up, but nobody looked inside."""
    broken: tuple[str, ...]
    """Files that do not open, are not what they were, or whose keys nobody has any more."""
    lost: tuple[str, ...]
    """Files that were not there when the backup was made."""
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the backup would bring everything back."""
        return not (self.broken or self.lost or self.findings)


def drill(backup: Backup, folder: Path, sign_in: SignIn, clock: Clock, tell: Tell = silent) -> Drilled:
    """Restore into a temporary folder of `folder`, open what the account can open, and remove it again.

    Nothing is shown or kept of what was opened. Raises BrokenBackup, NotPermitted, DiskFull, and what
    unlocking raises.
    """
    with disk_errors_named():
        _sweep(folder)
        made = TemporaryDirectory(prefix=_PREFIX, dir=folder)
    with made as name:
        location = FileStore(Path(name) / _STORE)
        use = InUse(location.use)
        try:
            with loaded(backup, location, sign_in, clock, DESK_ROLE, tell) as store:
                return _tried(_desk(backup, store, clock, use), backup, store, tell)
        finally:
            use.close()


def _sweep(folder: Path) -> None:
    """Remove what a drill left that was killed; one that is running holds its store in use."""
    for left in folder.glob(f"{_PREFIX}*"):
        if _is_nobodys(left):
            shutil.rmtree(left)


def _is_nobodys(folder: Path) -> bool:
    use = InUse(FileStore(folder / _STORE).use)
    try:
        with use.alone() as alone:
            return alone
    finally:
        use.close()


def _desk(backup: Backup, store: Loaded, clock: Clock, use: InUse) -> Desk:
    seat = seat_of(backup, store, clock, use)
    desk, _problems = sit_down(seat, store.engine, StoreKey(store.key))
    desk.require(Operation.BACKUP_MAKE)
    return desk


def _tried(desk: Desk, backup: Backup, store: Loaded, tell: Tell) -> Drilled:
    opened = unopened = 0
    broken: list[str] = []
    with desk.reading() as connection:
        amount = connection.execute(select(func.count()).select_from(cases)).scalar_one()
        missing = set(store.lost).intersection(named_files(connection))
        for done, file in enumerate(_files(desk, connection, set(store.lost)), start=1):
            if file.key is None and not file.spoilt and _is_somebodys(connection, file):
                unopened += 1
            elif file.key is not None and not file.spoilt and _is_whole(desk, file):
                opened += 1
            else:
                broken.append(file.id)
            tell(Step.OPENING, done, store.files)
    return Drilled(
        made_at=from_millis(backup.made_at).astimezone(desk.office.zone),
        entries=store.entries,
        cases=amount,
        files=store.files,
        opened=opened,
        unopened=unopened,
        broken=tuple(broken),
        lost=tuple(sorted(missing)),
        findings=(*store.findings, *keys_proved(desk)),
    )


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    key: bytes | None = field(repr=False)
    """None: this account may not open it."""
    sha256: str | None
    """Of what was sealed, where the store says it."""
    cells: tuple[bytes, ...] = field(repr=False)
    """Where its key is sealed."""
    spoilt: bool
    """Whether something that this account should open does not: a wrap, or a cell, is not what it was."""


def _is_somebodys(connection: Connection, file: _File) -> bool:
    """Whether any compartment has a key to it: without one it is lost to everybody."""
    keys = {cell_key_id(cell) for cell in file.cells}
    return (
        connection.execute(select(key_wraps.c.key_id).where(key_wraps.c.key_id.in_(keys)).limit(1)).first()
        is not None
    )


def _is_whole(desk: Desk, file: _File) -> bool:
    assert file.key is not None  # noqa: S101 - the caller has looked
    digest = sha256()
    try:
        for piece in desk.evidence_files.read(file.key, file.id):
            digest.update(piece)
    except StoreTrouble:  # Damaged, NewerFormat, or gone: each is a file that would not come back
        return False
    return file.sha256 in (None, digest.hexdigest())


def _files(desk: Desk, connection: Connection, but: Collection[str]) -> Iterator[_File]:
    """The files of the store's rows, but for those that are known to be lost and those of destroyed cases."""
    opener = Opener(desk, connection)
    for row in connection.execute(select(evidence).where(still_there(evidence.c.case_id))):
        if row.id not in but:
            yield _evidence_file(opener, row)
    for table in (reports, kept_messages):
        with_file = select(table.c.id, table.c.raw, table.c.raw_file).where(table.c.raw_file.is_not(None))
        if table is reports:
            with_file = with_file.where(still_there(reports.c.case_id))
        for row in connection.execute(with_file):
            if row.raw_file not in but:
                trying = _Trying(opener, row.id)
                key = trying.open(table.c.raw, row.raw, bytes)
                yield _File(row.raw_file, key, None, (row.raw,), trying.spoilt)
    here = select(foreign_files).where(
        foreign_files.c.state == FileState.HERE, still_there(foreign_files.c.foreign_id)
    )
    for row in connection.execute(here):
        if row.id not in but:
            trying = _Trying(opener, row.id)
            about = trying.open(foreign_files.c.description, row.description, ForeignFile)
            yield _File(row.id, None if about is None else about.key, None, (row.description,), trying.spoilt)


@dataclass(slots=True)
class _Trying:
    """Opens cells of one row; a spoilt one is noted, and ends nothing."""

    opener: Opener
    row_id: str
    spoilt: bool = False

    def open(self, column: Column[bytes], cell: bytes | None, type_: type[T]) -> T | None:
        try:
            return self.opener.open(column, self.row_id, cell, type_)
        except (Damaged, NewerFormat, WrongKey):
            self.spoilt = True
            return None


def _evidence_file(opener: Opener, row: Row[Any]) -> _File:
    trying = _Trying(opener, row.id)
    key = trying.open(evidence.c.released_key, row.released_key, bytes) or trying.open(
        evidence.c.held_key, row.held_key, bytes
    )
    about = trying.open(evidence.c.description, row.description, EvidenceDescription)
    cells = tuple(cell for cell in (row.released_key, row.held_key) if cell is not None)
    return _File(row.id, key, about.sha256 if about else None, cells, trying.spoilt)
