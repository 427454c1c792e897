"""One account's own cache: a file beside the store that only this account can open, and that may end any day.

Its key mixes the account's own key with a nonce that stands in the store. Deleting the nonce ends the cache,
also in every copy of the file: the key is never made again. A file that is damaged, of another layout or
somebody else's is made anew, for everything in it can be.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ColumnElement, Connection, Engine, delete, select

from models.tables.local import caches
from wbs_tui.journal.desk import Desk
from wbs_tui.search.layout import TABLES, VERSION
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import DamagedStore, disk_errors_named
from wbs_tui.store.file_engine import cache_engine

_KIND = "cache"
_NONCE_BYTES = 32
_BESIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def cache(desk: Desk) -> Iterator[Engine]:
    """The cache of the account at the desk, made if there is none. Raises StoreTrouble, NotActive.

    `store.engine.reading` and `writing` begin transactions on it.
    """
    nonce, fresh = _nonce(desk)
    path = cache_path(desk)
    if fresh:
        _remove(path)
    engine = _opened(desk, path, nonce)
    try:
        yield engine
    finally:
        engine.dispose()


def drop(desk: Desk) -> None:
    """End the account's cache: without its nonce the file is noise, and it is removed too."""
    with writing(desk.engine) as connection:
        connection.execute(delete(caches).where(_mine(desk)))
    _remove(cache_path(desk))


def cache_path(desk: Desk) -> Path:
    """Where the account's cache is, or would be."""
    return desk.location.caches / desk.actor.id


def _nonce(desk: Desk) -> tuple[bytes, bool]:
    """The nonce of the account's cache, and whether it was made just now."""
    wanted = select(caches.c.nonce).where(_mine(desk))
    with desk.reading() as connection:
        known = connection.execute(wanted).scalar()
    if known is not None:
        return bytes(known), False
    with writing(desk.engine) as connection:
        known = connection.execute(wanted).scalar()  # another session of the account may have been faster
        if known is not None:
            return bytes(known), False
        made = os.urandom(_NONCE_BYTES)
        row = {"account_id": desk.actor.id, "kind": _KIND, "nonce": made, "made_at": desk.now()}
        connection.execute(caches.insert(), row)
        return made, True


def _mine(desk: Desk) -> ColumnElement[bool]:
    return (caches.c.account_id == desk.actor.id) & (caches.c.kind == _KIND)


def _opened(desk: Desk, path: Path, nonce: bytes) -> Engine:
    """The file with the layout of today; any other file in its place is removed."""
    key = _key(desk, nonce)
    for _attempt in ("as it is", "anew"):
        _touch(path)
        engine = cache_engine(path, key)
        try:
            _prepare(engine)
            return engine
        except DamagedStore:
            engine.dispose()
            _remove(path)
        except BaseException:
            engine.dispose()
            raise
    raise DamagedStore


def _prepare(engine: Engine) -> None:
    """Make the tables of an empty file; raises DamagedStore for a file of any other layout."""
    with reading(engine) as connection:
        found = _version(connection)
        empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    if found == VERSION and not empty:
        return
    if not empty:
        raise DamagedStore
    with writing(engine) as connection:
        if _version(connection) == VERSION:  # another session of the account was faster
            return
        for statement in TABLES:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _key(desk: Desk, nonce: bytes) -> bytes:
    info = f"wbs-cache-v1|{desk.office.id}|{desk.actor.id}".encode()
    return HKDF(SHA256(), 32, nonce, info).derive(desk.keyring.own.key)


def _touch(path: Path) -> None:
    with disk_errors_named():
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        path.touch(mode=0o600)


def _remove(path: Path) -> None:
    with disk_errors_named():
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
