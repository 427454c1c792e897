"""Where the exchange stands: small values of this store by name. Nothing secret."""

from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Dialect, bindparam, delete, select

from models.tables.exchange import exchange_state
from wbs_tui.store.statements import Compiled, Question, insert
from wbs_tui.text.records import ready

T = TypeVar("T")
_VALUE = Question(select(exchange_state.c.value).where(exchange_state.c.name == bindparam("called")))


def read_state(connection: Connection, name: str, type_: type[T]) -> T | None:
    """The value of a name; None when it has none."""
    value = _VALUE.value(connection, called=name)
    return None if value is None else msgspec.msgpack.decode(value, type=ready(type_))


def write_state(connection: Connection, name: str, value: Any) -> None:
    """Remember a value (anything that msgspec writes) under a name of at most 80 characters."""
    forget_state(connection, name)
    row = {"name": name, "value": msgspec.msgpack.encode(value)}
    insert(exchange_state, connection.dialect).run(connection, row)


def forget_state(connection: Connection, name: str) -> None:
    """A name has no value any more."""
    _forgetting(connection.dialect).run(connection, {"called": name})


@lru_cache(maxsize=64)
def _forgetting(dialect: Dialect) -> Compiled:
    return Compiled(delete(exchange_state).where(exchange_state.c.name == bindparam("called")), dialect)
