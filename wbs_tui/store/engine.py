"""Opens the encrypted database and says when a transaction begins to write."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from wbs_tui.store.errors import (
    DamagedStore,
    StoreExists,
    StoreUnreachable,
    disk_errors_named,
    translated,
)
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import NoStore

BUSY_MILLISECONDS = 10_000
_KEYED = "wbs_keyed"
_PRAGMAS = (
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "cache_size = -4000",
    "secure_delete = ON",  # what is deleted leaves nothing in free pages: wraps of destroyed cases, drafts
)
_CACHE_PRAGMAS = (*(pragma for pragma in _PRAGMAS if "synchronous" not in pragma), "synchronous = NORMAL")
_SCRATCH_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "temp_store = MEMORY",
    "cache_size = -64000",
)


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
    keyed: dict[int, bytes] = {}
    engine = _engine(location.database, holder, _PRAGMAS, keyed)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        record.info[_KEYED] = keyed.pop(id(connection))

    @event.listens_for(engine, "checkout")
    def _checkout(_connection: Any, record: Any, _proxy: Any) -> None:
        holder.begin()
        if record.info.get(_KEYED) != holder.current:
            holder.end()
            raise DisconnectionError  # keyed before the store was re-keyed: the pool makes another

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: Any, _record: Any) -> None:
        holder.end()

    event.listen(engine, "begin", _begin)
    return engine


def cache_engine(path: Path, key: bytes) -> Engine:
    """An engine over a small database of one account's own that is there, under a key of 32 bytes."""
    engine = _engine(path, StoreKey(key), _CACHE_PRAGMAS, {})
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
        engine = _engine(path, StoreKey(os.urandom(32)), _SCRATCH_PRAGMAS, {})
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


def _engine(path: Path, key: StoreKey, pragmas: Sequence[str], keyed: dict[int, bytes]) -> Engine:
    """Connections to a file that is there; `keyed` gets the key of each by its id."""

    def connect() -> Any:
        with translated():
            current = key.current
            connection = _keyed(path, current, pragmas)
            keyed[id(connection)] = current
            return connection

    return create_engine(URL.create("sqlite", database=str(path)), module=sqlcipher, creator=connect)


def keyed_connection(location: StoreLocation, key: bytes) -> Any:
    """A connection of its own to the database, outside any engine; raises what SQLCipher raises."""
    return _keyed(location.database, key, _PRAGMAS)


def _keyed(path: Path, key: bytes, pragmas: Sequence[str]) -> Any:
    """`mode=rw` makes no new file."""
    connection = sqlcipher.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False)
    _prepare(connection, key.hex(), pragmas)
    return connection


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
