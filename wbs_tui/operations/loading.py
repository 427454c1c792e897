"""Filling an empty place with what a backup holds: all of it and proved, or nothing is left there."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from models.words.clock import Clock
from wbs_tui.accounts.session import Seat, enter
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.heads import SignedHead, check_heads
from wbs_tui.journal.unopened import count_unopened
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.steps import Step, Tell
from wbs_tui.store.backup_file import (
    Backup,
    Begin,
    BrokenBackup,
    End,
    FileBegins,
    FileEnds,
    Lost,
    Piece,
    Record,
)
from wbs_tui.store.dump import Rows, Tally, carried_tables, fits, load_rows, tally
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import StoreExists
from wbs_tui.store.evidence_place import EvidencePlace, evidence_place
from wbs_tui.store.founding import begin_store, make_folder, make_room
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import FileStore, ServerStore, StoreLocation
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import FIRST_ON_SERVERS, VERSIONS, refuse_newer
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.errors import NewerStore
from wbs_tui.vault.header import RESTORING, remove_lock
from wbs_tui.vault.ids import is_id
from wbs_tui.vault.slots import OpenedSlot, Slot

_BACKUP = N_("Berkas cadangan")
KINDS = ("wbs_tui.accounts.kinds", "wbs_tui.cases.kinds", "wbs_tui.intake.kinds", "wbs_tui.sync.kinds")
"""The modules that register kinds of entry: an entry of a kind that nobody registered does not prove."""
_KNOWN_TABLES = frozenset(str(each.name) for each in carried_tables())


class StrayFiles(StoreTrouble):
    """Evidence lies where the store is to come, and no store with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("Folder {path} sudah berisi berkas bukti. Pindahkan dahulu, atau pilih alamat lain.").format(
                path=folder
            )
        )


class TooOldForServer(StoreTrouble):
    """The backup is of a schema that stores on a server never had."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cadangan ini dari versi lama, sebelum kantor dapat berada di server. Pulihkan dahulu ke "
                "berkas (--store sqlite:///...), lalu pindahkan dengan wbs store copy."
            )
        )


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who restores: the account, and what opened it when the backup was made."""

    name: str
    password: str = field(repr=False)
    recovery_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A store with the rows and files of a backup, still unfinished."""

    location: StoreLocation
    engine: Engine
    key: bytes = field(repr=False)
    slot: Slot
    opened: OpenedSlot = field(repr=False)
    entries: int
    files: int
    lost: tuple[str, ...]
    findings: tuple[Finding, ...]


def seat_of(backup: Backup, made: Loaded, clock: Clock, use: InUse) -> Seat:
    """Where whoever unlocked the backup sits down."""
    assert made.opened.account_keys is not None  # noqa: S101 - `enter` gives no other
    return Seat(
        made.location,
        backup.header.store_id,
        made.slot.account_id,
        made.opened.account_keys,
        clock,
        use,
        pinned=False,
    )


def keys_proved(desk: Desk) -> tuple[Finding, ...]:
    """What of the keys does not open as it should, as the account at the desk sees them."""
    found: list[Finding] = []
    with desk.reading() as connection:
        count_unopened(connection, desk.keyring, found.append, lambda _done: None)
    return tuple(found)


@contextmanager
def loaded(
    backup: Backup,
    location: StoreLocation,
    sign_in: SignIn,
    clock: Clock,
    desk_role: str,
    tell: Tell,
    refold: Callable[[Engine], None] | None = None,
) -> Iterator[Loaded]:
    """The store as the backup has it, proved but unfinished; gone again if the block ends with an error.

    `refold` makes the tables where the file carries the journal alone.
    """
    with _held(location):
        make_room(location)
        _refuse_strays(location)
        slot, opened = enter(
            location, backup.header, sign_in.name, sign_in.password, clock, sign_in.recovery_code
        )
        key = backup.key_that_opens(opened.store_keys)
        try:
            with backup.records((key,)) as records:
                first = _begins(next(records, None))
                _refuse_too_old(location, first.schema)
                unfinished = msgspec.structs.replace(backup.header, schema=RESTORING)
                engine = begin_store(location, key, unfinished, desk_role, first.schema)
                try:
                    filler = _Filler(engine, evidence_place(location, engine), first, tell)
                    filler.fill(records)
                    if refold is not None:
                        refold(engine)
                    entries, findings = _proved(engine, first, tell)
                    yield Loaded(
                        location,
                        engine,
                        key,
                        slot,
                        opened,
                        entries,
                        filler.files,
                        tuple(filler.lost),
                        findings,
                    )
                finally:
                    engine.dispose()
        except BaseException:
            _unmake(location)
            raise


@contextmanager
def _held(location: StoreLocation) -> Iterator[None]:
    """The lock of a place that was empty; where nothing comes of it, no lock and no folder stays."""
    is_new = isinstance(location, FileStore) and not location.folder.exists()
    make_folder(location)
    try:
        with location.header.lock():
            try:
                yield
            except BaseException:
                if isinstance(location, FileStore) and not location.header.exists():
                    remove_lock(location.header.path)
                    with suppress(OSError):
                        location.use.unlink()
                raise
    except BaseException:
        if is_new:
            with suppress(OSError):  # something else stands in it by now
                location.folder.rmdir()
        raise


def _unmake(location: StoreLocation) -> None:
    """Nothing is left of what is unfinished; what a finished store holds stays."""
    try:
        make_room(location)
    except StoreExists:
        return
    if isinstance(location, FileStore):
        location.header.path.unlink(missing_ok=True)


def _refuse_strays(location: StoreLocation) -> None:
    if isinstance(location, FileStore) and location.evidence.exists() and any(location.evidence.iterdir()):
        raise StrayFiles(location.evidence)


def _refuse_too_old(location: StoreLocation, schema: str) -> None:
    if isinstance(location, ServerStore) and VERSIONS.index(schema) < VERSIONS.index(FIRST_ON_SERVERS):
        raise TooOldForServer


def _begins(record: Record | None) -> Begin:
    if not isinstance(record, Begin):
        raise BrokenBackup
    try:
        refuse_newer(record.schema)
    except NewerStore as error:
        raise NewerStore(_BACKUP) from error
    return record


class _Filler:
    """Puts the records of a backup into an empty store."""

    def __init__(self, engine: Engine, place: EvidencePlace, first: Begin, tell: Tell) -> None:
        self._engine = engine
        self._place = place
        self._first = first
        self._tell = tell
        self.files = 0
        self.lost: list[str] = []

    def fill(self, records: Iterator[Record]) -> None:
        """Rows in one transaction, then each file; raises BrokenBackup unless it is all there."""
        counted = Tally()
        with writing(self._engine) as connection:
            following = None
            for record in records:
                if not isinstance(record, Rows):
                    following = record
                    break
                if record.table not in _KNOWN_TABLES or not fits(connection, record):
                    raise BrokenBackup
                load_rows(connection, record)
                counted.add(record)
                self._tell(Step.ROWS, counted.rows, sum(self._first.rows.values()))
            if self._first.schema == VERSIONS[-1] and tally(connection) != counted.totals():
                raise BrokenBackup
        migrate(self._engine)
        self._engine.dispose()
        end = self._take_files(records if following is None else chain([following], records))
        if (end.totals, end.files, end.lost) != (counted.totals(), self.files, len(self.lost)):
            raise BrokenBackup

    def _take_files(self, records: Iterator[Record]) -> End:
        for record in records:
            if isinstance(record, End):
                return record
            if isinstance(record, Lost) and is_id(record.id):
                self.lost.append(record.id)
            elif isinstance(record, FileBegins) and is_id(record.id):
                self._place.take(record.id, _pieces(records))
                self.files += 1
            else:
                raise BrokenBackup
            self._tell(Step.FILES, self.files + len(self.lost), self._first.files)
        raise BrokenBackup


def _pieces(records: Iterator[Record]) -> Iterator[bytes]:
    """The bytes of one sealed file; raises BrokenBackup unless they are all there."""
    digest, size = sha256(), 0
    for record in records:
        if isinstance(record, FileEnds):
            if (record.size, record.sha256) != (size, digest.digest()):
                raise BrokenBackup
            return
        if not isinstance(record, Piece):
            break
        digest.update(record.data)
        size += len(record.data)
        yield record.data
    raise BrokenBackup


def _proved(engine: Engine, first: Begin, tell: Tell) -> tuple[int, tuple[Finding, ...]]:
    """How many entries there are, and what does not prove."""
    for module in KINDS:
        importlib.import_module(module)
    heads = [SignedHead(*pair) for pair in first.heads]
    with reading(engine) as connection:
        report = verify_journal(connection, lambda _step, done, of: tell(Step.PROOF, done, of))
        held = check_heads(connection, heads)
    stray = [Finding("head", "") for _head in held.ignored]
    return report.entries, (*report.bad, *held.findings, *stray)
