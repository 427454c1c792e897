"""The way to a PostgreSQL server, as it is when a network fails: cut anywhere, or just before an answer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from wbs_tui.store.location import ServerStore

_NAME = ".s.PGSQL.5432"
_MOST = 1 << 16
Cut = Callable[[int, bytes], bool]
"""Whether to cut, by the number of the message since the wire was armed, and what it says."""


@dataclass
class Wire:
    """Takes connections in a folder of its own, and passes on what is said to the server and back."""

    server: Path
    folder: Path
    seen: int = 0
    """Messages to the server since the wire was armed."""
    cuts: int = 0
    before: Cut | None = None
    after: Cut | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: set[socket.socket] = field(default_factory=set)
    _deaf: set[socket.socket] = field(default_factory=set)

    def arm(self, *, before: Cut | None = None, after: Cut | None = None) -> None:
        """Cut once: `before` a message reaches the server, or `after` it, when the answer is on its way."""
        self.seen, self.before, self.after = 0, before, after

    def serve(self, listening: socket.socket) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                client, _address = listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server / _NAME))
            self._open |= {client, server}
            threading.Thread(target=self._speak, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(client, server), daemon=True).start()

    def _speak(self, client: socket.socket, server: socket.socket) -> None:
        while said := _received(client):
            with self._lock:
                self.seen += 1
                if self._due("before", said):
                    break
                if self._due("after", said):
                    self._deaf.add(client)
            if not _sent(server, said):
                break
        self.cut(client, server)

    def _due(self, when: str, said: bytes) -> bool:
        cut: Cut | None = getattr(self, when)
        due = cut is not None and cut(self.seen, said)
        if due:
            setattr(self, when, None)
            self.cuts += 1
        return due

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        while said := _received(server):
            if client in self._deaf or not _sent(client, said):
                break
        self.cut(client, server)

    def cut(self, *ends: socket.socket) -> None:
        """Close both ends; without any, all that are open."""
        for end in ends or tuple(self._open):
            self._open.discard(end)
            _shut(end)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(_MOST)
    except OSError:
        return b""


def _sent(end: socket.socket, said: bytes) -> bool:
    try:
        end.sendall(said)
    except OSError:
        return False
    return True


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # the other side was first
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wired(location: ServerStore, folder: Path) -> Iterator[tuple[Wire, ServerStore]]:
    """A wire to the server of a store, and the store's address by it."""
    address, server = location.address.split("?host=")
    wire = Wire(Path(server), folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / _NAME))
        listening.listen(64)
        threading.Thread(target=wire.serve, args=(listening,), daemon=True).start()
        yield wire, ServerStore(f"{address}?host={folder}", location.folder)
        listening.shutdown(socket.SHUT_RDWR)
    wire.cut()
