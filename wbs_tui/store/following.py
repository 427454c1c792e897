"""Says when a store may have changed; what has changed is for the reader to look up by its revision."""

import select
import socket
import threading
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import Connection

from wbs_tui.store.errors import StoreUnreachable, disk_errors_named, translated
from wbs_tui.store.file_engine import keyed_connection
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.store.store_key import StoreKey

_EVERY = 0.25
"""Seconds between two looks at a file: nobody tells us when another process has written."""


class Nudges(Protocol):
    """Waits for others' writes on a connection of its own; one thread waits, any thread may wake it."""

    def wait(self, seconds: float) -> bool:
        """Whether somebody may have written since the last call; waits at most so long. Raises StoreTrouble.

        A call of `wake` ends the wait and counts as news.
        """

    def wake(self) -> None:
        """End a wait."""

    def close(self) -> None:
        """Let go of the connection; by the thread that waits."""


def nudges_of(location: StoreLocation, key: StoreKey) -> Nudges:
    """What nudges the followers of a store. Raises StoreTrouble."""
    if isinstance(location, FileStore):
        return FileNudges(location, key)
    return ServerNudges(location.address)


def nudge(connection: Connection) -> None:
    """Tell followers of what a transaction outside the writers' turn has changed, when it is kept."""
    if connection.dialect.name == "postgresql":
        from wbs_tui.store.server_engine import CHANNEL

        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


class FileNudges:
    """Looks at the number by which SQLite tells a connection that others have written."""

    def __init__(self, location: FileStore, key: StoreKey) -> None:
        """Raises StoreTrouble."""
        self._location = location
        self._key = key
        self._woken = threading.Event()
        self._connection: Any = None
        self._keyed = b""
        self._file = (0, 0)
        self._seen = -1
        self._looked()

    def wait(self, seconds: float) -> bool:
        """One look after a short while."""
        woken = self._woken.wait(min(seconds, _EVERY))
        self._woken.clear()
        return self._looked() or woken

    def wake(self) -> None:
        """End a wait."""
        self._woken.set()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _looked(self) -> bool:
        """Whether the number is another than at the last look; a new connection numbers anew."""
        self._key.begin()  # not while the store gets another key
        try:
            with translated():
                if self._keyed != self._key.current:
                    self._open()
                elif self._file != self._found():
                    raise StoreUnreachable  # a lost folder, or another file in its place
                seen, self._seen = self._seen, self._version()
        finally:
            self._key.end()
        return seen != self._seen

    def _open(self) -> None:
        self.close()
        self._connection = keyed_connection(self._location, self._key.current)
        self._keyed, self._file = self._key.current, self._found()

    def _found(self) -> tuple[int, int]:
        """Which file it is: one that was taken away is read on from memory, and written to in vain."""
        with disk_errors_named():
            found = self._location.database.stat()
        return found.st_dev, found.st_ino

    def _version(self) -> int:
        found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found


class ServerNudges:
    """Listens on a connection of its own for what the server tells of every write that is kept."""

    def __init__(self, address: str) -> None:
        """Raises StoreTrouble."""
        from wbs_tui.store.server_connection import connect
        from wbs_tui.store.server_engine import CHANNEL

        with translated():
            self._connection = connect(address, autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)

    def wait(self, seconds: float) -> bool:
        """Until the server says something."""
        with translated():
            both = [self._connection.fileno(), self._woken.fileno()]
            ready, _writable, _failed = select.select(both, [], [], seconds)
            told = list(self._connection.notifies(timeout=0))
        with suppress(BlockingIOError):
            self._woken.recv(64)
        return bool(ready or told)

    def wake(self) -> None:
        """End a wait; a waker that is full, or closed by now, has nobody asleep behind it."""
        with suppress(OSError):
            self._waker.send(b"!")

    def close(self) -> None:
        """Let go of the connection."""
        for each in (self._waker, self._woken, self._connection):
            each.close()
