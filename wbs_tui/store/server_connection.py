"""Connections to PostgreSQL, in the role that the program works in.

Whoever connects is somebody of the database's; the program then takes the role of a desk, which can neither
change nor remove an entry of the journal. Only who founds, migrates or restores works as who he connected as.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from wbs_tui.store.errors import NotADesk
from wbs_tui.store.place_facts import DESK_ROLE

KEPT_WHEN_TOLD = (
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
)
"""In a transaction: what an officer was told is kept survives the server's crash, however it is set."""
_ROLE_OF_DESKS = "SELECT value FROM store_facts WHERE name = %s"
_GRANTED_TO = (
    "SELECT pg_get_userbyid(granted.grantee) FROM pg_class, aclexplode(relacl) AS granted "
    "WHERE pg_class.oid = to_regclass('store_facts') AND granted.privilege_type = 'INSERT' "
    "AND granted.grantee <> relowner ORDER BY granted.grantee LIMIT 1"
)
_HAS_FACTS = "SELECT to_regclass('store_facts') IS NOT NULL"
_ARGUMENTS = {
    "application_name": "wbs",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds; else a cut line is waited for while it is written to
    # The server, too, soon sees that a closed laptop is gone: it may hold a lock.
    "options": "-c client_min_messages=error -c search_path=public -c timezone=UTC "
    "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}


def connect(address: str, *, autocommit: bool = False) -> "psycopg.Connection[Any]":
    """A connection in the desks' role, if the database has one. Raises psycopg.Error, NotADesk."""
    connection = psycopg.connect(address, autocommit=True, **_ARGUMENTS)  # type: ignore[arg-type]
    try:
        _take_role(connection)
        connection.autocommit = autocommit
    except BaseException:
        connection.close()
        raise
    return connection


def _take_role(connection: "psycopg.Connection[Any]") -> None:
    role = _role(connection)
    if role is None:
        return
    try:
        connection.execute(SQL("SET ROLE {}").format(Identifier(role)))
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.InvalidParameterValue,
        psycopg.errors.SyntaxError,
    ) as error:
        raise NotADesk(role) from error
    if _one(connection, "SELECT current_user") != role:  # "none" is nobody's name: it gives no role up
        raise NotADesk(role)


def _role(connection: "psycopg.Connection[Any]") -> str | None:
    """The desks' role; None where there are no tables yet.

    Who inherits nothing of it, and who is no member, may not read its name: it is whom the facts are open to.
    """
    if not _one(connection, _HAS_FACTS):
        return None
    try:
        role = _one(connection, _ROLE_OF_DESKS, DESK_ROLE)
    except psycopg.errors.InsufficientPrivilege:
        role = _one(connection, _GRANTED_TO)
    return None if role is None else str(role)


def _one(connection: "psycopg.Connection[Any]", query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


@contextmanager
def connected(address: str) -> "Iterator[psycopg.Connection[Any]]":
    """A connection for the length of the block; what was not committed is not kept."""
    connection = connect(address)
    try:
        yield connection
    finally:
        connection.close()


def of_one_moment(connection: "psycopg.Connection[Any]") -> "psycopg.Connection[Any]":
    """The connection, with what it reads next all of one moment."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        connection.rollback()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection
