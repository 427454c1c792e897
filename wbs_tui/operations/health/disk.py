"""The disk of this computer: room on it, and whether a database file is safe there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.store.location import FileStore
from wbs_tui.text.catalogue import _

LEAST_FREE = 500 * 1024 * 1024
"""Bytes of disk below which a day's evidence may not fit."""
LONGEST_LOG = 256 * 1024 * 1024
"""Bytes of a write-ahead log that somebody who reads for too long keeps from being folded in."""
_MEGABYTE = 1_000_000
_MOUNTS = Path("/proc/self/mounts")
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs")


def room(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """What is free where this computer keeps what it needs; of a server's disk nothing is known here."""
    free = shutil.disk_usage(desk.location.folder).free
    amount = _("Ruang disk bebas: {megabytes} MB.").format(megabytes=free // _MEGABYTE)
    if free < LEAST_FREE:
        yield bad("disk", amount, _("Kosongkan ruang sebelum mengimpor bukti."))
    elif free < _needed(desk):
        yield note(
            "disk",
            amount,
            _("Kosongkan ruang: pembuktian dan penggantian kunci memerlukan sebanyak penyimpanan sendiri."),
        )
    else:
        yield good("disk", amount)


def room_on_server(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """How much the database holds: what its disk has left only its administrator sees."""
    mine = "SELECT has_database_privilege(current_database(), 'CONNECT')"
    if connection.exec_driver_sql(mine).scalar():
        size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        found = _("Basis data di server: {megabytes} MB; sisa disk server hanya diketahui pengelolanya.")
        yield good("server_disk", found.format(megabytes=size // _MEGABYTE))


def _needed(desk: Desk) -> int:
    """Bytes that a replay or a re-key of the store may take."""
    if not isinstance(desk.location, FileStore):
        return 0
    return desk.location.database.stat().st_size


def network_disk(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """SQLite's locks do not hold on a disk that several computers share."""
    kind = _kind_of(desk.location.folder)
    if isinstance(desk.location, FileStore) and kind in _NETWORK:
        yield bad(
            "network_disk",
            _(
                "Penyimpanan terletak di folder jaringan ({kind}); penguncian berkas di sana tidak pasti."
            ).format(kind=kind),
            _("Pindahkan ke disk komputer ini, atau pindahkan kantor ke server PostgreSQL."),
        )


def _kind_of(folder: Path) -> str:
    """The file system's own name; nothing where the system does not list them."""
    if not _MOUNTS.exists():
        return ""
    found = ""
    longest = -1
    for line in _MOUNTS.read_text(errors="replace").splitlines():
        _device, point, kind = line.split(" ")[:3]
        place = Path(point.replace("\\040", " "))
        if folder.resolve().is_relative_to(place) and len(place.parts) >= longest:
            found, longest = kind, len(place.parts)
    return found


def log_file(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Says so when the log has grown beyond what a desk leaves behind."""
    if not isinstance(desk.location, FileStore):
        return
    log = desk.location.database.with_name(desk.location.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LONGEST_LOG:
        yield note(
            "log_file",
            _("Berkas log di samping penyimpanan tumbuh menjadi {megabytes} MB.").format(
                megabytes=size // _MEGABYTE
            ),
            _("Tutup semua meja sekali; log dilebur ketika yang terakhir ditutup."),
        )
