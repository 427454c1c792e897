"""Opens the encrypted database and says when a transaction begins to write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event

from wbs_tui.store.errors import translated
from wbs_tui.store.location import StoreLocation
from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import NoStore

BUSY_MILLISECONDS = 10_000


def open_engine(location: StoreLocation, store_key: bytes, *, create: bool = False) -> Engine:
    """An engine over the database that `store_key` (32 bytes) opens; raises NoStore, DamagedStore."""
    if not create and not location.database.exists():
        raise NoStore(
            _("Berkas penyimpanan tidak ada: {path}. Pulihkan dari cadangan.").format(path=location.database)
        )
    engine = create_engine(f"sqlite:///{location.database}", module=sqlcipher)
    hexadecimal = store_key.hex()

    @event.listens_for(engine, "connect")
    def _key(connection: Any, _record: Any) -> None:
        _prepare(connection, hexadecimal)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _prepare(connection: Any, hexadecimal: str) -> None:
    """Key a new connection. The log level comes first: a wrong key would print over the screen."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level = NONE")
    cursor.execute(f"PRAGMA key = \"x'{hexadecimal}'\"")
    with translated():
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("PRAGMA cache_size = -16000")
    cursor.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store for as long as the block lasts."""
    with translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the only right to write; all of it is kept, or nothing."""
    with translated(), engine.connect() as connection, connection.execution_options(writes=True).begin():
        yield connection
