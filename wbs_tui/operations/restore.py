"""Restoring a backup into an empty place: whole and proved, or nothing of it is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from models.words.clock import Clock, from_millis
from models.words.stations import Beginning
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.accounts.last_use import pass_over
from wbs_tui.accounts.session import Seat, sit_down
from wbs_tui.cases.kept.destruction import destroy_again, reapply_destructions, sweep_store
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.destroyed_notes import DestroyedNote, genuine, notes_folder, read_notes
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.stations import begin, present_head, write_at
from wbs_tui.journal.transaction import Transaction
from wbs_tui.operations.loading import Loaded, SignIn, keys_proved, loaded, seat_of
from wbs_tui.operations.steps import Tell, silent
from wbs_tui.policy.operations import Operation
from wbs_tui.store.backup_file import Backup
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.engine import writing
from wbs_tui.store.in_use import InUse
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.pins import DamagedPins, compare, look
from wbs_tui.store.schema import VERSIONS
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import n_
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.ids import new_id


class UnprovedBackup(StoreTrouble):
    """What the backup holds does not prove itself."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        named = ", ".join(f"{finding.what} {finding.place}" for finding in findings[:5])
        super().__init__(
            n_(
                "Isi cadangan ini tidak terbukti utuh: {count} temuan ({named}). Tidak ada yang dipulihkan. "
                "Pakailah cadangan yang lebih lama, atau tambahkan --despite-findings bila Inspektur "
                "memutuskan demikian.",
                len(findings),
            ).format(count=len(findings), named=named)
        )


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
        _refuse_unproved(made.findings, despite_findings)
        use = InUse(location.use)
        try:
            seat = seat_of(backup, made, clock, use)
            desk, _problems = sit_down(seat, made.engine, StoreKey(made.key))
            desk.require(Operation.STORE_COPY)
            findings = (*made.findings, *keys_proved(desk))
            _refuse_unproved(findings, despite_findings)
            own = notes_folder(seat.store_id, seat.account_id, seat.keys)
            notes += read_notes([own] if own.exists() else [])
            restored = _go_on(desk, seat, backup, replace(made, findings=findings), notes)
        finally:
            use.close()
        location.header.write(msgspec.structs.replace(backup.header, schema=VERSIONS[-1]))
    return restored


def _refuse_unproved(findings: Sequence[Finding], despite_findings: bool) -> None:
    if findings and not despite_findings:
        raise UnprovedBackup(findings)


def _go_on(desk: Desk, seat: Seat, backup: Backup, made: Loaded, notes: Sequence[DestroyedNote]) -> Restored:
    """What makes a store of its own out of what was loaded."""
    station = _begin_station(desk)
    with writing(desk.engine) as connection:
        pass_over(connection, backup.made_at, desk.now())
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
