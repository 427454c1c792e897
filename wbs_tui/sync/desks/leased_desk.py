"""Opening a leased desk from its file: a store of its own, whole and proved, or nothing of it is there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.tables.exchange import lease_cases
from models.words.clock import Clock, from_millis
from wbs_tui.accounts.session import sit_down
from wbs_tui.journal import fold
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.leased import Lease
from wbs_tui.journal.reading import batches, entry_of
from wbs_tui.operations.loading import Loaded, SignIn, loaded, seat_of
from wbs_tui.operations.steps import Tell, silent
from wbs_tui.store.backup_file import DESK, Backup, BrokenBackup, read_backup
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import VERSIONS
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.errors import StoreTrouble, Unreadable


class BrokenDeskFile(Unreadable):
    """No file of a desk, or not all of one, or one that was changed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Berkas ini bukan berkas meja yang utuh: rusak, terpotong, atau pernah diubah. Tidak ada "
                "yang dibuka. Salinlah sekali lagi, atau mintalah kantor membuat yang baru."
            )
        )


class UnprovedDeskFile(StoreTrouble):
    """What the file holds does not prove itself."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        named = ", ".join(f"{finding.what} {finding.place}" for finding in findings[:5])
        super().__init__(
            n_(
                "Isi berkas meja ini tidak terbukti utuh: {count} temuan ({named}). Tidak ada yang dibuka. "
                "Laporkan kepada kantor.",
                len(findings),
            ).format(count=len(findings), named=named)
        )


@dataclass(frozen=True, slots=True)
class DeskOpened:
    """A new desk."""

    store: str
    lease: Lease
    made_at: datetime
    """When the file was made, in the office's time."""
    ends_at: datetime
    cases: int
    entries: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that were not there when the file was made."""


def open_lease(
    file: Path,
    location: StoreLocation,
    sign_in: SignIn,
    clock: Clock,
    *,
    desk_role: str = DESK_ROLE,
    tell: Tell = silent,
) -> DeskOpened:
    """Make the desk's store at an address where there is none, with the password of one of its accounts.

    Cut off anywhere, what is there is unfinished, opens for nobody, and the next try begins anew. Raises
    BrokenDeskFile, UnprovedDeskFile, StoreExists, StrayFiles, NewerStore, and what unlocking raises.
    """
    with _breaks_named():
        backup = read_backup(file, DESK)
        with loaded(backup, location, sign_in, clock, desk_role, tell, refold) as made:
            if made.findings:
                raise UnprovedDeskFile(made.findings)
            opened = _looked_at(backup, made, clock)
            location.header.write(msgspec.structs.replace(backup.header, schema=VERSIONS[-1]))
    return opened


@contextmanager
def _breaks_named() -> Iterator[None]:
    try:
        yield
    except BrokenBackup as error:
        raise BrokenDeskFile from error


def refold(engine: Engine) -> None:
    """Make the tables from the journal. Raises BrokenBackup for one that makes none."""
    try:
        with writing(engine) as connection:
            for rows in batches(connection):
                for row in rows:
                    entry = entry_of(row)
                    if entry is None:
                        raise BrokenBackup
                    for effect in entry.effects:
                        fold.apply(connection, entry.id, effect)
    except OperationalError:
        raise  # the disk, and no fault of the file
    except (SQLAlchemyError, fold.StrangeEffect) as error:
        raise BrokenBackup from error


def _looked_at(backup: Backup, made: Loaded, clock: Clock) -> DeskOpened:
    use = InUse(made.location.use)
    try:
        desk, _problems = sit_down(seat_of(backup, made, clock, use), made.engine, StoreKey(made.key))
        if desk.lease is None:
            raise BrokenBackup
        with reading(made.engine) as connection:
            held = select(func.count()).where(lease_cases.c.lease_id == desk.lease.id)
            cases = connection.execute(held).scalar_one()
        zone = desk.office.zone
        return DeskOpened(
            store=str(made.location),
            lease=desk.lease,
            made_at=from_millis(backup.made_at).astimezone(zone),
            ends_at=from_millis(desk.lease.ends_at).astimezone(zone),
            cases=cases,
            entries=made.entries,
            files=made.files,
            lost=made.lost,
        )
    finally:
        use.close()
