"""Opens the encrypted database and says when a transaction begins to write."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, create_engine, event

from wbs_tui.store.errors import (
    DamagedStore,
    StoreExists,
    StoreUnreachable,
    disk_errors_named,
    translated,
)
from wbs_tui.store.location import StoreLocation
from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import NoStore

BUSY_MILLISECONDS = 10_000
_PRAGMAS = (
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "cache_size = -4000",
    "secure_delete = ON",  # what is deleted leaves nothing in free pages: wraps of destroyed cases, drafts
)
_SCRATCH_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "temp_store = MEMORY",
    "cache_size = -64000",
)


class StoreKey:
    """The key (32 bytes) that new connections use; it changes when the store is re-keyed. Shows nothing."""

    __slots__ = ("current",)

    def __init__(self, current: bytes) -> None:
        self.current = current

    def __repr__(self) -> str:
        return "<StoreKey>"


def open_engine(location: StoreLocation, store_key: StoreKey | bytes) -> Engine:
    """An engine over the database that `store_key` (32 bytes) opens. Raises NoStore, DamagedStore."""
    _refuse_absent(location)
    return _store_engine(location, store_key)


def open_with_one_of(location: StoreLocation, keys: Sequence[bytes]) -> tuple[Engine, StoreKey]:
    """An engine with the first key that opens the database: a re-key that was cut off leaves two to try.

    Raises NoStore, DamagedStore.
    """
    for key in keys:
        holder = StoreKey(key)
        engine = open_engine(location, holder)
        try:
            with reading(engine):
                return engine, holder
        except DamagedStore:
            engine.dispose()
        except BaseException:
            engine.dispose()
            raise
    raise DamagedStore


def new_engine(location: StoreLocation, store_key: StoreKey | bytes) -> Engine:
    """An engine over a new database that only its owner can read; raises StoreExists."""
    with disk_errors_named():
        try:
            location.database.touch(mode=0o600, exist_ok=False)
        except FileExistsError as error:
            raise StoreExists from error
    return _store_engine(location, store_key)


def _store_engine(location: StoreLocation, store_key: StoreKey | bytes) -> Engine:
    holder = store_key if isinstance(store_key, StoreKey) else StoreKey(store_key)
    engine = _engine(location.database, holder, _PRAGMAS)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def scratch(folder: Path) -> Iterator[Connection]:
    """A database for the length of the block: on the disk, under a key that nobody keeps.

    Raises DiskFull, StoreUnreachable.
    """
    with disk_errors_named():
        made = TemporaryDirectory(prefix=".wbs-scratch-", dir=folder)
    with made as name, translated():
        path = Path(name) / "scratch"
        path.touch(mode=0o600)
        engine = _engine(path, StoreKey(os.urandom(32)), _SCRATCH_PRAGMAS)
        try:
            with engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("BEGIN")
                yield connection
        finally:
            engine.dispose()


def _refuse_absent(location: StoreLocation) -> None:
    """A file of no bytes would be made into a new database by the first connection."""
    try:
        size = location.database.stat().st_size
    except FileNotFoundError as error:
        raise NoStore(
            _("Berkas penyimpanan tidak ada: {path}. Pulihkan dari cadangan.").format(path=location.database)
        ) from error
    except OSError as error:
        raise StoreUnreachable from error
    if size == 0:
        raise DamagedStore


def _engine(path: Path, key: StoreKey, pragmas: Sequence[str]) -> Engine:
    """Connections to a file that is there: `mode=rw` makes none."""
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> Any:
        with translated():
            connection = sqlcipher.connect(address, uri=True, check_same_thread=False)
            _prepare(connection, key.current.hex(), pragmas)
            return connection

    return create_engine(URL.create("sqlite", database=str(path)), module=sqlcipher, creator=connect)


def _prepare(connection: Any, hexadecimal: str, pragmas: Sequence[str]) -> None:
    """Key a new connection. The log level comes first: a wrong key would print over the screen."""
    connection.isolation_level = None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{hexadecimal}'\"")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise


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
