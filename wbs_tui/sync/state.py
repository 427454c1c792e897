"""Where the exchange stands: small values of this store by name. Nothing secret."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, delete, select

from models.tables.exchange import exchange_state
from wbs_tui.store.statements import insert
from wbs_tui.text.records import ready

T = TypeVar("T")


def read_state(connection: Connection, name: str, type_: type[T]) -> T | None:
    """The value of a name; None when it has none."""
    value = connection.execute(select(exchange_state.c.value).where(exchange_state.c.name == name)).scalar()
    return None if value is None else msgspec.msgpack.decode(value, type=ready(type_))


def write_state(connection: Connection, name: str, value: Any) -> None:
    """Remember a value (anything that msgspec writes) under a name of at most 80 characters."""
    connection.execute(delete(exchange_state).where(exchange_state.c.name == name))
    row = {"name": name, "value": msgspec.msgpack.encode(value)}
    insert(exchange_state, connection.dialect).run(connection, row)


def forget_state(connection: Connection, name: str) -> None:
    """A name has no value any more."""
    connection.execute(delete(exchange_state).where(exchange_state.c.name == name))
