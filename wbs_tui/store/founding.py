"""The ground for a new office: an empty store, with a header that says that it is not whole yet."""

import shutil

from sqlalchemy import Engine, MetaData, inspect

from wbs_tui.store.engine import new_engine, owning
from wbs_tui.store.errors import CannotFound, StoreExists, disk_errors_named
from wbs_tui.store.location import FileStore, ServerStore, StoreLocation
from wbs_tui.store.migrate import LATEST, migrate
from wbs_tui.vault.errors import CannotWrite, DamagedHeader, NewerStore
from wbs_tui.vault.header import MOVING, RESTORING, UNFINISHED, Header


def make_folder(location: StoreLocation) -> None:
    """The folder of this computer that the store needs; raises CannotWrite."""
    try:
        location.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotWrite(location.folder, error) from error


def make_room(location: StoreLocation) -> None:
    """Remove what a founding left that was cut off; raises StoreExists for anything else that is there.

    The caller holds the header's lock.
    """
    if isinstance(location, FileStore):
        _make_room_for_file(location)
    else:
        _make_room_on_server(location)


def begin_store(
    location: StoreLocation, store_key: bytes, header: Header, desk_role: str, schema: str = LATEST
) -> Engine:
    """An engine over new empty tables of a schema; `header` says what has begun. Raises StoreExists."""
    if isinstance(location, FileStore):
        location.header.write(header)  # before the database, which nothing else opens
        engine = new_engine(location, store_key)
        _migrated(engine, None, schema)
        return engine
    engine = new_engine(location, store_key)
    _migrated(engine, desk_role, schema)
    location.header.write(header)
    return engine


def _migrated(engine: Engine, desk_role: str | None, schema: str) -> None:
    try:
        migrate(engine, desk_role, schema)
    finally:
        engine.dispose()  # connections made before the tables are in no desk's role


def _make_room_for_file(location: FileStore) -> None:
    if location.header.exists():
        if not _is_unfinished(location):
            raise StoreExists
        with disk_errors_named():
            for ending in ("", "-wal", "-shm", "-journal"):
                location.database.with_name(location.database.name + ending).unlink(missing_ok=True)
            _remove_restored_files(location)
    if location.database.exists():
        raise StoreExists


def _remove_restored_files(location: FileStore) -> None:
    """A founding makes none, and whoever restores or moves has made sure that there were none before."""
    if location.header.read().schema in (RESTORING, MOVING) and location.evidence.exists():
        shutil.rmtree(location.evidence)


def _make_room_on_server(location: ServerStore) -> None:
    unfinished = location.header.exists() and _is_unfinished(location)
    engine = new_engine(location, b"")
    try:
        with owning(engine) as connection:
            if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
                raise CannotFound
            if not inspect(connection).get_table_names():
                return
            if not unfinished:
                raise StoreExists
            left = MetaData()
            left.reflect(connection)
            left.drop_all(connection)
    finally:
        engine.dispose()


def _is_unfinished(location: StoreLocation) -> bool:
    try:
        return location.header.read().schema in UNFINISHED
    except (DamagedHeader, NewerStore):
        return False
