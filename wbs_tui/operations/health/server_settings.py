"""Settings of a PostgreSQL server on which the office's work depends."""

from collections.abc import Iterator

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.text.catalogue import _

_LASTING = ("fsync", "full_page_writes")
"""Where `synchronous_commit` is off the program switches it on itself, for each of its changes."""
_CUTTING = ("statement_timeout", "idle_session_timeout", "transaction_timeout", "lock_timeout")
_LEAST_ROOM = 12
"""Connections: three desks, each with some for its screens and one that listens."""
_OLDEST_AGE = 1_500_000_000
"""Transactions; at two thousand million a server refuses to write."""


def _settings(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings")
    return {row.name: row.setting for row in rows}


def durability(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """What was acknowledged must outlive a power cut."""
    settings = _settings(connection)
    off = [name for name in _LASTING if settings[name] == "off"]
    if off:
        yield bad(
            "server_durability",
            _("Catatan yang sudah diterima dapat hilang saat listrik padam: {names} = off.").format(
                names=", ".join(off)
            ),
            _("Minta pengelola server menyetelnya menjadi on, lalu memuat ulang pengaturan."),
        )
    else:
        yield good("server_durability", _("Yang sudah diterima server bertahan saat listrik padam."))


def limits(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Time limits that end long work, and a server that takes no writes."""
    settings = _settings(connection)
    if settings["transaction_read_only"] == "on" and _never_writes(connection, settings):
        yield bad(
            "server_limits",
            _("Server ini hanya dapat dibaca: salinan siaga, atau disetel begitu."),
            _("Sebutkan server utamanya di alamat (--store)."),
        )
    cutting = [name for name in _CUTTING if settings.get(name, "0") != "0"]
    if cutting:
        yield note(
            "server_limits",
            _("Server memutus pekerjaan yang lama: {names}.").format(names=", ".join(cutting)),
            _("Minta pengelola server menyetelnya 0 bagi akun meja: pembuktian dan cadangan perlu waktu."),
        )
    else:
        yield good("server_limits", _("Server tidak memutus pekerjaan yang lama."))
    if settings["autovacuum"] == "off":
        yield note(
            "server_limits",
            _("Pembersihan otomatis server (autovacuum) mati; basis data tumbuh dan melambat."),
            _("Minta pengelola server menyalakannya."),
        )


def _never_writes(connection: Connection, settings: dict[str, str]) -> bool:
    """This view itself only reads; what counts is what a new transaction may."""
    standby = bool(connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar())
    return standby or settings["default_transaction_read_only"] == "on"


_ROOM = """
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
             - (SELECT sum(numbackends) FROM pg_stat_database)::int AS of_server,
           CASE WHEN d.datconnlimit < 0 THEN NULL
                ELSE d.datconnlimit - (SELECT s.numbackends FROM pg_stat_database s WHERE s.datid = d.oid)
           END AS of_database,
           NULLIF((SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user), -1) AS of_account
    FROM pg_database d WHERE d.datname = current_database()
"""


def room(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Each open desk needs a few connections; who finds none cannot sit down."""
    row = connection.exec_driver_sql(_ROOM).one()
    left = min(each for each in row if each is not None)
    found = _("Sambungan ke server yang masih tersedia: {count}.").format(count=left)
    if left < _LEAST_ROOM:
        yield note(
            "server_room",
            found,
            _("Minta pengelola server menaikkan max_connections atau batas akun; tiap meja memerlukan 6."),
        )
    else:
        yield good("server_room", found)


def age(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """A server that has not been cleaned for too long stops taking writes to protect itself."""
    oldest = connection.exec_driver_sql(
        "SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()"
    ).scalar_one()
    if oldest > _OLDEST_AGE:
        yield bad(
            "server_age",
            _("Basis data mendekati batas nomor transaksi ({age}); server akan berhenti menerima.").format(
                age=oldest
            ),
            _("Minta pengelola server menjalankan VACUUM sekarang."),
        )


_ARCHIVER = """
    SELECT last_failed_time IS NOT NULL
      AND (last_archived_time IS NULL OR last_failed_time > last_archived_time)
    FROM pg_stat_archiver
"""


def archive(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Where the server keeps an archive of its own, it must not have stopped."""
    if _settings(connection)["archive_mode"] == "off":
        return
    if connection.exec_driver_sql(_ARCHIVER).scalar():
        yield note(
            "server_archive",
            _("Pengarsipan server (archive_mode) gagal terakhir kali."),
            _("Minta pengelola server memeriksanya; cadangan wbs backup tidak bergantung padanya."),
        )
    else:
        yield good("server_archive", _("Pengarsipan server berjalan."))
