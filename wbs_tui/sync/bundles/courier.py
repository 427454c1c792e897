"""The courier: what would have crossed the wire, in a file that somebody carries. Both ways, in any order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from models.words.clock import LAST_SHOWN
from models.words.exchange import PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.backup_file import FileBegins, FileEnds, Piece
from wbs_tui.store.engine import writing
from wbs_tui.store.evidence_rows import PIECE_BYTES
from wbs_tui.sync.bundles.addressing import Target, day_of, find_target, lease_of
from wbs_tui.sync.bundles.brought import numbered_cases, open_conflicts
from wbs_tui.sync.bundles.bundle_file import (
    BUNDLE_CONTEXT,
    FORMAT,
    BrokenBundle,
    Cover,
    Directory,
    Frame,
    OneParcel,
    Seal,
    read_bundle_file,
    write_bundle_file,
)
from wbs_tui.sync.link.enrolment import equip_station
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.keys import (
    age_identity,
    ended_station_key,
    is_enrolled,
    own_station,
    station_keys,
    station_signer,
)
from wbs_tui.sync.offices.peers import peer
from wbs_tui.sync.offices.records import our_record, our_records
from wbs_tui.sync.parcels.collecting import collect
from wbs_tui.sync.parcels.dead import retry_due
from wbs_tui.sync.parcels.files import expected_files, keep_file
from wbs_tui.sync.parcels.opening import is_leased
from wbs_tui.sync.parcels.outbox import Outgoing, waiting
from wbs_tui.sync.parcels.taking import Fate, Taken, take
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import encode, read_parcel
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.ids import new_id

_WRITTEN = "bundle_out:"
_READ = "bundle_in:"


class BundleToOthers(Refused):
    """A whole bundle, but for another office or another of its desks."""

    def __init__(self) -> None:
        super().__init__(_("Bundel ini untuk kantor atau meja lain. Bukalah di meja yang dituju."))


class UnknownCourier(Refused):
    """Nobody who is known and confirmed has signed the bundle."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _(
                "Bundel ini tidak terbukti dari instansi yang sidik kuncinya sudah dipastikan ({office}). "
                "Cocokkan sidiknya dengan surat resmi dan pastikan, lalu baca bundel ini lagi."
            ).format(office=office)
        )


@dataclass(frozen=True, slots=True)
class BundleWritten:
    """A new bundle."""

    path: Path
    to: str
    """Code of the office, and the desk after a slash."""
    number: int
    parcels: int
    files: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class BundleRead:
    """What a bundle brought."""

    sender: str
    number: int
    made_at: int
    """UTC milliseconds: the sender's word."""
    repeated: bool
    """Whether this very bundle was read before: nothing of it counts twice."""
    missing: tuple[int, ...]
    """Numbers of earlier bundles of this sender that were never read here."""
    taken: int
    again: int
    """Parcels that were here already."""
    waiting: tuple[str, ...]
    """Why each parcel waits that could not be applied."""
    files: int
    conflicts: int
    """Open conflicts, of any age."""
    numbered: tuple[tuple[str, str], ...]
    """Provisional numbers that became numbers of the register by this, each with that number."""
    notices: tuple[str, ...]


class _Numbers(msgspec.Struct, array_like=True, frozen=True):
    """Which bundles of a station were read: all up to a number, and some beyond."""

    up_to: int = 0
    beyond: tuple[int, ...] = ()

    def __contains__(self, number: int) -> bool:
        return number <= self.up_to or number in self.beyond

    def missing(self) -> tuple[int, ...]:
        last = max(self.beyond, default=self.up_to)
        lacking = (each for each in range(self.up_to + 1, last) if each not in self.beyond)
        return tuple(islice(lacking, _MOST_NAMED))

    def with_one(self, number: int) -> "_Numbers":
        beyond = sorted({*self.beyond, number} if number > self.up_to else self.beyond)
        up_to = self.up_to
        while beyond and beyond[0] == up_to + 1:
            up_to = beyond.pop(0)
        return _Numbers(up_to, tuple(beyond[-_MOST_BEYOND:]))


_MOST_NAMED = 20
_MOST_BEYOND = 1000


@dataclass(slots=True)
class _Counts:
    parcels: int = 0
    files: int = 0


def write_bundle(desk: Desk, path: Path, to: str) -> BundleWritten:
    """Put everything that the recipient has not confirmed into a new file; nothing is overwritten.

    `to`: the code of an office, or one of this office's desks (`16/S2`, or `S2`). Raises NotPermitted,
    NoSuchOffice, NotConfirmed, DeskWritesHome, LeaseWasEnded, NotEnrolled, Refused (the file is there),
    CannotWrite.
    """
    desk.require(Operation.EXCHANGE_SYNC)
    with desk.reading() as connection:
        target = find_target(desk, connection, to)
        from_desk = is_leased(connection, own_station(connection))
        enrolled = is_enrolled(connection)
    if not from_desk:  # a desk elsewhere leaves it to its office to speak for itself
        equip_station(desk)
        if enrolled:
            our_record(desk)
    collect(desk)
    counts = _Counts()
    with desk.reading() as connection:
        signer = station_signer(desk, connection)
        number = _next_number(desk, target)
        cover = Cover(
            FORMAT,
            new_id(desk.clock),
            desk.office.id,
            signer.station,
            target.office,
            target.station,
            number,
            desk.now(),
        )
        size = write_bundle_file(
            path,
            target.age,
            _frames(desk, connection, target, cover, counts),
            lambda digest: signer.sign(BUNDLE_CONTEXT, digest),
        )
    _is_written(desk, target, number)
    return BundleWritten(path, target.name, number, counts.parcels, counts.files, size)


def read_bundle(desk: Desk, path: Path) -> BundleRead:
    """Take in what a bundle holds, after all of it was proved. Read again, nothing counts twice.

    Raises NotPermitted, NotEnrolled, BrokenBundle, BundleForOthers, BundleToOthers, UnknownCourier,
    NewerFormat, Unreadable.
    """
    desk.require(Operation.EXCHANGE_SYNC)
    with desk.reading() as connection:
        identity = age_identity(desk, connection)
        numbered = numbered_cases(desk, connection)
    cover, sender, notices = _proved(desk, path, identity)
    taken, files = _take_in(desk, path, identity)
    retry_due(desk, {cover.office, desk.office.id})
    before, missing = _is_read(desk, cover)
    with desk.reading() as connection:
        crossings, now = open_conflicts(connection), numbered_cases(desk, connection)
    fates = [each.fate for each in taken]
    return BundleRead(
        sender=sender,
        number=cover.number,
        made_at=cover.made_at,
        repeated=before and Fate.TAKEN not in fates,
        missing=missing,
        taken=fates.count(Fate.TAKEN),
        again=fates.count(Fate.REPEATED),
        waiting=tuple(each.doubt.detail for each in taken if each.doubt is not None),
        files=files,
        conflicts=crossings,
        numbered=tuple(sorted(now - numbered)),
        notices=(*notices, *_ended(desk, cover)) if Fate.WAITING in fates else notices,
    )


def _frames(
    desk: Desk, connection: Connection, target: Target, cover: Cover, counts: _Counts
) -> Iterator[Frame]:
    yield cover
    own = target.office == desk.office.id  # a desk has its office's keys from the lease
    yield Directory(() if own else our_records(connection))
    parcels = [each for each in waiting(connection) if _goes_to(each, target)]
    for each in parcels:
        counts.parcels += 1
        yield OneParcel(encode(each.signed))
    for file in {
        file.id: file for each in parcels for file in read_parcel(each.signed.statement).files
    }.values():
        with desk.evidence_files.sealed(connection, file.id) as source:
            if source is None:
                continue  # destroyed since
            counts.files += 1
            yield FileBegins(file.id)
            while piece := source.read(PIECE_BYTES):
                yield Piece(piece)
            yield FileEnds(file.size, file.digest)


def _goes_to(parcel: Outgoing, target: Target) -> bool:
    return (parcel.to_office, parcel.to_station) == (target.office, target.station)


def _next_number(desk: Desk, target: Target) -> int:
    with desk.reading() as connection:
        return (read_state(connection, _written_to(target), int) or 0) + 1


def _is_written(desk: Desk, target: Target, number: int) -> None:
    with writing(desk.engine) as connection:
        write_state(connection, _written_to(target), number)


def _written_to(target: Target) -> str:
    return f"{_WRITTEN}{target.office}{target.station and ':' + target.station}"


def _proved(desk: Desk, path: Path, identity: str) -> tuple[Cover, str, tuple[str, ...]]:
    """The cover of a bundle whose every byte its sender signed; his name; what is wrong with his records."""
    cover: Cover | None = None
    seal: Seal | None = None
    records: list[Directory] = []
    with read_bundle_file(path, identity) as frames:
        for frame in frames:
            if isinstance(frame, Cover):
                cover = frame
            elif isinstance(frame, Seal):
                seal = frame
            elif isinstance(frame, Directory):
                records.append(frame)
    if cover is None or seal is None or not 0 <= cover.made_at <= LAST_SHOWN:
        raise BrokenBundle
    _refuse_others(desk, cover)
    notices = tuple(each for found in records for each in take_records(desk, found.records))
    with desk.reading() as connection:
        name, key = _sender(desk, connection, cover)
    if key is None or not verify(key, BUNDLE_CONTEXT, seal.digest, seal.signature):
        raise UnknownCourier(name)
    return cover, name, notices


def _refuse_others(desk: Desk, cover: Cover) -> None:
    with desk.reading() as connection:
        own = own_station(connection)
        to_station = own if is_leased(connection, own) else ""
    if (cover.to_office, cover.to_station) != (desk.office.id, to_station):
        raise BundleToOthers


def _sender(desk: Desk, connection: Connection, cover: Cover) -> tuple[str, bytes | None]:
    """What people call the sender, and the key of his station, if both are known and confirmed."""
    if cover.office == desk.office.id:
        return _of_ours(desk, connection, cover.station)
    known = peer(connection, cover.office)
    if known is None:
        return cover.office[-8:], None
    name = f"{known.code} {known.name}"
    if known.status != PeerStatus.CONFIRMED:
        return name, None
    return name, {each.id: each.sign for each in known.record.stations}.get(cover.station)


def _of_ours(desk: Desk, connection: Connection, station: str) -> tuple[str, bytes | None]:
    """A station of this office; of a desk whose lease was ended the last key, since its work waits."""
    key = station_keys(connection).get(station)
    lease = lease_of(connection, station)
    if lease is None:
        return desk.office.name, key
    name = _("meja {mark} ({name})").format(mark=lease.mark, name=lease.name)
    return name, key or ended_station_key(connection, station)


def _ended(desk: Desk, cover: Cover) -> Iterator[str]:
    """What to say of a bundle from a desk whose lease was ended."""
    with desk.reading() as connection:
        lease = lease_of(connection, cover.station)
    if lease is not None and lease.ended_at is not None:
        yield _(
            "Peminjaman meja {mark} diakhiri {day}: hasil kerja yang tiba sesudahnya menunggu putusan "
            "Inspektur. Lihat `wbs dead`."
        ).format(mark=lease.mark, day=day_of(desk, lease.ended_at))


def _take_in(desk: Desk, path: Path, identity: str) -> tuple[list[Taken], int]:
    """Parcels come before the files that they name. What became of each; how many files were kept."""
    taken: list[Taken] = []
    files = 0
    with read_bundle_file(path, identity) as frames:
        for frame in frames:
            if isinstance(frame, OneParcel):
                taken.append(take(desk, frame.data))
            elif isinstance(frame, FileBegins):
                files += _keep(desk, frame.id, _pieces(frames))
    return taken, files


def _keep(desk: Desk, file_id: str, pieces: Iterator[bytes]) -> bool:
    """Whether the file was awaited and is kept; what nobody awaits is passed over."""
    for expected in expected_files(desk):
        if expected.id == file_id:
            keep_file(desk, expected, pieces)
            return True
    for _piece in pieces:
        pass
    return False


def _pieces(frames: Iterator[Frame]) -> Iterator[bytes]:
    for frame in frames:
        if isinstance(frame, FileEnds):
            return
        if not isinstance(frame, Piece):
            break
        yield frame.data
    raise BrokenBundle


def _is_read(desk: Desk, cover: Cover) -> tuple[bool, tuple[int, ...]]:
    """Note the bundle's number: whether it was read before, and which earlier ones never were."""
    name = f"{_READ}{cover.station}"
    with writing(desk.engine) as connection:
        before = read_state(connection, name, _Numbers) or _Numbers()
        after = before.with_one(cover.number)
        write_state(connection, name, after)
    return cover.number in before, after.missing()
