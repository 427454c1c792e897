"""Whether a database on a server is whole: checksums, indexes, and the order in which it sorts."""

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.text.catalogue import _

_INVALID = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT (i.indisvalid AND i.indisready)
"""
_TREES = """
    SELECT c.oid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE c.relnamespace = 'public'::regnamespace AND a.amname = 'btree' AND i.indisvalid
"""
_MAY_CHECK = """
    SELECT has_function_privilege(p.oid, 'EXECUTE') FROM pg_proc p
    WHERE p.proname = 'bt_index_check' AND pg_get_function_identity_arguments(p.oid) LIKE '%, %'
    ORDER BY p.pronargs LIMIT 1
"""
_COLLATION = """
    SELECT pg_encoding_to_char(encoding), datcollate, datcollversion,
           pg_database_collation_actual_version(oid)
    FROM pg_database WHERE datname = current_database()
"""
_COLLATION_VERSIONS_SINCE = 150_000


def checksums(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Whether the server notices pages that its disk has spoilt; what the rows say proves the journal."""
    if connection.exec_driver_sql("SHOW data_checksums").scalar() == "on":
        yield good("server_checksums", _("Server memeriksa tiap halaman yang dibacanya (data_checksums)."))
    else:
        yield note(
            "server_checksums",
            _("Server tidak memeriksa halaman yang dibacanya (data_checksums = off)."),
            _("Minta pengelola server menjalankan pg_checksums --enable saat server berhenti."),
        )


def integrity(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """An index that is not whole gives wrong answers; they are looked through where the account may."""
    broken = [*connection.exec_driver_sql(_INVALID).scalars(), *_damaged(connection)]
    if broken:
        yield bad(
            "integrity",
            _("Indeks rusak: {names}.").format(names=", ".join(sorted(broken))),
            _("Minta pengelola server menjalankan REINDEX DATABASE, lalu jalankan wbs verify."),
        )
    elif _may_check(connection):
        yield good("integrity", _("Indeks utuh, diperiksa satu per satu (amcheck)."))
    else:
        yield good(
            "integrity", _("Indeks sah; isinya tidak diperiksa karena akun ini tidak boleh (amcheck).")
        )


def _may_check(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql(_MAY_CHECK.replace("%", "%%")).scalar())


def _damaged(connection: Connection) -> Iterator[str]:
    """Each index in a step of its own, or the first fault would hide the others."""
    if not _may_check(connection):
        return
    for oid in connection.exec_driver_sql(_TREES).scalars().all():
        try:
            with connection.begin_nested():
                connection.execute(
                    text("SELECT bt_index_check(CAST(:index AS regclass), true)"), {"index": oid}
                )
        except DBAPIError:
            yield str(connection.execute(text("SELECT CAST(:index AS regclass)"), {"index": oid}).scalar())


def collation(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Text in UTF-8; and sorted as when the indexes were made: a new system library may sort otherwise."""
    if connection.exec_driver_sql("SHOW server_version_num").scalar_one() < str(_COLLATION_VERSIONS_SINCE):
        encoding, name, then, now = (
            connection.exec_driver_sql("SHOW server_encoding").scalar(),
            "",
            None,
            None,
        )
    else:
        encoding, name, then, now = connection.exec_driver_sql(_COLLATION).one()
    if encoding != "UTF8":
        yield bad(
            "server_text",
            _("Basis data berkode {encoding}, bukan UTF8.").format(encoding=encoding),
            _("Buat cadangan, lalu pulihkan ke basis data yang dibuat dengan ENCODING 'UTF8'."),
        )
    elif then != now:
        yield bad(
            "server_text",
            _("Urutan huruf server berubah ({before} menjadi {after}); indeks teks mungkin salah.").format(
                before=then, after=now
            ),
            _("Minta pengelola: REINDEX DATABASE, lalu ALTER DATABASE ... REFRESH COLLATION VERSION."),
        )
    else:
        yield good("server_text", _("UTF-8, urutan {name}.").format(name=name or "-"))
