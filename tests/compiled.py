"""Compiled statements that every engine of a test process shares.

SQLAlchemy keeps them for each engine, and a desk has an engine of its own. The program opens few of them, the
tests some thousands: compiling the same statements again was a quarter of what they took.
"""

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

_statements: LRUCache[object, object] = LRUCache(2000)
_dialects: dict[str, Dialect] = {}
"""By name: a compiled statement is known by the very dialect that it was compiled for."""


def share_compiled() -> None:
    """From now on, in this process."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.dialect = _dialects.setdefault(connection.dialect.name, connection.dialect)
    connection.execution_options(compiled_cache=_statements)
