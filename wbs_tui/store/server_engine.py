"""Connections to a store on a PostgreSQL server.

Readers see one moment for as long as they read. Writers take turns by a lock that ends with the transaction,
as they do in a file: so the journal's numbers and the register's are one more than the last, and the order in
which entries are kept is the order of their revisions.
"""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from wbs_tui.store.engine_place import BESIDE, place_of
from wbs_tui.store.errors import translated
from wbs_tui.store.location import ServerStore
from wbs_tui.store.server_connection import KEPT_WHEN_TOLD, connect

CHANNEL = "wbs"
"""Where every write that is kept is told: something has changed, look what."""
_WRITERS = 0x776273_02
_BEGIN_TO_WRITE = (
    # A laptop that is closed in the middle lets go before whoever waits has waited too long.
    f"{KEPT_WHEN_TOLD}; "
    "SET LOCAL idle_in_transaction_session_timeout = '15s'; SET LOCAL lock_timeout = '20s'; "
    f"SELECT pg_advisory_xact_lock({_WRITERS}); NOTIFY {CHANNEL}"
)
_BEGIN_TO_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def open_server(location: ServerStore) -> Engine:
    """An engine over the store. Raises ServerUnreachable, NotADesk when it is used."""

    def made() -> Any:
        with translated():
            return connect(location.address)

    engine = create_engine(
        "postgresql+psycopg://",
        creator=made,
        pool_pre_ping=True,
        execution_options=dict(place_of(location)),
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if writes != BESIDE:
        connection.exec_driver_sql(_BEGIN_TO_WRITE if writes else _BEGIN_TO_READ)
