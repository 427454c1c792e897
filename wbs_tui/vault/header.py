"""The header file beside an SQLite store: its identity and its slots, as JSON with a checksum."""

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason
from wbs_tui.vault.errors import DamagedHeader, NewerStore, NoStore
from wbs_tui.vault.files import finish, sync_folder, temporary_beside
from wbs_tui.vault.header_v1 import HeaderV1
from wbs_tui.vault.slots import Slot

FORMAT = "wbs-header"
VERSION = 2
FOUNDING = "founding"
"""What a header says in place of a schema until the office is whole."""
RESTORING = "restoring"
"""The same until a backup has been restored whole."""
MOVING = "moving"
"""The same while an office is being moved there."""
UNFINISHED = frozenset({FOUNDING, RESTORING, MOVING})
_LARGEST = 16 * 1024 * 1024
_LOCK_WAIT = 10.0  # seconds; a change of the header takes a few milliseconds
_LOCK_STEP = 0.02
_STORE = N_("Penyimpanan ini")


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be known before a store is unlocked. `schema` hints at the store's migration."""

    format: str = FORMAT
    version: int = VERSION
    store_id: str
    office_code: str
    schema: str = ""
    store_key_number: int = 1
    """Counts the keys that the store has had."""
    rekey_due: bool = False
    """Whether somebody who is no longer let in knows the store key."""
    slots: tuple[Slot, ...] = ()
    checksum: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    """The part that every version has."""

    format: str
    version: int


def header_path(store_path: Path) -> Path:
    """Where the header of this SQLite store is kept."""
    return store_path.with_name(store_path.name + ".header")


def read_header(path: Path) -> Header:
    """The header at this path. Raises NoStore, NewerStore, DamagedHeader, or StoreTrouble (not readable)."""
    try:
        with path.open("rb") as file:
            written = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise NoStore(
            _("Tidak ada penyimpanan di {path}. Periksa --store, atau buat dengan `wbs init`.").format(
                path=path
            )
        ) from error
    except OSError as error:
        raise StoreTrouble(
            _("Berkas kepala {path} tidak dapat dibaca: {reason}.").format(
                path=path, reason=system_reason(error)
            )
        ) from error
    return decoded_header(written)


def decoded_header(written: bytes) -> Header:
    """The header of these bytes, which must be exactly what their version writes. Raises as `read_header`."""
    try:
        envelope = msgspec.json.decode(written, type=ready(_Envelope))
        if envelope.format != FORMAT or envelope.version < 1:
            raise _damaged()
        if envelope.version > VERSION:
            raise NewerStore(_STORE)
        header, exact = _of_version_1(written) if envelope.version == 1 else _of_this_version(written)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _damaged() from error
    # The bytes must be exactly those that their own version writes, so that no changed bit goes unseen.
    if len(written) > _LARGEST or exact != written or not _sound(header):
        raise _damaged()
    return header


def _of_this_version(written: bytes) -> tuple[Header, bytes]:
    header = msgspec.json.decode(written, type=ready(Header))
    return header, encoded_header(header)


def _of_version_1(written: bytes) -> tuple[Header, bytes]:
    old = msgspec.json.decode(written, type=ready(HeaderV1))
    return _brought_up(old), old.encoded()


def _brought_up(old: HeaderV1) -> Header:
    """A header of version 1 as this version has it; its slots open as they did."""
    return Header(
        store_id=old.store_id, office_code=old.office_code, schema=old.schema, slots=old.current_slots()
    )


def without_accounts(header: Header, account_ids: Collection[str]) -> Header:
    """The header without the slots of these accounts. Their owners know the store key: a new one is due."""
    kept = tuple(slot for slot in header.slots if slot.account_id not in account_ids)
    due = header.rekey_due or len(kept) < len(header.slots)
    return msgspec.structs.replace(header, slots=kept, rekey_due=due)


def _sound(header: Header) -> bool:
    return all(slot.argon2 is None or slot.argon2.acceptable() for slot in header.slots)


def _damaged() -> DamagedHeader:
    return DamagedHeader(
        _(
            "Berkas kepala penyimpanan rusak, sehingga tidak ada yang dapat dibuka. Pulihkan berkas .header "
            "dari cadangan; data di penyimpanan tidak diubah."
        )
    )


def encoded_header(header: Header) -> bytes:
    """One line of JSON in the order of the fields; the checksum is SHA-256 of the line without it."""
    body = msgspec.json.encode(msgspec.structs.replace(header, checksum=""))
    checksum = hashlib.sha256(b"wbs-header-v2|" + body).hexdigest()
    return msgspec.json.encode(msgspec.structs.replace(header, checksum=checksum)) + b"\n"


def write_header(path: Path, header: Header) -> None:
    """Replace the header whole: a crash leaves the old one or the new one. Mode 0600.

    Raises StoreTrouble when the disk is full or refuses.
    """
    try:
        with temporary_beside(path) as (file, temporary):
            file.write(encoded_header(header))
            finish(file)
            temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreTrouble(
            _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=path, reason=system_reason(error))
        ) from error


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreTrouble(
            _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=path, reason=system_reason(error))
        ) from error


@contextlib.contextmanager
def header_lock(path: Path) -> Iterator[None]:
    """Hold the right to change this header, between processes. Raises StoreTrouble after 10 seconds."""
    handle = _locked(_lock_of(path), time.monotonic() + _LOCK_WAIT)
    try:
        yield
    finally:
        os.close(handle)  # which also gives up the lock


def remove_lock(path: Path) -> None:
    """For who holds the lock of a header that is not there: nothing of it stays. Windows keeps open files."""
    with contextlib.suppress(OSError):
        _lock_of(path).unlink()


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _locked(place: Path, deadline: float) -> int:
    """The lock, held; not that of a file which another has removed meanwhile."""
    handle = _open_lock(place)
    try:
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise StoreTrouble(
                    _("Penyimpanan sedang diubah oleh proses lain. Tutup proses itu, lalu coba lagi.")
                )
            time.sleep(_LOCK_STEP)
        if place.exists() and os.path.samestat(os.fstat(handle), place.stat()):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return _locked(place, deadline)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
