"""What the desks' role may do on a server: everything but change or remove entries of the journal."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from models.tables.journal import store_facts
from wbs_tui.store import desk_role as usual
from wbs_tui.store.errors import NoDeskRole
from wbs_tui.store.place_facts import DESK_ROLE

_READ_ONLY = "alembic_version"
_APPEND_ONLY = "journal"
_TAKEN_SO_FAR = text("SELECT value FROM store_facts WHERE name = :name")


def settle(connection: Connection, chosen: str | None) -> None:
    """Give the role its rights over the tables of now; it is made if there is none and the account may.

    `chosen` is the role of a new store; one that is there keeps its own. Raises NoDeskRole.
    """
    known = connection.execute(_TAKEN_SO_FAR, {"name": DESK_ROLE}).scalar()
    role = known or chosen
    if role is None:
        raise NoDeskRole(usual.DESK_ROLE)
    _make(connection, role)
    if known is None:
        connection.execute(store_facts.insert(), {"name": DESK_ROLE, "value": role})
    quoted = connection.dialect.identifier_preparer.quote(role)
    for right in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"REVOKE UPDATE, DELETE ON {_APPEND_ONLY} FROM {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON {_READ_ONLY} FROM {quoted}",
    ):
        connection.exec_driver_sql(right)


def _make(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    there = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    member = text("SELECT pg_has_role(session_user, :role, 'MEMBER')")
    try:
        if connection.execute(there, {"role": role}).scalar() is None:
            connection.exec_driver_sql(f"CREATE ROLE {quoted} NOLOGIN")
        if not connection.execute(member, {"role": role}).scalar():
            connection.exec_driver_sql(f"GRANT {quoted} TO SESSION_USER")
    except ProgrammingError as error:
        raise NoDeskRole(role) from error
