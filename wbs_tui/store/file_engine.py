"""Opens an encrypted database in a file: SQLite through SQLCipher."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from wbs_tui.store.engine_place import place_of
from wbs_tui.store.errors import (
    DamagedStore,
    StoreExists,
    StoreUnreachable,
    disk_errors_named,
    translated,
)
from wbs_tui.store.location import FileStore
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import NoStore

BUSY_MILLISECONDS = 10_000
_KEYED = "wbs_keyed"
_KEPT = 3
"""Connections that stay open, each with pages of its own: the screens, what is counted, what is searched."""
_PRAGMAS = (
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "cache_size = -2000",
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


def open_file(location: FileStore, key: StoreKey) -> Engine:
    """An engine over the database that the key opens. Raises NoStore, DamagedStore."""
    _refuse_absent(location)
    return _store_engine(location, key)


def new_file(location: FileStore, key: StoreKey) -> Engine:
    """An engine over a new database that only its owner can read; raises StoreExists."""
    with disk_errors_named():
        try:
            location.database.touch(mode=0o600, exist_ok=False)
        except FileExistsError as error:
            raise StoreExists from error
    return _store_engine(location, key)


def _store_engine(location: FileStore, holder: StoreKey) -> Engine:
    keyed: dict[int, bytes] = {}
    engine = _engine(location.database, holder, _PRAGMAS, keyed, place_of(location))

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
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()


def scratch_engine(path: Path) -> Engine:
    """An engine over a new database under a key that nobody keeps, which nothing has to survive."""
    path.touch(mode=0o600)
    return _engine(path, StoreKey(os.urandom(32)), _SCRATCH_PRAGMAS, {})


def _refuse_absent(location: FileStore) -> None:
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


def _engine(
    path: Path,
    key: StoreKey,
    pragmas: Sequence[str],
    keyed: dict[int, bytes],
    options: Mapping[str, Any] = MappingProxyType({}),
) -> Engine:
    """Connections to a file that is there; `keyed` gets the key of each by its id."""

    def connect() -> Any:
        with translated():
            current = key.current
            connection = _keyed(path, current, pragmas)
            keyed[id(connection)] = current
            return connection

    return create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlcipher,
        pool_size=_KEPT,
        pool_use_lifo=True,  # the connection used last has the pages that are wanted next
        creator=connect,
        execution_options=dict(options),
    )


def keyed_connection(location: FileStore, key: bytes) -> Any:
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
