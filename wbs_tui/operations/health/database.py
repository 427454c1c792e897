"""Whether the database itself is whole, and what it and the program are."""

import platform
from collections.abc import Iterator

from sqlalchemy import Connection

from wbs_tui import __version__
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.store.location import FileStore
from wbs_tui.store.schema import VERSIONS, stored_version
from wbs_tui.text.catalogue import _


def integrity(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """SQLCipher's own check of every page, then SQLite's of the structure."""
    broken = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    structure = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if broken or structure != "ok":
        yield bad("integrity", _("Berkas penyimpanan rusak."), _("Berhenti menulis; pulihkan dari cadangan."))
    else:
        yield good("integrity", _("Berkas penyimpanan utuh."))


def versions(desk: Desk, connection: Connection) -> Iterator[Check]:
    """What somebody asks first who is told of a fault."""
    on_file = isinstance(desk.location, FileStore)
    engine = f"SQLCipher {_cipher(connection)}" if on_file else f"PostgreSQL {_server(connection)}"
    yield good(
        "versions",
        _("wbs {program}, Python {python}, skema {schema}, {engine}.").format(
            program=__version__,
            python=platform.python_version(),
            schema=stored_version(connection),
            engine=engine,
        ),
    )


def _cipher(connection: Connection) -> str:
    version = str(connection.exec_driver_sql("PRAGMA cipher_version").scalar())
    return version.partition(" ")[0]


def _server(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SHOW server_version").scalar())


def header(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """The header hints at the schema; a migration that was cut off just before its end leaves it behind."""
    if desk.location.header.read().schema != VERSIONS[-1]:
        yield note(
            "header",
            _("Kepala berkas menyebut skema yang lebih lama daripada tabelnya: pembaruan terputus."),
            _("Jalankan wbs migrate sekali lagi; tabelnya sudah baru dan tidak diubah."),
        )
