"""The right to change a store's slots, between all desks of a server. Whoever sleeps with it loses it.

It is held by a connection that shows a sign of life every few seconds; a laptop that was closed gives none,
and the server ends it. What the holder writes goes over the same connection: who was ended writes no more.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import psycopg

from wbs_tui.store.server_connection import connected

_LOCK = 0x776273_01
_WAIT = "20s"
_LONGEST_SLEEP = "15s"
_PULSE = 4.0
"""Seconds between two signs of life."""
_ENDS_SLEEPERS = 140_000
"""The server's version that can end a connection which does nothing."""
_held: ContextVar[Mapping[str, "psycopg.Connection[Any]"]] = ContextVar("held", default=MappingProxyType({}))


@contextmanager
def held(address: str) -> Iterator[None]:
    """Hold the right; raises psycopg.Error, LockNotAvailable after 20 seconds."""
    with connected(address) as connection:
        _take(connection)
        token = _held.set({**_held.get(), address: connection})
        try:
            with _awake(connection):
                yield
        finally:
            _held.reset(token)


def _take(connection: "psycopg.Connection[Any]") -> None:
    connection.autocommit = True  # a lock of the session: it outlives every transaction
    connection.execute(f"SET lock_timeout = '{_WAIT}'")
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    connection.execute("RESET lock_timeout")
    if connection.info.server_version >= _ENDS_SLEEPERS:
        connection.execute(f"SET idle_session_timeout = '{_LONGEST_SLEEP}'")


@contextmanager
def _awake(connection: "psycopg.Connection[Any]") -> Iterator[None]:
    done = threading.Event()
    pulse = threading.Thread(target=_beat, args=(connection, done), daemon=True)
    pulse.start()
    try:
        yield
    finally:
        done.set()
        pulse.join()


def _beat(connection: "psycopg.Connection[Any]", done: threading.Event) -> None:
    while not done.wait(_PULSE):
        try:
            connection.execute("SELECT 1")
        except psycopg.Error:
            return  # it has been ended: whoever writes next is told


@contextmanager
def writer(address: str) -> Iterator["psycopg.Connection[Any]"]:
    """The connection that holds the right here, else one of its own."""
    own = _held.get().get(address)
    if own is not None:
        yield own
        return
    with connected(address) as connection:
        yield connection
