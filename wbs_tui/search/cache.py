"""An account's own caches: files of this computer that only the account can open, and that may end any day.

There is one for each kind of `search.layout`, because they end at different times. The key of a cache mixes
the account's own key with a nonce that stands in the store. Deleting the nonce ends the cache, also in every
copy of the file: the key is never made again. A file that is damaged, of another layout or somebody else's is
made anew, for everything in it can be. Several sessions of the account may come at once: one at a time looks
at the file and makes it, under another name, so that nobody ever opens the half of one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
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
from wbs_tui.vault.files import sweep_parts, temporary_beside
from wbs_tui.vault.header import header_lock

_NONCE_BYTES = 32
_NO_INDEX = "vtable constructor failed"
"""What SQLite says when the first page of a full-text index is damaged."""
_BESIDE = ("", "-wal", "-shm", "-journal")
_HALVES_ARE_KEPT = timedelta(days=1)
"""What is being made now, by whichever session, is younger."""


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
    nonce = _nonce(desk, layout)
    return Cache(_opened(desk, layout, nonce), layout, nonce)


def drop(desk: Desk, layout: Layout, nonce: bytes | None = None) -> None:
    """End a cache of the account: without its nonce the file is noise, and it is removed too.

    With a nonce only the cache of that one: another session may have made a new one meanwhile.
    """
    ended = _mine(desk, layout) if nonce is None else _mine(desk, layout) & (caches.c.nonce == nonce)
    with writing(desk.engine) as connection:
        connection.execute(delete(caches).where(ended))
    path = cache_path(desk, layout)
    if not path.exists():
        return
    with _alone(path):
        with reading(desk.engine) as connection:
            begun_again = connection.execute(_wanted(desk, layout)).scalar() is not None
        if not begun_again:
            _remove(path)


def cache_path(desk: Desk, layout: Layout) -> Path:
    """Where the cache is, or would be."""
    return desk.location.caches / f"{desk.actor.id}.{layout.kind}"


def _nonce(desk: Desk, layout: Layout) -> bytes:
    """The nonce of the cache, made if there is none."""
    wanted = _wanted(desk, layout)
    with desk.reading() as connection:
        known = connection.execute(wanted).scalar()
    if known is not None:
        return bytes(known)
    with writing(desk.engine) as connection:
        known = connection.execute(wanted).scalar()  # another session of the account may have been faster
        if known is not None:
            return bytes(known)
        made = os.urandom(_NONCE_BYTES)
        row = {"account_id": desk.actor.id, "kind": layout.kind, "nonce": made, "made_at": desk.now()}
        connection.execute(caches.insert(), row)
        return made


def _wanted(desk: Desk, layout: Layout) -> Select[Any]:
    return select(caches.c.nonce).where(_mine(desk, layout))


def _mine(desk: Desk, layout: Layout) -> ColumnElement[bool]:
    return (caches.c.account_id == desk.actor.id) & (caches.c.kind == layout.kind)


def _opened(desk: Desk, layout: Layout, nonce: bytes) -> Engine:
    """The file with the layout of today; any other file in its place is removed."""
    key, path = _key(desk, layout, nonce), cache_path(desk, layout)
    with _alone(path):
        engine = _as_it_is(path, key, layout)
        if engine is None:
            _remove(path)
            with disk_errors_named():
                sweep_parts(path.parent, (desk.clock() - _HALVES_ARE_KEPT).timestamp())
                _make(path, key, layout)
            engine = _as_it_is(path, key, layout)
    if engine is None:
        raise DamagedStore
    return engine


def _as_it_is(path: Path, key: bytes, layout: Layout) -> Engine | None:
    """The file that is there; None when there is none, or one that is no cache of this layout and key."""
    if not path.exists() or not path.stat().st_size:
        return None
    engine = cache_engine(path, key)
    try:
        with reading(engine) as connection:
            if _version(connection) == layout.version:
                return engine
    except DamagedStore:
        pass
    except BaseException:
        engine.dispose()
        raise
    engine.dispose()
    return None


def _make(path: Path, key: bytes, layout: Layout) -> None:
    """A new file, which gets its name when its tables are there."""
    with temporary_beside(path) as (file, temporary):
        file.close()
        engine = cache_engine(temporary, key)
        try:
            with writing(engine) as connection:
                for statement in layout.tables:
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {layout.version}")
            engine.dispose()  # the last to go brings all of the log into the file
            temporary.rename(path)
        finally:
            engine.dispose()
            _remove(temporary)


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _key(desk: Desk, layout: Layout, nonce: bytes) -> bytes:
    info = f"wbs-cache-v2|{desk.office.id}|{desk.actor.id}|{layout.kind}".encode()
    return HKDF(SHA256(), 32, nonce, info).derive(desk.keyring.own.key)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else opens, makes or removes the file meanwhile; raises StoreTrouble after 10 seconds."""
    with disk_errors_named():
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    with header_lock(path):
        yield


def _remove(path: Path) -> None:
    with disk_errors_named():
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
