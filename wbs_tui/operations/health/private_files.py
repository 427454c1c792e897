"""Who else on this computer may read, change or replace what the office keeps on it."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.pins import pins_of
from wbs_tui.text.catalogue import _

_PASSWORD_FILES = ("WBS_PASSWORD_FILE", "WBS_NEW_PASSWORD_FILE")
_NAMED = 4
"""How many files a finding names; of the rest it says how many they are."""
_ANY, _WRITE = 0o077, 0o022


def permissions(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Nobody but the owner has business with these files. Windows keeps its own lists."""
    open_to_others = [path for path in _private(desk) if _may(path, _ANY) or _is_anothers(path)]
    replaceable = [path for path in _folders(desk) if _may(path, _WRITE) and not _sticky(path)]
    if open_to_others:
        yield bad(
            "permissions",
            _("Dapat dibaca pengguna lain: {names}.").format(names=_names(open_to_others)),
            _("Jalankan chmod go-rwx pada berkas itu."),
        )
    if replaceable:
        yield bad(
            "permissions",
            _("Isinya dapat diganti pengguna lain: {names}.").format(names=_names(replaceable)),
            _("Jalankan chmod go-w pada folder itu."),
        )
    if not open_to_others and not replaceable:
        yield good("permissions", _closed(desk.location))


def _closed(location: StoreLocation) -> str:
    if isinstance(location, FileStore):
        return _("Hanya pemiliknya dapat membaca berkas penyimpanan.")
    return _("Di komputer ini hanya Anda yang dapat membaca berkas program; datanya ada di server.")


def policy_files(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """What the office's policy says is no secret, but whoever writes it says who may do what."""
    folder = desk.location.policy
    writable = [path for path in (folder, *folder.glob("*.toml")) if _may(path, _WRITE) or _is_anothers(path)]
    if writable:
        yield bad(
            "policy_files",
            _("Kebijakan kantor dapat diubah pengguna lain: {names}.").format(names=_names(writable)),
            _("Jalankan chmod go-w pada berkas itu."),
        )


def _private(desk: Desk) -> Iterator[Path]:
    """What must be closed to others: a closed folder closes what is in it."""
    yield from _of_store(desk.location)
    yield _notes(desk)
    yield from _password_files(desk.location)


def _of_store(location: StoreLocation) -> Iterable[Path]:
    if not isinstance(location, FileStore):
        return (location.folder,)
    return sorted(location.folder.glob(location.name + "*"))


def _folders(desk: Desk) -> Iterator[Path]:
    """Whoever may write to these puts another store, or other notes, in place of ours."""
    yield desk.location.folder
    yield desk.location.folder.parent
    yield _notes(desk).parent


def _notes(desk: Desk) -> Path:
    """The folder of what accounts have seen of this store on this computer."""
    place_id = desk.location.header.read().store_id if desk.lease is None else desk.lease.id
    return pins_of(place_id, desk.office.id, desk.actor.id, desk.account_keys).path.parent


def _password_files(location: StoreLocation) -> Iterator[Path]:
    yield from (Path(os.environ[name]) for name in _PASSWORD_FILES if os.environ.get(name))
    if not isinstance(location, FileStore):
        home = Path.home()
        yield Path(os.environ.get("PGPASSFILE") or home / ".pgpass")
        yield Path(os.environ.get("PGSSLKEY") or home / ".postgresql" / "postgresql.key")
        yield from _with_passwords(Path(os.environ.get("PGSERVICEFILE") or home / ".pg_service.conf"))


def _with_passwords(service_file: Path) -> Iterator[Path]:
    """A service file is no secret unless somebody wrote a password into it."""
    if service_file.is_file() and b"password" in service_file.read_bytes():
        yield service_file


def _may(path: Path, bits: int) -> bool:
    return sys.platform != "win32" and path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & bits)


def _sticky(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_ISVTX)


def _is_anothers(path: Path) -> bool:
    return sys.platform != "win32" and path.exists() and path.stat().st_uid not in (os.geteuid(), 0)


def _names(paths: list[Path]) -> str:
    named = ", ".join(path.name for path in paths[:_NAMED])
    rest = len(paths) - _NAMED
    return named if rest <= 0 else _("{names}, dan {count} lagi").format(names=named, count=rest)
