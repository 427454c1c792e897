"""An account's own caches: files of this computer that only the account can open, and that may end any day.

There is one for each kind of `search.layout`, because they end at different times. The key of a cache mixes
the account's own key with a nonce that stands in the store. Deleting the nonce ends the cache, also in every
copy of the file: the key is never made again. A file that is damaged, of another layout or somebody else's is
made anew, for everything in it can be.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, select
from sqlalchemy.exc import DBAPIError

from models.tables.local import caches
from wbs_tui.journal.desk import Desk
from wbs_tui.search.layout import Layout
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import DamagedStore, StrangeContents, disk_errors_named
from wbs_tui.store.file_engine import cache_engine
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble

_NONCE_BYTES = 32
_NO_INDEX = "vtable constructor failed"
"""What SQLite says when the first page of a full-text index is damaged."""
_BESIDE = ("", "-wal", "-shm", "-journal")


class DamagedCache(StoreTrouble):
    """A page of the cache is damaged. Nothing is only there: it is made anew."""

    def __init__(self) -> None:
        super().__init__(_("Indeks pencarian rusak dan sedang dibuat ulang. Cari lagi sebentar lagi."))


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """Read a cache; raises DamagedCache, StoreTrouble."""
    with _named(), reading(engine) as connection:
        yield connection


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """Change a cache; all is kept, or nothing. Raises DamagedCache, StoreTrouble."""
    with _named(), writing(engine) as connection:
        yield connection


@contextmanager
def _named() -> Iterator[None]:
    """The store is not to blame for what is wrong with a cache."""
    try:
        yield
    except (DamagedStore, StrangeContents) as error:
        raise DamagedCache from error
    except DBAPIError as error:
        if _NO_INDEX not in str(error.orig):
            raise
        raise DamagedCache from error


@dataclass(frozen=True, slots=True)
class Cache:
    """An open cache."""

    engine: Engine
    layout: Layout
    nonce: bytes = field(repr=False)

    def is_current(self, desk: Desk, connection: Connection) -> bool:
        """Whether it has not been ended since it was opened; the connection is one to the store."""
        known = connection.execute(_wanted(desk, self.layout)).scalar()
        return known is not None and bytes(known) == self.nonce


@contextmanager
def cache(desk: Desk, layout: Layout) -> Iterator[Engine]:
    """A cache of the account at the desk, made if there is none. Raises StoreTrouble, NotActive.

    `looking` and `changing` begin transactions on it.
    """
    opened = open_cache(desk, layout)
    try:
        yield opened.engine
    finally:
        opened.engine.dispose()


def open_cache(desk: Desk, layout: Layout) -> Cache:
    """The same for longer; `engine.dispose` lets go of it."""
    nonce, fresh = _nonce(desk, layout)
    path = cache_path(desk, layout)
    if fresh:
        _remove(path)
    return Cache(_opened(desk, layout, path, nonce), layout, nonce)


def drop(desk: Desk, layout: Layout) -> None:
    """End a cache of the account: without its nonce the file is noise, and it is removed too."""
    with writing(desk.engine) as connection:
        connection.execute(delete(caches).where(_mine(desk, layout)))
    _remove(cache_path(desk, layout))


def cache_path(desk: Desk, layout: Layout) -> Path:
    """Where the cache is, or would be."""
    return desk.location.caches / f"{desk.actor.id}.{layout.kind}"


def _nonce(desk: Desk, layout: Layout) -> tuple[bytes, bool]:
    """The nonce of the cache, and whether it was made just now."""
    wanted = _wanted(desk, layout)
    with desk.reading() as connection:
        known = connection.execute(wanted).scalar()
    if known is not None:
        return bytes(known), False
    with writing(desk.engine) as connection:
        known = connection.execute(wanted).scalar()  # another session of the account may have been faster
        if known is not None:
            return bytes(known), False
        made = os.urandom(_NONCE_BYTES)
        row = {"account_id": desk.actor.id, "kind": layout.kind, "nonce": made, "made_at": desk.now()}
        connection.execute(caches.insert(), row)
        return made, True


def _wanted(desk: Desk, layout: Layout) -> Select[Any]:
    return select(caches.c.nonce).where(_mine(desk, layout))


def _mine(desk: Desk, layout: Layout) -> ColumnElement[bool]:
    return (caches.c.account_id == desk.actor.id) & (caches.c.kind == layout.kind)


def _opened(desk: Desk, layout: Layout, path: Path, nonce: bytes) -> Engine:
    """The file with the layout of today; any other file in its place is removed."""
    key = _key(desk, layout, nonce)
    for _attempt in ("as it is", "anew"):
        _touch(path)
        engine = cache_engine(path, key)
        try:
            _prepare(engine, layout)
            return engine
        except DamagedStore:
            engine.dispose()
            _remove(path)
        except BaseException:
            engine.dispose()
            raise
    raise DamagedStore


def _prepare(engine: Engine, layout: Layout) -> None:
    """Make the tables of an empty file; raises DamagedStore for a file of any other layout."""
    with reading(engine) as connection:
        found = _version(connection)
        empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    if found == layout.version and not empty:
        return
    if not empty:
        raise DamagedStore
    with writing(engine) as connection:
        if _version(connection) == layout.version:  # another session of the account was faster
            return
        for statement in layout.tables:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {layout.version}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _key(desk: Desk, layout: Layout, nonce: bytes) -> bytes:
    info = f"wbs-cache-v2|{desk.office.id}|{desk.actor.id}|{layout.kind}".encode()
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
