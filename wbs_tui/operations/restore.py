"""Restoring a backup into an empty place: whole and proved, or nothing of it is there."""

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from models.words.clock import Clock, from_millis
from models.words.stations import Beginning
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.accounts.session import Seat, enter, sit_down
from wbs_tui.cases.destruction import destroy_again, reapply_destructions, sweep_store
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.destroyed_notes import DestroyedNote, genuine, notes_folder, read_notes
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.heads import SignedHead, check_heads
from wbs_tui.journal.stations import begin, present_head, write_at
from wbs_tui.journal.transaction import Transaction
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.steps import Step, Tell, silent
from wbs_tui.policy.operations import Operation
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
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.dump import Rows, Tally, carried_tables, load_rows, tally
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import StoreExists
from wbs_tui.store.evidence_place import EvidencePlace, evidence_place
from wbs_tui.store.founding import begin_store, make_folder, make_room
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.migrate import migrate
from wbs_tui.store.pins import DamagedPins, compare, look
from wbs_tui.store.schema import VERSIONS, refuse_newer
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.errors import NewerStore
from wbs_tui.vault.header import RESTORING
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import OpenedSlot, Slot

_BACKUP = N_("Berkas cadangan")
KINDS = ("wbs_tui.accounts.kinds", "wbs_tui.cases.kinds", "wbs_tui.intake.kinds")
"""The modules that register kinds of entry: an entry of a kind that nobody registered does not prove."""
_KNOWN_TABLES = frozenset(str(each.name) for each in carried_tables())


class UnprovedBackup(StoreTrouble):
    """What the backup holds does not prove itself."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        named = ", ".join(f"{finding.what} {finding.place}" for finding in findings[:5])
        super().__init__(
            _(
                "Isi cadangan ini tidak terbukti utuh: {count} temuan ({named}). Tidak ada yang dipulihkan. "
                "Pakailah cadangan yang lebih lama, atau tambahkan --despite-findings bila Inspektur "
                "memutuskan demikian."
            ).format(count=len(findings), named=named)
        )


class StrayFiles(StoreTrouble):
    """Evidence lies where the store is to come, and no store with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("Folder {path} sudah berisi berkas bukti. Pindahkan dahulu, atau pilih alamat lain.").format(
                path=folder
            )
        )


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who restores: the account, and what opened it when the backup was made."""

    name: str
    password: str = field(repr=False)
    recovery_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup."""

    store: str
    made_at: datetime
    """When the backup was made, in the office's time."""
    station: str
    entries: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that were not there when the backup was made."""
    findings: tuple[Finding, ...]
    destroyed_again: int
    """Cases that had been destroyed since, and are again."""
    notes_ignored: int
    """Notes of destructions that no account of this backup has signed."""
    access_older: bool
    """Whether this account has seen grants or revocations that are not in the backup."""


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


def restore(
    backup: Backup,
    location: StoreLocation,
    sign_in: SignIn,
    clock: Clock,
    *,
    desk_role: str = DESK_ROLE,
    destroyed: Iterable[Path] = (),
    despite_findings: bool = False,
    tell: Tell = silent,
) -> Restored:
    """Make the store that the backup holds, at an address where there is none.

    Cut off anywhere, what is there is unfinished, opens for nobody, and the next restore begins anew.
    `destroyed`: notes of other computers about cases that were destroyed since.
    Raises StoreExists, StrayFiles, BrokenBackup, NewerStore, UnprovedBackup, NotPermitted, and what unlocking
    raises.
    """
    notes = list(read_notes(destroyed))
    with loaded(backup, location, sign_in, clock, desk_role, tell) as made:
        if made.findings and not despite_findings:
            raise UnprovedBackup(made.findings)
        use = InUse(location.use)
        try:
            seat = seat_of(backup, made, clock, use)
            desk, _problems = sit_down(seat, made.engine, StoreKey(made.key))
            desk.require(Operation.STORE_COPY)
            own = notes_folder(seat.store_id, seat.account_id, seat.keys)
            notes += read_notes([own] if own.exists() else [])
            restored = _go_on(desk, seat, backup, made, notes)
        finally:
            use.close()
        location.header.write(msgspec.structs.replace(backup.header, schema=VERSIONS[-1]))
    return restored


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


@contextmanager
def loaded(
    backup: Backup, location: StoreLocation, sign_in: SignIn, clock: Clock, desk_role: str, tell: Tell
) -> Iterator[Loaded]:
    """The store as the backup has it, proved but unfinished; gone again if the block ends with an error."""
    make_folder(location)
    with location.header.lock():
        make_room(location)
        _refuse_strays(location)
        slot, opened = enter(
            location, backup.header, sign_in.name, sign_in.password, clock, sign_in.recovery_code
        )
        key = backup.key_that_opens(opened.store_keys)
        try:
            with backup.records((key,)) as records:
                first = _begins(next(records, None))
                unfinished = msgspec.structs.replace(backup.header, schema=RESTORING)
                engine = begin_store(location, key, unfinished, desk_role, first.schema)
                try:
                    filler = _Filler(engine, evidence_place(location, engine), first, tell)
                    filler.fill(records)
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
                if record.table not in _KNOWN_TABLES:
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
            if isinstance(record, Lost):
                self.lost.append(record.id)
            elif isinstance(record, FileBegins):
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


def _go_on(desk: Desk, seat: Seat, backup: Backup, made: Loaded, notes: Sequence[DestroyedNote]) -> Restored:
    """What makes a store of its own out of what was loaded."""
    station = _begin_station(desk)
    again, ignored = _destroy_again(desk, notes)
    return Restored(
        store=str(made.location),
        made_at=from_millis(backup.made_at).astimezone(desk.office.zone),
        station=station,
        entries=made.entries,
        files=made.files,
        lost=made.lost,
        findings=made.findings,
        destroyed_again=again,
        notes_ignored=ignored,
        access_older=_renew_pins(desk, seat),
    )


def _begin_station(desk: Desk) -> str:
    """The store writes at a station of its own from here on: what was lost was written at the old one."""
    station = new_id(desk.clock)
    with writing(desk.engine) as connection:
        after = present_head(connection)
        write_at(connection, station)
        transaction = Transaction(
            connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
        )
        with transaction.entry(STORE_RESTORED) as change:
            begin(change, station, Beginning.RESTORED, after, desk.actor.id)
        transaction.finish()
    return station


def _destroy_again(desk: Desk, notes: Iterable[DestroyedNote]) -> tuple[int, int]:
    """What was destroyed since the backup goes again: how many cases. How many notes count for nothing."""
    place = desk.evidence_files
    ignored = 0
    with writing(desk.engine) as connection:
        done = reapply_destructions(connection, place)
    with desk.transaction() as transaction:
        for note in notes:
            entry = genuine(transaction.connection, desk.office.id, note)
            if entry is None:
                ignored += 1
            elif destroy_again(desk, transaction, entry):
                done += 1
    sweep_store(desk.engine, place)
    return done, ignored


def _renew_pins(desk: Desk, seat: Seat) -> bool:
    """The account takes this store for the office's from here on; whether it had seen more before."""
    pins = seat.pins(desk.office.id)
    authority = desk.keyring.authority
    try:
        older = compare(pins.read(desk.keyring.own), authority).rolled_back
    except DamagedPins:
        older = True
    pins.write(desk.keyring.own, look(authority))
    return older
