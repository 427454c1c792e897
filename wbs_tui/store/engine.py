"""Opens a store, in a file or on a server, and says when a transaction begins to write."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine

from wbs_tui.store.engine_place import BESIDE
from wbs_tui.store.errors import DamagedStore, disk_errors_named, translated, when_kept
from wbs_tui.store.file_engine import new_file, open_file, scratch_engine
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.reach import refuse_lost
from wbs_tui.store.store_key import StoreKey

_SCRATCH = ".wbs-scratch-"
_LEFT_FOR = 6 * 3600.0
"""Seconds without a write after which a scratch database is nobody's."""


def open_engine(location: StoreLocation, store_key: StoreKey | bytes) -> Engine:
    """An engine over a store. The key (32 bytes) opens the database of a file; a server's is not keyed.

    Raises NoStore, DamagedStore.
    """
    if isinstance(location, FileStore):
        return open_file(location, _holder(store_key))
    from wbs_tui.store.server_engine import open_server

    return open_server(location)


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
    """An engine over an empty store, for whoever founds it; raises StoreExists."""
    if isinstance(location, FileStore):
        return new_file(location, _holder(store_key))
    from wbs_tui.store.server_engine import open_server

    return open_server(location)


def _holder(store_key: StoreKey | bytes) -> StoreKey:
    return store_key if isinstance(store_key, StoreKey) else StoreKey(store_key)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store for as long as the block lasts."""
    refuse_lost(engine)
    with translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the only right to write; all of it is kept, or nothing.

    Raises CommitInDoubt where the server was lost while it kept it.
    """
    with _kept(engine, writes=True) as connection:
        yield connection


@contextmanager
def adding(engine: Engine) -> Iterator[Connection]:
    """One transaction that adds what no entry speaks of yet: on a server nobody who writes waits for it."""
    with _kept(engine, writes=BESIDE) as connection:
        yield connection


@contextmanager
def _kept(engine: Engine, *, writes: bool | str) -> Iterator[Connection]:
    refuse_lost(engine)
    with (
        translated(),
        engine.connect() as connection,
        connection.execution_options(writes=writes).begin() as transaction,
    ):
        yield connection
        with when_kept():
            transaction.commit()


@contextmanager
def owning(engine: Engine) -> Iterator[Connection]:
    """As `writing`, with the rights of who connected and not only those of a desk: for migrations.

    On a server only its tables' owner gets further than a desk.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL ROLE NONE")
        yield connection


def _sweep(folder: Path) -> None:
    """Remove what a killed program left: nobody has the key to it. One that is at work has written lately."""
    before = time.time() - _LEFT_FOR
    for left in folder.glob(f"{_SCRATCH}*"):
        with suppress(FileNotFoundError):  # its own program removes it at this moment
            written = [each.stat().st_mtime for each in (left, *left.glob("*"))]
            if max(written) < before:
                shutil.rmtree(left)


@contextmanager
def scratch(folder: Path) -> Iterator[Connection]:
    """A database for the length of the block: on the disk, under a key that nobody keeps.

    Raises DiskFull, StoreUnreachable.
    """
    with disk_errors_named():
        _sweep(folder)
        made = TemporaryDirectory(prefix=_SCRATCH, dir=folder)
    with made as name, translated():
        engine = scratch_engine(Path(name) / "scratch")
        try:
            with engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("BEGIN")
                yield connection
        finally:
            engine.dispose()
