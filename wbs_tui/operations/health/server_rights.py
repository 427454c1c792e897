"""What roles of a server may do with the tables: the journal's rows are for nobody to change."""

from collections.abc import Iterator

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.text.catalogue import _

_TOO_MUCH = """
    SELECT has_table_privilege(current_user, 'public.journal', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
             OR has_any_column_privilege(current_user, 'public.journal', 'UPDATE'),
           pg_has_role(current_user, c.relowner, 'MEMBER'),
           r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
    FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = 'public.journal'::regclass
"""
_LACKING = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (has_table_privilege(current_user, c.oid, 'SELECT')
               AND (c.relname = 'alembic_version' OR has_table_privilege(current_user, c.oid, 'INSERT')))
    ORDER BY c.relname
"""
_OWNERS = """
    SELECT r.rolname FROM pg_roles r, pg_class c
    WHERE c.oid = 'public.journal'::regclass AND r.rolcanlogin AND NOT r.rolsuper
      AND pg_has_role(r.oid, c.relowner, 'MEMBER')
    ORDER BY r.rolname
"""
_WHO = "SELECT session_user, (SELECT rolsuper FROM pg_roles WHERE rolname = session_user), current_user"
_OPEN_TO_ALL = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND has_table_privilege('public', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY c.relname
"""
_ALL_MAY_CREATE = "SELECT has_schema_privilege('public', 'public', 'CREATE')"
_TRIGGERS = """
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    UNION SELECT c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    UNION SELECT c.relname FROM pg_class c
    WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY 1
"""


def desks(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """The role that desks work in appends to the journal, and no more; and it has what it needs."""
    writes, owns, rules = connection.exec_driver_sql(_TOO_MUCH).one()
    lacking = list(connection.exec_driver_sql(_LACKING).scalars())
    if writes or owns or rules:
        yield bad(
            "server_rights",
            _("Peran meja dapat mengubah atau menghapus catatan jurnal, atau mengambil hak untuk itu."),
            _("Minta pengelola: cabut keanggotaan dan hak istimewa peran itu, lalu jalankan wbs migrate."),
        )
    if lacking:
        yield bad(
            "server_rights",
            _("Peran meja tidak mendapat semua tabel: {names}.").format(names=", ".join(lacking)),
            _("Jalankan wbs migrate dengan akun server yang memiliki tabelnya."),
        )
    if not (writes or owns or rules or lacking):
        yield good("server_rights", _("Peran meja hanya dapat menambah catatan jurnal."))


def owners(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Who may rewrite tables: the fewer, the better, and nobody for a day's work."""
    account, is_super, role = connection.exec_driver_sql(_WHO).one()
    names = list(connection.exec_driver_sql(_OWNERS).scalars())
    if is_super or account in names:
        yield note(
            "server_owner",
            _("Akun server {account} dapat menulis ulang tabel.").format(account=account),
            _("Untuk kerja sehari-hari pakai akun server lain yang hanya anggota {role}.").format(role=role),
        )
    else:
        yield good(
            "server_owner",
            _("Selain superuser, yang dapat menulis ulang tabel: {names}.").format(
                names=", ".join(names) or "-"
            ),
        )


def public(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Nobody else on the server reads the tables, or puts something of his own beside them."""
    open_to_all = list(connection.exec_driver_sql(_OPEN_TO_ALL).scalars())
    if open_to_all:
        yield bad(
            "server_public",
            _("Terbuka bagi setiap akun server: {names}.").format(names=", ".join(open_to_all)),
            _("Minta pengelola: REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC."),
        )
    if connection.exec_driver_sql(_ALL_MAY_CREATE).scalar():
        yield bad(
            "server_public",
            _("Setiap akun server dapat menaruh tabel atau fungsi di samping tabel kantor."),
            _("Minta pengelola: REVOKE CREATE ON SCHEMA public FROM PUBLIC."),
        )


def triggers(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """The program puts neither triggers nor rules on tables: what is there was put there by somebody."""
    tables = list(connection.exec_driver_sql(_TRIGGERS).scalars())
    if tables:
        yield bad(
            "server_triggers",
            _("Ada pemicu, aturan, atau saringan baris buatan pihak lain pada tabel: {names}.").format(
                names=", ".join(tables)
            ),
            _("Minta pengelola menjelaskan dan menghapusnya, lalu jalankan wbs verify."),
        )
