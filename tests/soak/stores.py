"""Offices to be soaked, in a file and on a server, and how writing to them shows from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from models.words.clock import system_clock
from tests.conftest import found
from tests.postgres import Server, running
from wbs_tui.store.location import FileStore, StoreLocation, locate

DATABASES = ("sqlite", "postgresql")


class SoakedStore(Protocol):
    """An office's store."""

    location: StoreLocation

    def marks(self) -> object:
        """Something that changes with every write."""


class SoakedFile:
    """In a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.location = FileStore(folder / "office" / "office.wbs")

    def marks(self) -> object:
        """When the files changed last."""
        base = self.location.database
        watched = (base.with_name(base.name + "-wal"), self.location.header.path, self.location.evidence)
        return tuple(map(_changed_at, watched))


def _changed_at(path: Path) -> int:
    """The log goes with the last desk, also between two looks."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


class SoakedDatabase:
    """On a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.location = locate(server.address(server.new_database()))
        self._watch = psycopg.connect(server.address("postgres", "postgres"), autocommit=True)

    def marks(self) -> object:
        """How far the server has written its log."""
        return self._watch.execute("SELECT pg_current_wal_insert_lsn()").fetchone()

    def close(self) -> None:
        """Let go of the server."""
        self._watch.close()


@contextmanager
def soaked(database: str, folder: Path, *, lasting: bool = False) -> Iterator[SoakedStore]:
    """A new office in a file or on a server of its own, for the length of the block.

    With `lasting` the server is to be ended, or its disk is small: it writes through to the disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if database == "sqlite":
        store = SoakedFile(folder)
        found(store.location, system_clock)
        yield store
        return
    with running(quick=not lasting) as server, _on(server) as there:
        yield there


@contextmanager
def _on(server: Server) -> Iterator[SoakedDatabase]:
    there = SoakedDatabase(server)
    found(there.location, system_clock)
    try:
        yield there
    finally:
        there.close()
