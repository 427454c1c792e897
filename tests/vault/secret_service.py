"""A secret service as a desktop runs it (freedesktop.org Secret Service 0.2), on a socket of its own."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return
from jeepney.low_level import Parser

COLLECTION = "/org/freedesktop/secrets/aliases/default"
NOT_SUPPORTED = "org.freedesktop.DBus.Error.NotSupported"


class SecretService:
    """One collection of items; `locked` and `silent` are how it misbehaves."""

    def __init__(self, *, locked: bool = False, silent: bool = False, refuses: bool = False) -> None:
        self.locked = locked
        self.silent = silent
        self.refuses = refuses
        self.calls: list[str] = []
        self.items: dict[str, tuple[dict[str, str], bytes]] = {}

    def reply(self, message: Message) -> Message | None:
        """What the bus or the service answers to a call."""
        member = message.header.fields[HeaderFields.member]
        self.calls.append(member)
        if self.silent and member == "NameHasOwner":
            return None
        if self.refuses and member == "Get":
            return new_error(message, "org.freedesktop.DBus.Error.AccessDenied", "s", ("no",))
        return getattr(self, f"_{member.lower()}")(message)

    def _hello(self, message: Message) -> Message:
        return new_method_return(message, "s", (":1.1",))

    def _addmatch(self, message: Message) -> Message:
        return new_method_return(message)

    def _namehasowner(self, message: Message) -> Message:
        return new_method_return(message, "b", (True,))

    def _get(self, message: Message) -> Message:
        value: tuple[str, Any] = ("b", self.locked) if message.body[1] == "Locked" else ("s", "label")
        return new_method_return(message, "v", (value,))

    def _opensession(self, message: Message) -> Message:
        if message.body[0] != "plain":
            return new_error(message, NOT_SUPPORTED, "s", ("plain only",))
        return new_method_return(message, "vo", (("s", ""), "/session"))

    def _unlock(self, message: Message) -> Message:
        return new_method_return(message, "aoo", (message.body[0], "/"))

    def _searchitems(self, message: Message) -> Message:
        wanted = set(message.body[0].items())
        found = [path for path, (names, _secret) in self.items.items() if wanted <= set(names.items())]
        return new_method_return(message, "ao", (found,))

    def _createitem(self, message: Message) -> Message:
        properties, secret, _replace = message.body
        attributes = properties["org.freedesktop.Secret.Item.Attributes"][1]
        path = f"/item/{len(self.items)}"
        self.items[path] = (attributes, bytes(secret[2]))
        return new_method_return(message, "oo", (path, "/"))

    def _getsecret(self, message: Message) -> Message:
        secret = self.items[message.header.fields[HeaderFields.path]][1]
        return new_method_return(message, "(oayays)", (("/session", b"", secret, "text/plain"),))

    def _delete(self, message: Message) -> Message:
        del self.items[message.header.fields[HeaderFields.path]]
        return new_method_return(message, "o", ("/",))


@contextlib.contextmanager
def running(service: SecretService) -> Iterator[str]:
    """The address of a session bus on which this service runs."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        path = Path(folder) / "bus"
        listening.bind(str(path))
        listening.listen()
        desks: list[socket.socket] = []
        serving = threading.Thread(target=_accept, args=(listening, service, desks))
        serving.start()
        try:
            yield f"unix:path={path}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for desk in desks:
                with contextlib.suppress(OSError):
                    desk.shutdown(socket.SHUT_RDWR)
            serving.join()


def _accept(listening: socket.socket, service: SecretService, desks: list[socket.socket]) -> None:
    talks: list[threading.Thread] = []
    with contextlib.suppress(OSError):  # the test is over
        while True:
            desk, _address = listening.accept()
            desks.append(desk)
            talks.append(threading.Thread(target=_talk, args=(desk, service)))
            talks[-1].start()
    for talk in talks:
        talk.join()


def _talk(desk: socket.socket, service: SecretService) -> None:
    with desk:
        _let_in(desk)
        parser, serial = Parser(), 0
        while data := desk.recv(65536):
            for message in parser.feed(data):
                if message.header.message_type is not MessageType.method_call:
                    continue
                if (answer := service.reply(message)) is not None:
                    serial += 1
                    desk.sendall(answer.serialise(serial))


def _let_in(desk: socket.socket) -> None:
    """The bus's greeting: any user is let in."""
    line = b""
    while line != b"BEGIN\r\n":
        line = b""
        while not line.endswith(b"\r\n") and (letter := desk.recv(1)):
            line += letter
        if not line:
            return
        if b"AUTH" in line:
            desk.sendall(b"OK 00000000000000000000000000000000\r\n")
