"""Moving an office to another place: from a file to a server, and back. One store is open at any moment.

The rows go over while nobody can write, and are proved there; then the old store is closed for good, and only
then the new one opens. So it goes on at the same station: nothing else will ever be written there. What comes
from a server gets a store key of its own, for its administrator may know the one that stands there.
"""

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Engine

from models.words.clock import Clock
from wbs_tui.accounts.kinds import STORE_MOVED
from wbs_tui.accounts.locked_header import locked_header
from wbs_tui.accounts.offices import refuse_other_store, refuse_unfinished
from wbs_tui.accounts.rekeying import under_key
from wbs_tui.accounts.session import Seat, enter, sit_down
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.transaction import Transaction
from wbs_tui.operations.loading import KINDS, SignIn, StrayFiles
from wbs_tui.operations.steps import Tell, silent
from wbs_tui.operations.store_copy import StoreCopy, alone_writing
from wbs_tui.policy.operations import Operation
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.engine import open_engine, open_with_one_of, reading
from wbs_tui.store.errors import StoreMoved, disk_errors_named
from wbs_tui.store.founding import begin_store, make_folder, make_room
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.moved import LONGEST_ADDRESS, close_for_good, moved_to, refuse_unowned
from wbs_tui.store.schema import VERSIONS, check_version, stored_version
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse
from wbs_tui.vault.header import MOVING, Header


@dataclass(frozen=True, slots=True)
class Moved:
    """What went over."""

    to: str
    entries: int
    rows: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that rows name and that were not there any more."""
    findings: tuple[Finding, ...]
    """What did not prove itself before either, and went over as it was."""


def move_store(
    source: StoreLocation,
    target: StoreLocation,
    sign_in: SignIn,
    clock: Clock,
    *,
    desk_role: str = DESK_ROLE,
    tell: Tell = silent,
) -> Moved:
    """Move the office to an address where there is no store; the old store then says where it went.

    Cut off anywhere, exactly one of the two opens, or none until this is done again with the same addresses;
    what was copied by then is not copied again. Raises WrongUse, NotPermitted, StoreExists, StrayFiles,
    StoreMoved, CopyDiffers, NotTheOwner, OlderStore, StoreBusy, AccountsNotSigned, and what unlocking raises.
    """
    if str(source) == str(target):
        raise WrongUse(_("Kedua alamat sama. Sebutkan alamat baru yang masih kosong."))
    if len(str(target)) > LONGEST_ADDRESS:
        raise WrongUse(
            _("Alamat baru terlalu panjang: paling banyak {most} huruf.").format(most=LONGEST_ADDRESS)
        )
    with _at_the_source(source, sign_in, clock) as (desk, header):
        _refuse_elsewhere(desk, target)
        make_folder(target)
        with target.header.lock():
            key = desk.store_key if isinstance(source, FileStore) else os.urandom(32)
            engine = _ready(target, desk, _under(key, desk, header), key, desk_role)
            try:
                return _moved(desk, target, StoreCopy(desk, target, engine, tell), key)
            finally:
                engine.dispose()


@contextmanager
def _at_the_source(source: StoreLocation, sign_in: SignIn, clock: Clock) -> Iterator[tuple[Desk, Header]]:
    """A desk at the old store, also when it has been closed by a move that was cut off."""
    refuse_unfinished(source.header.read())
    use = InUse(source.use)
    try:
        header = source.header.read()
        slot, opened = enter(source, header, sign_in.name, sign_in.password, clock, sign_in.recovery_code)
        engine, key = open_with_one_of(source, opened.store_keys)
        try:
            check_version(engine)
            with reading(engine) as connection:
                refuse_other_store(connection, header)
            assert opened.account_keys is not None  # noqa: S101 - `enter` gives no other
            seat = Seat(source, header.store_id, slot.account_id, opened.account_keys, clock, use)
            desk, _problems = sit_down(seat, engine, key)
        except BaseException:
            engine.dispose()
            raise
    except BaseException:
        use.close()
        raise
    with closing(desk):
        desk.require(Operation.STORE_COPY)
        if desk.refusal is not None:
            raise desk.refusal
        with reading(desk.engine) as connection:
            refuse_unowned(connection)
        yield desk, header


def _refuse_elsewhere(desk: Desk, target: StoreLocation) -> None:
    """Raise StoreMoved when the office has gone to another address, or to this one and is done."""
    with reading(desk.engine) as connection:
        address = moved_to(connection)
    if address is not None and (address != str(target) or not _is_being_moved(target, desk)):
        raise StoreMoved(address)


def _is_being_moved(target: StoreLocation, desk: Desk) -> bool:
    """Whether a move of this very store was cut off there, or nothing is there at all any more."""
    if not target.header.exists():
        return True
    header = target.header.read()
    return header.schema == MOVING and header.store_id == _store_id(desk)


def _store_id(desk: Desk) -> str:
    return desk.location.header.read().store_id


def _ready(target: StoreLocation, desk: Desk, header: Header, key: bytes, desk_role: str) -> Engine:
    """Tables at the new place whose header says that they are not the office yet."""
    unfinished = msgspec.structs.replace(header, schema=MOVING)
    if not (target.header.exists() and _is_being_moved(target, desk)):
        make_room(target)
        if isinstance(target, FileStore) and target.evidence.exists() and any(target.evidence.iterdir()):
            raise StrayFiles(target.evidence)
    elif isinstance(target, FileStore):
        _remove_database(target)
    elif _has_tables(target):
        return open_engine(target, key)
    else:
        make_room(target)
    return begin_store(target, key, unfinished, desk_role)


def _remove_database(target: FileStore) -> None:
    """Rows are written anew; sealed files that are there stay."""
    with disk_errors_named():
        for ending in ("", "-wal", "-shm", "-journal"):
            target.database.with_name(target.database.name + ending).unlink(missing_ok=True)


def _has_tables(target: StoreLocation) -> bool:
    engine = open_engine(target, b"")
    try:
        with reading(engine) as connection:
            return stored_version(connection) == VERSIONS[-1]
    finally:
        engine.dispose()


def _moved(desk: Desk, target: StoreLocation, copy: StoreCopy, key: bytes) -> Moved:
    """Files while officers work; rows, proof and the change of address while nobody can write."""
    for module in KINDS:
        importlib.import_module(module)
    copy.take_files()
    _take_policy(desk.location, target)
    with locked_header(desk) as header:
        with reading(desk.engine) as connection:
            closed = moved_to(connection) is not None
        with reading(desk.engine) if closed else alone_writing(desk.engine) as connection:
            moved = _handed_over(desk, target, copy, connection, closed=closed)
        target.header.write(msgspec.structs.replace(_under(key, desk, header), schema=VERSIONS[-1]))
    return moved


def _under(key: bytes, desk: Desk, header: Header) -> Header:
    """The header with this store key in its slots."""
    if isinstance(desk.location, FileStore):
        return header
    with reading(desk.engine) as connection:
        return under_key(connection, header, key)


def _handed_over(
    desk: Desk, target: StoreLocation, copy: StoreCopy, connection: Connection, *, closed: bool
) -> Moved:
    """The old store's last entry says so; it is closed when all is proved at the new place."""
    if not closed:
        _sign(desk, connection)
    copy.take_new_files(connection)
    rows = copy.take_rows(connection)
    report = copy.prove(connection)
    if not closed:
        close_for_good(connection, str(target))
    return Moved(
        to=str(target),
        entries=report.entries,
        rows=rows,
        files=copy.files,
        lost=tuple(sorted(copy.lost)),
        findings=tuple(report.bad),
    )


def _sign(desk: Desk, connection: Connection) -> None:
    """The last entry here."""
    desk.keyring.refresh(connection)
    transaction = Transaction(
        connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
    )
    with transaction.entry(STORE_MOVED):
        pass
    transaction.finish()


def _take_policy(source: StoreLocation, target: StoreLocation) -> None:
    """The office's own policy files lie in a folder of this computer, for either kind of store."""
    if source.policy.is_dir() and not target.policy.exists():
        with disk_errors_named():
            shutil.copytree(source.policy, target.policy)
